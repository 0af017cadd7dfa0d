"""Profiles against impulses sent through a network, exact spreads and random weights."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.architecture.fields.profiles import (
    BELL_WIDTH,
    KernelWeights,
    by_depth,
    dense_profile,
    deviation,
    effective_length,
    heat_map,
    kernels,
    profile,
    variance,
    variances,
)
from explorer.architecture.layers import AveragePool2D, Conv2D, Layer, MaxPool2D, ZeroPad2D
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import path_counts
from explorer.architecture.shapes import Window
from explorer.architecture.summary import summarize
from tests.architecture import published
from tests.architecture.published import Stack

MIXED = [Window(3), Window(2, 2), Window(3, 1, 2), Window(2)]
POOLED: list[Layer] = [
    Conv2D("conv1", 1, 3),
    MaxPool2D("pool1", 3, 2),
    ZeroPad2D("pad", 2),
    Conv2D("conv2", 1, 3, dilation=2),
    AveragePool2D("pool2", 2, 2),
]
"""Its windows have 3, 3, 1, 3 and 2 taps."""
stacks = pytest.mark.parametrize("stack", published.STACKS, ids=lambda s: f"{s.repeats} x 3x3")


def windows_of_vgg16() -> list[Window]:
    return [row.rows.window for row in summarize(PRESETS["vgg16"]) if row.rows is not None]


def layers_of(windows: Sequence[Window]) -> list[Layer]:
    """A convolution for each window."""
    return [
        Conv2D(f"conv{number}", 1, each.size, each.stride, dilation=each.dilation)
        for number, each in enumerate(windows)
    ]


def pooled_response(
    kernels_of_convolutions: Sequence[KernelWeights], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The output of `POOLED` for a row of values, where poolings take means, sum by sum."""
    first, second = kernels_of_convolutions
    row = values.tolist()
    row = [sum(w * row[i + t] for t, w in enumerate(first)) for i in range(len(row) - 2)]
    row = [sum(row[i : i + 3]) / 3 for i in range(0, len(row) - 2, 2)]
    row = [sum(w * row[i + 2 * t] for t, w in enumerate(second)) for i in range(len(row) - 4)]
    row = [sum(row[i : i + 2]) / 2 for i in range(0, len(row) - 1, 2)]
    return np.array(row)


