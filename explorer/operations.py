"""Convolution, pooling and ReLU step by step: whole small grids, or one unit of any grid.

Everything is computed in double precision. "same" padding is TensorFlow's: as few zeros as give
ceil(n / stride) positions, with an odd one at the end.
"""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from explorer.arrays import Float64Array

NumberArray = npt.NDArray[np.floating[Any] | np.integer[Any]]

_GRID_RANK = 3
KERNEL_RANK = 4
TAP_AXES = (3, 4)
"""Of what `_windows` returns: the rows and columns inside each window."""


class WindowLike(Protocol):
    """What slides over a grid. `explorer.architecture.shapes.Window` is one."""

    @property
    def size(self) -> int:
        """Taps along each side."""

    @property
    def stride(self) -> int:
        """Rows (and columns) from one position to the next."""

    @property
    def dilation(self) -> int:
        """Rows (and columns) from one tap to the next."""

    @property
    def padding(self) -> Literal["same", "valid"] | int:
        """As in Keras, or the number of zeros put on each side."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitWork:
    """Every step in computing one unit of a convolution.

    Attributes:
        patch: Values under the window, (kernel_size, kernel_size, channels); 0 in the padding.
        products: Each of them times its weight, same shape.
        channel_sums: What each input channel contributes, (channels,).
        bias: Added once.
        pre_activation: The sum of all products and the bias.
        activation: The same after ReLU.
    """

    patch: Float64Array
    products: Float64Array
    channel_sums: Float64Array
    bias: float
    pre_activation: float
    activation: float


@dataclass(frozen=True, slots=True, eq=False)
class PoolWork:
    """What a pooling layer looks at for one unit.

    Attributes:
        values: Under the window, (size, size); NaN in the padding, which does not count.
        winner: (row, column) in the window of the value that is kept; None for an average.
        result: The value that is kept, or the mean.
    """

    values: Float64Array
    winner: tuple[int, int] | None
    result: float


def patch(grid: NumberArray, position: tuple[int, int], window: WindowLike) -> Float64Array:
    """Pick the values under the window of one unit.

    Args:
        grid: (height, width, channels).
        position: (row, column) of the unit in the output.
        window: What slides over the grid.

    Returns:
        (size, size, channels), with zeros where the window lies in the padding.

    Raises:
        ValueError: The grid is invalid, the window does not fit it, or there is no such unit.
    """
    _check_grid(grid, window)
    height, width, channels = grid.shape
    rows = _taps("row", position[0], height, window)
    columns = _taps("column", position[1], width, window)
    on_grid = np.ix_((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))
    values = np.zeros((window.size, window.size, channels))
    values[on_grid] = grid[rows[on_grid[0]], columns[on_grid[1]]]
    return values


def convolution_terms(values: NumberArray, filter_weights: NumberArray) -> Float64Array:
    """Multiply each value of a patch by its weight: what a convolution adds up for one unit.

    Args:
        values: The patch, (kernel_size, kernel_size, channels).
        filter_weights: One filter, same shape.

    Returns:
        The products, same shape.

    Raises:
        ValueError: The shapes differ.
    """
    if values.shape != filter_weights.shape:
        raise ValueError(
            f"Received a patch of shape {values.shape} and a filter of shape "
            f"{filter_weights.shape}. They must have the same (kernel_size, kernel_size, "
            "channels). Pick one filter as kernel[..., index]."
        )
    return np.multiply(values, filter_weights, dtype=np.float64)


def work_out_unit(
    grid: NumberArray,
    filter_weights: NumberArray,
    bias: float,
    position: tuple[int, int],
    window: WindowLike,
) -> UnitWork:
    """Compute one unit of a convolution with ReLU, and keep every step.

    Args:
        grid: The layer's input, (height, width, channels).
        filter_weights: The filter of the unit's channel, (kernel_size, kernel_size, channels).
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
    return UnitWork(values, products, sums, float(bias), before, max(before, 0.0))


