"""One kernel against stacks: published shares, amounts counted by hand, and exact break-evens."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from explorer.architecture.stacks.comparison import (
    Amount,
    BreakEven,
    StackComparison,
    break_even,
    compare_stacks,
    measure,
    over_channels,
    over_channels_between,
)
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from tests.architecture import published
from tests.architecture.published import Stack as PublishedStack

MAP = (56, 40)


def against_3x3(kernel_size: int, channels: int, between: int | None = None) -> StackComparison:
    one = single_kernel(kernel_size, channels, channels)
    return compare_stacks(one, Stack(steps_of_3x3(kernel_size), channels, channels, between), MAP)


@pytest.mark.parametrize("expected", published.STACKS, ids=lambda each: f"{each.repeats} x 3x3")
@pytest.mark.parametrize("channels", [1, 3, 64, 512])
class TestStacksOf3x3:
    def test_weights(self, expected: PublishedStack, channels: int) -> None:
        compared = against_3x3(expected.kernel_size, channels)
        assert compared.one.amount(Amount.WEIGHTS) == expected.weights_one * channels**2
        assert compared.stack.amount(Amount.WEIGHTS) == expected.weights_stack * channels**2
        assert sum(compared.one.kernel_areas) == expected.weights_one
        assert sum(compared.stack.kernel_areas) == expected.weights_stack

    @pytest.mark.parametrize("amount", [Amount.WEIGHTS, Amount.MACS])
    def test_shares_by_both_conventions(
        self, expected: PublishedStack, channels: int, amount: Amount
    ) -> None:
        compared = against_3x3(expected.kernel_size, channels)
        assert compared.more_in_one(amount) == pytest.approx(expected.more_in_one, abs=5e-4)
        assert compared.saved_by_stack(amount) == pytest.approx(expected.saved_by_stack, abs=5e-4)

    def test_field_output_and_relus(self, expected: PublishedStack, channels: int) -> None:
        compared = against_3x3(expected.kernel_size, channels)
        assert compared.stack.receptive_field.size == expected.kernel_size
        assert compared.same_field
        assert compared.same_output
        assert compared.stack.output_shape == (*MAP, channels)
        assert (compared.one.num_relus, compared.stack.num_relus) == (1, expected.repeats)


class TestAmountsCountedByHand:
    STACK = Stack(parse_stack("3s2,p2,5"), channels_in=3, channels_out=8, channels_between=4)

    @pytest.mark.parametrize(
        ("amount", "expected"),
        [
            (Amount.WEIGHTS, 9 * 3 * 4 + 25 * 4 * 8),
            (Amount.PARAMETERS, 9 * 3 * 4 + 4 + 25 * 4 * 8 + 8),
            (Amount.MACS, 15 * 11 * 9 * 3 * 4 + 7 * 5 * 25 * 4 * 8),
            (Amount.MEMORY, 4 * (30 * 21 * 3 + 15 * 11 * 4 + 7 * 5 * 4 + 7 * 5 * 8)),
        ],
    )
    def test_of_a_stack(self, amount: Amount, expected: int) -> None:
        assert measure(self.STACK, (30, 21)).amount(amount) == expected

    def test_its_field_and_output(self) -> None:
        measured = measure(self.STACK, (30, 21))
        assert measured.receptive_field.size == 3 + 1 * 2 + 4 * 4
        assert measured.receptive_field.effective_stride == 4
        assert measured.output_shape == (7, 5, 8)
        assert measured.kernel_areas == (9, 25)

    def test_a_stack_with_another_field_and_grid(self) -> None:
        compared = compare_stacks(single_kernel(5, 3, 8), self.STACK, (30, 40))
        assert not compared.same_field
        assert not compared.same_output


class TestRefused:
    def test_a_stack_that_sees_more_than_the_map(self) -> None:
        message = (
            r"^A stack must not.* five 3×3, seeing 11×11 px, and a map of 40×10 px\. "
            "Choose a map of at least 11 px a side, or fewer or smaller kernels"
        )
        with pytest.raises(ValueError, match=message):
            measure(Stack(steps_of_3x3(11), 3, 8), (40, 10))
        assert measure(Stack(steps_of_3x3(11), 3, 8), (11, 40)).output_shape == (11, 40, 8)

    def test_a_single_kernel_that_sees_more_than_the_map(self) -> None:
        message = "^A single kernel must not.* one 7×7, seeing 7×7 px.*at least 7 px a side.$"
        with pytest.raises(ValueError, match=message):
            compare_stacks(single_kernel(7, 3, 8), Stack(steps_of_3x3(5), 3, 8), (6, 40))

    def test_a_message_never_suggests_too_large_a_map(self) -> None:
        stack = Stack(parse_stack("15,p8,15,p8"), 3, 8)  # 15 + 7 + 14 * 8 + 7 * 8 = 190
        with pytest.raises(ValueError, match="Choose a map of at least 190 px a side"):
            measure(stack, (189, 400))
        larger = Stack(parse_stack("15,p8,15,p8,15"), 3, 8)  # 190 + 14 * 64 = 1086
        with pytest.raises(ValueError, match=r"seeing 1,086×1,086.* at most 1,024 px a side here"):
            measure(larger, (1024, 1024))

    @pytest.mark.parametrize("map_size", [(0, 40), (40, -1)], ids=str)
    def test_a_map_without_pixels(self, map_size: tuple[int, int]) -> None:
        with pytest.raises(ValueError, match="must not see more than the map"):
            measure(single_kernel(1, 3, 8), map_size)

    def test_different_channels(self) -> None:
        with pytest.raises(ValueError, match=r"3 in and 8 out, 3 in and 16 out"):
            compare_stacks(single_kernel(5, 3, 8), Stack(steps_of_3x3(5), 3, 16), MAP)

    @pytest.mark.parametrize("text", ["3", "3,3s2", "p2,3", "3d8,p3,3", "1s8,p2", "5s2,p3s2,1s2"])
    def test_whatever_is_accepted_can_be_applied(self, text: str) -> None:
        """A stack that sees no more than the map never runs out of rows."""
        stack = Stack(parse_stack(text), 2, 2)
        size = measure(stack, (100, 90)).receptive_field.size
        assert min(measure(stack, (size, size + 1)).output_shape) >= 1
        with pytest.raises(ValueError, match="must not see more"):
            measure(stack, (size + 1, size - 1))


class TestOverChannels:
    def test_curve(self) -> None:
        one, stack = single_kernel(7, 3, 8), Stack(steps_of_3x3(7), 3, 8, 16)
        curve = over_channels(one, stack, MAP, [16, 256])
        assert list(curve) == [16, 256]
        assert curve[256].one.amount(Amount.WEIGHTS) == 49 * 256**2
        assert curve[256].stack.amount(Amount.WEIGHTS) == 27 * 256**2
        assert curve[256].stack.amount(Amount.MACS) == 27 * 256**2 * 56 * 40

    def test_the_one_kernel_stays_the_same(self) -> None:
        one, stack = single_kernel(5, 3, 8), Stack(steps_of_3x3(5), 3, 8)
        sweep = over_channels_between(one, stack, MAP, [1, 10])
        assert [each.one.amount(Amount.WEIGHTS) for each in sweep.values()] == [600, 600]
        assert sweep[10].stack.amount(Amount.WEIGHTS) == 9 * 3 * 10 + 9 * 10 * 8


BREAK_EVEN_CASES = [
    (5, "3,3", 6, 6),
    (5, "3,3", 18, 18),
    (5, "3,3", 3, 16),
    (7, "3,3,3", 10, 10),
    (7, "3,3,3", 6, 15),  # the same at 14
    (9, "3,3,3,3", 7, 12),
    (11, "3,3,3,3,3", 3, 24),
    (11, "3s2,p2,5,1", 5, 4),
    (3, "3,3", 6, 6),
    (3, "5,5", 6, 6),
]


def saves(one: Stack, stack: Stack, amount: Amount, numbers: Sequence[int]) -> list[int]:
    """The numbers of channels between for which a stack takes less, tried one by one."""
    limit = measure(one, MAP).amount(amount)
    return [
        number
        for number in numbers
        if measure(replace(stack, channels_between=number), MAP).amount(amount) < limit
    ]


class TestBreakEven:
    @pytest.mark.parametrize(
        ("kernel_size", "text", "channels_in", "channels_out"), BREAK_EVEN_CASES
    )
    @pytest.mark.parametrize("amount", Amount)
    def test_agrees_with_trying_every_number(
        self, kernel_size: int, text: str, channels_in: int, channels_out: int, amount: Amount
    ) -> None:
        one = single_kernel(kernel_size, channels_in, channels_out)
        stack = Stack(parse_stack(text), channels_in, channels_out)
        even = break_even(one, stack, MAP, amount)
        assert even is not None
        tried = range(1, 2 * even.most_that_saves + 10)
        assert saves(one, stack, amount, tried) == list(range(1, even.most_that_saves + 1))
        assert even.most_that_saves <= even.exact or even.exact == 0
        assert even.exact <= even.most_that_saves + 1

    @pytest.mark.parametrize("amount", [Amount.WEIGHTS, Amount.MACS])
    @pytest.mark.parametrize(
        ("kernel_size", "channels_in", "channels_out", "between"),
        [(5, 18, 18, 25), (7, 6, 15, 14), (7, 20, 9, 20)],
    )
    def test_at_a_whole_number_both_take_the_same(
        self, kernel_size: int, channels_in: int, channels_out: int, between: int, amount: Amount
    ) -> None:
        one = single_kernel(kernel_size, channels_in, channels_out)
        stack = Stack(steps_of_3x3(kernel_size), channels_in, channels_out)
        assert break_even(one, stack, MAP, amount) == BreakEven(between, between - 1)
        equal = compare_stacks(one, replace(stack, channels_between=between), MAP)
        assert equal.more_in_one(amount) == equal.saved_by_stack(amount) == 0

    @pytest.mark.parametrize(
        ("kernel_size", "ratio"),
        [(5, 25 / 18), (7, 1.53859), (9, 1.67945), (11, 1.80970)],
    )
    def test_as_a_multiple_of_channels(self, kernel_size: int, ratio: float) -> None:
        """The roots of 18 x = 25, 9 x^2 + 18 x = 49, 18 x^2 + 18 x = 81, 27 x^2 + 18 x = 121."""
        one = single_kernel(kernel_size, 256, 256)
        even = break_even(one, Stack(steps_of_3x3(kernel_size), 256, 256), MAP, Amount.WEIGHTS)
        assert even is not None
        assert even.exact / 256 == pytest.approx(ratio, abs=1e-5)

    def test_a_pair_of_vgg_saves_nothing_if_channels_double(self) -> None:
        one, stack = single_kernel(5, 64, 128), Stack(steps_of_3x3(5), 64, 128)
        even = break_even(one, stack, MAP, Amount.WEIGHTS)
        assert even is not None
        assert even.exact == pytest.approx(25 * 64 * 128 / (9 * 64 + 9 * 128))
        assert even.most_that_saves == 118
        assert compare_stacks(one, stack, MAP).saved_by_stack(Amount.WEIGHTS) == pytest.approx(
            -0.08
        )

    def test_memory_is_never_saved_at_stride_1(self) -> None:
        one, stack = single_kernel(5, 64, 64), Stack(steps_of_3x3(5), 64, 64)
        assert break_even(one, stack, MAP, Amount.MEMORY) == BreakEven(0.0, 0)

    def test_a_stack_that_never_saves(self) -> None:
        one, stack = single_kernel(1, 1, 1), Stack(parse_stack("5,5,5"), 1, 1)
        even = break_even(one, stack, MAP, Amount.WEIGHTS)
        assert even is not None
        assert even.most_that_saves == 0
        assert 0 < even.exact < 1

    def test_nothing_lies_between_in_one_convolution(self) -> None:
        one = single_kernel(5, 64, 64)
        assert break_even(one, Stack(parse_stack("3,p2"), 64, 64), MAP, Amount.WEIGHTS) is None
