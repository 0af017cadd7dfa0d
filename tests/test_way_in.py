"""Each step's picture and numbers; the last one is Keras' own input, bit for bit."""

from pathlib import Path

import numpy as np
import pytest

from explorer.fitting import Fit, fitting
from explorer.images.intake import Photo, take_in
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.orientation import TURNS, as_stored
from explorer.way_in import (
    InputStep,
    PhotoFile,
    channel_histograms,
    follow_pixel,
    steps_in,
)
from tests.keras_preprocessing import keras_preprocessed
from tests.test_orientation import file_of

SIZE = (64, 48)


def steps_of(photo: Photo, how: Fit = "crop") -> dict[str, InputStep]:
    fitted = fit(photo.pixels, SIZE, how)
    return {step.key: step for step in steps_in(photo.pixels, photo.orientation, fitted)}


@pytest.fixture(scope="module")
def rocket() -> Photo:
    return read_sample("rocket")


@pytest.mark.parametrize("how", ["crop", "squeeze", "pad"])
def test_the_last_step_is_keras_input_bit_for_bit(rocket: Photo, how: Fit, tmp_path: Path) -> None:
    steps = steps_of(rocket, how)
    expected = keras_preprocessed(tmp_path, fit(rocket.pixels, SIZE, how))
    assert steps["centred"].values.dtype == expected.dtype == np.float32
    assert steps["centred"].values.tobytes() == expected.tobytes()


@pytest.mark.parametrize("orientation", TURNS)
def test_the_first_step_is_the_picture_as_the_file_stores_it(orientation: int) -> None:
    steps = steps_of(take_in(file_of(orientation)))
    stored = np.arange(5 * 7 * 3).reshape(5, 7, 3)
    assert np.array_equal(steps["decoded"].values, stored)


def test_the_steps_in_their_order(rocket: Photo) -> None:
    steps = steps_of(rocket)
    assert list(steps) == ["decoded", "upright", "fitted", "reordered", "centred"]
    assert steps["upright"].facts.shape == (427, 640, 3)
    assert steps["fitted"].facts.shape == (64, 48, 3)
    channels = [step.channels[0] for step in steps.values()]
    assert channels == ["red", "red", "red", "blue", "blue"]
    types = [step.facts.type_name for step in steps.values()]
    assert types == ["uint8"] * 4 + ["float32"]


def small_step(values: list[list[int]], key: str) -> InputStep:
    pixels = np.array([values], np.uint8)
    return {step.key: step for step in steps_in(pixels, 1, pixels)}[key]


def test_the_numbers_of_a_picture_by_hand() -> None:
    """Two pixels: (255, 128, 0) and (1, 2, 4)."""
    facts = small_step([[255, 128, 0], [1, 2, 4]], "centred").facts
    assert facts.shape == (1, 2, 3)
    assert facts.channels == ("blue", "green", "red")
    assert facts.least == pytest.approx((-103.939, -114.779, -122.68), abs=1e-4)
    assert facts.most == pytest.approx((-99.939, 11.221, 131.32), abs=1e-4)
    assert facts.means == pytest.approx((-101.939, -51.779, 4.32), abs=1e-4)


def test_a_step_without_values_below_zero_is_shown_as_it_is() -> None:
    step = small_step([[255, 128, 0], [1, 2, 4]], "reordered")
    assert step.shown.tolist() == [[[0, 128, 255], [4, 2, 1]]]


def test_zero_is_shown_as_grey_and_both_ends_fit() -> None:
    ends = np.array([[[255 - 103.939, 0, -(255 - 103.939)]]], np.float32)
    step = InputStep("centred", ends, ("blue", "green", "red"))
    assert step.shown.tolist() == [[[255, 128, 1]]]


def test_every_pixel_of_every_picture_can_be_shown() -> None:
    values = [[value, value, value] for value in range(256)]
    shown = small_step(values, "centred").shown.astype(int)
    assert (np.diff(shown[0], axis=0) >= 0).all()
    assert (shown.min(), shown.max()) == (24, 255)


@pytest.mark.parametrize("how", ["crop", "squeeze", "pad"])
@pytest.mark.parametrize("place", [(0, 0), (63, 47), (20, 31)])
def test_a_pixel_has_the_values_of_each_step(
    rocket: Photo, how: Fit, place: tuple[int, int]
) -> None:
    steps = steps_of(rocket, how)
    done = fitting((427, 640), SIZE, how)
    fitted = fit(rocket.pixels, SIZE, how)
    pixel = follow_pixel(rocket.pixels, PhotoFile((427, 640), 1), done, fitted, place)
    assert pixel.place == place
    assert list(pixel.fitted) == steps["fitted"].values[place].tolist()
    assert list(pixel.reordered) == steps["reordered"].values[place].tolist()
    assert list(pixel.centred) == steps["centred"].values[place].tolist()


def test_a_filled_pixel_comes_from_nowhere(rocket: Photo) -> None:
    done = fitting((427, 640), SIZE, "pad")
    fitted = fit(rocket.pixels, SIZE, "pad")
    pixel = follow_pixel(rocket.pixels, PhotoFile((427, 640), 1), done, fitted, (0, 0))
    assert (pixel.source, pixel.in_file, pixel.nearest) == (None, None, None)
    assert pixel.centred == pytest.approx((0.061, 0.221, 0.32), abs=1e-4)


@pytest.mark.parametrize("orientation", TURNS)
def test_a_pixel_is_found_in_the_file_that_was_four_times_as_large(orientation: int) -> None:
    """The middle of pixel (2, 1) of the kept photo lies at (10, 6) of the upright one."""
    kept = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    full = np.repeat(np.repeat(kept, 4, axis=0), 4, axis=1)
    done = fitting((5, 7), (5, 7), "squeeze")
    pixel = follow_pixel(kept, PhotoFile((20, 28), orientation), done, kept, (2, 1))
    assert pixel.nearest == tuple(kept[2, 1].tolist())
    assert pixel.in_file is not None
    stored = as_stored(full, orientation)
    at = int(pixel.in_file.row), int(pixel.in_file.column)
    assert stored[at].tolist() == kept[2, 1].tolist()


def test_subtracting_the_mean_only_moves_the_histogram(rocket: Photo) -> None:
    steps = steps_of(rocket)
    before = {each.channel: each for each in channel_histograms(steps["fitted"])}
    after = {each.channel: each for each in channel_histograms(steps["centred"])}
    assert list(before) == ["red", "green", "blue"]
    assert list(after) == ["blue", "green", "red"]
    for name, mean in {"red": 123.68, "green": 116.779, "blue": 103.939}.items():
        assert before[name].counts.sum() == 64 * 48
        assert after[name].counts.tolist() == before[name].counts.tolist()
        assert before[name].edges - after[name].edges == pytest.approx(mean, abs=1e-4)
        assert before[name].mean - after[name].mean == pytest.approx(mean, abs=1e-4)


def test_a_histogram_counts_by_four_grey_levels() -> None:
    step = small_step([[0, 3, 4], [7, 255, 128]], "fitted")
    red, green, blue = (np.flatnonzero(each.counts).tolist() for each in channel_histograms(step))
    assert (red, green, blue) == ([0, 1], [0, 63], [1, 32])
