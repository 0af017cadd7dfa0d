"""The chosen photo on its way through all layers of the network that the visitor looks into."""

from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np
import streamlit as st

from explorer.feature_maps import (
    ChannelStatistics,
    LayerStatistics,
    channel_statistics,
    statistics,
)
from explorer.figures.depth_strip import LayerMap, map_indices
from explorer.figures.theme import sequential_palette
from explorer.images.encoding import png_palette
from explorer.images.samples import SAMPLES
from explorer.runtime.feature_network import FeatureNetwork
from explorer.session.choices import chosen_size, file_name
from explorer.session.keys import Key
from explorer.session.looking import chosen_channel
from explorer.session.photos import OWN_PHOTO, Picture, chosen_fit, chosen_picture
from explorer.session.shared_activations import activations, all_activations
from explorer.session.shared_model import chosen_look, observed_network

Follow = Literal["strongest", "chosen"]
"""Which feature map of each layer is shown: the one with the largest mean, or the chosen one."""

MOST_NUMBERS = 64
MAPS_CACHE = "16MB"
"""About a hundred strips of VGG16 at 224 x 224 px."""

CHANNELS_CACHE = "4MB"


@dataclass(frozen=True, slots=True)
class DepthNumbers:
    """Facts about each layer, in network order.

    Attributes:
        layers: Statistics of each layer.
        strongest: The channel with the largest mean of each layer; the first of equal ones.
    """

    layers: tuple[LayerStatistics, ...]
    strongest: tuple[int, ...]


def depth_numbers() -> DepthNumbers:
    """Facts about each layer for the chosen photo."""
    network, picture = observed_network(), chosen_picture()
    return _depth_numbers((network.origin, picture.key), network, picture)


@st.cache_data(max_entries=MOST_NUMBERS, show_spinner=False)
def _depth_numbers(
    photo_key: tuple[str, str], _network: FeatureNetwork, _picture: Picture
) -> DepthNumbers:
    by_layer = all_activations(_picture, _network)
    layers = [by_layer[name] for name in _network.layer_names]
    return DepthNumbers(
        tuple(statistics(values) for values in layers),
        tuple(int(values.mean(axis=(0, 1), dtype=np.float64).argmax()) for values in layers),
    )


def chosen_follow() -> Follow:
    """Which feature map of each layer the visitor wants to see."""
    choice = st.session_state.get(Key.FOLLOW)
    return cast(Follow, choice) if choice in get_args(Follow) else "strongest"


def followed_maps(numbers: DepthNumbers) -> tuple[LayerMap, ...]:
    """The feature map to show of each layer, for the chosen photo.

    Where a layer has fewer channels than the chosen one, its last one stands in.
    """
    channels = numbers.strongest
    if chosen_follow() == "chosen":
        channels = tuple(chosen_channel(each.num_channels) for each in numbers.layers)
    network, picture = observed_network(), chosen_picture()
    return _layer_maps((network.origin, picture.key), channels, network, picture)


@st.cache_data(max_size=MAPS_CACHE, show_spinner=False)
def _layer_maps(
    photo_key: tuple[str, str],
    channels: tuple[int, ...],
    _network: FeatureNetwork,
    _picture: Picture,
) -> tuple[LayerMap, ...]:
    by_layer, palette = all_activations(_picture, _network), sequential_palette()
    maps = []
    for name, channel in zip(_network.layer_names, channels, strict=True):
        shown = np.ascontiguousarray(by_layer[name][..., channel])
        png = png_palette(map_indices(shown), palette)
        maps.append(LayerMap(channel, float(shown.min()), float(shown.max()), png))
    return tuple(maps)


def layer_channels(layer_name: str) -> ChannelStatistics:
    """Facts about each channel of a layer for the chosen photo."""
    return _layer_channels((observed_network().origin, chosen_picture().key), layer_name)


@st.cache_data(max_size=CHANNELS_CACHE, show_spinner=False)
def _layer_channels(photo_key: tuple[str, str], layer_name: str) -> ChannelStatistics:
    return channel_statistics(activations(layer_name))


def statistics_name(layer_name: str = "") -> str:
    """What a file of statistics is called, without its ending: photo, network, size, layer."""
    size = chosen_size()
    own = chosen_look() == "own"
    parts = (
        "statistics",
        _photo_name(),
        "squeezed" if chosen_fit() == "squeeze" else "",
        file_name() if own else f"vgg16-{size.height}x{size.width}",
        "" if observed_network().trained else "untrained",
        layer_name,
    )
    return "-".join(filter(None, parts))


def _photo_name() -> str:
    choice = st.session_state.get(Key.PHOTO)
    return str(choice) if choice in (*SAMPLES, OWN_PHOTO) else next(iter(SAMPLES))
