"""What kernels make of a photo, as pictures in the same colours."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float64Array
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.images.encoding import png_palette


@dataclass(frozen=True, slots=True, eq=False)
class ResponseColours:
    """The colours of all responses: those of the palette, uint8 (256, 3), from low to high."""

    low: float
    high: float
    palette: NDArray[np.uint8]


def colours_for(*responses: Float64Array, beyond: float = 0.0) -> ResponseColours:
    """For the smallest to the largest of all responses; around 0 where some are below it.

    Args:
        responses: What is compared.
        beyond: Share of all values that may lie beyond the last colours: a few that are far larger
            than the others would leave the rest too pale to be seen.
    """
    low = float(min(each.min() for each in responses))
    high = float(max(each.max() for each in responses))
    if low >= 0:
        return ResponseColours(0.0, high, palette("viridis"))
    sizes = np.abs(np.concatenate([each.ravel() for each in responses]))
    largest = float(np.quantile(sizes, 1 - beyond)) or float(sizes.max())
    return ResponseColours(-largest, largest, map_pictures.signed_palette())


def response_png(values: Float64Array, colours: ResponseColours) -> bytes:
    """A response as a PNG, one px for each value."""
    indices = map_pictures.in_range(values, colours.low, colours.high)
    return png_palette(indices, colours.palette)
