"""Whole summaries against published ones, row by row, and sizes that are refused."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from explorer.architecture.layers import (
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool2D,
    ReductionLayer,
)
from explorer.architecture.networks import (
    PRESETS,
    Block,
    Head,
    Network,
    block_layers,
    build_network,
    head_layers,
)
from explorer.architecture.summary import LayerSummary, Totals, summarize, totals
from tests.architecture import published
from tests.architecture.examples import EXAMPLES, RECTANGULAR, Example, kind_of
from tests.architecture.published import Counts, HeadCount, Row, SmallRow
from tests.architecture.random_networks import networks, roomy_shape, same_every_run

VGG_REPEATS = {64: 2, 128: 2, 256: 3, 512: 3}
VGG16_FILTERS = (64, 128, 256, 512, 512)


def counts(total: Totals) -> Counts:
    """Total, trainable and non-trainable parameters, as Keras prints them."""
    return Counts(total.num_parameters, total.num_trainable, total.num_non_trainable)


def published_row(row: LayerSummary) -> Row:
    """The columns of the published table."""
    field = row.receptive_field
    place = (
        (field.size, field.effective_stride, field.effective_padding)
        if field is not None
        else (None, None, None)
    )
    return Row(row.name, row.output_shape, row.num_parameters, row.num_macs, *place)


@pytest.mark.parametrize(
    "example", [*EXAMPLES, *RECTANGULAR], ids=lambda each: f"{kind_of(each)} {each.layer.name}"
)
def test_every_kind_agrees_with_the_row_worked_out_by_hand(example: Example) -> None:
    before = () if len(example.input_shape) == 3 else (Flatten("before"),)
    network = Network("one layer", (*before, example.layer))
    input_shape = example.input_shape if not before else (5, 6, 2)
    row = summarize(network, input_shape)[-1]
    assert (row.kind, row.family) == (kind_of(example), example.layer.family)
    assert (row.input_shape, row.output_shape) == (example.input_shape, example.output_shape)
    assert (row.num_parameters, row.num_trainable, row.num_macs, row.num_activations) == (
        example.num_parameters,
        example.num_trainable,
        example.num_macs,
        example.num_activations,
    )
    assert (row.num_flops, row.activation_bytes) == (
        2 * example.num_macs,
        4 * example.num_activations,
    )


def test_vgg16_row_by_row() -> None:
    assert [published_row(row) for row in summarize(PRESETS["vgg16"])] == published.VGG16_ROWS


def test_the_small_network_row_by_row() -> None:
    rows = summarize(PRESETS["small-batch-norm"])
    assert [SmallRow(row.name, row.output_shape, row.num_parameters) for row in rows] == (
        published.SMALL_NETWORK_ROWS
    )
    assert counts(totals(rows)) == published.SMALL_NETWORK_COUNTS


def test_vgg16_without_top_at_180_drops_a_row_twice() -> None:
    rows = {row.name: row for row in summarize(PRESETS["vgg16-no-top"])}
    sizes = [rows[f"block{number}_pool"].output_shape for number in range(1, 6)]
    assert sizes == [(90, 90, 64), (45, 45, 128), (22, 22, 256), (11, 11, 512), (5, 5, 512)]
    third, fifth = rows["block3_pool"].rows, rows["block5_pool"].rows
    assert third is not None
    assert fifth is not None
    assert (third.size_in, third.size_out, third.unreached) == (45, 22, (44,))
    assert (fifth.size_in, fifth.size_out, fifth.unreached) == (11, 5, (10,))


def test_vgg16_without_top_at_160() -> None:
    rows = summarize(PRESETS["vgg16-no-top"], (160, 160, 3))
    assert rows[-1].output_shape == (5, 5, 512)
    assert totals(rows).num_parameters == published.COSTS["vgg16"].convolution_parameters


def test_the_frozen_base_with_a_new_head() -> None:
    rows = summarize(PRESETS["vgg16-frozen"])
    assert rows[0].input_shape == (160, 160, 3)
    assert counts(totals(rows)) == published.FROZEN_BASE_COUNTS
    trainable = {row.name: row.num_trainable for row in rows if row.num_trainable}
    assert trainable == published.FROZEN_BASE_HEAD


def test_vgg16_block_by_block_with_average_pooling() -> None:
    rows = summarize(PRESETS["vgg16-average"])
    assert [(row.kind, row.output_shape) for row in rows[-6:]] == [
        ("MaxPool2D", (7, 7, 512)),
        ("GlobalAveragePool", (512,)),
        ("Dropout", (512,)),
        ("Dense", (120,)),
        ("Dropout", (120,)),
        ("Dense", (10,)),
    ]
    head = (512 * 120 + 120) + (120 * 10 + 10)
    assert totals(rows).num_parameters == (published.COSTS["vgg16"].convolution_parameters + head)


@pytest.mark.parametrize(("size", "parameters"), published.KERAS_PARAMETERS_BY_SIZE.items())
def test_fc1_grows_with_the_input(size: int, parameters: int) -> None:
    assert totals(summarize(PRESETS["vgg16"], (size, size, 3))).num_parameters == parameters


@pytest.mark.parametrize("expected", published.KERAS_HEADS, ids=str)
def test_heads_on_the_frozen_base(expected: HeadCount) -> None:
    base = PRESETS["vgg16-frozen"].layers[:18]
    reduction: Any = expected.reduction
    head = Head(classes=10, units=expected.units, reduction=reduction)
    network = Network("frozen base, new head", (*base, *head_layers(head)))
    total = totals(summarize(network))
    assert (total.num_parameters, total.num_trainable) == (expected.total, expected.trainable)


@pytest.mark.parametrize(("first", "trainable"), published.KERAS_UNFROZEN_FROM_BLOCK.items())
def test_unfreezing_the_last_blocks(first: int, trainable: int) -> None:
    blocks = [
        Block(filters, VGG_REPEATS[filters], trainable=number >= first)
        for number, filters in enumerate(VGG16_FILTERS, 1)
    ]
    total = totals(summarize(build_network("partly frozen", blocks)))
    assert total.num_trainable == trainable
    assert total.num_parameters == published.COSTS["vgg16"].convolution_parameters


def test_one_channel_makes_the_first_kernel_a_third() -> None:
    grey, colour = (
        summarize(PRESETS["vgg16"], (224, 224, channels))[0].num_parameters for channels in (1, 3)
    )
    assert (grey, colour) == (640, 1_792)


@pytest.mark.parametrize("key", PRESETS)
def test_rows_add_up_to_totals(key: str) -> None:
    rows = summarize(PRESETS[key], (200, 231, PRESETS[key].default_input_shape[-1]))
    total = totals(rows)
    assert total.num_parameters == sum(row.num_parameters for row in rows)
    assert total.num_trainable == sum(row.num_trainable for row in rows)
    assert total.num_macs == sum(row.num_macs for row in rows)
    assert total.num_flops == sum(row.num_flops for row in rows)
    input_values = 200 * 231 * PRESETS[key].default_input_shape[-1]
    assert total.num_activations == input_values + sum(row.num_activations for row in rows)
    assert total.activation_bytes == 4 * total.num_activations
    assert total.num_trainable + total.num_non_trainable == total.num_parameters


@given(networks())
@same_every_run
def test_each_layer_receives_what_the_one_before_it_makes(network: Network) -> None:
    shape = roomy_shape(network)
    rows = summarize(network, shape)
    assert [row.layer for row in rows] == list(network.layers)
    assert rows[0].input_shape == shape
    for before, after in pairwise(rows):
        assert after.input_shape == before.output_shape


def test_rows_and_columns_swap_with_height_and_width() -> None:
    upright, lying = (
        summarize(PRESETS["vgg16"], shape) for shape in [(299, 180, 3), (180, 299, 3)]
    )
    for tall, wide in zip(upright, lying, strict=True):
        assert (tall.rows, tall.columns) == (wide.columns, wide.rows)
        assert tall.num_macs == wide.num_macs


def test_the_default_is_the_input_shape_of_the_network() -> None:
    network = replace(PRESETS["vgg16-no-top"], default_input_shape=(64, 96, 3))
    assert summarize(network) == summarize(network, (64, 96, 3))


def test_a_network_without_layers_has_no_rows_and_no_totals() -> None:
    empty = summarize(Network("empty", ()))
    assert empty == ()
    assert totals(empty) == Totals(0, 0, 0, 0)


def test_five_poolings_do_not_fit_on_16_px() -> None:
    message = (
        r"^block5_pool \(MaxPool2D\) needs at least 2 rows and 2 columns; it received "
        r"\(1, 1, 512\)\. The smallest input that works for VGG16 \(D\) is 32x32 px; "
        r"this one is 16x16 px\. Choose a larger input, or remove a layer that shrinks the grid\.$"
    )
    with pytest.raises(ValueError, match=message):
        summarize(PRESETS["vgg16"], (16, 16, 3))


def test_advice_stays_within_the_largest_input() -> None:
    """(15 + 7 * 8) * 64 ... is more than any input here, so a larger one is no way out."""
    block = Block(1, 1, 15, 8, "valid", pool_size=8, pool_stride=8)
    network = build_network("two strided blocks", [block, block], None)
    with pytest.raises(ValueError, match=r"is 4551x4551 px; this one is 1024x1024 px\.") as caught:
        summarize(network, (1024, 1024, 3))
    sentence = str(caught.value)
    assert "larger input" not in sentence
    assert "An input has at most 1024x1024 px here: make kernels, strides" in sentence


def test_the_largest_input_may_be_the_smallest_that_works() -> None:
    network = Network("halved ten times", tuple(MaxPool2D(f"pool{n}") for n in range(10)))
    with pytest.raises(ValueError, match=r"is 1024x1024 px; .* Choose a larger input"):
        summarize(network, (1023, 1023, 3))
    assert summarize(network, (1024, 1024, 3))[-1].output_shape == (1, 1, 3)


def test_one_side_that_is_too_small_is_refused() -> None:
    message = r"block5_pool .* received \(1, 18, 512\)\. .* is 32x32 px; this one is 31x300 px"
    with pytest.raises(ValueError, match=message):
        summarize(PRESETS["vgg16"], (31, 300, 3))


def test_the_first_layer_can_be_the_one_that_does_not_fit() -> None:
    network = Network("large kernel", (Conv2D("conv", 4, 7, padding="valid"),))
    message = r"conv \(Conv2D\) needs at least 7 rows .* \(6, 9, 3\)\. .* 7x7 px; this one is 6x9"
    with pytest.raises(ValueError, match=message):
        summarize(network, (6, 9, 3))


def test_a_dilated_window_needs_room_for_its_gaps() -> None:
    network = Network("gaps", (Conv2D("conv", 4, 3, padding="valid", dilation=4),))
    assert summarize(network, (9, 10, 3))[0].output_shape == (1, 2, 4)
    with pytest.raises(ValueError, match=r"conv .* needs at least 9 rows and 9 columns"):
        summarize(network, (8, 10, 3))


@pytest.mark.parametrize(
    "shape",
    [(224, 224), (224, 224, 3, 1), (0, 224, 3), (224, -1, 3), (224, 224, 0), (22.5, 224, 3), ()],
    ids=str,
)
def test_other_values_are_not_an_input_shape(shape: Any) -> None:
    message = r"is \(height, width, channels\), each a whole number of 1 or more\. Received: \("
    with pytest.raises(ValueError, match=message):
        summarize(PRESETS["vgg16"], shape)


@pytest.mark.parametrize(
    "reduction", [Flatten(), GlobalAveragePool(), GlobalMaxPool()], ids=lambda it: it.name
)
def test_a_convolution_after_the_grid_is_gone_is_refused(
    reduction: ReductionLayer,
) -> None:
    layers = (*block_layers(Block(4), 1), reduction, Dense("fc1", 9), Conv2D("late", 4, 3))
    message = r"late \(Conv2D\) needs a grid .* Received: \(9,\)\. Put it before Flatten"
    with pytest.raises(ValueError, match=message):
        summarize(Network("late", layers))
