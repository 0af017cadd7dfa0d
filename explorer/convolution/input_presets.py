"""Inputs to begin with: pictures small enough to be worked out by hand."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float64Array


@dataclass(frozen=True, slots=True)
class InputPreset:
    """An input to begin with.

    Attributes:
        title: For people.
        values: Makes one channel of it from (height, width).
    """

    title: str
    values: Callable[[int, int], Float64Array]


def _edge(height: int, width: int) -> Float64Array:
    """Dark on the left, bright on the right."""
    values = np.zeros((height, width))
    values[:, width // 2 :] = 1
    return values


INPUT_PRESETS = {"edge": InputPreset("edge", _edge)}
"""By its name in a link."""
