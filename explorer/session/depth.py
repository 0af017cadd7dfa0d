"""The chosen photo on its way through all layers of the network that the visitor looks into."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.arrays import Float32Array
from explorer.feature_maps import ChannelStatistics, LayerStatistics, channel_statistics, statistics
from explorer.figures.maps.depth_strip import LayerMap, map_indices
from explorer.figures.theme import sequential_palette
from explorer.images.encoding import png_palette
from explorer.runtime.feature_network import FeatureNetwork
from explorer.session.file_names import photo_file_name
from explorer.session.parameters import FOLLOW
from explorer.session.photos import Picture, chosen_picture
from explorer.session.places import nearest_channel
from explorer.session.shared_activations import activations, all_activations
from explorer.session.shared_model import observed_network

CACHE = "16MB"
"""For about a hundred photos at 224 x 224 px."""


@dataclass(frozen=True, slots=True)
class DepthNumbers:
    """Facts about each layer, in network order.

    Attributes:
        layers: Statistics of each layer.
        strongest: The feature map with the largest mean of each layer; the first of equal ones.
    """

    layers: tuple[LayerStatistics, ...]
    strongest: tuple[LayerMap, ...]


def depth_numbers() -> DepthNumbers:
    """Facts about each layer for the chosen photo."""
    network, picture = observed_network(), chosen_picture()
    return _depth_numbers((network.origin, picture.key), network, picture)


@st.cache_data(max_size=CACHE, show_spinner=False)
def _depth_numbers(
    photo_key: tuple[str, str], _network: FeatureNetwork, _picture: Picture
) -> DepthNumbers:
    layers = _layers(_network, _picture)
    strongest = [int(values.mean(axis=(0, 1), dtype=np.float64).argmax()) for values in layers]
    return DepthNumbers(
        tuple(statistics(values) for values in layers),
        tuple(map(_layer_map, layers, strongest)),
    )


def followed_maps(numbers: DepthNumbers) -> tuple[LayerMap, ...]:
    """The feature map to show of each layer, for the chosen photo.

    Where a layer has fewer channels than the chosen one, its last one stands in.
    """
    if FOLLOW.chosen() == "strongest":
        return numbers.strongest
    channels = tuple(nearest_channel(each.num_channels) for each in numbers.layers)
    network, picture = observed_network(), chosen_picture()
    return _chosen_maps((network.origin, picture.key), channels, network, picture)


@st.cache_data(max_size=CACHE, show_spinner=False)
def _chosen_maps(
    photo_key: tuple[str, str],
    channels: tuple[int, ...],
    _network: FeatureNetwork,
    _picture: Picture,
) -> tuple[LayerMap, ...]:
    return tuple(map(_layer_map, _layers(_network, _picture), channels))


def _layers(network: FeatureNetwork, picture: Picture) -> list[Float32Array]:
    by_name = all_activations(picture, network)
    return [by_name[name] for name in network.layer_names]


def _layer_map(values: Float32Array, channel: int) -> LayerMap:
    shown = np.ascontiguousarray(values[..., channel])
    png = png_palette(map_indices(shown), sequential_palette())
    return LayerMap(channel, float(shown.min()), float(shown.max()), png)


def layer_channels(layer_name: str) -> Callable[[], ChannelStatistics]:
    """A function that works out facts about each channel of a layer, for the chosen photo.

    It may be called later and outside of the visitor's session, as a download does.
    """
    network, picture = observed_network(), chosen_picture()
    return lambda: channel_statistics(activations(layer_name, picture, network))


def statistics_name(layer_name: str = "") -> str:
    """What a file of statistics is called, without its ending; of one layer, or of all."""
    return "-".join(filter(None, ("statistics", photo_file_name(), layer_name)))
