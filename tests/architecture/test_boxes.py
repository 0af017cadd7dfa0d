"""Boxes of pixels, the field before a layer, and the shape of path counts."""

import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Box, FieldAlong, hull, shape_of_paths
from explorer.architecture.shapes import Window
from explorer.architecture.summary import summarize

INSIDE, CORNER = Box(4, 6, 23, 25), Box(-5, 31, 14, 50)


@pytest.mark.parametrize(
    ("box", "share"),
    [(INSIDE, 0), (CORNER, 1 - 15 * 19 / 400), (Box(-90, -90, 105, 105), 1 - 30 * 50 / 196**2)],
    ids=["inside", "corner", "around the photo"],
)
def test_the_share_outside_a_photo(box: Box, share: float) -> None:
    assert box.share_outside(30, 50) == pytest.approx(share)


def test_a_box_of_one_pixel() -> None:
    pixel = Box(3, 5, 3, 5)
    assert (pixel.num_pixels, pixel.centre, pixel.square_inside(1)) == (1, (3, 5), pixel)


def test_an_empty_box_has_no_pixels() -> None:
    assert Box(-9, 0, -1, 4).clipped(30, 50).num_pixels == 0


@pytest.mark.parametrize(
    ("side", "square"), [(20, INSIDE), (18, Box(5, 7, 22, 24)), (2, Box(13, 15, 14, 16))]
)
def test_a_square_around_the_centre(side: int, square: Box) -> None:
    found = INSIDE.square_inside(side)
    assert found == square
    assert found.centre == INSIDE.centre == (13.5, 15.5)
    assert found.num_pixels == side**2


def test_the_hull_of_boxes() -> None:
    assert hull([INSIDE]) == INSIDE
    assert hull([INSIDE, CORNER]) == Box(-5, 6, 23, 50)


def test_the_field_before_a_layer() -> None:
    """VGG16: block3_pool sees 44 px at a stride of 8, block4_conv1 76 px (Google's table)."""
    rows = {row.name: row for row in summarize(PRESETS["vgg16"])}
    after, sweep = rows["block4_conv1"].receptive_field, rows["block4_conv1"].rows
    assert after is not None
    assert sweep is not None
    assert after.height.before(sweep.window) == (44, 8)


@pytest.mark.parametrize(
    "window", [Window(1), Window(3, stride=2), Window(3, dilation=4), Window(2, stride=5)]
)
def test_before_undoes_a_layer(window: Window) -> None:
    assert FieldAlong(11, 4).through(window, 0).before(window) == (11, 4)


@pytest.mark.parametrize(
    ("counts", "shape"),
    [
        ([1], "rectangle"),
        ([1, 1, 1, 1], "rectangle"),
        ([1, 2, 2, 1], "triangle"),
        ([2, 4, 6, 4, 2], "triangle"),
        ([1, 3, 6, 7, 6, 3, 1], "bell"),
    ],
)
def test_shapes_of_path_counts(counts: list[int], shape: str) -> None:
    assert shape_of_paths(counts) == shape
