"""What a shift of the input does to a pooled map."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import GridWindow
from explorer.arrays import Float64Array
from explorer.convolution.pooling import PoolingWork, moved_grid, work_out_windows
from explorer.operations import NumberArray

_SLACK = 1e-9
"""Of values that differ by rounding alone, relative and absolute."""


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """How two arrays of one shape differ.

    Attributes:
        is_changed: Where they do, their shape.
        mean: Of the changes without their signs, over all values.
    """

    is_changed: npt.NDArray[np.bool_]
    mean: float

    @property
    def num_values(self) -> int:
        """How many values each of them has."""
        return int(self.is_changed.size)

    @property
    def num_changed(self) -> int:
        """How many differ."""
        return int(self.is_changed.sum())


def differences(one: NumberArray, other: NumberArray) -> Differences:
    """Where, and by how much, two arrays of one shape differ."""
    is_changed = ~np.isclose(one, other, rtol=_SLACK, atol=_SLACK)
    return Differences(is_changed, float(np.abs(other - one).mean()))


@dataclass(frozen=True, slots=True, eq=False)
class ShiftedPooling:
    """A pooling of an input and of the same input shifted.

    Attributes:
        shift: By how many rows down and columns to the right; negative is up and left.
        unshifted: The input, (height, width, channels).
        shifted: The input after the shift, same shape; 0 comes in at the rim.
        before: The pooling of the input.
        after: The pooling of the shifted one.
        of_input: How the two inputs differ.
        of_output: How the two outputs differ.
        steps: By how many rows and columns the outputs move along, where the shift is a whole
            number of strides and at least one output without padding can be compared; else None.
    """

    shift: Position
    unshifted: Float64Array
    shifted: Float64Array
    before: PoolingWork
    after: PoolingWork
    of_input: Differences
    of_output: Differences
    steps: Position | None


def pool_before_and_after(
    grid: NumberArray, window: GridWindow, shift: Position, *, average: bool
) -> ShiftedPooling:
    """Pool an input, and the same input shifted by whole cells.

    Args:
        grid: The input, (height, width, channels).
        window: What slides over it.
        shift: By how many rows down and columns to the right.
        average: Whether to take the mean, not the largest value.

    Raises:
        ValueError: The window does not fit or would hold only padding, or a number is not finite.
    """
    before = work_out_windows(grid, window, average=average)
    shifted = moved_grid(grid, *shift)
    after = work_out_windows(shifted, window, average=average)
    return ShiftedPooling(
        shift,
        grid.astype(np.float64),
        shifted,
        before,
        after,
        differences(grid, shifted),
        differences(before.result, after.result),
        _steps(before, after, window, shift),
    )


def _steps(
    before: PoolingWork, after: PoolingWork, window: GridWindow, shift: Position
) -> Position | None:
    """By how many outputs the map moved, found by comparing its values.

    Outputs whose window holds padding are left out: there the padding did not move along.
    """
    strides = window.rows.stride, window.columns.stride
    if any(by % stride for by, stride in zip(shift, strides, strict=True)):
        return None
    steps = shift[0] // strides[0], shift[1] // strides[1]
    whole = before.num_values == window.rows.size * window.columns.size
    along = np.where(whole[..., np.newaxis], before.result, np.nan)
    expected = moved_grid(along, *steps, fill=np.nan)
    compared = whole[..., np.newaxis] & ~np.isnan(expected)
    if not compared.any() or differences(expected[compared], after.result[compared]).num_changed:
        return None
    return steps
