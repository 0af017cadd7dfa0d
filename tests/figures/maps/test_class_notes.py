"""What is said about a judged photo, a map over it, and the layer that made it."""

from typing import get_args

import numpy as np
import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.figures.maps.attribution import Explanation
from explorer.figures.maps.class_notes import (
    fit_note,
    formula,
    formula_note,
    layer_note,
    map_alt,
    map_facts,
    what_is_bright,
    where,
)
from explorer.fitting import Fit, fitting

ROWS = {row.name: row for row in summarize(PRESETS["vgg16-no-top"], (224, 224, 3))}
LAST = ROWS["block5_conv3"]
JUDGED = (224, 224)


@pytest.mark.parametrize(
    ("photo", "how", "told"),
    [
        ((300, 400), "crop", "12.5 % of it is cut off on each side, left and right"),
        ((400, 300), "crop", "12.5 % of it is cut off on each side, above and below"),
        ((300, 450), "squeeze", "nothing is cut off, but everything looks 1.50 times narrower"),
        ((600, 300), "squeeze", "nothing is cut off, but everything looks 2.00 times wider"),
        ((300, 450), "pad", "33.5 % of the input holds no photo (above and below)"),
        ((600, 300), "pad", "50.0 % of the input holds no photo (left and right)"),
        ((226, 224), "pad", "0.9 % of the input holds no photo (left and right)"),
        ((225, 227), "pad", "0.9 % of the input holds no photo (above and below)"),
        ((512, 512), "pad", "nothing is lost at the edges"),
        ((512, 512), "crop", "nothing is lost at the edges"),
        ((512, 512), "squeeze", "nothing is lost at the edges"),
        ((1000, 1001), "crop", "nothing is lost at the edges"),
    ],
)
def test_the_note_says_what_fitting_a_photo_costs(
    photo: tuple[int, int], how: Fit, told: str
) -> None:
    note = fit_note(fitting(photo, JUDGED, how))
    assert "accept only pictures of 224×224 px" in note
    assert f"the photo of {photo[0]:,}×{photo[1]:,} px" in note
    assert told in note


def test_what_is_cut_off_depends_on_the_size_that_is_judged() -> None:
    assert "nothing is lost" in fit_note(fitting((300, 600), (112, 224), "crop"))
    assert "25.0 % of it" in fit_note(fitting((300, 300), (112, 224), "crop"))


@pytest.mark.parametrize(
    ("position", "told"),
    [
        ((0, 0), "upper left"),
        ((0, 29), "upper right"),
        ((13, 0), "lower left"),
        ((7, 15), "centre"),
        ((4, 10), "upper third"),
        ((5, 9), "left third"),
        ((9, 20), "right third"),
        ((10, 19), "lower third"),
    ],
)
def test_a_position_in_words(position: tuple[int, int], told: str) -> None:
    assert where(position, (14, 30)) == told


def test_a_grid_of_one_unit_is_its_upper_left() -> None:
    assert where((0, 0), (1, 1)) == "upper left"


def test_grad_cam_gives_its_grid_its_largest_value_and_its_zeros() -> None:
    values = np.zeros((14, 14), np.float32)
    values[2, 12], values[3, :] = 1.2345, 0.5
    assert map_facts("Grad-CAM", values, LAST) == (
        "14×14 units, one every 16 px; each has a receptive field of 196×196 px.",
        "Largest: 1.23, in row 2, column 12 (upper right).",
        "92.3 % of the units are 0.",
    )


@pytest.mark.parametrize(
    ("explanation", "largest"),
    [
        ("saliency", "Largest: 9 logits per grey level, in row 19, column 3 (lower left)."),
        ("guided Grad-CAM", "Largest: 9, in row 19, column 3 (lower left)."),
    ],
)
def test_a_map_of_pixels_says_where_its_colours_end(explanation: Explanation, largest: str) -> None:
    values = np.full((20, 30), 0.25, np.float32)
    values[19, 3] = 9
    pixels, found, told = map_facts(explanation, values, LAST)
    assert pixels.startswith("One value for each of 20×30 pixels")
    assert found == largest
    # one pixel of 600
    assert told == "The last colour begins at 0.25; 0.2 % of the pixels lie above."


def test_colours_that_reach_the_largest_value_leave_nothing_above() -> None:
    values = np.zeros((20, 30), np.float32)
    values[19, 3] = 9
    assert map_facts("saliency", values, LAST)[-1] == (
        "The last colour begins at 9; no pixel lies above."
    )


@pytest.mark.parametrize(
    ("explanation", "says"),
    [
        ("Grad-CAM", "nowhere do this layer's maps speak for the class"),
        ("guided Grad-CAM", "at no pixel do Grad-CAM and the guided saliency both speak for"),
        ("guided saliency", "no positive gradient reaches a pixel"),
        ("saliency", "a small change of a pixel does not change the class's logit"),
    ],
)
def test_a_map_of_zeros_says_so(explanation: Explanation, says: str) -> None:
    zeros = np.zeros((14, 14), np.float32)
    (sentence,) = map_facts(explanation, zeros, LAST)
    assert sentence.startswith(f"All 14×14 values are 0: {says}")
    assert map_alt(explanation, zeros, "tabby") == (
        f"{explanation} for tabby over the photo: 0 everywhere."
    )


def test_other_maps_say_where_their_largest_value_is() -> None:
    values = np.zeros((14, 14), np.float32)
    values[2, 12] = 1
    assert map_alt("Grad-CAM", values, "tabby") == (
        "Grad-CAM for tabby over the photo; the largest value: upper right."
    )


def test_the_last_convolution_sees_enough() -> None:
    assert "a grid of 14×14, and each unit has a receptive field of 196×196 px" in layer_note(
        LAST, LAST
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("block1_conv1", ("a finer grid, 224×224 instead of 14×14", "fields are only 3×3 px")),
        ("block3_conv3", ("a finer grid, 56×56 instead of 14×14", "fields are only 40×40 px")),
        ("block5_conv1", ("the same grid of 14×14", "fields are only 132×132 px")),
    ],
)
def test_an_earlier_layer_is_compared_with_the_last(name: str, told: tuple[str, ...]) -> None:
    note = layer_note(ROWS[name], LAST)
    assert all(text in note for text in (*told, "those of block5_conv3 196×196 px"))


def test_the_formula_holds_the_numbers_of_the_layer() -> None:
    row = summarize(PRESETS["vgg16-no-top"], (64, 96, 3))[0]
    text = formula("Grad-CAM", row)
    assert r"\sum_{k=1}^{64}" in text
    assert r"\frac{1}{64 \cdot 96}" in text
    assert "the 64 feature maps of block1_conv1" in formula_note("Grad-CAM", row)


@pytest.mark.parametrize("explanation", get_args(Explanation))
def test_each_explanation_names_its_class_and_source(explanation: Explanation) -> None:
    assert "tabby" in what_is_bright(explanation, "tabby")
    assert "arxiv.org" in formula_note(explanation, LAST)
    reads_layer = "Grad-CAM" in explanation
    assert ("block5_conv3" in formula_note(explanation, LAST)) == reads_layer
    assert ("It reads no layer" in formula_note(explanation, LAST)) == (not reads_layer)
    assert formula(explanation, LAST).count("{") == formula(explanation, LAST).count("}")
