"""Pictures to download: the maps unchanged, a bar of all colours, room for the words."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from explorer.images.captioned import BAR_HEIGHT, CAPTION_MARGIN, LEAST_WIDTH, captioned_png

PALETTE = np.stack([np.arange(256), 255 - np.arange(256), np.full(256, 9)], axis=-1).astype(
    np.uint8
)
INDICES = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20


def drawn(indices: NDArray[np.uint8] = INDICES, **options: int) -> NDArray[np.uint8]:
    png = captioned_png(indices, PALETTE, ("0", "12.5"), "block1_conv1\nthe cat", **options)
    return np.asarray(Image.open(io.BytesIO(png)))


def test_small_maps_are_enlarged_evenly() -> None:
    page = drawn()
    zoom = (LEAST_WIDTH - 2 * CAPTION_MARGIN) // 4
    maps = page[
        CAPTION_MARGIN : CAPTION_MARGIN + 3 * zoom, CAPTION_MARGIN : CAPTION_MARGIN + 4 * zoom
    ]
    assert (maps == PALETTE[INDICES].repeat(zoom, axis=0).repeat(zoom, axis=1)).all()


def test_large_maps_keep_their_size() -> None:
    wide = np.zeros((5, 1440), np.uint8)
    assert drawn(wide).shape[1] == 1440 + 2 * CAPTION_MARGIN


def test_what_is_not_a_value_is_white_and_not_in_the_bar() -> None:
    page = drawn(np.full((10, 700), 255, np.uint8), blank=255)
    assert (
        page[CAPTION_MARGIN : CAPTION_MARGIN + 10, CAPTION_MARGIN : CAPTION_MARGIN + 700] == 255
    ).all()
    bar = page[10 + 2 * CAPTION_MARGIN + BAR_HEIGHT // 2, CAPTION_MARGIN:-CAPTION_MARGIN]
    assert (bar[0].tolist(), bar[-1].tolist()) == (PALETTE[0].tolist(), PALETTE[254].tolist())


@pytest.mark.parametrize("rows", [1, 40])
def test_the_words_stand_below_in_black(rows: int) -> None:
    page = drawn(np.zeros((rows, 700), np.uint8))
    words = page[rows + 3 * CAPTION_MARGIN + BAR_HEIGHT :]
    assert (words == 0).all(axis=-1).any()
    assert (page[-4:] == 255).all()  # nothing is cut
