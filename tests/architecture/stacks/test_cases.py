"""The paper's own cases and AlexNet's first layer against published and worked-out numbers."""

from pathlib import Path

import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.stacks.cases import (
    PAPER_KERNEL,
    PAPER_PERCENT_MORE,
    SHALLOW_B,
    alexnet_against_vgg,
    pairs_against_5x5,
    ways_to_alexnet_field,
)
from explorer.architecture.stacks.comparison import Amount, compare_stacks
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from explorer.architecture.summary import summarize
from tests.architecture import published

PROSE = (Path(__file__).parents[3] / "assets" / "stacks.md").read_text("utf-8")


class TestPaper:
    def test_81_percent_more(self) -> None:
        one, stack = single_kernel(PAPER_KERNEL, 9, 9), Stack(steps_of_3x3(PAPER_KERNEL), 9, 9)
        compared = compare_stacks(one, stack, (20, 30))
        assert compared.one.amount(Amount.WEIGHTS) == 49 * 81
        assert compared.stack.amount(Amount.WEIGHTS) == 27 * 81
        assert int(100 * compared.more_in_one(Amount.WEIGHTS)) == PAPER_PERCENT_MORE == 81

    def test_shallow_b(self) -> None:
        shallow = pairs_against_5x5().one
        assert shallow.amount(Amount.PARAMETERS) == published.SHALLOW_B_CONVOLUTION_PARAMETERS
        assert shallow.amount(Amount.MACS) / 10**9 == pytest.approx(
            published.SHALLOW_B_CONVOLUTION_GMACS, abs=5e-4
        )
        assert shallow.kernel_areas == (25,) * 5

    def test_b(self) -> None:
        deep = pairs_against_5x5().stack
        assert deep.amount(Amount.PARAMETERS) == 9_404_992
        assert deep.amount(Amount.MACS) / 10**9 == pytest.approx(11.1848, abs=5e-5)
        assert deep.kernel_areas == (9,) * 10

    def test_shallow_b_takes_fewer_macs_and_more_weights(self) -> None:
        compared = pairs_against_5x5()
        assert compared.more_in_one(Amount.MACS) < 0 < compared.more_in_one(Amount.PARAMETERS)

    @pytest.mark.parametrize("shape", [(224, 224, 3), (160, 203, 3)], ids=str)
    def test_shallow_b_sees_what_b_sees_after_each_pooling(
        self, shape: tuple[int, int, int]
    ) -> None:
        fields = [
            {
                row.name: (row.receptive_field, row.output_shape)
                for row in summarize(network, shape)
                if row.name.endswith("pool")
            }
            for network in (SHALLOW_B, PRESETS["vgg13"])
        ]
        assert len(fields[0]) == 5
        assert fields[0] == fields[1]

    def test_dense_layers_are_those_of_b(self) -> None:
        heads = [
            [(row.name, row.num_parameters) for row in summarize(network)][-4:]
            for network in (SHALLOW_B, PRESETS["vgg13"])
        ]
        assert heads[0] == heads[1]


def test_ways_to_the_field_of_alexnet() -> None:
    """Worked out by hand: 55*55*64*363; 224*224*(27*64 + 4*576*64); the last at a quarter."""
    first, five, strided, near, coarse = ways_to_alexnet_field()
    one_3x3 = 9 * 64 * 64
    assert [way.receptive_field.size for way in (first, five, strided)] == [11, 11, 11]
    assert [way.receptive_field.effective_stride for way in (first, five, strided)] == [4, 1, 4]
    assert first.output_shape == (55, 55, 64)
    assert five.output_shape == (224, 224, 64)
    assert strided.output_shape == (56, 56, 64)
    assert first.amount(Amount.PARAMETERS) == 23_296  # torchvision: 64 * 3 * 11 * 11 + 64
    assert first.amount(Amount.MACS) == 55**2 * 64 * 363 == 70_276_800
    assert five.amount(Amount.WEIGHTS) == 27 * 64 + 4 * one_3x3 == 149_184
    assert five.amount(Amount.MACS) == 224**2 * 149_184 == 7_485_456_384
    assert strided.amount(Amount.MACS) == 224**2 * (27 * 64 + 3 * one_3x3) + 56**2 * one_3x3
    rows = {row.name: row for row in published.VGG16_ROWS}
    for way, last in ((near, "block2_conv1"), (coarse, "block2_pool")):
        field = way.receptive_field
        assert (field.size, field.effective_stride) == (
            rows[last].size,
            rows[last].effective_stride,
        )
    assert near.amount(Amount.MACS) == 86_704_128 + 1_849_688_064 + 924_844_032
    assert coarse.amount(Amount.PARAMETERS) == 1_792 + 36_928 + 73_856 + 147_584
    # The map and the output; padding does not count as memory.
    assert first.amount(Amount.MEMORY) == 4 * (224 * 224 * 3 + 55 * 55 * 64)
    assert five.amount(Amount.MEMORY) == 4 * (224 * 224 * 3 + 5 * 224 * 224 * 64)


def test_alexnet_s_first_layer_and_vgg16_at_the_same_stride() -> None:
    compared = alexnet_against_vgg()
    assert compared.one.receptive_field.effective_stride == 4
    assert compared.stack.receptive_field.effective_stride == 4
    assert (compared.one.kernel_areas, compared.stack.kernel_areas) == ((121,), (9, 9, 9, 9))


@pytest.mark.parametrize(
    ("kernel_size", "channels", "saved"),
    [
        (5, (64, 128), 1 - (9 * 1 * 2 + 9 * 2 * 2) / (25 * 1 * 2)),
        (7, (128, 256), 1 - (9 * 1 * 2 + 2 * 9 * 2 * 2) / (49 * 1 * 2)),
        (5, (256, 128), 1 - (9 * 2 * 1 + 9 * 1 * 1) / (25 * 2 * 1)),
    ],
    ids=["8 % more for a pair", "8 % less for three", "46 % less if channels halve"],
)
def test_what_the_text_says_about_changing_channels(
    kernel_size: int, channels: tuple[int, int], saved: float
) -> None:
    one, stack = single_kernel(kernel_size, *channels), Stack(steps_of_3x3(kernel_size), *channels)
    compared = compare_stacks(one, stack, (20, 30)).saved_by_stack(Amount.WEIGHTS)
    assert compared == pytest.approx(saved)
    share = f"{abs(100 * saved):.0f} %"
    assert f"{share} {'more' if saved < 0 else 'fewer'}" in PROSE
