"""Values as indices into a palette: ends, middle, missing values, and the scale."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from explorer.figures.map_pictures import (
    ABOVE,
    BELOW,
    LAST,
    MIDDLE,
    NO_VALUE,
    ZERO,
    around_zero,
    in_range,
    scale,
    signed_palette,
    signed_scale,
)


@pytest.mark.parametrize(
    ("values", "low", "high", "expected"),
    [
        ([[0, 5, 10]], 0, 10, [[0, 127, 254]]),
        ([[-3, 99]], 0, 10, [[0, 254]]),
        ([[7, 7], [7, 7], [7, 7]], 7, 7, [[0, 0], [0, 0], [0, 0]]),
        ([[-1e30, 1e30]], -1e30, 1e30, [[0, 254]]),
    ],
    ids=["ends and middle", "outside", "one value only", "huge"],
)
def test_a_range_of_values(
    values: list[list[float]], low: float, high: float, expected: list[list[int]]
) -> None:
    found = in_range(np.array(values, np.float64), low, high)
    assert found.dtype == np.uint8
    assert_array_equal(found, expected)


def test_around_zero_the_middle_is_zero_and_missing_values_stay_missing() -> None:
    values = np.array([[-4, -2, 0, 2, 4, 9, np.nan]], np.float32)
    found = around_zero(values, 4)
    assert found.dtype == np.uint8
    assert_array_equal(found[0, [0, 2, 4, 5, 6]], [0, ZERO, LAST, LAST, NO_VALUE])
    assert found[0, 1] + found[0, 3] == 2 * ZERO


def test_zeros_alone_get_the_middle_colour() -> None:
    assert_array_equal(around_zero(np.array([[0, np.nan]]), 0), [[ZERO, NO_VALUE]])


def test_the_signed_palette_is_even_around_zero() -> None:
    colours = signed_palette()
    assert colours.shape == (256, 3)
    assert [tuple(colours[at]) for at in (0, ZERO, LAST)] == [BELOW, MIDDLE, ABOVE]
    assert (np.diff(colours[:ZERO].astype(int), axis=0) >= 0).all()
    assert not colours.flags.writeable


def test_a_scale_says_its_ends_and_shows_its_colours() -> None:
    told = scale(signed_palette(), -1784.2, 14632.8, "Response <b>")
    assert "<span>−1,784</span>" in told
    assert "<span>14,633</span>" in told
    assert "Response &lt;b&gt;" in told
    assert "<b>" not in told
    stops = re.findall(r"rgb\((\d+) (\d+) (\d+)\)", told)
    assert [tuple(map(int, stop)) for stop in (stops[0], stops[len(stops) // 2], stops[-1])] == [
        BELOW,
        MIDDLE,
        ABOVE,
    ]
    assert 'aria-label="Response &lt;b&gt;: colours from −1,784 to 14,633"' in told


def test_a_signed_scale_goes_as_far_down_as_up() -> None:
    assert "from −0.25 to 0.25" in signed_scale(0.25, "Difference")


def test_a_scale_of_zeros_is_put_in_words() -> None:
    told = signed_scale(0, "Difference")
    assert "Difference: 0 everywhere" in told
    assert "gradient" not in told


def test_a_scale_of_one_value_is_put_in_words() -> None:
    told = scale(signed_palette(), 0.25, 0.25, "Activation")
    assert told == '<div class="scale">Activation: 0.25 everywhere</div>'
