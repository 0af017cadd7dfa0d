"""The same kernel written in another way: flipped, with zeros between its weights, in groups."""

import numpy as np

from explorer.architecture.shapes import GridWindow, Window
from explorer.arrays import Float64Array
from explorer.operations import NumberArray


def flipped(kernel: NumberArray) -> Float64Array:
    """Turn a kernel by 180 degrees.

    What frameworks call a convolution is a cross-correlation: the kernel is not flipped. A true
    convolution with a kernel is the cross-correlation with the flipped one.

    Args:
        kernel: (kernel height, kernel width, ...).

    Returns:
        Same shape.
    """
    return kernel[::-1, ::-1].astype(np.float64)


def zero_stuffed(kernel: NumberArray, dilation: tuple[int, int]) -> Float64Array:
    """Put dilation - 1 zeros between neighbouring weights.

    A dilated convolution is one with this kernel and no dilation, which Keras takes with a stride.

    Args:
        kernel: (kernel height, kernel width, ...).
        dilation: Of rows and columns.

    Returns:
        (dilation * (kernel height - 1) + 1, likewise for the width, ...).
    """
    down, across = dilation
    sides = (down * (kernel.shape[0] - 1) + 1, across * (kernel.shape[1] - 1) + 1)
    stuffed = np.zeros((*sides, *kernel.shape[2:]))
    stuffed[::down, ::across] = kernel
    return stuffed


def without_dilation(window: GridWindow) -> GridWindow:
    """The window of the zero-stuffed kernel."""
    return GridWindow(_spread(window.rows), _spread(window.columns))


def depthwise_kernel(kernel: NumberArray) -> Float64Array:
    """A depthwise kernel as one of a convolution with as many groups as channels.

    Args:
        kernel: As Keras has it, (kernel height, kernel width, channels, filters of a channel).

    Returns:
        (kernel height, kernel width, 1, channels * filters of a channel).
    """
    height, width, channels, multiplier = kernel.shape
    return kernel.astype(np.float64).reshape(height, width, 1, channels * multiplier)


def _spread(window: Window) -> Window:
    return Window(window.extent, window.stride, 1, window.padding)
