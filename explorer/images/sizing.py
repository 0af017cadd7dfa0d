"""Pictures at another size: for the network's input and for thumbnails."""

import numpy as np
from PIL import Image

from explorer.arrays import Uint8Array
from explorer.fitting import FILL, Fit, fitting
from explorer.preprocessing import check_pixels

# Pillow widens the cubic kernel when it shrinks a picture, so that fine patterns do not turn into
# false ones. Lanczos is a little sharper but leaves brighter and darker rims along edges.
RESAMPLING = Image.Resampling.BICUBIC


def fit(pixels: Uint8Array, size: tuple[int, int], how: Fit) -> Uint8Array:
    """Fit a picture to exactly the given size, larger or smaller; `fitting` explains the ways.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        size: Wanted (height, width) in pixels.
        how: "crop", "squeeze" or "pad".

    Returns:
        RGB, uint8 (*size, 3).

    Raises:
        ValueError: If the picture, the size or the way is not accepted.
    """
    check_pixels(pixels)
    done = fitting(pixels.shape[:2], size, how)
    top, left, height, width = done.place
    image = Image.fromarray(pixels).resize((width, height), RESAMPLING, done.box)
    resized = np.asarray(image).copy()
    if (height, width) == size:
        return resized
    filled = np.full((*size, 3), FILL, np.uint8)
    filled[top : top + height, left : left + width] = resized
    return filled


def thumbnail(pixels: Uint8Array, longest: int) -> Uint8Array:
    """Shrink a picture in proportion until its longer side is at most `longest` pixels.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        longest: Limit of the longer side in pixels.

    Returns:
        RGB, uint8. A picture that is small enough is returned unchanged: nothing is enlarged.

    Raises:
        ValueError: If the picture is not uint8 (height, width, 3) or the limit is below 1.
    """
    check_pixels(pixels)
    size = scaled_down(pixels.shape[:2], longest)
    return pixels if size == pixels.shape[:2] else fit(pixels, size, "squeeze")


def scaled_down(size: tuple[int, ...], longest: int) -> tuple[int, int]:
    """Size (height, width), in proportion, whose longer side is at most `longest` pixels.

    Raises:
        ValueError: If the limit is below 1.
    """
    if longest < 1:
        raise ValueError(
            f"Received {longest} pixels as the limit of the longer side. "
            "Expected at least 1. Choose a larger limit."
        )
    height, width = size
    scale = min(1.0, longest / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))
