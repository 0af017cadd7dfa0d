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


@dataclass(frozen=True, slots=True)
class Window:
    """A window that slides over a grid: ``size`` taps, ``dilation`` apart, moved by ``stride``.

    ``padding`` is "same", "valid", or the number of zeros put on each side.
    """

    size: int
    stride: int = 1
    dilation: int = 1
    padding: Literal["same", "valid"] | int = "valid"

    @property
    def extent(self) -> int:
        """Size in px from the first tap to the last: dilation * (size - 1) + 1."""
        return self.dilation * (self.size - 1) + 1


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

    @property
    def unreached(self) -> tuple[int, ...]:
        """Rows (or columns) of the input that no window touches."""
        window = self.window
        starts = range(
            -self.pad_before, self.size_out * window.stride - self.pad_before, window.stride
        )
        touched = {start + tap * window.dilation for start in starts for tap in range(window.size)}
        return tuple(row for row in range(self.size_in) if row not in touched)


def window_of(layer: kinds.Layer) -> Window | None:
    """The window that a layer slides over rows and columns; None if it slides none."""
    match layer:
        case kinds.Conv2D():
            return Window(layer.kernel_size, layer.stride, layer.dilation, layer.padding)
        case kinds.MaxPool2D() | kinds.AveragePool2D():
            return Window(layer.pool_size, layer.stride, 1, layer.padding)
        case kinds.ZeroPad2D():
            return Window(1, padding=layer.amount)
        case (
            kinds.BatchNorm()
            | kinds.LRN()
            | kinds.Activation()
            | kinds.Dropout()
            | kinds.Flatten()
            | kinds.GlobalAveragePool()
            | kinds.Dense()
        ):
            return None
        case _:
            assert_never(layer)


def sweep(window: Window, size_in: int) -> Sweep:
    """Slide ``window`` along an axis of ``size_in`` rows (or columns)."""
    if window.padding == "same":
        size_out = -(-size_in // window.stride)
        added = max((size_out - 1) * window.stride + window.extent - size_in, 0)
        return Sweep(window, size_in, size_out, added // 2, added - added // 2)
    added_each_side = 0 if window.padding == "valid" else window.padding
    size_out = (size_in + 2 * added_each_side - window.extent) // window.stride + 1
    return Sweep(window, size_in, size_out, added_each_side, added_each_side)


def smallest_size_in(window: Window, size_out: int) -> int:
    """The fewest rows (or columns) from which ``window`` makes at least ``size_out``."""
    if window.padding == "same":
        return (size_out - 1) * window.stride + 1
    added_each_side = 0 if window.padding == "valid" else window.padding
    return max((size_out - 1) * window.stride + window.extent - 2 * added_each_side, 1)


def smallest_input_size(layers: Sequence[kinds.Layer]) -> int:
    """The smallest height (and width) in px that every layer can be applied to."""
    size = 1
    for layer in reversed(layers):
        window = window_of(layer)
        if window is not None:
            size = smallest_size_in(window, size)
    return size


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
    rows = sweep(window, height)
    return rows, rows if width == height else sweep(window, width)


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
        case kinds.GlobalAveragePool():
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
            f"channels). Received: {input_shape}. Put it before Flatten or GlobalAveragePool."
        )
    return input_shape
