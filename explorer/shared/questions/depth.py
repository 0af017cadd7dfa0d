"""Questions about all layers of a network on one picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.arrays import Float32Array
from explorer.feature_maps import LayerStatistics, channel_statistics, layer_statistics
from explorer.figures.colour_maps import palette
from explorer.figures.maps.depth_strip import LayerMap, map_indices
from explorer.images.encoding import png_palette
from explorer.observed import Observed
from explorer.shared.questions.question import MIB, Answer, Question, Seen


class _EveryLayer(Question[Answer]):
    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        return tuple(row.name for row in observed.network.rows)


@dataclass(frozen=True, slots=True)
class DepthNumbers:
    """Facts about each layer, in network order.

    Attributes:
        layers: Statistics of each layer.
        strongest: The feature map with the largest mean of each layer; the first of equal ones.
    """

    layers: tuple[LayerStatistics, ...]
    strongest: tuple[LayerMap, ...]


@dataclass(frozen=True)
class Depth(_EveryLayer[DepthNumbers]):
    """Facts about each layer on a picture."""

    most_bytes: ClassVar[int] = 4 * MIB

    def answer(self, seen: Seen) -> DepthNumbers:
        """See `Question.answer`."""
        facts, strongest = [], []
        for values in _layers(seen):
            channels = channel_statistics(values, with_variance=False)
            facts.append(layer_statistics(channels))
            strongest.append(layer_map(values, int(channels.mean.argmax())))
        return DepthNumbers(tuple(facts), tuple(strongest))


@dataclass(frozen=True)
class MapOfEachLayer(_EveryLayer[tuple[LayerMap, ...]]):
    """One feature map of each layer.

    Attributes:
        channel: Which one; a layer with fewer channels shows its last one.
    """

    most_bytes: ClassVar[int] = 4 * MIB

    channel: int

    def answer(self, seen: Seen) -> tuple[LayerMap, ...]:
        """See `Question.answer`."""
        return tuple(
            layer_map(values, min(self.channel, values.shape[-1] - 1)) for values in _layers(seen)
        )


def _layers(seen: Seen) -> Iterator[Float32Array]:
    return (seen.layer(row.name) for row in seen.observed.network.rows)


def layer_map(values: Float32Array, channel: int) -> LayerMap:
    """One map of a layer's activations, float32 (height, width, channels), in its own colours."""
    shown = np.ascontiguousarray(values[..., channel])
    png = png_palette(map_indices(shown), palette("viridis"))
    return LayerMap(channel, float(shown.min()), float(shown.max()), png)
