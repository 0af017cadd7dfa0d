"""A question about what a head gets of a layer: one value of each map, or all of them."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.arrays import Float32Array
from explorer.shared.questions.maps import LayerQuestion
from explorer.shared.questions.question import KIB, Seen
from explorer.transfer.reduction import reduced


@dataclass(frozen=True, slots=True, eq=False)
class ReducedMaps:
    """A layer's output after global pooling.

    Attributes:
        grid: (height, width, channels) before.
        average: The mean of each map, float32 (channels,).
        largest: The largest value of each map, float32 (channels,).
        num_zeros: How many values of the grid are 0.
    """

    grid: tuple[int, int, int]
    average: Float32Array
    largest: Float32Array
    num_zeros: int


@dataclass(frozen=True)
class ReduceMaps(LayerQuestion[ReducedMaps]):
    """What global pooling leaves of a layer."""

    most_bytes: ClassVar[int] = 16 * KIB

    def answer(self, seen: Seen) -> ReducedMaps:
        """See `Question.answer`."""
        values = seen.layer(self.layer_name)
        height, width, channels = values.shape
        return ReducedMaps(
            (height, width, channels),
            reduced(values[None], "average")[0],
            reduced(values[None], "max")[0],
            int(values.size - np.count_nonzero(values)),
        )
