"""Which part of the input can influence a unit, and along how many paths.

Definitions and recurrences: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional
Neural Networks", Distill 2019 (doi:10.23915/distill.00021). Padding moves a field; it never
changes its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.shapes import Window

Number = TypeVar("Number", np.int64, np.float64)

Position = tuple[int, int]
"""(row, column) of a unit in its layer's grid."""


@dataclass(frozen=True, slots=True)
class Box:
    """Rows ``top`` to ``bottom`` and columns ``left`` to ``right`` in px, the last included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows in the box; 0 where it is empty."""
        return max(self.bottom - self.top + 1, 0)

    @property
    def width(self) -> int:
        """Columns in the box; 0 where it is empty."""
        return max(self.right - self.left + 1, 0)

    @property
    def num_pixels(self) -> int:
        """Pixels in the box."""
        return self.height * self.width

    @property
    def centre(self) -> tuple[float, float]:
        """(row, column), whole numbers or halves."""
        return (self.top + self.bottom) / 2, (self.left + self.right) / 2

    def clipped(self, height: int, width: int) -> "Box":
        """The part of the box that lies on an image of ``height`` x ``width`` px."""
        return Box(
            max(self.top, 0),
            max(self.left, 0),
            min(self.bottom, height - 1),
            min(self.right, width - 1),
        )

    def share_outside(self, height: int, width: int) -> float:
        """The share of the box outside an image of ``height`` x ``width`` px, 0 to 1."""
        return 1 - self.clipped(height, width).num_pixels / self.num_pixels

    def square_inside(self, side: int) -> "Box":
        """The square of ``side`` px at a square box's centre; both sides are even or both odd."""
        inset = (self.height - side) // 2
        return Box(self.top + inset, self.left + inset, self.bottom - inset, self.right - inset)


@dataclass(frozen=True, slots=True)
class FieldAlong:
    """The receptive field of every unit of a layer along one axis, in px of the input.

    Attributes:
        size: Rows (or columns) that can influence a unit.
        effective_stride: How far the field moves from one unit to the next; also called the jump.
        effective_padding: How many rows above the image (or columns left of it) the field of the
            first unit begins.
    """

    size: int = 1
    effective_stride: int = 1
    effective_padding: int = 0

    def through(self, window: Window, pad_before: int) -> "FieldAlong":
        """The field after one more layer: it grows by (extent - 1) * effective stride so far."""
        jump = self.effective_stride
        return FieldAlong(
            self.size + (window.extent - 1) * jump,
            jump * window.stride,
            self.effective_padding + pad_before * jump,
        )

    def before(self, window: Window) -> tuple[int, int]:
        """Size and effective stride before the layer with this window."""
        jump = self.effective_stride // window.stride
        return self.size - (window.extent - 1) * jump, jump

    def first(self, unit: int) -> int:
        """The first row (or column) of a unit's field; negative in the padding."""
        return unit * self.effective_stride - self.effective_padding

    def centre(self, unit: int) -> float:
        """The middle of a unit's field: -padding + i * stride + (size - 1) / 2."""
        return self.first(unit) + (self.size - 1) / 2


