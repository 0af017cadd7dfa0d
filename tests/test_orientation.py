"""Each way of storing a picture, against Pillow's reading of the same tag."""

import io
from math import floor

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

from explorer.images.intake import take_in
from explorer.orientation import TURNS, as_stored, stored_place, stored_size, turned_upright

STORED = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)


def file_of(orientation: int) -> bytes:
    """The picture as a PNG with that tag."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    file = io.BytesIO()
    Image.fromarray(STORED).save(file, "PNG", exif=exif)
    return file.getvalue()


def upright_by_pillow(orientation: int) -> np.ndarray:
    with Image.open(io.BytesIO(file_of(orientation))) as image:
        return np.asarray(ImageOps.exif_transpose(image))


@pytest.mark.parametrize("orientation", TURNS)
def test_it_stands_as_in_pillow_and_can_be_undone(orientation: int) -> None:
    expected = upright_by_pillow(orientation)
    assert np.array_equal(turned_upright(STORED, orientation), expected)
    assert np.array_equal(as_stored(expected, orientation), STORED)
    assert stored_size(expected.shape[:2], orientation) == (5, 7)


@pytest.mark.parametrize("orientation", TURNS)
def test_a_photo_knows_how_it_was_stored(orientation: int) -> None:
    photo = take_in(file_of(orientation))
    assert photo.orientation == orientation
    assert np.array_equal(as_stored(photo.pixels, photo.orientation), STORED)


@pytest.mark.parametrize("tag", [0, 9, 99])
def test_an_unknown_tag_means_upright(tag: int) -> None:
    photo = take_in(file_of(tag))
    assert photo.orientation == 1
    assert np.array_equal(photo.pixels, STORED)
    assert np.array_equal(turned_upright(STORED, tag), STORED)


@pytest.mark.parametrize("orientation", TURNS)
def test_each_place_is_found_in_the_file(orientation: int) -> None:
    upright = upright_by_pillow(orientation)
    height, width = upright.shape[:2]
    for row in range(height):
        for column in range(width):
            at = stored_place((row + 0.5, column + 0.25), (height, width), orientation)
            assert STORED[floor(at[0]), floor(at[1])].tolist() == upright[row, column].tolist()


def test_words_tell_all_turns_apart() -> None:
    assert len({turn.what for turn in TURNS.values()}) == 8
