"""Square parts of the sample photos, drawn at random from one side of each."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from explorer.arrays import Uint8Array
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.kept import kept
from explorer.transfer.photo_set import TAUGHT_SIDE

Side = Literal["left", "right"]
"""Of a photo. The two share no pixel, so parts of one show nothing of the other."""

LEFT_SHARE = 0.6
"""Of the photo's width that belongs to the left side."""

SMALLEST_PART, LARGEST_PART = 0.45, 0.9
"""Side of a part, of the shorter edge of the photo's side."""


def part_of_sample(key: str, of: Side) -> Callable[[np.random.Generator], Uint8Array]:
    """Drawing of a part of a sample photo: of any size, mirrored or not, any exposure.

    Args:
        key: Of the sample.
        of: The side of the photo that the part is taken from, anywhere in it.
    """

    def part(draw: np.random.Generator) -> Uint8Array:
        photo = side_of_photo(_pixels(key), of)
        side = round(draw.uniform(SMALLEST_PART, LARGEST_PART) * min(photo.shape[:2]))
        top, left = (int(draw.integers(0, length - side + 1)) for length in photo.shape[:2])
        square = photo[top : top + side, left : left + side]
        if draw.integers(2):
            square = square[:, ::-1]
        reduced = fit(np.ascontiguousarray(square), (TAUGHT_SIDE, TAUGHT_SIDE), "squeeze")
        exposed = np.rint(reduced * draw.uniform(0.75, 1.15))
        pixels: Uint8Array = np.minimum(exposed, np.iinfo(np.uint8).max).astype(np.uint8)
        return pixels

    return part


def side_of_photo(photo: Uint8Array, of: Side) -> Uint8Array:
    """One side of a photo, RGB, uint8 (height, part of the width, 3)."""
    border = round(LEFT_SHARE * photo.shape[1])
    return photo[:, :border] if of == "left" else photo[:, border:]


@kept(mib=8)
def _pixels(key: str) -> Uint8Array:
    return read_sample(key).pixels
