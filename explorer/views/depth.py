"""The chosen photo on its way through all layers of the network that the visitor looks into."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float32Array
from explorer.feature_maps import ChannelStatistics, LayerStatistics, channel_statistics, statistics
from explorer.figures.colour_maps import palette
from explorer.figures.maps.depth_strip import LayerMap, map_indices
from explorer.images.encoding import png_palette
from explorer.kept import kept
from explorer.observed import Observed
from explorer.session.parameters import FOLLOW
from explorer.session.places import nearest_channel
from explorer.shared.activations import activations, all_activations
from explorer.views.file_names import photo_file_name

CACHE_MIB = 16
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


@kept(mib=CACHE_MIB)
def depth_numbers(observed: Observed) -> DepthNumbers:
    """Facts about each layer on a picture."""
    layers = _layers(observed)
    strongest = [int(values.mean(axis=(0, 1), dtype=np.float64).argmax()) for values in layers]
    return DepthNumbers(
        tuple(statistics(values) for values in layers),
        tuple(map(_layer_map, layers, strongest)),
    )


def followed_maps(observed: Observed, numbers: DepthNumbers) -> tuple[LayerMap, ...]:
    """The feature map to show of each layer.

    A layer with fewer channels shows its last one.
    """
    if FOLLOW.chosen() == "strongest":
        return numbers.strongest
    return _chosen_maps(
        observed, tuple(nearest_channel(each.num_channels) for each in numbers.layers)
    )


@kept(mib=CACHE_MIB)
def _chosen_maps(observed: Observed, channels: tuple[int, ...]) -> tuple[LayerMap, ...]:
    return tuple(map(_layer_map, _layers(observed), channels))


def _layers(observed: Observed) -> list[Float32Array]:
    return list(all_activations(observed).values())


def _layer_map(values: Float32Array, channel: int) -> LayerMap:
    shown = np.ascontiguousarray(values[..., channel])
    png = png_palette(map_indices(shown), palette("viridis"))
    return LayerMap(channel, float(shown.min()), float(shown.max()), png)


def layer_channels(observed: Observed, layer_name: str) -> Callable[[], ChannelStatistics]:
    """A function that works out facts about each channel of a layer.

    It may be called later and outside the visitor's session, such as by a download.
    """
    return lambda: channel_statistics(activations(observed, layer_name))


def statistics_name(observed: Observed, layer_name: str = "") -> str:
    """The name of a file of statistics of one layer or of all, without its ending."""
    return "-".join(filter(None, ("statistics", photo_file_name(observed), layer_name)))
