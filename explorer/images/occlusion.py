"""A photo with a patch hidden: does the network need what was there?

A grey square over a part of the photo is how Zeiler & Fergus 2014 (arXiv:1311.2901, section 4.2)
found out which parts a classifier looks at.
"""

from typing import Literal, get_args

import numpy as np

from explorer.architecture.receptive_field import Box
from explorer.arrays import Uint8Array
from explorer.images.transforms import blurred
from explorer.preprocessing import MEAN_RGB, check_pixels

Cover = Literal["grey", "blur"]

MEAN_COLOUR = np.rint(MEAN_RGB).astype(np.uint8)
"""The mean of ImageNet, (124, 117, 104): nearly 0 once the mean is subtracted."""

BLUR_OF_SIDE = 1 / 4
"""The blur's standard deviation, as a share of the patch's shorter side."""

LEAST_BLUR = 2.0
"""px."""


def occluded(pixels: Uint8Array, box: Box, cover: Cover) -> Uint8Array:
    """Hide a patch of a photo.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        box: The patch; the part of it outside the photo does not count.
        cover: "grey": the mean colour of ImageNet. "blur": the photo there, blurred so far that
            a quarter of the patch runs together; colours from around it run in.

    Returns:
        A new picture of the same size.

    Raises:
        ValueError: The pixels are not an RGB picture, nothing of the patch is on the photo, or
            there is no such cover.
    """
    check_pixels(pixels)
    inside = box.clipped(*pixels.shape[:2])
    if not inside.num_pixels:
        height, width = pixels.shape[:2]
        raise ValueError(
            f"Received a patch of rows {box.top} to {box.bottom} and columns {box.left} to "
            f"{box.right}, on a photo of {height} x {width} px. Nothing of it is on the photo. "
            "Choose another patch."
        )
    part = np.s_[inside.top : inside.bottom + 1, inside.left : inside.right + 1]
    found = pixels.copy()
    found[part] = _covering(pixels, inside, cover)[part]
    return found


def _covering(pixels: Uint8Array, inside: Box, cover: Cover) -> Uint8Array:
    """What shows in the patch, as a picture of the photo's size."""
    match cover:
        case "grey":
            return np.broadcast_to(MEAN_COLOUR, pixels.shape)
        case "blur":
            sigma = max(LEAST_BLUR, min(inside.height, inside.width) * BLUR_OF_SIDE)
            return blurred(pixels, min(sigma, max(pixels.shape[:2])))
        case _:
            raise ValueError(
                f"Received the cover {cover!r}. Accepted: {', '.join(get_args(Cover))}. Choose one."
            )
