"""Sliding a kernel over a whole photo: only the sums, without the products."""

import numpy as np

from explorer.architecture.shapes import Sweeps
from explorer.arrays import Float64Array
from explorer.convolution.matrices import ungrouped
from explorer.operations import NumberArray

COLOUR_CHANNELS = ("red", "green", "blue")
"""The channels of a photo."""

_BAND = 16
"""Rows of the output that are computed at a time: what they need stays in the processor's cache."""


def slide_plane(plane: NumberArray, weights: NumberArray, sweeps: Sweeps) -> Float64Array:
    """Slide the weights for one channel over it, zeros around it, not flipped.

    Weight by weight instead of window by window: several times faster, and without a copy of the
    photo for each weight.

    Args:
        plane: One channel, (height, width).
        weights: (kernel height, kernel width).
        sweeps: How they move.

    Returns:
        (height out, width out).
    """
    rows, columns = sweeps
    around = [(along.pad_before, along.pad_after) for along in sweeps]
    padded = np.pad(plane.astype(np.float64), around)
    sums = np.zeros((rows.size_out, columns.size_out))
    for first in range(0, rows.size_out, _BAND):
        band = sums[first : first + _BAND]
        top = first * rows.window.stride
        for (i, j), weight in np.ndenumerate(weights):
            if weight:
                down, left = top + i * rows.window.dilation, j * columns.window.dilation
                read = padded[
                    down : down + len(band) * rows.window.stride : rows.window.stride,
                    left : left + columns.size_out * columns.window.stride : columns.window.stride,
                ]
                band += weight * read[: len(band), : columns.size_out]
    return sums


def for_colours(kernel: NumberArray, channels: int, groups: int = 1) -> Float64Array:
    """The weights of each filter for red, green and blue.

    A kernel for one channel works on all three alike. Of any other, the first channel reads red,
    the second green, the third blue; a fourth has nothing to read.

    Args:
        kernel: (kernel height, kernel width, channels of a group, filters).
        channels: That it reads where it is at home.
        groups: Its groups.

    Returns:
        (kernel height, kernel width, 3, filters).
    """
    if channels == 1:
        return np.repeat(kernel.astype(np.float64), len(COLOUR_CHANNELS), axis=2)
    known = ungrouped(kernel, channels, groups)[:, :, : len(COLOUR_CHANNELS)]
    missing = len(COLOUR_CHANNELS) - known.shape[2]
    return np.pad(known, ((0, 0), (0, 0), (0, missing), (0, 0)))
