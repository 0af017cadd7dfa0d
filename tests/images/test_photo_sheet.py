"""Photos side by side in one picture: each in its place, cut to a square."""

import io

import numpy as np
import pytest
from PIL import Image

from explorer.arrays import Uint8Array
from explorer.images.photo_sheet import SHEET_COLUMNS, TILE_SIDE, photo_sheet


def plain(grey: int, size: tuple[int, int] = (TILE_SIDE, TILE_SIDE)) -> Uint8Array:
    return np.full((*size, 3), grey, np.uint8)


def sheet_of(*photos: Uint8Array | None) -> tuple[Uint8Array, int]:
    jpeg, columns = photo_sheet(photos)
    return np.asarray(Image.open(io.BytesIO(jpeg))), columns


def middle_of(sheet: Uint8Array, row: int, column: int) -> int:
    return int(sheet[row * TILE_SIDE + TILE_SIDE // 2, column * TILE_SIDE + TILE_SIDE // 2, 0])


def test_row_by_row_from_the_top_left() -> None:
    sheet, columns = sheet_of(*(plain(20 * n) for n in range(SHEET_COLUMNS + 2)))
    assert columns == SHEET_COLUMNS
    assert sheet.shape == (2 * TILE_SIDE, SHEET_COLUMNS * TILE_SIDE, 3)
    for number in range(SHEET_COLUMNS + 2):
        row, column = divmod(number, SHEET_COLUMNS)
        assert middle_of(sheet, row, column) == pytest.approx(20 * number, abs=3)


def test_one_photo_and_one_that_is_gone() -> None:
    sheet, columns = sheet_of(plain(200), None)
    assert columns == 2
    assert middle_of(sheet, 0, 0) == pytest.approx(200, abs=3)
    assert middle_of(sheet, 0, 1) == pytest.approx(127, abs=3)
    assert sheet_of(plain(9))[1] == 1


def test_a_photo_of_another_shape_is_cut() -> None:
    wide = plain(0, (40, 120))
    wide[:, 40:80] = 250
    sheet, _columns = sheet_of(wide)
    assert sheet.shape == (TILE_SIDE, TILE_SIDE, 3)
    assert int(sheet[:, 4:-4].min()) > 240


def test_no_photos_are_refused() -> None:
    with pytest.raises(ValueError, match="no photos for a sheet"):
        photo_sheet([])
