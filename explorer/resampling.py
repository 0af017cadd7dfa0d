"""Which pixels of a photo make one pixel of a resized picture, and how much each counts.

This follows Pillow's resizing with the cubic filter (src/libImaging/Resample.c), which works along
the rows and along the columns, one after the other, each time rounded to whole grey levels.
"""

from dataclasses import dataclass
from math import floor

import numpy as np

from explorer.arrays import Float64Array
from explorer.fitting import Fitting

FILTER_NAME = "bicubic"

_SHARPNESS = -0.5
_SUPPORT = 2.0
"""Px of the coarser grid that the cubic kernel reaches to each side of its centre."""


@dataclass(frozen=True, slots=True)
class Taps:
    """The rows (or columns) of a photo that make one row (or column) of the resized picture.

    Attributes:
        first: The first of them.
        weights: One for each, which add up to 1; some are negative.
        centre: Where the row lies on the photo, px from its edge.
    """

    first: int
    weights: Float64Array
    centre: float

    @property
    def stop(self) -> int:
        """The one after the last."""
        return self.first + len(self.weights)


@dataclass(frozen=True, slots=True)
class SourceOfPixel:
    """Where one pixel of a fitted picture comes from."""

    rows: Taps
    columns: Taps

    @property
    def centre(self) -> tuple[float, float]:
        """(row, column) on the photo, px from its upper left corner."""
        return self.rows.centre, self.columns.centre

    @property
    def nearest(self) -> tuple[int, int]:
        """(row, column) of the photo's pixel that holds the centre."""
        return floor(self.rows.centre), floor(self.columns.centre)

    @property
    def weights(self) -> Float64Array:
        """Of each pixel, (rows, columns)."""
        return np.outer(self.rows.weights, self.columns.weights)


def source_of(done: Fitting, row: int, column: int) -> SourceOfPixel | None:
    """Where a pixel of a fitted picture comes from; None where the picture is only filled.

    Raises:
        ValueError: The picture has no such pixel.
    """
    height, width = done.target
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(
            f"Received the pixel (row, column) = {(row, column)} of a picture of {height} rows and "
            f"{width} columns. Choose one from (0, 0) to {(height - 1, width - 1)}."
        )
    if not done.is_inside(row, column):
        return None
    top, left, *_ = done.place
    box_left, box_top, *_ = done.box
    down, across = done.scales
    return SourceOfPixel(
        cubic_taps(row - top, down, box_top, done.source[0]),
        cubic_taps(column - left, across, box_left, done.source[1]),
    )


def cubic_taps(place: int, scale: float, start: float, size: int) -> Taps:
    """The rows (or columns) that make one of a resized picture.

    Args:
        place: Which one.
        scale: Px of the photo for each px of the resized picture. Where the picture shrinks, the
            kernel is as many times wider, so that no pixel is left out.
        start: Where the resized picture begins on the photo, px.
        size: Rows (or columns) of the photo; the kernel ends there.
    """
    centre = start + (place + 0.5) * scale
    widened = max(scale, 1.0)
    first = max(int(centre - _SUPPORT * widened + 0.5), 0)
    stop = min(int(centre + _SUPPORT * widened + 0.5), size)
    weights = _cubic((np.arange(first, stop, dtype=np.float64) - centre + 0.5) / widened)
    return Taps(first, weights / weights.sum(), centre)


def _cubic(distance: Float64Array) -> Float64Array:
    """Keys' cubic convolution kernel (1981)."""
    x, a = np.abs(distance), _SHARPNESS
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = (((x - 5) * x + 8) * x - 4) * a
    return np.where(x < 1, near, np.where(x < _SUPPORT, far, 0.0))
