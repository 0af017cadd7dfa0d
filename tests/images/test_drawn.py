"""Drawn pictures: step by step, and exactly those of the code with the drawn values."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.images.drawn import all_drawn, colour_shifted, drawn, drawn_stages
from explorer.images.samples import read_sample
from explorer.recipe.colour_shift import OF_IMAGENET, components_of
from explorer.recipe.draws import Draw, RecipeSettings, draw_many
from explorer.recipe.pillow_code import PHOTO_FILE, draws_in_pillow

PLAIN = Draw(1, 224, (224, 300), 0, 0, False, (0, 0, 0), (0, 0, 0))


def numbered(height: int, width: int) -> np.ndarray:
    """Every pixel holds its column in red and its row in green."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[..., 0], pixels[..., 1] = np.arange(width) % 256, np.arange(height)[:, None] % 256
    return pixels


def test_the_crop_begins_where_it_was_drawn() -> None:
    draw = replace(PLAIN, scale=230, size=(230, 250), row=4, column=9)
    assert np.array_equal(drawn(numbered(230, 250), draw), numbered(230, 250)[4:228, 9:233])


def test_a_mirrored_crop_is_the_same_crop_mirrored() -> None:
    draw = replace(PLAIN, size=(224, 250), column=9, mirrored=True)
    expected = numbered(224, 250)[:, 9:233][:, ::-1]
    assert np.array_equal(drawn(numbered(224, 250), draw), expected)


def test_a_shift_is_added_rounded_and_cut_off() -> None:
    pixels = np.array([[[0, 100, 250], [255, 7, 5]]], np.uint8)
    assert colour_shifted(pixels, (-1.2, 0.6, 5.4)).tolist() == [[[0, 101, 255], [254, 8, 10]]]


def test_the_stages_of_a_draw() -> None:
    photo = read_sample("coffee").pixels
    draw = draw_many(RecipeSettings(), photo.shape[:2], OF_IMAGENET, 2)[1]
    stages = drawn_stages(photo, draw)
    assert stages.resized.shape == (*draw.size, 3)
    rows, columns = slice(draw.row, draw.row + 224), slice(draw.column, draw.column + 224)
    assert np.array_equal(stages.cropped, stages.resized[rows, columns])
    assert draw.mirrored
    assert np.array_equal(stages.mirrored, stages.cropped[:, ::-1])
    change = stages.shifted.astype(float) - stages.mirrored
    inside = (stages.mirrored > 10) & (stages.mirrored < 245)
    assert np.abs(change - draw.shift)[inside].max() <= 0.5


SETTINGS = [
    RecipeSettings(),
    RecipeSettings(scale="256", shifts_colour=False, seed=0),
    RecipeSettings(scale="384", crops=False, mirrors=False),
]


@pytest.mark.parametrize("settings", SETTINGS, ids=["all", "crop-and-mirror", "colour"])
@pytest.mark.parametrize("photo", ["chelsea", "rocket"])
def test_the_code_makes_exactly_these_pictures(
    photo: str, settings: RecipeSettings, tmp_path: Path
) -> None:
    pixels = read_sample(photo).pixels
    colours = components_of(pixels) if photo == "rocket" else OF_IMAGENET
    draws = draw_many(settings, pixels.shape[:2], colours, 6)
    Image.fromarray(pixels).save(tmp_path / PHOTO_FILE)
    (tmp_path / "recipe.py").write_text(draws_in_pillow(draws), "utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([sys.executable, "recipe.py"], cwd=tmp_path, env=environment, check=True)
    for draw, shown in zip(draws, all_drawn(pixels, draws), strict=True):
        with Image.open(tmp_path / f"drawn-{draw.number}.png") as made:
            assert np.array_equal(np.asarray(made), shown)
        assert np.array_equal(drawn(pixels, draw), shown)


def test_a_photo_of_one_row_can_be_drawn() -> None:
    pixels = np.full((1, 20, 3), 90, np.uint8)
    draws = draw_many(RecipeSettings(shifts_colour=False), (1, 20), OF_IMAGENET, 2)
    for picture in all_drawn(pixels, draws):
        assert picture.shape == (224, 224, 3)
        assert (picture == 90).all()
