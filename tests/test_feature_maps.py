"""The facts about a layer's activations, by hand."""

from dataclasses import asdict

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from explorer.feature_maps import (
    ChannelOrder,
    LayerStatistics,
    channel_ranges,
    channel_statistics,
    order_channels,
    statistics,
    strongest_channels,
)

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


def test_each_map_has_its_range() -> None:
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


def test_activations_are_not_changed() -> None:
    maps = MAPS.copy()
    maps.flags.writeable = False
    statistics(maps)
    assert_array_equal(maps, MAPS)


def test_facts_are_plain_numbers() -> None:
    facts = statistics(MAPS)
    assert [type(value) for value in (facts.low, facts.high, facts.mean)] == [float] * 3
    assert [type(value) for value in (facts.share_zero, facts.num_dead)] == [float, int]


def test_facts_about_each_map() -> None:
    facts = channel_statistics(MAPS)
    assert_array_equal(facts.low, [0, 0, -6, 5])
    assert_array_equal(facts.high, [6, 0, -1, 5])
    assert_allclose(facts.mean, [2, 0, -3, 5])
    # squared distances: 4 1 0 1 4 16 from the mean 2; 1 4 1 0 1 9 from the mean -3
    assert_allclose(facts.variance, [26 / 6, 0, 16 / 6, 0])
    assert_allclose(facts.share_zero, [2 / 6, 1, 0, 0])
    assert_array_equal(facts.dead, [False, True, False, False])


def test_facts_about_each_map_agree_with_those_of_the_layer() -> None:
    maps = np.random.default_rng(4).normal(size=(9, 13, 17)).astype(np.float32).clip(0)
    of_maps, of_layer = channel_statistics(maps), statistics(maps)
    assert of_maps.low.min() == of_layer.low
    assert of_maps.high.max() == of_layer.high
    assert of_maps.mean.mean() == pytest.approx(of_layer.mean)
    assert of_maps.share_zero.mean() == pytest.approx(of_layer.share_zero)
    assert np.count_nonzero(of_maps.dead) == of_layer.num_dead


def test_the_variance_of_large_values_that_hardly_differ_is_exact() -> None:
    map_of_two_values = np.array([[4096, 4097], [4097, 4096]], np.float32)  # squares need 25 bits
    assert channel_statistics(map_of_two_values[..., None]).variance == pytest.approx([0.25])


def test_facts_about_each_map_do_not_change_activations() -> None:
    maps = MAPS.copy()
    maps.flags.writeable = False
    channel_statistics(maps)
    assert_array_equal(maps, MAPS)


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("channel", [0, 1, 2, 3]),
        ("mean", [3, 0, 1, 2]),
        ("maximum", [0, 3, 1, 2]),
        ("variance", [0, 2, 1, 3]),
        ("sparsity", [1, 0, 2, 3]),
    ],
)
def test_orders(by: ChannelOrder, order: list[int]) -> None:
    facts = channel_statistics(MAPS)
    assert order_channels(facts, by) == order
    assert order_channels(facts, by, hide_dead=True) == [each for each in order if each != 1]


@pytest.mark.parametrize("by", ["channel", "mean", "maximum", "variance", "sparsity"])
def test_equal_maps_keep_the_order_of_their_channels(by: ChannelOrder) -> None:
    one_map = np.array([[0.0, 1.0, 5.0], [2.0, 0.0, 3.0]], np.float32)
    maps = np.repeat(one_map[..., None], 40, axis=-1)
    assert order_channels(channel_statistics(maps), by) == list(range(40))


def test_without_live_maps_no_channel_is_left() -> None:
    facts = channel_statistics(np.zeros((2, 3, 5), np.float32))
    assert order_channels(facts, "mean", hide_dead=True) == []
    assert order_channels(facts, "mean") == [0, 1, 2, 3, 4]


def test_an_order_is_plain_numbers() -> None:
    assert {type(each) for each in order_channels(channel_statistics(MAPS), "mean")} == {int}


@pytest.mark.parametrize(
    ("most", "expected"), [(1, (3,)), (2, (3, 0)), (3, (3, 0, 1)), (9, (3, 0, 1, 2))]
)
def test_the_strongest_by_mean(most: int, expected: tuple[int, ...]) -> None:
    """Means: 2, 0, -3, 5."""
    assert strongest_channels(MAPS, most) == expected


def test_of_equal_channels_the_first_is_stronger() -> None:
    assert strongest_channels(np.ones((2, 1, 3), np.float32), 2) == (0, 1)
