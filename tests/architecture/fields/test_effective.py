"""Measures of effective fields, on small fields counted by hand and on normal ones."""

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.architecture.fields.effective import (
    Unit,
    aligned,
    even_spread,
    evenly_spread,
    lattice,
    middle_of,
    pixels_that_count,
    share_in_squares,
    side_holding,
    spread,
)
from explorer.architecture.receptive_field import Box


def normal_field(
    height: int, width: int, centre: tuple[float, float], sigma: float
) -> NDArray[np.float64]:
    rows, columns = np.mgrid[:height, :width]
    squares = (rows - centre[0]) ** 2 + (columns - centre[1]) ** 2
    field: NDArray[np.float64] = np.exp(-squares / (2 * sigma**2))
    return field


COUNTED = np.array([[1, 0, 2, 0, 1], [0, 3, 4, 3, 0], [0, 0, 6, 0, 0]], float)  # 20 in all


@pytest.mark.parametrize(
    ("centre", "sides", "masses"),
    [
        ((1, 2), [1, 3, 5], [4, 18, 20]),
        ((0, 0), [1, 3, 5, 7, 9], [1, 4, 16, 19, 20]),
        ((0.5, 2.5), [2, 4, 6], [9, 19, 20]),
    ],
    ids=["on a pixel", "in the corner", "between pixels"],
)
def test_squares_by_hand(
    centre: tuple[float, float], sides: list[int], masses: list[float]
) -> None:
    found = share_in_squares(COUNTED, centre)
    assert found.sides.tolist() == sides
    assert found.sides.dtype == np.int64
    assert found.shares.tolist() == pytest.approx([mass / 20 for mass in masses])


@pytest.mark.parametrize(
    ("share", "side"), [(0.2, 1), (0.21, 3), (0.9, 3), (0.91, 5), (0.9545, 5), (1.0, 5)]
)
def test_the_smallest_square_that_holds_a_share(share: float, side: int) -> None:
    assert side_holding(share_in_squares(COUNTED, (1, 2)), share) == side


def test_equal_pixels_need_nearly_the_whole_square() -> None:
    """(2 k + 1)^2 of 101^2 pixels: 99^2 are 96.1 %, 97^2 are 92.2 %."""
    squares = share_in_squares(np.ones((101, 101), np.float32), (50, 50))
    assert side_holding(squares) == 99


def test_a_normal_field_holds_the_known_share() -> None:
    """A square of z sigma holds 95.45 % if each axis holds sqrt(0.9545): z = 2.278."""
    field = normal_field(161, 201, (80, 100), sigma=20)
    assert side_holding(share_in_squares(field, (80, 100))) == pytest.approx(2 * 2.278 * 20, abs=2)


def test_luos_size_of_a_normal_field_is_that_of_a_disc() -> None:
    """exp(-r^2 / 2 sigma^2) > 0.0455 up to r = sigma sqrt(2 ln 21.98) = 2.486 sigma."""
    field = normal_field(161, 201, (80, 100), sigma=20)
    size = spread(field, (80, 100)).effective_size
    assert size == pytest.approx(np.sqrt(np.pi) * 2.486 * 20, rel=0.005)


@pytest.mark.parametrize(("share", "num_pixels"), [(0.9545, 6), (0.75, 5), (0.5, 2), (0.1, 1)])
def test_luos_size_counts_pixels_above_a_share_of_the_largest(
    share: float, num_pixels: int
) -> None:
    field = np.array([[0.27, 0, 2, 0, 1.4], [0, 3, 4, 3, 0], [0, 0, 6, 0, 0]])  # 0.27 is 4.5 %
    assert pixels_that_count(field, share) == num_pixels


