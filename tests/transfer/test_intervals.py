"""Wilson's interval against published tables and SciPy."""

import pytest
from scipy.stats import binomtest

from explorer.transfer.intervals import wilson


@pytest.mark.parametrize(
    ("num_right", "num", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
    ids=["81 of 263", "15 of 148", "0 of 20", "1 of 29"],
)
def test_as_newcombe_published(num_right: int, num: int, low: float, high: float) -> None:
    """Newcombe 1998, table I, method 3: score intervals without continuity correction."""
    found = wilson(num_right, num)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize("num", [1, 2, 3, 4, 10, 500])
def test_as_in_scipy(num: int) -> None:
    for num_right in {0, 1, num // 2, num - 1, num}:
        found = wilson(num_right, num)
        expected = binomtest(num_right, num).proportion_ci(0.95, method="wilson")
        assert found is not None
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_another_certainty_as_in_scipy() -> None:
    found = wilson(3, 4, 0.5)
    expected = binomtest(3, 4).proportion_ci(0.5, method="wilson")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_three_of_four_is_not_75_percent() -> None:
    found = wilson(3, 4)
    assert found is not None
    assert (round(100 * found.low), round(100 * found.high)) == (30, 95)


def test_none_and_all_end_exactly() -> None:
    none, every = wilson(0, 7), wilson(7, 7)
    assert none is not None
    assert every is not None
    assert (none.low, every.high) == (0, 1)
    assert none.high == pytest.approx(1 - every.low)


def test_nothing_counted_is_nothing_known() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("num_right", "num"), [(2, 1), (-1, 3), (1, 0)])
def test_more_than_all_is_refused(num_right: int, num: int) -> None:
    with pytest.raises(ValueError, match=f"Received {num_right} right of {num}"):
        wilson(num_right, num)
