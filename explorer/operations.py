"""Convolution, pooling and ReLU step by step: whole small grids, or one unit of any grid.

Everything is computed in double precision. "same" padding is TensorFlow's: as few zeros as give
ceil(n / stride) positions, with an odd one at the end.
"""

from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from explorer.architecture.shapes import GridWindow, Sweep, Window, sweep
from explorer.arrays import Float64Array

NumberArray = npt.NDArray[np.floating[Any] | np.integer[Any]]

_GRID_RANK = 3
KERNEL_RANK = 4
TAP_AXES = (3, 4)
"""Of what `_windows` returns: the rows and columns inside each window."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitWork:
    """Every step in computing one unit of a convolution.

    Attributes:
        patch: Values under the window, (kernel height, kernel width, channels); 0 in the padding.
        products: Each of them times its weight, same shape.
        channel_sums: What each input channel contributes, (channels,).
        bias: Added once.
        pre_activation: The sum of all products and the bias.
        activation: The same after ReLU.
        padding: How many rows of the patch, (above, below), and columns, (left, right), lie in the
            padding.
    """

    patch: Float64Array
    products: Float64Array
    channel_sums: Float64Array
    bias: float
    pre_activation: float
    activation: float
    padding: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class PoolWork:
    """What a pooling layer looks at for one unit.

    Attributes:
        values: Under the window, (rows, columns) of its taps; NaN in the padding.
        winner: (row, column) in the window of the value that is kept; None for an average.
        result: The value that is kept, or the mean.
    """

    values: Float64Array
    winner: tuple[int, int] | None
    result: float


def patch(grid: NumberArray, position: tuple[int, int], window: GridWindow) -> Float64Array:
    """Pick the values under the window of one unit.

    Args:
        grid: (height, width, channels).
        position: (row, column) of the unit in the output.
        window: What slides over the grid.

    Returns:
        (rows, columns, channels) of its taps, with zeros where the window lies in the padding.

    Raises:
        ValueError: The grid is invalid, the window does not fit it, or there is no such unit.
    """
    _check_grid(grid, window)
    height, width, channels = grid.shape
    rows = _taps("row", position[0], height, window.rows)
    columns = _taps("column", position[1], width, window.columns)
    on_grid = np.ix_((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))
    values = np.zeros((len(rows), len(columns), channels))
    values[on_grid] = grid[rows[on_grid[0]], columns[on_grid[1]]]
    return values


def convolution_terms(values: NumberArray, filter_weights: NumberArray) -> Float64Array:
    """Multiply each value of a patch by its weight: what a convolution adds up for one unit.

    Args:
        values: The patch, (kernel height, kernel width, channels).
        filter_weights: One filter, same shape.

    Returns:
        The products, same shape.

    Raises:
        ValueError: The shapes differ.
    """
    if values.shape != filter_weights.shape:
        raise ValueError(
            f"Received a patch of shape {values.shape} and a filter of shape "
            f"{filter_weights.shape}. They must have the same (kernel height, kernel width, "
            "channels). Pick one filter as kernel[..., index]."
        )
    return np.multiply(values, filter_weights, dtype=np.float64)


def work_out_unit(
    grid: NumberArray,
    filter_weights: NumberArray,
    bias: float,
    position: tuple[int, int],
    window: GridWindow,
) -> UnitWork:
    """Compute one unit of a convolution with ReLU, and keep every step.

    Args:
        grid: The layer's input, (height, width, channels).
        filter_weights: The filter of the unit's channel, (kernel height, kernel width, channels).
        bias: The bias of that channel.
        position: (row, column) of the unit in the output.
        window: How the layer's kernel slides.

    Raises:
        ValueError: As for `patch` and `convolution_terms`.
    """
    values = patch(grid, position, window)
    products = convolution_terms(values, filter_weights)
    sums = products.sum(axis=(0, 1))
    before = float(sums.sum()) + float(bias)
    rows = _taps("row", position[0], grid.shape[0], window.rows)
    columns = _taps("column", position[1], grid.shape[1], window.columns)
    padding = _outside(rows, grid.shape[0]), _outside(columns, grid.shape[1])
    return UnitWork(values, products, sums, float(bias), before, max(before, 0.0), padding)


def _outside(taps: npt.NDArray[np.intp], size: int) -> tuple[int, int]:
    """How many taps lie before the first row (or column) of a grid, and after the last one."""
    return int((taps < 0).sum()), int((taps >= size).sum())


def work_out_pooling(
    feature_map: NumberArray, position: tuple[int, int], window: GridWindow, *, average: bool
) -> PoolWork:
    """Pool one unit of one channel, and keep the values it was made from.

    Args:
        feature_map: One channel of the layer's input, (height, width).
        position: (row, column) of the unit in the output.
        window: How the layer's window slides.
        average: Whether to take the mean, not the largest value.

    Raises:
        ValueError: As for `patch`, or the window holds nothing but padding.
    """
    grid = feature_map[..., np.newaxis]
    _check_pooling(grid, window)
    inside = patch(np.ones_like(grid), position, window)[..., 0] > 0
    values = np.where(inside, patch(grid, position, window)[..., 0], np.nan)
    if average:
        return PoolWork(values, None, float(np.nanmean(values)))
    row, column = divmod(int(np.nanargmax(values)), window.columns.size)
    return PoolWork(values, (row, column), float(values[row, column]))


def convolve(
    grid: NumberArray, kernel: NumberArray, bias: NumberArray, window: GridWindow
) -> Float64Array:
    """Convolve as Keras does: the kernel is not flipped, and no activation follows.

    Args:
        grid: (height, width, channels).
        kernel: (kernel height, kernel width, channels, filters).
        bias: (filters,).
        window: How the kernel slides; its sizes are the kernel's.

    Returns:
        (height out, width out, filters).

    Raises:
        ValueError: The grid is invalid, or window and kernel do not fit it or each other.
    """
    _check_weights("kernel", kernel, grid, window)
    if bias.shape != kernel.shape[-1:]:
        raise ValueError(
            f"Received biases of shape {bias.shape} for a kernel of {kernel.shape[-1]} filters. "
            f"Give one bias for each filter: {kernel.shape[-1:]}."
        )
    windows = _windows(grid, window)
    sums: Float64Array = np.tensordot(windows, kernel, axes=((*TAP_AXES, 2), (0, 1, 2)))
    return sums + bias


def channel_contributions(
    grid: NumberArray, filter_weights: NumberArray, window: GridWindow
) -> Float64Array:
    """Compute what each input channel adds to one map of a convolution, on average.

    Together with the bias, the contributions sum to the mean of the map before ReLU.

    Args:
        grid: The layer's input, (height, width, channels).
        filter_weights: The filter that makes the map, (kernel height, kernel width, channels).
        window: How the layer's kernel slides.

    Returns:
        (channels,), each the mean over all positions.

    Raises:
        ValueError: The window does not fit the grid, or the filter does not fit both.
    """
    _check_weights("filter", filter_weights, grid, window)
    height, width, channels = grid.shape
    sums = np.zeros(channels)
    for i, rows in enumerate(_reached(height, window.rows)):
        over_rows = grid[rows].sum(axis=0, dtype=np.float64)
        for j, columns in enumerate(_reached(width, window.columns)):
            sums += filter_weights[i, j] * over_rows[columns].sum(axis=0)
    return sums / prod(swept.size_out for swept in _sweeps(grid, window))


def max_pool(grid: NumberArray, window: GridWindow) -> Float64Array:
    """Keep the largest value under each window. Padding never wins.

    Args:
        grid: (height, width, channels).
        window: What slides over it.

    Returns:
        (height out, width out, channels).

    Raises:
        ValueError: The grid is invalid, or the window does not fit it.
    """
    _check_pooling(grid, window)
    largest: Float64Array = _windows(grid, window, fill=-np.inf).max(axis=TAP_AXES)
    return largest


def average_pool(grid: NumberArray, window: GridWindow) -> Float64Array:
    """Keep the mean of the values under each window. Padding does not count, as in Keras.

    Arguments, result and errors are as for `max_pool`.
    """
    _check_pooling(grid, window)
    sums: Float64Array = _windows(grid, window).sum(axis=TAP_AXES)
    num_on_grid: Float64Array = _windows(np.ones_like(grid), window).sum(axis=TAP_AXES)
    return sums / num_on_grid


def relu(values: NumberArray) -> Float64Array:
    """Replace negative values by 0; any shape."""
    return np.maximum(values, 0, dtype=np.float64)


def _taps(axis: str, index: int, size: int, window: Window) -> npt.NDArray[np.intp]:
    """Rows (or columns) that the window of one position reads; some may lie in the padding."""
    swept = sweep(window, size)
    if not 0 <= index < swept.size_out:
        raise ValueError(
            f"Received {axis} {index} of the output, which has {swept.size_out}. Choose "
            f"one from 0 to {swept.size_out - 1}."
        )
    first = index * window.stride - swept.pad_before
    return first + window.dilation * np.arange(window.size)


def _reached(size: int, window: Window) -> list[slice]:
    """For each tap of the window, the rows (or columns) of the grid that it ever reads."""
    step = window.stride
    last = (sweep(window, size).size_out - 1) * step
    return [
        slice(first % step if first < 0 else first, max(first + last + 1, 0), step)
        for first in _taps("row", 0, size, window).tolist()
    ]


def _windows(grid: NumberArray, window: GridWindow, fill: float = 0.0) -> Float64Array:
    """Every patch, as (height out, width out, channels, *sizes of the window), padded by `fill`."""
    rows, columns = _sweeps(grid, window)
    around = ((rows.pad_before, rows.pad_after), (columns.pad_before, columns.pad_after), (0, 0))
    padded = np.pad(grid.astype(np.float64), around, constant_values=fill)
    extents = window.rows.extent, window.columns.extent
    everywhere = np.lib.stride_tricks.sliding_window_view(padded, extents, axis=(0, 1))
    down, across = window.rows, window.columns
    at_positions = everywhere[:: down.stride, :: across.stride]
    return at_positions[..., :: down.dilation, :: across.dilation]


def _sweeps(grid: NumberArray, window: GridWindow) -> tuple[Sweep, Sweep]:
    return sweep(window.rows, grid.shape[0]), sweep(window.columns, grid.shape[1])


def _check_grid(grid: NumberArray, window: GridWindow) -> None:
    if grid.ndim != _GRID_RANK or 0 in grid.shape:
        raise ValueError(
            f"Received a grid of shape {grid.shape}. Expected (height, width, channels), none "
            "of them 0. Give a grey picture a last axis of 1."
        )
    if min(swept.size_out for swept in _sweeps(grid, window)) < 1:
        raise ValueError(
            f"Received a grid of shape {grid.shape} and a window that reaches over "
            f"{_both(window.rows.extent, window.columns.extent)}. With the padding "
            f"{_both_paddings(window)} it does not fit. Use a larger grid, a smaller window or "
            '"same".'
        )


def _both(rows: int, columns: int) -> str:
    if rows == columns:
        return f"{rows} rows and columns"
    return f"{rows} rows and {columns} columns"


def _both_paddings(window: GridWindow) -> str:
    down, across = window.rows.padding, window.columns.padding
    return f"{down!r}" if down == across else f"{down!r} and {across!r}"


def _check_weights(
    what: Literal["filter", "kernel"], weights: NumberArray, grid: NumberArray, window: GridWindow
) -> None:
    _check_grid(grid, window)
    axes = ("kernel_height", "kernel_width", "channels", "filters")[
        : KERNEL_RANK - (what == "filter")
    ]
    sizes = (window.rows.size, window.columns.size, grid.shape[-1])
    if weights.ndim != len(axes) or weights.shape[: len(sizes)] != sizes:
        raise ValueError(
            f"Received a {what} of shape {weights.shape}. This window and this grid need "
            f"{(*sizes, *axes[len(sizes) :])}: {', '.join(axes)}."
        )


def _check_pooling(grid: NumberArray, window: GridWindow) -> None:
    _check_grid(grid, window)
    for axis, swept in zip(("rows", "columns"), _sweeps(grid, window), strict=True):
        most, extent = max(swept.pad_before, swept.pad_after), swept.window.extent
        if most >= extent:
            raise ValueError(
                f"Received {most} {axis} of padding for a pooling window that reaches over "
                f"{extent}: some windows would hold no value. Use less padding."
            )
