"""Output shapes, with the zeros that padding adds and the rows that no window reaches.

Arithmetic as in Dumoulin & Visin, "A guide to convolution arithmetic for deep learning"
(arXiv:1603.07285), with TensorFlow's convention for "same": the odd pixel goes after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal, assert_never

from explorer.architecture import layers as kinds

Shape = tuple[int, ...]
"""(height, width, channels) of a grid, or (values,) after Flatten, without the batch axis."""

GRID_RANK = 3

Axis = Literal["rows", "columns"]


WindowPadding = Literal["same", "valid", "full"] | int | tuple[int, int]
"""As in Keras; "full", where each window holds at least one value; a number of zeros on each side,
or (before, after)."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window along one axis: ``size`` taps, ``dilation`` apart, moved by ``stride``."""

    size: int
    stride: int = 1
    dilation: int = 1
    padding: WindowPadding = "valid"

    @property
    def extent(self) -> int:
        """Size in px from the first tap to the last: dilation * (size - 1) + 1."""
        return self.dilation * (self.size - 1) + 1


@dataclass(frozen=True, slots=True)
class GridWindow:
    """What slides over a grid: a window along the rows and one along the columns."""

    rows: Window
    columns: Window

    def along(self, axis: Axis) -> Window:
        """The window along one axis."""
        return self.rows if axis == "rows" else self.columns


def square(
    size: int, stride: int = 1, dilation: int = 1, padding: WindowPadding = "valid"
) -> GridWindow:
    """A window that is the same along both axes."""
    window = Window(size, stride, dilation, padding)
    return GridWindow(window, window)


