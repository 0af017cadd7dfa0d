"""Small squares of many photos in one picture, as a browser loads them fastest."""

from collections.abc import Sequence

import numpy as np

from explorer.arrays import Uint8Array
from explorer.images.encoding import jpeg_rgb
from explorer.images.sizing import fit

SHEET_COLUMNS = 8
TILE_SIDE = 160
"""px: about twice what a tile takes on the page, for sharp screens."""

NO_PHOTO = 127
"""Grey of the places without a photo."""


def photo_sheet(photos: Sequence[Uint8Array | None]) -> tuple[bytes, int]:
    """Lay out photos from the top left, row by row.

    Args:
        photos: RGB, uint8 (height, width, 3) each, cut to a square; None for an empty place.

    Returns:
        The picture as JPEG, and how many photos stand side by side.

    Raises:
        ValueError: There are no photos.
    """
    if not photos:
        raise ValueError("Received no photos for a sheet. Give at least one.")
    columns = min(SHEET_COLUMNS, len(photos))
    rows = -(-len(photos) // columns)
    sheet = np.full((rows, TILE_SIDE, columns, TILE_SIDE, 3), NO_PHOTO, np.uint8)
    for number, photo in enumerate(photos):
        row, column = divmod(number, columns)
        if photo is not None:
            sheet[row, :, column] = _tile(photo)
    return jpeg_rgb(sheet.reshape(rows * TILE_SIDE, columns * TILE_SIDE, 3)), columns


def _tile(photo: Uint8Array) -> Uint8Array:
    size = (TILE_SIDE, TILE_SIDE)
    return photo if photo.shape[:2] == size else fit(photo, size, "crop")
