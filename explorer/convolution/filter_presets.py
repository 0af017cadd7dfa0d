"""Kernels to begin with."""

from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float64Array


@dataclass(frozen=True, slots=True, eq=False)
class FilterPreset:
    """A kernel to begin with.

    Attributes:
        title: For people.
        values: (kernel height, kernel width).
        note: What it does, one sentence.
    """

    title: str
    values: Float64Array
    note: str


FILTER_PRESETS = {
    "sobel-x": FilterPreset(
        "Sobel, left to right",
        np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        "It answers where the input gets brighter from left to right.",
    ),
}
"""By its name in a link."""
