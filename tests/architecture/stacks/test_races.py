"""Alternating measurements, and what arithmetic predicts for them."""

from itertools import product

import pytest

from explorer.architecture.stacks.comparison import StackComparison, compare_stacks
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.races import (
    FEWEST_ROUNDS,
    MOST_ROUNDS,
    RACE_MACS,
    Measured,
    Race,
    TimeSpread,
    macs_per_round,
    most_bytes_alive,
    num_rounds,
    predicted_ratio,
    time_spread,
    whiskers,
)
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3

MAP = (56, 40)


def compared(kernel_size: int, channels: int, text: str = "") -> StackComparison:
    steps = parse_stack(text) if text else steps_of_3x3(kernel_size)
    one = single_kernel(kernel_size, channels, channels)
    return compare_stacks(one, Stack(steps, channels, channels), MAP)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0], TimeSpread(3.0, 3.0, 3.0)),
        ([5.0, 1.0, 4.0, 2.0, 3.0], TimeSpread(2.0, 3.0, 4.0)),
        ([1.0, 2.0, 3.0, 1000.0], TimeSpread(1.75, 2.5, 252.25)),
    ],
    ids=str,
)
def test_the_middle_half(values: list[float], expected: TimeSpread) -> None:
    assert time_spread(values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0], (3.0, 3.0)),
        ([5.0, 1.0, 4.0, 2.0, 3.0], (1.0, 5.0)),
        ([-9.0, 2.0, 3.0, 4.0, 5.0, 6.0, 30.0], (2.0, 6.0)),  # box 2.5 to 5.5: from -2 to 10
        ([1.0, 2.0, 3.0, 1000.0], (1.0, 252.25)),  # never inside the box
    ],
    ids=str,
)
def test_whiskers_leave_out_outliers(values: list[float], expected: tuple[float, float]) -> None:
    assert whiskers(values) == expected


def test_one_slow_round_hardly_moves_the_median() -> None:
    calm = [1.0 + place / 100 for place in range(21)]
    assert time_spread([*calm[:-1], 50.0]).median == time_spread(calm).median


def test_ratios_are_taken_round_by_round() -> None:
    race = Race(compared(5, 8), Measured((0.1, 0.4)), Measured((0.05, 0.1)))
    assert race.ratios == (0.5, 0.25)


def test_memory_is_the_third_quartile_of_the_samples() -> None:
    assert Measured((1.0,), (9, 100, 100, 101, 9)).most_bytes == 100
    assert Measured((1.0,)).most_bytes is None


@pytest.mark.parametrize(("kernel_size", "ratio"), [(5, 18 / 25), (7, 27 / 49), (11, 45 / 121)])
def test_work_predicts_the_ratio_of_the_weights(kernel_size: int, ratio: float) -> None:
    assert predicted_ratio(compared(kernel_size, 16)) == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5", 56 * 40 * 8),
        ("3,3", 2 * 56 * 40 * 8),
        ("3,3,3,3,3", 2 * 56 * 40 * 8),
        ("3s2,3,3", 2 * 28 * 20 * 8),
        ("3,p2,3", (56 * 40 + 28 * 20) * 8),
        ("p2,3,3", 2 * 28 * 20 * 8),
    ],
)
def test_input_and_output_of_a_layer_exist_at_once(text: str, values: int) -> None:
    assert most_bytes_alive(compared(5, 8, text).stack.rows) == 4 * values


def test_work_of_a_round() -> None:
    assert macs_per_round(compared(5, 8)) == 56 * 40 * 64 * (25 + 18)


def test_the_more_work_the_fewer_rounds() -> None:
    pairs = list(product((5, 7, 9, 11), (8, 64, 256, 512, 1024)))
    comparisons = sorted((compared(*pair) for pair in pairs), key=macs_per_round)
    rounds = [num_rounds(each) for each in comparisons]
    assert rounds == sorted(rounds, reverse=True)
    assert (rounds[0], rounds[-1]) == (MOST_ROUNDS, FEWEST_ROUNDS)
    assert all(
        number * macs_per_round(each) <= RACE_MACS
        for number, each in zip(rounds, comparisons, strict=True)
        if number > FEWEST_ROUNDS
    )