def response(
    windows: Sequence[Window], weights: Sequence[KernelWeights], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The output of a linear network for a row of values, sum by sum."""
    for window, kernel in zip(windows, weights, strict=True):
        last_start = len(values) - window.dilation * (window.size - 1)
        values = np.array(
            [
                sum(w * values[start + window.dilation * tap] for tap, w in enumerate(kernel))
                for start in range(0, last_start, window.stride)
            ]
        )
    return values


class TestProfile:
    @stacks
    def test_one_kernel_is_a_rectangle(self, stack: Stack) -> None:
        one = profile([Window(stack.kernel_size)])
        assert one == pytest.approx([1 / stack.kernel_size] * stack.kernel_size)

    @stacks
    def test_a_stack_is_proportional_to_its_paths(self, stack: Stack) -> None:
        shares = profile([Window(3)] * stack.repeats)
        assert shares * 3**stack.repeats == pytest.approx(stack.paths)

    def test_vgg16_is_proportional_to_its_paths(self) -> None:
        windows = windows_of_vgg16()
        counts = path_counts(windows)
        assert profile(windows) == pytest.approx(counts / counts.sum())

    def test_more_paths_than_can_be_counted(self) -> None:
        shares = profile([Window(3)] * 200)
        assert (len(shares), shares.sum()) == (401, pytest.approx(1))
        assert deviation(shares) == pytest.approx(sqrt(400 / 3))

    def test_two_binomial_kernels_make_a_wider_one(self) -> None:
        windows = [Window(3), Window(3)]
        weights = kernels(layers_of(windows), "binomial")
        assert weights == ((1, 2, 1), (1, 2, 1))
        assert profile(windows, weights) * 16 == pytest.approx([1, 4, 6, 4, 1])

    @pytest.mark.parametrize("kind", ["uniform", "binomial", "random"])
    def test_agrees_with_impulses(self, kind: str) -> None:
        weights = kernels(layers_of(MIXED), kind, seed=3)  # type: ignore[arg-type]
        shares = profile(MIXED, weights)
        answers = [response(MIXED, weights, impulse).item() for impulse in np.eye(len(shares))]
        assert shares == pytest.approx(np.array(answers) / sum(answers))

    def test_signs_cancel_inside_the_network_and_not_at_the_end(self) -> None:
        weights = [(1.0, -1.0), (1.0, 1.0)]
        assert profile([Window(2), Window(2)], weights).tolist() == [0.5, 0, 0.5]

    @pytest.mark.parametrize("kind", ["uniform", "binomial", "random"])
    def test_a_pooling_averages_whatever_the_weights(self, kind: str) -> None:
        weights = kernels(POOLED, kind, seed=3)  # type: ignore[arg-type]
        assert (weights[1], weights[2], weights[4]) == ((1, 1, 1), (1,), (1, 1))
        windows = [Window(3), Window(3, 2), Window(1), Window(3, dilation=2), Window(2, 2)]
        shares = profile(windows, weights)
        answers = [
            pooled_response((weights[0], weights[3]), impulse).item()
            for impulse in np.eye(len(shares))
        ]
        assert shares == pytest.approx(np.array(answers) / sum(answers))

    @pytest.mark.parametrize("kind", ["uniform", "binomial", "random"])
    def test_one_pooling_is_a_rectangle(self, kind: str) -> None:
        weights = kernels([MaxPool2D("pool", 3, 2)], kind)  # type: ignore[arg-type]
        assert deviation(profile([Window(3, 2)], weights)) == pytest.approx(0.8165, abs=5e-5)

    def test_alexnets_first_pooling_after_a_binomial_kernel(self) -> None:
        layers = [Conv2D("conv", 64, 11, 4), MaxPool2D("pool", 3, 2)]
        # 10 / 4 of the binomial kernel, and (3^2 - 1) / 12 at a distance of 4 px
        found = variance([Window(11, 4), Window(3, 2)], kernels(layers, "binomial"))
        assert found == Fraction(5, 2) + Fraction(2, 3) * 16
        assert sqrt(found) == pytest.approx(3.63, abs=5e-3)

    def test_a_draw_depends_on_its_seed_only(self) -> None:
        layers = layers_of(MIXED)
        assert kernels(layers, "random", 1) == kernels(layers, "random", 1)
        assert kernels(layers, "random", 1) != kernels(layers, "random", 2)

    def test_no_layer_leaves_the_pixel_itself(self) -> None:
        assert profile([]).tolist() == [1]

    def test_a_dense_layer_is_constant(self) -> None:
        assert dense_profile(8).tolist() == [0.125] * 8

    @pytest.mark.parametrize(
        ("weights", "message"),
        [
            ([(1.0, 1.0)], r"kernels of \(2,\) weights for windows of \(3, 2\) taps"),
            ([(1.0, 1.0), (1.0, 1.0)], r"kernels of \(2, 2\) weights for windows of \(3, 2\)"),
            ([(1.0, 2.0, 1.0), (0.0, 0.0)], r"kernel \(0\.0, 0\.0\).*not all 0"),
            ([(1.0, float("nan"), 1.0), (1.0, 1.0)], r"must be finite"),
        ],
        ids=["too few", "too short", "zeros", "not a number"],
    )
    def test_weights_that_do_not_fit(self, weights: list[KernelWeights], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            profile([Window(3), Window(2)], weights)

    def test_a_heat_map_has_a_row_for_each_share(self) -> None:
        rows, columns = profile([Window(3)] * 2), profile([Window(4)])
        both = heat_map(rows, columns)
        assert both.shape == (5, 4)
        assert both.sum(axis=0) == pytest.approx(columns)
        assert both.sum(axis=1) == pytest.approx(rows)


class TestSpread:
    @stacks
    def test_is_exact_for_a_stack_and_for_one_kernel(self, stack: Stack) -> None:
        n = stack.repeats
        assert variance([Window(stack.kernel_size)]) == Fraction(n * (n + 1), 3)
        assert variance([Window(3)] * n) == Fraction(2 * n, 3)

    @stacks
    def test_measured_it_is_the_published_one(self, stack: Stack) -> None:
        one, several = profile([Window(stack.kernel_size)]), profile([Window(3)] * stack.repeats)
        assert deviation(one) == pytest.approx(stack.deviation_one, abs=5e-5)
        assert deviation(several) == pytest.approx(stack.deviation_stack, abs=5e-5)

    def test_measured_and_exact_agree_for_all_stacks_of_three(self) -> None:
        kinds = [Window(*each) for each in product((1, 2, 3, 5), (1, 2), (1, 2))]
        for windows in product(kinds, repeat=3):
            assert deviation(profile(windows)) ** 2 == pytest.approx(float(variance(windows)))

    def test_each_layer_adds_its_own(self) -> None:
        windows = [Window(3), Window(2, 2), Window(3, dilation=2)]
        # 2/3; 1/4; 2/3 times (2 * 2)^2
        assert variances(windows) == (Fraction(2, 3), Fraction(1, 4), Fraction(32, 3))
        assert variances([]) == ()

    def test_vgg16_is_the_sum_over_its_layers(self) -> None:
        # 3x3: 2/3 px^2 at jump 1; 2x2: 1/4; per block (convolutions, jump)
        blocks = [(2, 1), (2, 2), (3, 4), (3, 8), (3, 16)]
        expected = sum(
            ((n * Fraction(2, 3) + Fraction(1, 4)) * jump**2 for n, jump in blocks), Fraction(0)
        )
        assert variance(windows_of_vgg16()) == expected

    def test_binomial_kernels_have_a_quarter_per_tap_after_the_first(self) -> None:
        windows = [Window(5), Window(3, dilation=3)]
        assert variance(windows, kernels(layers_of(windows), "binomial")) == 1 + Fraction(1, 2) * 9

    def test_random_weights(self) -> None:
        weights = kernels(layers_of(MIXED), "random", seed=5)
        measured = deviation(profile(MIXED, weights)) ** 2
        assert float(variance(MIXED, weights)) == pytest.approx(measured)

    def test_negative_weights_are_refused(self) -> None:
        with pytest.raises(
            ValueError, match=r"if no weight is negative\. Received: \(\(1\.0, -1\.0\)"
        ):
            variance([Window(2)], [(1.0, -1.0)])


class TestEffectiveField:
    @stacks
    def test_all_of_one_kernel_counts(self, stack: Stack) -> None:
        assert effective_length(profile([Window(stack.kernel_size)])) == stack.kernel_size

    @pytest.mark.parametrize(("repeats", "size"), [(2, 5), (3, 7), (4, 9), (5, 9)])
    def test_stacks_counted_by_hand(self, repeats: int, size: int) -> None:
        # a pixel counts with at least 4.55 % of the most paths: 1 of 19 does, 1 of 51 does not
        assert effective_length(profile([Window(3)] * repeats)) == size

    def test_a_bell(self) -> None:
        places = np.arange(-100, 101)
        bell = np.exp(-((places / 20) ** 2) / 2)
        assert pytest.approx(4.972, abs=5e-4) == BELL_WIDTH
        assert effective_length(bell / bell.sum()) == 99  # 49 on each side: 2.486 * 20 = 49.7

    def test_grows_as_the_square_root_of_the_depth(self) -> None:
        at = {point.depth: point for point in by_depth(3, range(1, 101))}
        assert [at[n].theoretical for n in (1, 10, 100)] == [3, 21, 201]
        assert [at[n].effective for n in (1, 10, 100)] == [3, 13, 41]
        for depth in (5, 10, 25):
            assert at[4 * depth].bell == pytest.approx(2 * at[depth].bell)
            assert at[4 * depth].deviation == pytest.approx(sqrt(8 * depth / 3))
        assert all(abs(at[n].effective - at[n].bell) < 1.5 for n in range(5, 101))

    def test_larger_kernels(self) -> None:
        (point,) = by_depth(5, [4])
        assert point.theoretical == 17
        assert point.deviation == pytest.approx(sqrt(8))
