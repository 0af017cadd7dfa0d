"""Pooling by hand: what lies under each window, which value wins, and what a shift does."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.architecture.shapes import GridWindow, Sweeps
from explorer.arrays import Float64Array
from explorer.convolution.checks import check_amount, check_numbers, swept
from explorer.convolution.layer import pad, patches_of
from explorer.operations import NumberArray


@dataclass(frozen=True, slots=True, eq=False)
class PoolingWork:
    """Every window of a pooling.

    Attributes:
        sweeps: How the window moves over the rows and over the columns.
        values: Under each window, (height out, width out, rows, columns, channels); NaN in the
            padding, which does not count.
        result: What is kept, (height out, width out, channels).
        wins: Whether a value is the largest of its window, same shape as ``values``. Several that
            are equal all are; all False for an average.
        winner: (row, column) in the window of the first that is, (height out, width out,
            channels, 2); None for an average.
        num_values: How many values of each window count, (height out, width out).
    """

    sweeps: Sweeps
    values: Float64Array
    result: Float64Array
    wins: npt.NDArray[np.bool_]
    winner: npt.NDArray[np.intp] | None
    num_values: npt.NDArray[np.int64]

    @property
    def ties(self) -> npt.NDArray[np.bool_]:
        """Where more than one value is the largest: (height out, width out, channels)."""
        tied: npt.NDArray[np.bool_] = self.wins.sum(axis=(2, 3)) > 1
        return tied


def work_out_windows(grid: NumberArray, window: GridWindow, *, average: bool) -> PoolingWork:
    """Pool a grid as Keras does, and keep every window.

    Args:
        grid: The input, (height, width, channels).
        window: What slides over it.
        average: Whether to take the mean, not the largest value.

    Raises:
        ValueError: The window does not fit or would hold only padding, or a number is not finite.
    """
    sweeps = swept(grid.shape, window)
    check_numbers("input", grid)
    sizes = (window.rows.size, window.columns.size)
    check_amount("values", *(along.size_out for along in sweeps), *sizes, grid.shape[-1])
    values = patches_of(pad(grid, sweeps, fill=np.nan), sweeps)
    num_values = (~np.isnan(values[..., 0])).sum(axis=(2, 3))
    if not num_values.all():
        row, column = np.argwhere(num_values == 0)[0].tolist()
        raise ValueError(
            f"The window of output ({row}, {column}) holds only padding, so there is nothing to "
            "pool. Choose less padding or a larger window."
        )
    if average:
        nothing = np.zeros(values.shape, bool)
        return PoolingWork(
            sweeps, values, np.nanmean(values, axis=(2, 3)), nothing, None, num_values
        )
    result = np.nanmax(values, axis=(2, 3))
    wins = values == result[:, :, np.newaxis, np.newaxis]
    return PoolingWork(sweeps, values, result, wins, _first_of(wins), num_values)


def moved_grid(grid: NumberArray, down: int, right: int, fill: float = 0.0) -> Float64Array:
    """Move a grid by whole cells; what comes in at the rim is ``fill``.

    Args:
        grid: (height, width, channels).
        down: Rows; negative is up.
        right: Columns; negative is left.
        fill: What comes in.

    Returns:
        Same shape.
    """
    height, width, _ = grid.shape
    moved = np.full(grid.shape, fill, np.float64)
    rows = slice(max(down, 0), max(height + min(down, 0), 0))
    columns = slice(max(right, 0), max(width + min(right, 0), 0))
    from_rows = slice(max(-down, 0), max(height - max(down, 0), 0))
    from_columns = slice(max(-right, 0), max(width - max(right, 0), 0))
    moved[rows, columns] = grid[from_rows, from_columns]
    return moved


def _first_of(wins: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """(row, column) of the first winner in each window, (height out, width out, channels, 2)."""
    height, width, rows, columns, channels = wins.shape
    index = wins.reshape(height, width, rows * columns, channels).argmax(axis=2)
    return np.stack(np.divmod(index, columns), axis=-1)