@dataclass(frozen=True, slots=True)
class Sweep:
    """How a window moves along one axis, from ``size_in`` rows to ``size_out`` positions.

    Attributes:
        window: The window that moves.
        size_in: Rows (or columns) of the input, without padding.
        size_out: Positions of the window; 0 or less where it does not fit.
        pad_before: Zeros added before the first row.
        pad_after: Zeros added after the last row.
    """

    window: Window
    size_in: int
    size_out: int
    pad_before: int = 0
    pad_after: int = 0

    def taps(self, unit: int) -> tuple[int, ...]:
        """The rows (or columns) that the window of one unit reads; some may be padding."""
        window = self.window
        start = unit * window.stride - self.pad_before
        return tuple(start + tap * window.dilation for tap in range(window.size))

    def readers(self, row: int) -> tuple[int, ...]:
        """The units whose window reads a row (or column), in order; it may be padding."""
        window = self.window
        starts = (row + self.pad_before - tap * window.dilation for tap in range(window.size))
        units = (start // window.stride for start in starts if start % window.stride == 0)
        return tuple(sorted(unit for unit in units if 0 <= unit < self.size_out))

    @property
    def unreached(self) -> tuple[int, ...]:
        """Rows (or columns) of the input that no window touches."""
        touched = {row for unit in range(self.size_out) for row in self.taps(unit)}
        return tuple(row for row in range(self.size_in) if row not in touched)


def window_of(layer: kinds.Layer) -> GridWindow | None:
    """The window that a layer slides over rows and columns; None if it slides none."""
    match layer:
        case kinds.Conv2D():
            return _grid_window(layer.kernel_size, layer.stride, layer.dilation, layer.padding)
        case kinds.MaxPool2D() | kinds.AveragePool2D():
            return _grid_window(layer.pool_size, layer.stride, 1, layer.padding)
        case kinds.ZeroPad2D():
            rows, columns = kinds.margins_of(layer.amount)
            return GridWindow(Window(1, padding=rows), Window(1, padding=columns))
        case (
            kinds.BatchNorm()
            | kinds.LRN()
            | kinds.Activation()
            | kinds.Dropout()
            | kinds.Flatten()
            | kinds.GlobalAveragePool()
            | kinds.GlobalMaxPool()
            | kinds.Dense()
        ):
            return None
        case _:
            assert_never(layer)


def _grid_window(
    size: kinds.Sides, stride: kinds.Sides, dilation: kinds.Sides, padding: kinds.Padding
) -> GridWindow:
    sizes, strides, dilations = map(kinds.sides_of, (size, stride, dilation))
    return GridWindow(
        Window(sizes[0], strides[0], dilations[0], padding),
        Window(sizes[1], strides[1], dilations[1], padding),
    )


def sweep(window: Window, size_in: int) -> Sweep:
    """Slide ``window`` along an axis of ``size_in`` rows (or columns)."""
    if window.padding == "same":
        size_out = -(-size_in // window.stride)
        added = max((size_out - 1) * window.stride + window.extent - size_in, 0)
        return Sweep(window, size_in, size_out, added // 2, added - added // 2)
    before, after = _fixed_padding(window)
    size_out = (size_in + before + after - window.extent) // window.stride + 1
    return Sweep(window, size_in, size_out, before, after)


def _fixed_padding(window: Window) -> tuple[int, int]:
    """Zeros before and after, whatever the input's size; "same" depends on it and has none here."""
    if isinstance(window.padding, str):
        each_side = window.extent - 1 if window.padding == "full" else 0
        return each_side, each_side
    return kinds.sides_of(window.padding)


def smallest_size_in(window: Window, size_out: int) -> int:
    """The fewest rows (or columns) from which ``window`` makes at least ``size_out``."""
    if window.padding == "same":
        return (size_out - 1) * window.stride + 1
    added = sum(_fixed_padding(window))
    return max((size_out - 1) * window.stride + window.extent - added, 1)


def smallest_input(layers: Sequence[kinds.Layer]) -> tuple[int, int]:
    """The smallest height and the smallest width in px that every layer can be applied to."""
    height = width = 1
    for layer in reversed(layers):
        window = window_of(layer)
        if window is not None:
            height = smallest_size_in(window.rows, height)
            width = smallest_size_in(window.columns, width)
    return height, width


def smallest_input_size(layers: Sequence[kinds.Layer]) -> int:
    """The side in px of the smallest square that every layer can be applied to."""
    return max(smallest_input(layers))


Sweeps = tuple[Sweep, Sweep]
"""How a window moves over the rows and over the columns."""


def sweeps_of(layer: kinds.Layer, input_shape: Shape) -> Sweeps | None:
    """How a layer's window moves over rows and columns; None if it slides none.

    Raises:
        ValueError: The layer slides a window and the input is not a grid.
    """
    window = window_of(layer)
    if window is None:
        return None
    height, width, _ = require_grid(layer, input_shape)
    rows = sweep(window.rows, height)
    is_square = width == height and window.rows == window.columns
    return rows, rows if is_square else sweep(window.columns, width)


def output_shape(layer: kinds.Layer, input_shape: Shape, sweeps: Sweeps | None = None) -> Shape:
    """The shape of a layer's output; a size of 0 or less where a window does not fit.

    Args:
        layer: The layer.
        input_shape: (height, width, channels), or (values,) after Flatten.
        sweeps: The layer's `sweeps_of` this input, if known already.

    Raises:
        ValueError: The layer needs a grid and the input is not one.
    """
    sweeps = sweeps or sweeps_of(layer, input_shape)
    grid = () if sweeps is None else tuple(each.size_out for each in sweeps)
    match layer:
        case kinds.Conv2D() | kinds.MaxPool2D() | kinds.AveragePool2D() | kinds.ZeroPad2D():
            return *grid, layer.filters if isinstance(layer, kinds.Conv2D) else input_shape[-1]
        case kinds.Dense():
            return *input_shape[:-1], layer.units
        case kinds.Flatten():
            return (prod(input_shape),)
        case kinds.GlobalAveragePool() | kinds.GlobalMaxPool():
            return require_grid(layer, input_shape)[-1:]
        case kinds.LRN():
            return require_grid(layer, input_shape)
        case kinds.BatchNorm() | kinds.Activation() | kinds.Dropout():
            return input_shape
        case _:
            assert_never(layer)


def require_grid(layer: kinds.Layer, input_shape: Shape) -> Shape:
    """Return the input shape if it is (height, width, channels).

    Raises:
        ValueError: It is not.
    """
    if len(input_shape) != GRID_RANK:
        raise ValueError(
            f"{layer.name} ({type(layer).__name__}) needs a grid of shape (height, width, "
            f"channels). Received: {input_shape}. Put it before "
            "Flatten, GlobalAveragePool or GlobalMaxPool."
        )
    return input_shape
