"""Square parts of the sample photos, drawn at random."""

from collections.abc import Callable

import numpy as np

from explorer.arrays import Uint8Array
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.kept import kept
from explorer.transfer.photo_set import TAUGHT_SIDE

SMALLEST_PART, LARGEST_PART = 0.45, 0.9
"""Side of a part, of the photo's shorter side."""


def part_of_sample(key: str) -> Callable[[np.random.Generator], Uint8Array]:
    """Drawing of a part of a sample photo: anywhere, of any size, mirrored or not, any exposure.

    Args:
        key: Of the sample.
    """

    def part(draw: np.random.Generator) -> Uint8Array:
        photo = _pixels(key)
        side = round(draw.uniform(SMALLEST_PART, LARGEST_PART) * min(photo.shape[:2]))
        top, left = (int(draw.integers(0, length - side + 1)) for length in photo.shape[:2])
        square = photo[top : top + side, left : left + side]
        if draw.integers(2):
            square = square[:, ::-1]
        reduced = fit(np.ascontiguousarray(square), (TAUGHT_SIDE, TAUGHT_SIDE), "squeeze")
        exposed = np.rint(reduced * draw.uniform(0.75, 1.15))
        return np.minimum(exposed, np.iinfo(np.uint8).max).astype(np.uint8)

    return part


@kept(mib=8)
def _pixels(key: str) -> Uint8Array:
    return read_sample(key).pixels
