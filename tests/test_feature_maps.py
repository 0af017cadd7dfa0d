"""The facts about a layer's activations, by hand."""

from dataclasses import asdict

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from explorer.feature_maps import LayerStatistics, channel_ranges, statistics

# 2 x 3 positions, 4 channels: ordinary, dead, negative, constant
MAPS = np.stack(
    [
        [[0, 1, 2], [3, 0, 6]],
        [[0, 0, 0], [0, 0, 0]],
        [[-4, -1, -2], [-3, -2, -6]],
        [[5, 5, 5], [5, 5, 5]],
    ],
    axis=-1,
).astype(np.float32)


def test_hand_made_maps() -> None:
    assert asdict(statistics(MAPS)) == pytest.approx(
        {
            "num_channels": 4,
            "low": -6.0,
            "high": 6.0,
            "mean": 24 / 24,  # 12 + 0 - 18 + 30 over 2 * 3 * 4 values
            "share_zero": 8 / 24,
            "num_dead": 1,
        }
    )


def test_ranges_are_told_for_each_map() -> None:
    lows, highs = channel_ranges(MAPS)
    assert_array_equal(lows, [0, 0, -6, 5])
    assert_array_equal(highs, [6, 0, -1, 5])
    assert lows.dtype == highs.dtype == np.float32


@pytest.mark.parametrize(
    ("value", "share_zero", "num_dead"),
    [(0.0, 1.0, 3), (-0.0, 1.0, 3), (2.0, 0.0, 0), (-2.0, 0.0, 0), (1e-30, 0.0, 0)],
    ids=["zero", "minus zero", "positive", "negative", "tiny"],
)
def test_only_a_map_of_zeros_is_dead(value: float, share_zero: float, num_dead: int) -> None:
    facts = statistics(np.full((4, 2, 3), value, np.float32))
    assert (facts.share_zero, facts.num_dead) == (share_zero, num_dead)


def test_a_map_that_sums_to_zero_is_not_dead() -> None:
    assert statistics(np.array([[[-1.0], [1.0]]], np.float32)).num_dead == 0


def test_one_value() -> None:
    assert statistics(np.full((1, 1, 1), 7, np.float32)) == LayerStatistics(1, 7, 7, 7, 0, 0)


def test_the_mean_is_summed_with_more_digits_than_the_values_have() -> None:
    values = np.ones((1, 1000, 1), np.float32)
    values[0, 0] = 2**24  # from here on, float32 cannot add 1
    exact = (2**24 + 999) / 1000
    assert float(values.mean()) != pytest.approx(exact, rel=1e-9)
    assert statistics(values).mean == pytest.approx(exact, rel=1e-12)


def test_activations_are_left_as_they_were() -> None:
    maps = MAPS.copy()
    maps.flags.writeable = False
    statistics(maps)
    assert_array_equal(maps, MAPS)


def test_facts_are_plain_numbers() -> None:
    facts = statistics(MAPS)
    assert [type(value) for value in (facts.low, facts.high, facts.mean)] == [float] * 3
    assert [type(value) for value in (facts.share_zero, facts.num_dead)] == [float, int]
