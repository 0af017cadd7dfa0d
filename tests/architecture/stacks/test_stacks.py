"""Stacks: what they refuse, their networks, and windows followed for all small stacks."""

from collections import Counter
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from explorer.architecture.layers import Conv2D, Layer, MaxPool2D
from explorer.architecture.receptive_field import FieldAlong, path_counts
from explorer.architecture.shapes import Window
from explorer.architecture.stacks.stacks import (
    MAX_STEPS,
    SINGLE_KERNELS,
    Convolution,
    Pooling,
    Stack,
    Step,
    field_size,
    one_channel_network,
    single_kernel,
    steps_of_3x3,
    to_network,
    windows_of,
)
from explorer.architecture.summary import summarize
from tests.architecture import brute_force, published

MIXED: tuple[Step, ...] = (Convolution(3, 2), Convolution(3, dilation=2), Pooling(), Convolution(1))
KERNELS, STRIDES, DILATIONS = (1, 2, 3, 5), (1, 2), (1, 2)
SMALL_WINDOWS = [Window(*each) for each in product(KERNELS, STRIDES, DILATIONS)]


def inputs_of(windows: Sequence[Window], unit: int) -> Counter[int]:
    """The inputs that reach a unit, and by how many paths, followed tap by tap."""
    reached = Counter({unit: 1})
    for window in reversed(windows):
        before: Counter[int] = Counter()
        for position, paths in reached.items():
            for tap in range(window.size):
                before[position * window.stride + tap * window.dilation] += paths
        reached = before
    return reached


@pytest.mark.parametrize("first", SMALL_WINDOWS, ids=str)
def test_every_stack_of_three_small_layers_agrees_with_following_taps(
    first: Window,
) -> None:
    for others in product(SMALL_WINDOWS, repeat=2):
        windows = (first, *others)
        reached, next_to_it = inputs_of(windows, 0), inputs_of(windows, 1)
        field = FieldAlong()
        for window in windows:
            field = field.through(window, 0)
        assert min(reached) == 0
        assert max(reached) + 1 == field.size == field_size(windows), windows
        assert min(next_to_it) == field.effective_stride, windows
        counts = path_counts(windows)
        assert np.flatnonzero(counts).tolist() == sorted(reached), windows
        assert counts.tolist() == [reached[pixel] for pixel in range(field.size)], windows


def test_these_are_all_stacks_of_three() -> None:
    assert len(SMALL_WINDOWS) ** 3 == (4 * 2 * 2) ** 3 == 4096


@pytest.mark.parametrize("kernel_size", SINGLE_KERNELS)
def test_stacks_of_3x3_see_as_far_as_one_kernel(kernel_size: int) -> None:
    expected = next(each for each in published.STACKS if each.kernel_size == kernel_size)
    steps = steps_of_3x3(kernel_size)
    assert steps == (Convolution(3),) * expected.repeats
    for each in (Stack(steps, 3, 8), single_kernel(kernel_size, 3, 8)):
        assert field_size(windows_of(to_network(each).layers)) == kernel_size


@pytest.mark.parametrize("kernel_size", [0, 1, 2, 6, -3])
def test_no_stack_of_3x3_matches_other_kernels(kernel_size: int) -> None:
    with pytest.raises(ValueError, match=f"odd and at least 3. Received: {kernel_size}"):
        steps_of_3x3(kernel_size)


class TestChannels:
    @pytest.mark.parametrize(
        ("between", "filters"),
        [(None, (64, 64, 64)), (16, (16, 16, 64)), ((16, 48), (16, 48, 64))],
        ids=["as many as come out", "one number", "one for each"],
    )
    def test_between(self, between: int | tuple[int, ...] | None, filters: tuple[int, ...]) -> None:
        assert Stack(MIXED, 3, 64, between).filters == filters

    def test_nothing_lies_between_in_a_single_kernel(self) -> None:
        assert single_kernel(7, 3, 64).filters == (64,)
        assert Stack((Convolution(7),), 3, 64, 16).filters == (64,)

    def test_one_for_each_convolution_but_the_last(self) -> None:
        with pytest.raises(ValueError, match=r"convolution but the last: 2\. Received: 1"):
            Stack(MIXED, 3, 64, (16,))

    @pytest.mark.parametrize("channels", [(0, 8, 8), (8, 5000, 8), (8, 8, -1)], ids=str)
    def test_within_limits(self, channels: tuple[int, int, int]) -> None:
        with pytest.raises(ValueError, match=r"whole number from 1 to 4096\. Received: "):
            Stack(steps_of_3x3(5), *channels)


