"""Pictures at another size: for the network's input and for thumbnails."""

from typing import Literal, get_args

import numpy as np
from PIL import Image

from explorer.arrays import Uint8Array
from explorer.preprocessing import check_pixels

Fit = Literal["crop", "squeeze"]
CropBox = tuple[float, float, float, float]

# Pillow widens the cubic kernel when it shrinks a picture, so that fine patterns do not turn into
# false ones. Lanczos is a little sharper but leaves brighter and darker rims along edges.
RESAMPLING = Image.Resampling.BICUBIC


def fit(pixels: Uint8Array, size: tuple[int, int], how: Fit) -> Uint8Array:
    """Fit a picture to exactly the given size, larger or smaller.

    "crop" keeps the proportions: it takes the largest centred part that has the proportions of
    `size` (cut at fractions of a pixel, so that nothing is stretched) and resizes it. Equal strips
    are lost on both sides, left and right or top and bottom.
    "squeeze" keeps everything: height and width are resized independently.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        size: Wanted (height, width) in pixels.
        how: "crop" or "squeeze".

    Returns:
        RGB, uint8 (*size, 3).

    Raises:
        ValueError: If the picture, the size or the way is not accepted.
    """
    check_pixels(pixels)
    height, width = size
    if height < 1 or width < 1:
        raise ValueError(
            f"Received the size (height, width) = {size}. "
            "Expected at least 1 pixel each way. Choose a larger size."
        )
    if how not in get_args(Fit):
        raise ValueError(f"Received how={how!r}. Expected 'crop' or 'squeeze'. Choose one of them.")
    box = _centred_box(pixels.shape[:2], size) if how == "crop" else None
    return np.asarray(Image.fromarray(pixels).resize((width, height), RESAMPLING, box)).copy()


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


def _centred_box(source: tuple[int, ...], target: tuple[int, int]) -> CropBox:
    """Left, top, right and bottom of the largest centred part with the target's proportions."""
    height, width = source
    target_height, target_width = target
    if width * target_height > height * target_width:
        kept = height * target_width / target_height
        return (width - kept) / 2, 0, (width + kept) / 2, height
    kept = width * target_height / target_width
    return 0, (height - kept) / 2, width, (height + kept) / 2
