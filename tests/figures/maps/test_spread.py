"""Pictures of how far a change has spread: words, frames, and what is left out."""

from dataclasses import dataclass

import numpy as np
import pytest

from explorer.architecture.fields.projective import ProjectiveField, projective_fields
from explorer.architecture.layers import Conv2D, MaxPool2D
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import summarize
from explorer.figures.maps.depth_strip import largest_indices
from explorer.figures.maps.spread import reached_lines, spread_strip

ROWS = summarize(
    Network("two layers", (Conv2D("block1_conv1", 4, 3), MaxPool2D("block1_pool"))), (8, 12, 3)
)


@dataclass(frozen=True)
class Shown:
    png: bytes = b"png"
    largest: float = 12.345
    num_changed: int = 1


SPREADS = {"block1_conv1": Shown(num_changed=9), "block1_pool": Shown(largest=0, num_changed=0)}


def test_a_frame_goes_around_the_units_that_a_pixel_reaches() -> None:
    reached = projective_fields(ROWS, Box(3, 5, 3, 5))
    conv, pool = spread_strip(ROWS, SPREADS, reached, b"photo").tiles
    assert conv.lines == (
        "rows 2 to 4,",
        "columns 4 to 6:",
        "9 of 96 units",
        "9 changed",
        "change 0 to 12.3",
    )
    assert conv.box == pytest.approx((2 / 8, 4 / 12, 3 / 8, 3 / 12))
    assert pool.lines[:3] == ("rows 1 to 2,", "columns 2 to 3:", "4 of 24 units")
    assert pool.box == pytest.approx((1 / 4, 2 / 6, 2 / 4, 2 / 6))


def test_without_a_patch_nothing_is_framed() -> None:
    strip = spread_strip(ROWS, SPREADS, (), b"photo")
    assert [tile.box for tile in strip.tiles] == [(), ()]
    assert strip.tiles[1].lines == ("0 of 24 units changed", "change 0 to 0")
    assert strip.ratio == 12 / 8


def test_a_layer_that_was_not_compared_is_left_out() -> None:
    strip = spread_strip(ROWS, {"block1_pool": Shown()}, (), b"photo")
    assert [tile.name for tile in strip.tiles] == ["block1_pool"]


@pytest.mark.parametrize(
    ("field", "lines"),
    [
        (ProjectiveField("one", (0,), (0,), (1, 1)), ("row 0,", "column 0:", "1 of 1 unit")),
        (ProjectiveField("none", (), (3,), (2, 5)), ("no unit reached",)),
        (
            ProjectiveField("gaps", (1, 5), (0, 1, 2), (9, 3)),
            ("rows 1 to 5,", "columns 0 to 2:", "6 of 27 units"),
        ),
    ],
    ids=["one", "none", "with gaps"],
)
def test_the_lines_of_odd_fields(field: ProjectiveField, lines: tuple[str, ...]) -> None:
    assert reached_lines(field) == lines


def test_the_largest_value_of_each_square_is_kept() -> None:
    values = np.zeros((600, 3), np.float32)
    values[401, 2] = 7
    found = largest_indices(values)
    assert found.shape == (200, 1)
    assert found.tolist() == [[255 * (place == 401 // 3)] for place in range(200)]


def test_the_smallest_change_is_no_longer_dark() -> None:
    assert largest_indices(np.array([[0, 1e-6, 1]], np.float32)).tolist() == [[0, 1, 255]]
    assert largest_indices(np.zeros((2, 3), np.float32)).tolist() == [[0, 0, 0]] * 2