class TestNetwork:
    def test_layers_are_those_of_the_steps(self) -> None:
        assert to_network(Stack(MIXED, 3, 64, (16, 48))).layers == (
            Conv2D("conv1", 16, 3, 2),
            Conv2D("conv2", 48, 3, dilation=2),
            MaxPool2D("pool1", 2, 2),
            Conv2D("conv3", 64, 1),
        )

    @pytest.mark.parametrize(
        ("steps", "layers"),
        [
            ((Pooling(), Pooling(3, 2)), (MaxPool2D("pool1", 2, 2), MaxPool2D("pool2", 3, 2))),
            ((Pooling(), Convolution(5)), (MaxPool2D("pool1", 2, 2), Conv2D("conv1", 1, 5))),
        ],
        ids=["poolings alone", "a convolution too"],
    )
    def test_of_one_channel(self, steps: tuple[Step, ...], layers: tuple[Layer, ...]) -> None:
        assert one_channel_network(steps).layers == layers

    def test_units_agree_with_following_taps(self) -> None:
        network = to_network(Stack(MIXED, 3, 8))
        height, width = 37, 50
        last = summarize(network, (height, width, 3))[-1]
        rows, columns = (
            brute_force.pixels_reached(network.layers, size)[last.name] for size in (height, width)
        )
        assert last.output_shape == (len(rows), len(columns), 8) == (9, 12, 8)
        assert last.receptive_field is not None
        box = last.receptive_field.box((4, 6))
        assert (min(rows[4]), max(rows[4])) == (box.top, box.bottom)
        assert (min(columns[6]), max(columns[6])) == (box.left, box.right)


@pytest.mark.parametrize(
    ("steps", "title"),
    [
        (steps_of_3x3(5), "two 3×3"),
        ((Convolution(11, 4),), "one 11×11 stride 4"),
        ((*steps_of_3x3(9), Pooling(3, 2)), "four 3×3, one pooling of 3×3 stride 2"),
        ((Convolution(3, dilation=2), Pooling()), "one 3×3 dilation 2, one pooling of 2×2"),
        ((Convolution(3), *(Pooling(),) * 6), "one 3×3, six poolings of 2×2"),
        (MIXED, "stack of 4 steps"),
        ((Convolution(1),) * MAX_STEPS, "twelve 1×1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_title(steps: tuple[Step, ...], title: str) -> None:
    assert Stack(steps, 3, 8).title == title


class TestRefused:
    @pytest.mark.parametrize("kernel_size", [2, 4, 14])
    def test_even_kernels(self, kernel_size: int) -> None:
        message = (
            rf"must be odd.* Received: {kernel_size}\. Use {kernel_size - 1} or {kernel_size + 1}"
        )
        with pytest.raises(ValueError, match=message):
            Convolution(kernel_size)

    @pytest.mark.parametrize(
        ("numbers", "message"),
        [
            ((0,), "kernel size must be a whole number from 1 to 15. Received: 0"),
            ((-3,), "kernel size must be a whole number from 1 to 15. Received: -3"),
            ((17,), "kernel size must be a whole number from 1 to 15. Received: 17"),
            ((3, 0), "stride must be a whole number from 1 to 8. Received: 0"),
            ((3, 9), "stride must be a whole number from 1 to 8. Received: 9"),
            ((3, 1, 0), "dilation must be a whole number from 1 to 8. Received: 0"),
            ((3, 2, 2), "Received: stride 2, dilation 2. Set one of them to 1"),
        ],
        ids=str,
    )
    def test_convolutions(self, numbers: tuple[int, ...], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            Convolution(*numbers)

    @pytest.mark.parametrize(
        ("numbers", "message"),
        [
            ((0, 1), "A pooling's size must be a whole number from 1 to 8. Received: 0"),
            ((2, 0), "A pooling's stride must be a whole number from 1 to 8. Received: 0"),
        ],
        ids=str,
    )
    def test_poolings(self, numbers: tuple[int, int], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            Pooling(*numbers)

    @pytest.mark.parametrize(
        ("steps", "message"),
        [
            ((), "at least one convolution.* Received: no steps. Add"),
            ((Pooling(),), "at least one convolution.* Received: one pooling of 2×2. Add"),
            ((Pooling(), Pooling()), "convolution.* Received: two poolings of 2×2. Add"),
            ((Convolution(1),) * 1000, "at most 12 steps. Received: 1,000. Leave some out"),
        ],
        ids=["none", "pooling alone", "two poolings", "a thousand"],
    )
    def test_stacks(self, steps: tuple[Step, ...], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            Stack(steps, 8, 8)