def test_a_field_without_mass_has_no_size() -> None:
    nothing = np.zeros((4, 7), np.float32)
    squares = share_in_squares(nothing, (1.5, 3.5))
    assert not squares.shares.any()
    assert side_holding(squares) == 0
    assert spread(nothing, (1.5, 3.5)).effective_size == 0


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (Box(1, 2, 2, 3), [[13, 14], [23, 24]]),
        (Box(-1, -1, 0, 1), [[0, 0, 0], [0, 1, 2]]),
        (Box(2, 3, 3, 5), [[24, 25, 0], [0, 0, 0]]),
        (Box(7, 8, 8, 9), [[0, 0], [0, 0]]),
        (Box(-3, 1, -2, 2), [[0, 0], [0, 0]]),
    ],
    ids=["inside", "above and left", "below and right", "far below", "far above"],
)
def test_cutting_out_a_box(box: Box, expected: list[list[float]]) -> None:
    values = np.array([[1, 2, 3, 4, 5], [11, 12, 13, 14, 15], [21, 22, 23, 24, 25]], np.float32)
    assert aligned(values, box).tolist() == expected


def test_a_unit_without_a_channel_means_all_channels() -> None:
    assert Unit("block1_conv1", (0, 0)).channel is None


def test_pixels_that_count_are_those_above_a_share_of_the_strongest() -> None:
    assert pixels_that_count(COUNTED) == 7
    assert pixels_that_count(COUNTED, share=0.5) == 2  # more than 3
    assert pixels_that_count(np.zeros((3, 4), np.float32)) == 0


def test_a_spread_has_all_measures() -> None:
    found = spread(COUNTED, (1, 2))
    assert found.squares.sides.tolist() == [1, 3, 5]
    assert (found.side, found.num_pixels) == (5, 7)
    assert found.effective_size == pytest.approx(2.6458, abs=1e-4)
    assert found.share == 1  # 18 of 20 in the square of 3 px are too few; the next has all


def test_a_spread_knows_how_much_its_square_holds() -> None:
    """Of 41, the square of 1 px holds 30, that of 3 px 40 and that of 5 px all."""
    found = spread(np.array([[10, 30, 0, 1]], float), (0, 1))
    assert (found.side, found.share) == (3, pytest.approx(40 / 41))
    assert spread(np.zeros((3, 4), np.float32), (1, 1)).share == 0


@pytest.mark.parametrize(("grid", "position"), [((14, 9), (7, 4)), ((2, 1, 512), (1, 0))])
def test_the_middle_of_a_grid(grid: tuple[int, ...], position: tuple[int, int]) -> None:
    assert middle_of(grid) == position


@pytest.mark.parametrize(
    ("box", "num_pixels", "side"),
    [
        (Box(10, 12, 110, 112), 101**2, 99),
        (Box(-2, -1, 4, 5), 5 * 6, 7),  # centre (1, 2): the rim of the seven holds 10 of 30
        (Box(-40, 150, -30, 160), 0, 0),
    ],
    ids=["inside", "over the corner", "outside"],
)
def test_an_even_field_counts_the_pixels_on_the_image(box: Box, num_pixels: int, side: int) -> None:
    found = even_spread(box, 120, 130)
    assert (found.num_pixels, found.side) == (num_pixels, side)


@pytest.mark.parametrize(
    ("size", "number", "expected"),
    [
        (14, 2, (3, 10)),
        (56, 4, (7, 21, 35, 49)),
        (3, 8, (0, 1, 2)),
        (1, 4, (0,)),
        (5, 1, (2,)),
    ],
)
def test_indices_in_the_middles_of_equal_parts(
    size: int, number: int, expected: tuple[int, ...]
) -> None:
    assert evenly_spread(size, number) == expected


def test_a_lattice_has_as_many_rows_as_columns_if_the_grid_does() -> None:
    assert lattice((4, 8), 4) == ((1, 2), (1, 6), (3, 2), (3, 6))
    assert lattice((1, 6), 16) == ((0, 0), (0, 2), (0, 3), (0, 5))
    assert len(lattice((28, 37), 64)) == 64
