"""Attribution maps: what gets the last colour, and guided Grad-CAM against Pillow's enlarging."""

import numpy as np
import pytest
from PIL import Image

from explorer.figures.maps.attribution import (
    Explanation,
    colour_indices,
    guided_grad_cam,
    largest_at,
    top_of_colours,
)

RANDOM = np.random.default_rng(3)
LAST_COLOUR = 254


def one_bright(height: int, width: int) -> np.ndarray:
    """All values 1 except one."""
    values = np.ones((height, width), np.float32)
    values[height - 1, 0] = 50
    return values


def test_a_single_unit_of_grad_cam_may_have_the_last_colour() -> None:
    values = one_bright(20, 30)
    assert top_of_colours(values, "Grad-CAM") == 50
    indices = colour_indices(values, "Grad-CAM")
    assert indices[19, 0] == LAST_COLOUR
    assert indices[0, 0] == round(LAST_COLOUR / 50)


@pytest.mark.parametrize("explanation", ["saliency", "guided saliency", "guided Grad-CAM"])
def test_a_single_pixel_does_not_leave_the_others_in_the_dark(explanation: Explanation) -> None:
    values = one_bright(20, 30)
    assert top_of_colours(values, explanation) == 1
    assert (colour_indices(values, explanation) == LAST_COLOUR).all()


@pytest.mark.parametrize("explanation", ["Grad-CAM", "saliency"])
def test_the_few_values_above_zero_are_still_seen(explanation: Explanation) -> None:
    values = one_bright(20, 30) - 1
    assert top_of_colours(values, explanation) == 49
    assert sorted(set(colour_indices(values, explanation).flat)) == [0, LAST_COLOUR]


@pytest.mark.parametrize("explanation", ["Grad-CAM", "saliency"])
def test_a_map_of_zeros_is_dark(explanation: Explanation) -> None:
    assert not colour_indices(np.zeros((3, 5), np.float32), explanation).any()


@pytest.mark.parametrize(("rows", "columns"), [(14, 14), (7, 28), (1, 5), (56, 84)])
def test_guided_grad_cam_is_the_product_with_the_enlarged_map(rows: int, columns: int) -> None:
    cam = RANDOM.random((rows, columns), np.float32)
    guided = RANDOM.random((56, 84), np.float32)
    enlarged = np.asarray(Image.fromarray(cam).resize((84, 56), Image.Resampling.BILINEAR))
    found = guided_grad_cam(cam, guided)
    assert (found.shape, found.dtype) == ((56, 84), np.dtype(np.float32))
    np.testing.assert_allclose(found, enlarged * guided, rtol=1e-5, atol=1e-6)


def test_the_largest_value_is_found_by_row_and_column() -> None:
    assert largest_at(one_bright(4, 9)) == (3, 0)
    assert largest_at(np.zeros((4, 9), np.float32)) == (0, 0)