@dataclass(frozen=True, slots=True)
class ReceptiveField:
    """The receptive field of every unit of a layer, in px of the input.

    ``size``, ``effective_stride`` and ``effective_padding`` are those of both axes, and None where
    the axes differ. The paddings differ with windows that are square, too, where "same" padding
    with a stride meets an input that is not.

    Attributes:
        height: The field along the rows.
        width: The field along the columns.
    """

    height: FieldAlong = FieldAlong()
    width: FieldAlong = FieldAlong()

    @property
    def sizes(self) -> tuple[int, int]:
        """Rows and columns that can influence a unit."""
        return self.height.size, self.width.size

    @property
    def strides(self) -> tuple[int, int]:
        """Rows and columns from the field of one unit to that of the next."""
        return self.height.effective_stride, self.width.effective_stride

    @property
    def paddings(self) -> tuple[int, int]:
        """Rows above the image and columns left of it where the field of unit (0, 0) begins."""
        return self.height.effective_padding, self.width.effective_padding

    @property
    def size(self) -> int | None:
        """Rows, and as many columns, that can influence a unit; None if they differ."""
        return _common(self.sizes)

    @property
    def effective_stride(self) -> int | None:
        """Rows, and as many columns, from one field to the next; None if they differ."""
        return _common(self.strides)

    @property
    def effective_padding(self) -> int | None:
        """Rows above, and as many columns left, where the first begins; None if they differ."""
        return _common(self.paddings)

    def box(self, position: Position) -> Box:
        """The field of the unit at ``position``, padding included: it may leave the image."""
        top, left = self.height.first(position[0]), self.width.first(position[1])
        return Box(top, left, top + self.height.size - 1, left + self.width.size - 1)

    def centre(self, position: Position) -> tuple[float, float]:
        """The field's centre as (row, column)."""
        return self.height.centre(position[0]), self.width.centre(position[1])


def _common(sides: tuple[int, int]) -> int | None:
    """The number of both axes; None if they differ."""
    return sides[0] if sides[0] == sides[1] else None


def hull(boxes: Sequence[Box]) -> Box:
    """The smallest box that contains all of these boxes."""
    return Box(
        min(box.top for box in boxes),
        min(box.left for box in boxes),
        max(box.bottom for box in boxes),
        max(box.right for box in boxes),
    )


def path_counts(windows: Sequence[Window]) -> NDArray[np.int64]:
    """How many paths lead from each input row to one unit, along one axis.

    The counts are the effective receptive field of a network whose weights are all equal and
    whose activations are linear (Luo et al. 2016, arXiv:1701.04128).

    Args:
        windows: The windows of the layers, first layer first.

    Returns:
        Counts of shape (size of the receptive field,); they sum to the product of window sizes.

    Raises:
        ValueError: There are more paths than a 64-bit integer can hold.
    """
    num_paths = prod(window.size for window in windows)
    if num_paths > np.iinfo(np.int64).max:
        raise ValueError(
            "There are too many paths to count: the limit is 2^63 - 1 along one axis. "
            f"Received: {num_paths} from {len(windows)} windows. Use fewer or smaller windows."
        )
    counts = np.ones(1, np.int64)
    for window in reversed(windows):
        counts = spread_back(counts, window, np.ones(window.size, np.int64))
    return counts


def spread_back(
    values: NDArray[Number], window: Window, weights: NDArray[Number]
) -> NDArray[Number]:
    """Spread values of neighbouring units over the positions they read, a weight for each tap."""
    spaced = np.zeros((len(values) - 1) * window.stride + 1, values.dtype)
    spaced[:: window.stride] = values
    taps = np.zeros(window.extent, values.dtype)
    taps[:: window.dilation] = weights
    return np.convolve(spaced, taps)


def shape_of_paths(counts: Sequence[int]) -> str:
    """The outline of path counts: "rectangle", "triangle" or "bell"."""
    rising = [after - before for before, after in pairwise(counts[: (len(counts) + 1) // 2])]
    if not any(rising):
        return "rectangle"
    return "triangle" if len(set(rising)) == 1 else "bell"


def levels_below(windows: Sequence[Window]) -> list[tuple[NDArray[np.float64], int]]:
    """The units of each level that one unit depends on, the input first.

    Returns:
        For each level the units' centres, in px from the centre of the unit's field, and the
        distance from one to the next.
    """
    levels = []
    for level in range(len(windows) + 1):
        counts = path_counts(windows[level:])
        jump = prod(window.stride for window in windows[:level])
        middles = (np.flatnonzero(counts) - (len(counts) - 1) / 2) * jump
        levels.append((middles.astype(np.float64), jump))
    return levels
