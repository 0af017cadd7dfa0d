"""One convolution by hand: every product, sum, bias and activation of every output."""

from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np
import numpy.typing as npt

from explorer.architecture.shapes import GridWindow, Sweep, Sweeps
from explorer.arrays import Float64Array
from explorer.convolution.checks import check_amount, check_filters, check_numbers, swept
from explorer.operations import NumberArray, relu

HandActivation = Literal["linear", "relu", "softmax"]
"""What may follow the sum; "linear" is none, and softmax goes over the channels."""


@dataclass(frozen=True, slots=True, eq=False)
class HandLayer:
    """A layer that is worked out by hand.

    Attributes:
        kernel: (kernel height, kernel width, channels of a group, filters); of a transposed
            convolution (kernel height, kernel width, filters, channels), as in Keras.
        bias: (filters,).
        window: How the kernel slides; its sizes are the kernel's. Of a transposed convolution,
            the window of the direct one.
        groups: How many parts channels and filters are split into; each filter reads the part
            of its own number. As many as channels is a depthwise convolution.
        activation: What follows.
    """

    kernel: NumberArray
    bias: NumberArray
    window: GridWindow
    groups: int = 1
    activation: HandActivation = "linear"


@dataclass(frozen=True, slots=True, eq=False)
class ConvolutionWork:
    """Every step of a convolution.

    Attributes:
        sweeps: How the window moves over the rows and over the columns.
        padded: The input with its padding, (padded height, padded width, channels).
        patches: What each output reads, (height out, width out, kernel height, kernel width,
            channels); 0 in the padding.
        products: Each value that a filter reads times its weight, (height out, width out, kernel
            height, kernel width, channels of a group, filters).
        channel_sums: What each channel that a filter reads contributes, (height out, width out,
            channels of a group, filters).
        sums: Over all products, (height out, width out, filters).
        bias: Added to them, (filters,).
        pre_activation: With the bias, (height out, width out, filters).
        activation: The output, same shape.
        channels_read: Which input channel each filter reads at each place of its group,
            (channels of a group, filters).
    """

    sweeps: Sweeps
    padded: Float64Array
    patches: Float64Array
    products: Float64Array
    channel_sums: Float64Array
    sums: Float64Array
    bias: Float64Array
    pre_activation: Float64Array
    activation: Float64Array
    channels_read: npt.NDArray[np.intp]


def work_out_convolution(grid: NumberArray, layer: HandLayer) -> ConvolutionWork:
    """Compute a convolution as Keras does, without flipping the kernel, and keep every step.

    Args:
        grid: The input, (height, width, channels).
        layer: What slides over it.

    Raises:
        ValueError: Something does not fit or is not finite; the message says what to do.
    """
    sweeps = swept(grid.shape, layer.window)
    kernel, channels = layer.kernel, grid.shape[-1]
    check_numbers("input", grid)
    check_filters(kernel, layer.bias, layer.window, channels, layer.groups)
    check_amount("products", *(along.size_out for along in sweeps), *kernel.shape)
    padded = pad(grid, sweeps)
    patches = patches_of(padded, sweeps)
    read = channels_read(channels, kernel.shape[-1], layer.groups)
    products = patches[..., read] * kernel.astype(np.float64)
    channel_sums: Float64Array = products.sum(axis=(2, 3))
    sums: Float64Array = channel_sums.sum(axis=2)
    biases = layer.bias.astype(np.float64)
    before = sums + biases
    after = activate(before, layer.activation)
    return ConvolutionWork(
        sweeps, padded, patches, products, channel_sums, sums, biases, before, after, read
    )


def pad(grid: NumberArray, sweeps: Sweeps, fill: float = 0.0) -> Float64Array:
    """Put padding around a grid: (padded height, padded width, channels), in double precision."""
    around = [*((along.pad_before, along.pad_after) for along in sweeps), (0, 0)]
    return np.pad(grid.astype(np.float64), around, constant_values=fill)


def patches_of(padded: Float64Array, sweeps: Sweeps) -> Float64Array:
    """What each output reads: (height out, width out, kernel height, kernel width, channels)."""
    rows, columns = (_taps(along) for along in sweeps)
    across = rows[:, np.newaxis, :, np.newaxis], columns[np.newaxis, :, np.newaxis, :]
    patches: Float64Array = padded[across]
    return patches


def channels_read(channels: int, filters: int, groups: int) -> npt.NDArray[np.intp]:
    """Which input channel each filter reads: (channels of a group, filters)."""
    of_a_group = channels // groups
    group = np.arange(filters) // (filters // groups)
    return group * of_a_group + np.arange(of_a_group)[:, np.newaxis]


def activate(values: NumberArray, activation: HandActivation) -> Float64Array:
    """Apply an activation; softmax goes over the last axis, the channels."""
    match activation:
        case "linear":
            return values.astype(np.float64)
        case "relu":
            return relu(values)
        case "softmax":
            powers = np.exp(values - values.max(axis=-1, keepdims=True))
            shares: Float64Array = powers / powers.sum(axis=-1, keepdims=True)
            return shares
        case _:
            assert_never(activation)


def _taps(along: Sweep) -> npt.NDArray[np.intp]:
    """Rows (or columns) of the padded grid that each output reads: (outputs, taps)."""
    first = along.window.stride * np.arange(along.size_out)
    return first[:, np.newaxis] + along.window.dilation * np.arange(along.window.size)
