"""Projective fields by hand, and as the other side of receptive fields."""

import pytest

from explorer.architecture.fields.projective import projective_fields
from explorer.architecture.layers import Conv2D, Flatten, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import summarize

SMALL = Network("small", (Conv2D("conv", 1, 3, padding="same"), MaxPool2D("pool"), Flatten("flat")))


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (Box(0, 0, 0, 0), [((0, 1), (0, 1)), ((0,), (0,))]),
        (Box(2, 3, 2, 3), [((1, 2, 3), (2, 3, 4)), ((0, 1), (1, 2))]),
        (Box(4, 6, 4, 6), [((3, 4), (5, 6)), ((1,), (2,))]),  # row 4 and column 6 reach no pooling
        (Box(1, 1, 2, 2), [((0, 1, 2, 3), (0, 1, 2, 3)), ((0, 1), (0, 1))]),
        (Box(9, 0, 12, 3), [((), (0, 1, 2, 3, 4)), ((), (0, 1, 2))]),
    ],
    ids=["corner", "inside", "last", "patch", "outside"],
)
def test_by_hand(patch: Box, expected: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    """5 rows and 7 columns; a pooling of 2 x 2 leaves the last of each out."""
    fields = projective_fields(summarize(SMALL, (5, 7, 3)), patch)
    assert [field.layer_name for field in fields] == ["conv", "pool"]
    assert [(field.rows, field.columns) for field in fields] == expected


def test_numbers() -> None:
    conv, pool = projective_fields(summarize(SMALL, (5, 7, 3)), Box(2, 3, 2, 3))
    assert (conv.num_units, conv.grid, conv.box) == (9, (5, 7), Box(1, 2, 3, 4))
    assert conv.share == pytest.approx(9 / 35)
    assert (pool.num_units, pool.grid, pool.share) == (4, (2, 3), pytest.approx(2 / 3))
    _, nothing = projective_fields(summarize(SMALL, (5, 7, 3)), Box(9, 0, 9, 0))
    assert (nothing.num_units, nothing.share, nothing.box) == (0, 0, None)


def test_no_layers_and_one_pixel() -> None:
    assert projective_fields((), Box(0, 0, 0, 0)) == ()
    (only,) = projective_fields(
        summarize(Network("one", (Conv2D("a", 1, 1),)), (1, 1, 1)), Box(0, 0, 0, 0)
    )
    assert (only.rows, only.columns, only.share) == ((0,), (0,), 1)


@pytest.mark.parametrize("pixel", [(0, 0), (17, 30), (63, 95)])
def test_it_is_the_receptive_field_from_the_other_end(pixel: tuple[int, int]) -> None:
    """In VGG16 no row is left out inside 64 x 96 px, so that boxes say it all."""
    rows = summarize(PRESETS["vgg16-no-top"], (64, 96, 3))
    for row, field in zip(rows, projective_fields(rows, Box(*pixel, *pixel)), strict=True):
        height, width, _ = row.output_shape
        reached = set()
        for position in ((down, right) for down in range(height) for right in range(width)):
            box = row.receptive_field.box(position)
            if box.top <= pixel[0] <= box.bottom and box.left <= pixel[1] <= box.right:
                reached.add(position)
        assert reached == {(down, right) for down in field.rows for right in field.columns}
