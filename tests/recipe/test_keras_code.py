"""The pipeline in Keras, run: what it makes of a photo tells what it drew."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.recipe.colour_shift import OF_IMAGENET
from explorer.recipe.draws import RecipeSettings
from explorer.recipe.keras_code import recipe_in_keras
from explorer.recipe.pillow_code import PHOTO_FILE

HEIGHT, WIDTH = 60, 80
COUNT = 240


def pictures_of(folder: Path, settings: RecipeSettings, photo: np.ndarray) -> np.ndarray:
    """What the code makes of a photo, run in its own process."""
    Image.fromarray(photo).save(folder / PHOTO_FILE)
    code = recipe_in_keras(settings, OF_IMAGENET, COUNT)
    (folder / "recipe.py").write_text(f"{code}\nnp.save('pictures.npy', pictures)\n", "utf-8")
    subprocess.run([sys.executable, "recipe.py"], cwd=folder, check=True, capture_output=True)
    pictures: np.ndarray = np.load(folder / "pictures.npy")
    assert pictures.dtype == np.float32
    assert pictures.shape == (COUNT, 224, 224, 3)
    return pictures


def ramps() -> np.ndarray:
    """Red grows by 3 from column to column, green by 4 from row to row; blue is 100."""
    photo = np.full((HEIGHT, WIDTH, 3), 100, np.uint8)
    photo[..., 0], photo[..., 1] = np.arange(WIDTH) * 3, np.arange(HEIGHT)[:, None] * 4
    return photo


def read_back(picture: np.ndarray) -> tuple[float, float, float, bool]:
    """S, first row, first column, and whether it is mirrored, from a picture of `ramps`.

    Pixel r of the resized photo shows row (r + 0.5) * 60 / S - 0.5 of the photo.
    """
    middle = slice(60, 164)  # away from the photo's rim, where the ramps bend
    down = np.polyfit(np.arange(224)[middle], picture[middle, 112, 1] / 4, 1)
    across = np.polyfit(np.arange(224)[middle], picture[112, middle, 0] / 3, 1)
    mirrored = across[0] < 0
    slope, start = (-across[0], np.polyval(across, 223)) if mirrored else across
    scale = HEIGHT / down[0]
    assert slope == pytest.approx(down[0], rel=0.02)
    return scale, (down[1] + 0.5) / down[0] - 0.5, (start + 0.5) / slope - 0.5, bool(mirrored)


def test_it_has_the_same_chances(tmp_path: Path) -> None:
    settings = RecipeSettings(shifts_colour=False)
    found = [read_back(each) for each in pictures_of(tmp_path, settings, ramps())]
    scales, rows, columns, mirrored = map(np.array, zip(*found, strict=True))
    assert 254 < scales.min() < 268
    assert 500 < scales.max() < 514
    assert scales.mean() == pytest.approx(384, abs=20)
    for places, most in ((rows, scales - 224), (columns, scales * WIDTH / HEIGHT - 224)):
        shares = places / most
        assert -0.05 < shares.min() < 0.05
        assert 0.95 < shares.max() < 1.05
        assert shares.mean() == pytest.approx(0.5, abs=0.075)
    assert mirrored.mean() == pytest.approx(0.5, abs=0.13)


def test_the_shift_is_one_for_each_picture_with_the_same_spread(tmp_path: Path) -> None:
    settings = RecipeSettings(scale="256", crops=False, mirrors=False)
    photo = np.full((HEIGHT, WIDTH, 3), (200, 100, 1), np.uint8)
    shifts = pictures_of(tmp_path, settings, photo) - np.float32([200, 100, 1])
    assert np.ptp(shifts, axis=(1, 2)).max() < 1e-3
    along = shifts[:, 0, 0] @ np.array(OF_IMAGENET.eigenvectors)
    alphas = along / (255 * np.array(OF_IMAGENET.eigenvalues))
    assert alphas.mean(axis=0) == pytest.approx([0, 0, 0], abs=0.026)
    assert alphas.std(axis=0) == pytest.approx([0.1, 0.1, 0.1], abs=0.02)


def test_without_chance_every_picture_is_the_middle(tmp_path: Path) -> None:
    settings = RecipeSettings("384", crops=False, mirrors=False, shifts_colour=False)
    pictures = pictures_of(tmp_path, settings, ramps())
    assert (pictures == pictures[0]).all()
    scale, row, column, mirrored = read_back(pictures[0])
    assert (scale, row, column) == pytest.approx((384, 80, 144), abs=0.5)
    assert not mirrored