def work_out_pooling(
    feature_map: NumberArray, position: tuple[int, int], window: WindowLike, *, average: bool
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
    row, column = divmod(int(np.nanargmax(values)), window.size)
    return PoolWork(values, (row, column), float(values[row, column]))


def convolve(
    grid: NumberArray, kernel: NumberArray, bias: NumberArray, window: WindowLike
) -> Float64Array:
    """Convolve as Keras does: the kernel is not flipped, and no activation follows.

    Args:
        grid: (height, width, channels).
        kernel: (kernel_size, kernel_size, channels, filters).
        bias: (filters,).
        window: How the kernel slides; its size is the kernel's.

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
    grid: NumberArray, filter_weights: NumberArray, window: WindowLike
) -> Float64Array:
    """Compute what each input channel adds to one map of a convolution, on average.

    Together with the bias, the contributions sum to the mean of the map before ReLU.

    Args:
        grid: The layer's input, (height, width, channels).
        filter_weights: The filter that makes the map, (kernel_size, kernel_size, channels).
        window: How the layer's kernel slides.

    Returns:
        (channels,), each the mean over all positions.

    Raises:
        ValueError: The window does not fit the grid, or the filter does not fit both.
    """
    _check_weights("filter", filter_weights, grid, window)
    height, width, channels = grid.shape
    sums = np.zeros(channels)
    for i, rows in enumerate(_reached(height, window)):
        over_rows = grid[rows].sum(axis=0, dtype=np.float64)
        for j, columns in enumerate(_reached(width, window)):
            sums += filter_weights[i, j] * over_rows[columns].sum(axis=0)
    return sums / (_num_positions(height, window) * _num_positions(width, window))


def max_pool(grid: NumberArray, window: WindowLike) -> Float64Array:
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


def average_pool(grid: NumberArray, window: WindowLike) -> Float64Array:
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


def _extent(window: WindowLike) -> int:
    """From the first tap to the last."""
    return window.dilation * (window.size - 1) + 1


def _padding(size: int, window: WindowLike) -> tuple[int, int]:
    """Zeros before the first row (or column) and after the last."""
    if window.padding == "same":
        num_positions = -(-size // window.stride)
        added = max((num_positions - 1) * window.stride + _extent(window) - size, 0)
        return added // 2, added - added // 2
    each_side = 0 if window.padding == "valid" else window.padding
    return each_side, each_side


def _taps(axis: str, index: int, size: int, window: WindowLike) -> npt.NDArray[np.intp]:
    """Rows (or columns) that the window of one position reads; some may lie in the padding."""
    num_positions = _num_positions(size, window)
    if not 0 <= index < num_positions:
        raise ValueError(
            f"Received {axis} {index} of the output, which has {num_positions}. Choose "
            f"one from 0 to {num_positions - 1}."
        )
    first = index * window.stride - _padding(size, window)[0]
    return first + window.dilation * np.arange(window.size)


def _num_positions(size: int, window: WindowLike) -> int:
    return (size + sum(_padding(size, window)) - _extent(window)) // window.stride + 1


def _reached(size: int, window: WindowLike) -> list[slice]:
    """For each tap of the window, the rows (or columns) of the grid that it ever reads."""
    step = window.stride
    last = (_num_positions(size, window) - 1) * step
    return [
        slice(first % step if first < 0 else first, max(first + last + 1, 0), step)
        for first in _taps("row", 0, size, window).tolist()
    ]


def _windows(grid: NumberArray, window: WindowLike, fill: float = 0.0) -> Float64Array:
    """Every patch, as (height out, width out, channels, size, size), with ``fill`` as padding."""
    height, width, _ = grid.shape
    around = (_padding(height, window), _padding(width, window), (0, 0))
    padded = np.pad(grid.astype(np.float64), around, constant_values=fill)
    extent = _extent(window)
    everywhere = np.lib.stride_tricks.sliding_window_view(padded, (extent, extent), axis=(0, 1))
    positions, taps = slice(None, None, window.stride), slice(None, None, window.dilation)
    return everywhere[positions, positions, :, taps, taps]


def _check_grid(grid: NumberArray, window: WindowLike) -> None:
    if grid.ndim != _GRID_RANK or 0 in grid.shape:
        raise ValueError(
            f"Received a grid of shape {grid.shape}. Expected (height, width, channels), none "
            "of them 0. Give a grey picture a last axis of 1."
        )
    if min(size + sum(_padding(size, window)) for size in grid.shape[:2]) < _extent(window):
        raise ValueError(
            f"Received a grid of shape {grid.shape} and a window that reaches over "
            f"{_extent(window)} rows and columns. With the padding {window.padding!r} it "
            'does not fit. Use a larger grid, a smaller window or "same".'
        )


def _check_weights(
    what: Literal["filter", "kernel"], weights: NumberArray, grid: NumberArray, window: WindowLike
) -> None:
    _check_grid(grid, window)
    axes = ("kernel_size", "kernel_size", "channels", "filters")[: KERNEL_RANK - (what == "filter")]
    sizes = (window.size, window.size, grid.shape[-1])
    if weights.ndim != len(axes) or weights.shape[: len(sizes)] != sizes:
        raise ValueError(
            f"Received a {what} of shape {weights.shape}. This window and this grid need "
            f"{(*sizes, *axes[len(sizes) :])}: {', '.join(axes)}."
        )


def _check_pooling(grid: NumberArray, window: WindowLike) -> None:
    _check_grid(grid, window)
    if isinstance(window.padding, int) and window.padding >= _extent(window):
        raise ValueError(
            f"Received {window.padding} rows of padding for a pooling window that reaches over "
            f"{_extent(window)}: some windows would hold no value. Use less padding."
        )
