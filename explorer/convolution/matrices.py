"""A convolution as one matrix product, in both ways: patches in rows, and one sparse matrix."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from explorer.architecture.shapes import Sweeps
from explorer.arrays import Float64Array
from explorer.convolution.checks import check_amount
from explorer.convolution.layer import ConvolutionWork, channels_read
from explorer.operations import NumberArray


@dataclass(frozen=True, slots=True, eq=False)
class PatchProduct:
    """The layer as patches x kernel (im2col), then the bias.

    Attributes:
        patches: One row for each output position, row by row of the output; one column for each
            (kernel row, kernel column, channel): (positions, taps * channels).
        kernel: One column for each filter, (taps * channels, filters).
        result: Their product, (positions, filters): the sums before the bias.
    """

    patches: Float64Array
    kernel: Float64Array
    result: Float64Array


def as_patch_product(work: ConvolutionWork, kernel: NumberArray, groups: int = 1) -> PatchProduct:
    """Write a convolution that was worked out as one product of two matrices.

    Args:
        work: The convolution.
        kernel: Its kernel, (kernel height, kernel width, channels of a group, filters).
        groups: Its groups; weights between groups are 0.
    """
    height, width, rows, columns, channels = work.patches.shape
    whole = ungrouped(kernel, channels, groups)
    patches = work.patches.reshape(height * width, rows * columns * channels)
    weights = whole.reshape(rows * columns * channels, kernel.shape[-1])
    return PatchProduct(patches, weights, patches @ weights)


def ungrouped(kernel: NumberArray, channels: int, groups: int) -> Float64Array:
    """A kernel with groups as one without: 0 wherever a filter does not read a channel.

    Args:
        kernel: (kernel height, kernel width, channels of a group, filters).
        channels: Of the input.
        groups: How many parts channels and filters are split into.

    Returns:
        (kernel height, kernel width, channels, filters).
    """
    filters = kernel.shape[-1]
    whole = np.zeros((*kernel.shape[:2], channels, filters))
    whole[:, :, channels_read(channels, filters, groups), np.arange(filters)] = kernel
    return whole


def as_matrix(kernel: NumberArray, sweeps: Sweeps, groups: int = 1) -> Float64Array:
    """The matrix that turns the flattened input into the flattened sums of the output.

    Most of its places are 0, because an output reads few cells, and each weight stands in it once
    for each output that it makes a product for. Its transpose is the transposed convolution.

    Args:
        kernel: (kernel height, kernel width, channels of a group, filters).
        sweeps: How its window moves over rows and columns.
        groups: How many parts channels and filters are split into.

    Returns:
        (height out * width out * filters, height * width * channels), each in the order of an
        array (height, width, channels).

    Raises:
        ValueError: The matrix would be too large.
    """
    rows, columns = sweeps
    channels, filters = kernel.shape[2] * groups, kernel.shape[3]
    outputs = (rows.size_out, columns.size_out, filters)
    inputs = (rows.size_in, columns.size_in, channels)
    check_amount("places in its matrix", *outputs, *inputs)
    matrix = np.zeros((*outputs, *inputs))
    weights = ungrouped(kernel, channels, groups).transpose(0, 1, 3, 2)
    for row, column in product(range(rows.size_out), range(columns.size_out)):
        for (i, y), (j, x) in product(enumerate(rows.taps(row)), enumerate(columns.taps(column))):
            if 0 <= y < rows.size_in and 0 <= x < columns.size_in:
                matrix[row, column, :, y, x] = weights[i, j]
    return matrix.reshape(np.prod(outputs), np.prod(inputs))
