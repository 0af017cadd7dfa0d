"""Transposed convolution by hand: as a convolution over the input with zeros put between.

It goes the way of a direct convolution backwards: from the shape of its output to the shape of its
input. Stride and padding are those of the direct convolution (Dumoulin & Visin, arXiv:1603.07285,
chapter 4), which is easily misread: padding makes the output of the transposed one smaller.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from explorer.architecture.layers import sides_of
from explorer.architecture.shapes import GridWindow, Sweep, Sweeps, Window, sweep
from explorer.arrays import Float64Array
from explorer.convolution.checks import check_numbers, check_window
from explorer.convolution.kernels import flipped
from explorer.convolution.layer import ConvolutionWork, HandLayer, work_out_convolution
from explorer.operations import NumberArray


@dataclass(frozen=True, slots=True, eq=False)
class TransposedWork:
    """Every step of a transposed convolution.

    Attributes:
        direct: How the direct convolution sweeps this one's output, to make this one's input.
        spread: The input with stride - 1 zeros between its rows and columns, (height, width,
            channels).
        is_value: Where ``spread`` holds a value of the input and not a zero put between, (height,
            width).
        kernel: Flipped, its channels exchanged, as it slides over ``spread``: (kernel height,
            kernel width, channels, filters).
        work: That convolution with stride 1, with all its products; its padding is what is left
            of the kernel's reach, kernel - 1 - padding before.
    """

    direct: Sweeps
    spread: Float64Array
    is_value: npt.NDArray[np.bool_]
    kernel: Float64Array
    work: ConvolutionWork


def work_out_transposed(
    grid: NumberArray, layer: HandLayer, *, extra: tuple[int, int] = (0, 0)
) -> TransposedWork:
    """Compute a transposed convolution as Keras does, and keep every step.

    Args:
        grid: The input, (height, width, channels).
        layer: Its kernel has the filters before the channels; its window is the direct one's.
        extra: Rows and columns added after the output, less than the stride: "a" of Dumoulin &
            Visin's relation 14. For padding in numbers and "full" only.

    Raises:
        ValueError: Something does not fit or is not finite; the message says what to do.
    """
    _check_arrays(grid, layer)
    window = layer.window
    check_window(window)
    direct = (
        transposed_sweep(window.rows, grid.shape[0], extra[0]),
        transposed_sweep(window.columns, grid.shape[1], extra[1]),
    )
    spread, is_value = spread_out(grid, (window.rows.stride, window.columns.stride))
    turned = flipped(layer.kernel).swapaxes(2, 3)
    sliding = GridWindow(*(_over_spread(along) for along in direct))
    work = work_out_convolution(spread, replace(layer, kernel=turned, window=sliding))
    return TransposedWork(direct, spread, is_value, turned, work)


def transposed_sweep(window: Window, size_in: int, extra: int = 0) -> Sweep:
    """How the direct convolution sweeps the output of a transposed one, along one axis.

    The output has size_in * stride rows for "same"; (size_in - 1) * stride + the larger of extent
    and stride for "valid", as in Keras; else (size_in - 1) * stride + extent - padding + extra.

    Args:
        window: Of the direct convolution.
        size_in: Rows (or columns) of the transposed convolution's input.
        extra: Rows added after its output.

    Returns:
        A sweep whose ``size_in`` is the output of the transposed convolution, and whose
        ``size_out`` is its input.

    Raises:
        ValueError: The padding leaves no output or is larger than the kernel's reach, or ``extra``
            is not less than the stride.
    """
    _check_extra(window, extra)
    between = (size_in - 1) * window.stride
    match window.padding:
        case "same":
            size = size_in * window.stride
        case "valid":
            size = between + max(window.extent, window.stride)
        case "full":
            size = between + window.extent - 2 * (window.extent - 1) + extra
        case zeros:
            size = between + window.extent - sum(sides_of(zeros)) + extra
    found = sweep(window, size)
    if size < 1 or max(found.pad_before, found.pad_after) >= window.extent:
        raise ValueError(
            f"Received a padding of {window.padding!r} for a transposed convolution of {size_in} "
            f"rows or columns with a kernel that reaches over {window.extent}. Its output would "
            f"have {max(size, 0)}. Padding belongs to the direct convolution and takes rows away "
            "here. Use less padding."
        )
    return found


def spread_out(
    grid: NumberArray, stride: tuple[int, int]
) -> tuple[Float64Array, npt.NDArray[np.bool_]]:
    """Put stride - 1 zeros between neighbouring rows and columns.

    Args:
        grid: (height, width, channels).
        stride: Of rows and columns.

    Returns:
        The grid with zeros, (stride * (height - 1) + 1, likewise for the width, channels), and
        where its values are the grid's.
    """
    down, across = stride
    height, width, channels = grid.shape
    spread = np.zeros((down * (height - 1) + 1, across * (width - 1) + 1, channels))
    is_value = np.zeros(spread.shape[:2], bool)
    spread[::down, ::across], is_value[::down, ::across] = grid, True
    return spread, is_value


def _over_spread(direct: Sweep) -> Window:
    """The window with stride 1 that makes the transposed convolution's output."""
    window = direct.window
    spread = (direct.size_out - 1) * window.stride + 1
    before = window.extent - 1 - direct.pad_before
    after = direct.size_in + window.extent - 1 - spread - before
    return Window(window.size, 1, window.dilation, (before, after))


def _check_extra(window: Window, extra: int) -> None:
    if extra and (window.padding in {"same", "valid"} or not 0 < extra < window.stride):
        raise ValueError(
            f"Received {extra} extra rows or columns with stride {window.stride} and padding "
            f"{window.padding!r}. Expected at least 0 and less than the stride, with padding in "
            "numbers. Use 0."
        )


def _check_arrays(grid: NumberArray, layer: HandLayer) -> None:
    kernel = layer.kernel
    if layer.groups != 1:
        raise ValueError(
            f"Received {layer.groups} groups for a transposed convolution. Expected 1, because "
            "Keras has no other. Use 1 group."
        )
    if grid.ndim != len(("height", "width", "channels")) or 0 in grid.shape:
        raise ValueError(
            f"Received an input of shape {grid.shape}. Expected (height, width, channels), none of "
            "them 0. Add the axis that is missing, or a value."
        )
    if kernel.ndim != grid.ndim + 1 or kernel.shape[-1] != grid.shape[-1]:
        raise ValueError(
            f"Received a kernel of shape {kernel.shape} for {grid.shape[-1]} channels. Expected "
            "(kernel height, kernel width, filters, channels): a transposed kernel has the filters "
            "first. Swap its last two axes."
        )
    check_numbers("input", grid)
