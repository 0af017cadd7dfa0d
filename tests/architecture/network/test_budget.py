"""What takes parameters, work and memory, against published rows, and how others count."""

import pytest

from explorer.architecture.layers import Conv2D, Dense, Family, Flatten, MaxPool2D
from explorer.architecture.network.budget import (
    CONVENTIONS,
    Resource,
    activations_with_weights,
    first_half,
    flops_with_bias_and_pooling,
    holding,
    largest_block,
    largest_layers,
    total_amount,
)
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import LayerSummary, summarize
from tests.architecture import published

VGG16 = summarize(PRESETS["vgg16"])
BYTES = 4
NON_SQUARE = (225, 299, 3)


def names(rows: tuple[LayerSummary, ...]) -> list[str]:
    return [row.name for row in rows]


def sum_of_published(prefixes: tuple[str, ...], column: str) -> int:
    """The sum of a column over the published layers whose names begin like this."""
    return sum(
        getattr(row, column) for row in published.VGG16_ROWS if row.name.startswith(prefixes)
    )


def test_fc1_holds_three_quarters_of_the_parameters() -> None:
    held = largest_layers(VGG16, Resource.PARAMETERS)
    assert held is not None
    assert names(held.rows) == ["fc1"]
    assert held.amount == 102_764_544
    assert held.share == pytest.approx(102_764_544 / 138_357_544)


def test_layers_that_tie_for_first_place_are_all_named() -> None:
    held = largest_layers(VGG16, Resource.WORK)
    assert held is not None
    most = max(row.num_macs for row in published.VGG16_ROWS)
    assert names(held.rows) == [row.name for row in published.VGG16_ROWS if row.num_macs == most]
    assert held.amount == len(held.rows) * most


def test_the_first_three_blocks_do_more_than_half_of_the_work() -> None:
    held = first_half(VGG16, Resource.WORK, Family.CONVOLUTION)
    assert held is not None
    assert held.rows[-1].name == "block3_conv3"
    assert held.amount == sum_of_published(("block1", "block2", "block3"), "num_macs")
    assert held.share == pytest.approx(0.6035, abs=1e-4)
    two_blocks = sum_of_published(("block1", "block2"), "num_macs")
    assert two_blocks < sum_of_published(("",), "num_macs") / 2


def test_block_1_holds_nearly_half_of_the_memory() -> None:
    held = largest_block(VGG16, Resource.MEMORY)
    assert held is not None
    assert {row.name.partition("_")[0] for row in held.rows} == {"block1"}
    values = 224 * 224 * 64 * 2 + 112 * 112 * 64
    assert held.amount == BYTES * values
    assert held.share == pytest.approx(values / published.VGG16_ACTIVATIONS_TOTAL)


def test_a_family_that_holds_less_than_half_has_no_first_half() -> None:
    assert first_half(VGG16, Resource.PARAMETERS, Family.CONVOLUTION) is None
    assert first_half(VGG16, Resource.WORK, Family.DENSE) is None


def test_layers_without_weights_hold_nothing() -> None:
    rows = summarize(Network("pooling", (MaxPool2D("pool"),)), (6, 9, 2))
    assert largest_layers(rows, Resource.PARAMETERS) is None
    assert largest_block(rows, Resource.WORK) is None
    assert first_half(rows, Resource.WORK, Family.CONVOLUTION) is None
    assert holding(rows, rows, Resource.WORK).share == 0.0


@pytest.mark.parametrize("resource", Resource)
@pytest.mark.parametrize("key", PRESETS)
def test_the_layers_and_the_picture_add_up_to_the_total(key: str, resource: Resource) -> None:
    shape = (*NON_SQUARE[:2], PRESETS[key].default_input_shape[-1])
    rows = summarize(PRESETS[key], shape)
    picture = BYTES * shape[0] * shape[1] * shape[2] if resource is Resource.MEMORY else 0
    together = sum(holding([row], rows, resource).amount for row in rows)
    assert together + picture == total_amount(rows, resource)


class TestConventions:
    def test_work_of_vgg16_as_torchvision_and_others_count_it(self) -> None:
        macs, flops, google, *_ = (each.amount(VGG16) for each in CONVENTIONS)
        assert int(macs / 10**7) / 100 == published.TORCHVISION_GFLOPS["vgg16"]
        assert flops == 2 * macs
        # a bias for each output of a convolution or dense layer, four values in each 2x2 window
        biases, pooled = published.TIMM_VGG16_ACTIVATIONS, 1_530_368
        assert google == flops + biases + 4 * pooled

    @pytest.mark.parametrize(("name", "gflops"), published.GOOGLE_VGG16_CUMULATIVE_GFLOPS.items())
    def test_googles_table_up_to_a_layer(self, name: str, gflops: float) -> None:
        rows = VGG16[: names(VGG16).index(name) + 1]
        assert round(flops_with_bias_and_pooling(rows) / 10**9, 3) == gflops

    def test_memory_of_vgg16_as_we_and_timm_count_it(self) -> None:
        *_, values, timm = (each.amount(VGG16) for each in CONVENTIONS)
        assert values == published.VGG16_ACTIVATIONS_TOTAL
        assert timm == published.TIMM_VGG16_ACTIVATIONS

    def test_worked_out_by_hand_for_an_input_that_is_not_square(self) -> None:
        layers = (Conv2D("conv", 4, 3), MaxPool2D("pool"), Flatten(), Dense("fc", 7))
        rows = summarize(Network("small", layers), (6, 8, 2))
        macs, flops, google, values, timm = (each.amount(rows) for each in CONVENTIONS)
        assert macs == 6 * 8 * 4 * 2 * 9 + 3 * 4 * 4 * 7
        assert flops == 2 * macs
        assert google == 2 * macs + (6 * 8 * 4 + 7) + 4 * (3 * 4 * 4)
        assert values == 6 * 8 * 2 + 6 * 8 * 4 + 3 * 4 * 4 + 7
        assert timm == activations_with_weights(rows) == 6 * 8 * 4 + 7

    def test_each_has_users_and_a_source(self) -> None:
        for convention in CONVENTIONS:
            assert all([convention.name, convention.counted, convention.used_by])
            assert convention.source
