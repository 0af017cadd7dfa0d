"""Square parts of the sample photos, drawn at random between two columns of each."""

from collections.abc import Callable

import numpy as np

from explorer.arrays import Uint8Array
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.kept import kept
from explorer.transfer.photo_set import TAUGHT_SIDE

Columns = tuple[int, int]
"""Of a photo: the first one, and the first behind them."""

SMALLEST_PART, LARGEST_PART = 0.45, 0.9
"""Side of a part, of the shorter edge of what lies between the columns."""


def part_of_sample(key: str, columns: Columns) -> Callable[[np.random.Generator], Uint8Array]:
    """Drawing of a part of a sample photo: of any size, mirrored or not, any exposure.

    Args:
        key: Of the sample.
        columns: Those that the part is taken from, anywhere between them.
    """

    def part(draw: np.random.Generator) -> Uint8Array:
        photo = _pixels(key)[:, slice(*columns)]
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


@kept(mib=8)
def _pixels(key: str) -> Uint8Array:
    return read_sample(key).pixels
