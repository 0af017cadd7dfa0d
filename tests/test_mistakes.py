"""Mistakes are what their code, their tools and their words say."""

import io
import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
import PIL.Image
import pytest

from explorer.images.misread import on_its_side
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.mistakes import MISTAKES, ON_ITS_SIDE, RIGHT_CODE, SQUEEZED, effect_of
from explorer.preprocessing import AS_TRAINED, PREPARATIONS, WRONG_WAYS

PHOTO = read_sample("chelsea").pixels
SIZE = (35, 48)
ORIENTATION, TURN_RIGHT = 0x0112, 6
"""Tag and value of EXIF: what is stored must be turned a quarter to the right."""


def run(code: str, **given: object) -> dict[str, Any]:
    """What a piece of code gives."""
    names: dict[str, Any] = {
        "preprocess_input": keras.applications.vgg16.preprocess_input,
        "load_img": keras.utils.load_img,
        "Image": PIL.Image,
        **given,
    }
    exec(code, names)
    return names


def test_each_wrong_way_is_one_mistake() -> None:
    ways = [each.preparation for each in MISTAKES.values() if not each.is_another_picture]
    assert sorted(ways) == sorted(WRONG_WAYS)
    pictures = [code for code, each in MISTAKES.items() if each.is_another_picture]
    assert pictures == [SQUEEZED, ON_ITS_SIDE]


PREPARED = {
    "right": (RIGHT_CODE, AS_TRAINED),
    **{
        code: (each.code, each.preparation)
        for code, each in MISTAKES.items()
        if not each.is_another_picture
    },
}


@pytest.mark.parametrize(("code", "preparation"), PREPARED.values(), ids=PREPARED)
def test_the_code_makes_the_mistake(code: str, preparation: str) -> None:
    made = run(code, pixels=PHOTO)["x"]
    expected = PREPARATIONS[preparation].prepare(PHOTO)
    np.testing.assert_allclose(made, expected, rtol=0, atol=1e-4)


def phone_photo(pixels: np.ndarray) -> bytes:
    """A file that holds an upright photo lying, with a note on how to turn it."""
    image = PIL.Image.fromarray(pixels).transpose(PIL.Image.Transpose.ROTATE_90)
    exif = PIL.Image.Exif()
    exif[ORIENTATION] = TURN_RIGHT
    file = io.BytesIO()
    image.save(file, "PNG", exif=exif)
    return file.getvalue()


def test_squeezed_is_what_keras_reads(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    PIL.Image.fromarray(PHOTO).save(path)
    mistake = MISTAKES[SQUEEZED]
    wrong, right = (
        np.asarray(run(code, path=str(path), size=SIZE)["picture"]).astype(float)
        for code in (mistake.code, mistake.right_code)
    )
    np.testing.assert_array_equal(wrong, fit(PHOTO, SIZE, "squeeze"))
    cropped = fit(PHOTO, SIZE, "crop")
    assert np.abs(right - cropped).mean() < 1 < np.abs(wrong - cropped).mean()


def test_on_its_side_is_what_pillow_and_keras_read(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(phone_photo(PHOTO))
    mistake = MISTAKES[ON_ITS_SIDE]
    wrong, right = (
        np.asarray(run(code, path=str(path))["picture"])
        for code in (mistake.code, mistake.right_code)
    )
    np.testing.assert_array_equal(right, PHOTO)
    np.testing.assert_array_equal(wrong, on_its_side(PHOTO))
    np.testing.assert_array_equal(np.asarray(keras.utils.load_img(path)), wrong)


def spread_beside_right(code: str) -> float:
    """How many times smaller the spread of a wrong input is."""
    right, wrong = (
        PREPARATIONS[each].prepare(PHOTO) for each in (AS_TRAINED, MISTAKES[code].preparation)
    )
    return float(right.std(axis=(0, 1)).mean() / wrong.std(axis=(0, 1)).mean())


def test_the_sizes_in_the_words_are_true() -> None:
    assert "more than a hundred times too small" in MISTAKES["minus-one-to-one"].what
    assert 100 < spread_beside_right("minus-one-to-one") < 150
    assert "more than fifty times too small" in MISTAKES["torchvision"].what
    assert 50 < spread_beside_right("torchvision") < 60
    assert "more than a hundred too large" in MISTAKES["no-mean"].what
    added = PREPARATIONS["no mean"].prepare(PHOTO) - PREPARATIONS[AS_TRAINED].prepare(PHOTO)
    assert added.min() > 100
    assert "a little too orange" in MISTAKES["means-swapped"].what
    seen = effect_of(np.full((1, 1, 3), 128, np.uint8), "means swapped").pixels[0, 0]
    assert seen.tolist() == [148, 128, 108]


@pytest.mark.parametrize("code", MISTAKES)
def test_every_mistake_has_a_source(code: str) -> None:
    mistake = MISTAKES[code]
    assert re.search(r"\]\(https://[^)\s]+\)", mistake.who)
    assert mistake.what.endswith(".")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)


# By hand for RGB (255, 128, 0), means R 123.680, G 116.779, B 103.939.
ORANGE = np.array([[[255, 128, 0]]], np.uint8)
EFFECTS = {
    AS_TRAINED: ([255, 128, 0], -103.939, 131.32, 0),
    "means swapped": ([255, 128, 0], -123.68, 151.061, 2 / 3),
    "no mean": ([255, 245, 104], 0, 255, 1 / 3),
    "no preprocessing": ([124, 245, 255], 0, 255, 1 / 3),
    "RGB order": ([20, 128, 235], -103.939, 131.32, 0),
    "minus one to one": ([123, 117, 105], -1, 1, 0),
    "zero to one": ([1, 1, 0], -122.68, -103.939, 0),
    "applied twice": ([0, 11, 131], -227.619, 27.381, 1 / 3),
}


@pytest.mark.parametrize("preparation", EFFECTS)
def test_what_the_network_gets_of_one_colour(preparation: str) -> None:
    picture, low, high, beyond = EFFECTS[preparation]
    found = effect_of(ORANGE, preparation)
    assert found.pixels[0, 0].tolist() == picture
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3)
    assert found.share_beyond == pytest.approx(beyond)


def test_prepared_correctly_the_photo_itself_is_seen() -> None:
    found = effect_of(PHOTO, AS_TRAINED)
    np.testing.assert_array_equal(found.pixels, PHOTO)
    assert found.share_beyond == 0
