"""The right way equals Keras' own; each wrong way makes the mistake it names."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from explorer.preprocessing import (
    AS_TRAINED,
    PREPARATIONS,
    WRONG_WAYS,
    preparation_named,
    to_model_input,
    to_pixels,
)
from tests.keras_preprocessing import keras_preprocessed

# Two rows, three columns.
PIXELS = np.array(
    [
        [[255, 128, 0], [0, 0, 0], [255, 255, 255]],
        [[1, 2, 3], [124, 117, 104], [0, 0, 255]],
    ],
    dtype=np.uint8,
)
MEANS = {"red": 123.680, "green": 116.779, "blue": 103.939}
ORANGE = np.array([[[255, 128, 0]]], dtype=np.uint8)


def test_orange_becomes_the_published_numbers() -> None:
    prepared = to_model_input(ORANGE)
    assert prepared.dtype == np.float32
    assert prepared[0, 0].tolist() == pytest.approx([-103.939, 11.221, 131.320], abs=1e-4)


def test_every_value_agrees_with_keras(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    pixels = random.integers(0, 256, (40, 70, 3), dtype=np.uint8)
    pixels[:4, :64] = np.arange(256, dtype=np.uint8).reshape(4, 64, 1)
    assert np.array_equal(to_model_input(pixels), keras_preprocessed(tmp_path, pixels))


def every_value() -> np.ndarray:
    """All 256 values in each channel, in different orders: (16, 16, 3)."""
    values = np.arange(256)
    return (
        np.stack([values, values[::-1], values * 77 % 256], -1).astype(np.uint8).reshape(16, 16, 3)
    )


@pytest.mark.parametrize("pixels", [PIXELS, every_value()], ids=["2-by-3", "every-value"])
def test_the_way_back_is_exact(pixels: np.ndarray) -> None:
    back = to_pixels(to_model_input(pixels))
    assert back.dtype == np.uint8
    assert np.array_equal(back, pixels)


def test_values_outside_the_range_are_clipped() -> None:
    beyond = np.array([[[-1e6, 0.0, 1e6], [-103.5, 500.0, -500.0]]])
    assert to_pixels(beyond).tolist() == [[[255, 117, 0], [0, 255, 0]]]


def test_the_picture_itself_is_not_changed() -> None:
    pixels = PIXELS.copy()
    to_model_input(pixels)
    for wrong_way in WRONG_WAYS.values():
        wrong_way(pixels)
    assert np.array_equal(pixels, PIXELS)


# By hand for RGB (255, 128, 0), means R 123.680, G 116.779, B 103.939.
WRONG = {
    "means swapped": [-123.680, 11.221, 151.061],
    "zero to one": [-103.939, 0.501961 - 116.779, 1 - 123.680],
    "scaled only": [1, 0.501961, 0],
    "no preprocessing": [255, 128, 0],
    "RGB order": [131.320, 11.221, -103.939],
    "BGR to begin with": [255 - 103.939, 128 - 116.779, -123.680],
    "no mean": [0, 128, 255],
    "applied twice": [131.320 - 103.939, 11.221 - 116.779, -103.939 - 123.680],
    "minus one to one": [1, 0.003922, -1],
    "torchvision's way": [2.248908, 0.205182, -1.804444],
}


def test_every_wrong_way_is_in_the_table() -> None:
    assert list(WRONG_WAYS) == list(WRONG)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_way_is_wrong_as_it_says(name: str) -> None:
    prepared = WRONG_WAYS[name](ORANGE)
    assert prepared.dtype == np.float32
    assert prepared[0, 0].tolist() == pytest.approx(WRONG[name], abs=1e-4)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_way_keeps_the_shape_and_tells_its_mistake(name: str) -> None:
    assert WRONG_WAYS[name](PIXELS).shape == (2, 3, 3)
    assert not np.allclose(WRONG_WAYS[name](PIXELS), to_model_input(PIXELS))
    assert WRONG_WAYS[name].__doc__


def by_hand(values: np.ndarray, steps: str) -> np.ndarray:
    """Do to the values of one colour what the words say."""
    for step in re.findall(r"(minus|divided by) (?:\D* mean, )?([\d.]+)", steps):
        number = float(step[1])
        values = values - number if step[0] == "minus" else values / number
    return values


@pytest.mark.parametrize("name", PREPARATIONS)
def test_the_words_say_what_is_done(name: str) -> None:
    way = PREPARATIONS[name]
    prepared, pixels = way.prepare(PIXELS), PIXELS.astype(float)
    for channel, (colour, steps) in enumerate(zip(way.colours, way.steps, strict=True)):
        expected = by_hand(pixels[..., ("red", "green", "blue").index(colour)], steps)
        np.testing.assert_allclose(prepared[..., channel], expected, atol=0.011)
        named = re.findall(r"(\w+)'s mean, ([\d.]+)", steps.replace("its mean", f"{colour}'s mean"))
        assert all(abs(MEANS[whose] - float(mean)) < 0.005 for whose, mean in named), steps


def test_the_right_way_comes_first() -> None:
    assert next(iter(PREPARATIONS)) == AS_TRAINED
    assert list(PREPARATIONS)[1:] == list(WRONG_WAYS)
    assert preparation_named("no mean") is PREPARATIONS["no mean"]
    with pytest.raises(ValueError, match=r"Received the preparation 'upside down'. Accepted: as t"):
        preparation_named("upside down")


def quivers(image: np.ndarray) -> np.ndarray:
    """What quiver does to a batch, step by step (quiver_engine/imagenet_utils.py)."""
    batch = image[None].astype(np.float32)
    for channel, mean in enumerate((103.939, 116.779, 123.68)):
        batch[:, :, :, channel] -= mean
    return batch[:, :, :, ::-1][0]


def test_quiver_s_means_are_swapped() -> None:
    np.testing.assert_array_equal(
        WRONG_WAYS["means swapped"](every_value()), quivers(every_value())
    )


def test_half_of_zero_to_one_is_the_published_numbers() -> None:
    """0.5 lies between the pixels 127 and 128; the published numbers are for exactly 0.5."""
    below, above = (
        WRONG_WAYS["zero to one"](np.full((1, 1, 3), value, np.uint8))[0, 0] for value in (127, 128)
    )
    assert ((below + above) / 2).tolist() == pytest.approx([-103.439, -116.279, -123.180], abs=1e-4)


@pytest.mark.parametrize(
    ("pixels", "match"),
    [
        (PIXELS / 255, r"float64 with shape \(2, 3, 3\).*Expected an RGB picture"),
        (PIXELS[..., 0], r"shape \(2, 3\)"),
        (PIXELS[None], r"shape \(1, 2, 3, 3\)"),
        (PIXELS[..., :2], r"shape \(2, 3, 2\)"),
        (PIXELS[:0], r"shape \(0, 3, 3\)"),
    ],
    ids=["float", "grey", "batch", "two-channels", "empty"],
)
@pytest.mark.parametrize(
    "way", [to_model_input, *WRONG_WAYS.values()], ids=lambda way: way.__name__
)
def test_what_is_not_an_rgb_picture_is_refused(
    way: Callable[[np.ndarray], np.ndarray], pixels: np.ndarray, match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        way(pixels)


@pytest.mark.parametrize(
    ("model_input", "match"),
    [
        (np.zeros((1, 2, 3, 3)), r"shape \(1, 2, 3, 3\).*out of the batch"),
        (np.zeros((2, 3)), r"shape \(2, 3\)"),
        (np.full((2, 3, 3), np.nan), "infinite or not a number"),
        (np.full((2, 3, 3), np.inf), "infinite or not a number"),
    ],
    ids=["batch", "grey", "nan", "infinite"],
)
def test_what_is_not_a_model_input_is_refused(model_input: np.ndarray, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        to_pixels(model_input)
