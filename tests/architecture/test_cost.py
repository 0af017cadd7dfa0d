"""Parameters, work and activation memory against published counts."""

from dataclasses import replace

import pytest

from explorer.architecture.cost import cost_of
from explorer.architecture.layers import BatchNorm, Conv2D, Dense
from explorer.architecture.networks import PRESETS, Block, Network, build_network
from explorer.architecture.shapes import output_shape
from explorer.architecture.summary import LayerSummary, summarize, totals
from tests.architecture import published, published_networks
from tests.architecture.examples import EXAMPLES, Example, kind_of
from tests.architecture.published import Cost, Stack

AT_224 = (224, 224, 3)
BILLION = 10**9


def convolutions(rows: tuple[LayerSummary, ...]) -> tuple[LayerSummary, ...]:
    """The rows of a summary that are convolutions."""
    return tuple(row for row in rows if row.kind == "Conv2D")


def google_flops(row: LayerSummary) -> int:
    """Floating-point operations of a row as Google's table counts them."""
    return row.costs.num_flops_with_bias_and_pooling


@pytest.mark.parametrize("example", EXAMPLES, ids=kind_of)
class TestEveryKindWorkedOutByHand:
    def test_cost(self, example: Example) -> None:
        found = cost_of(example.layer, example.input_shape, example.output_shape)
        assert found.num_parameters == example.num_parameters
        assert found.num_trainable == example.num_trainable
        assert found.num_macs == example.num_macs
        assert found.num_activations == example.num_activations
        assert found.num_flops_with_bias_and_pooling == example.num_flops_with_bias_and_pooling


@pytest.mark.parametrize(
    ("layer", "parameters", "trainable"),
    [
        (Conv2D("conv", 4, 3, use_bias=False), 72, 72),
        (Conv2D("conv", 4, 3, trainable=False), 76, 0),
        (Conv2D("conv", 4, 3, stride=2, padding="valid"), 76, 76),
        (Conv2D("conv", 4, 1, dilation=3), 12, 12),
        (Dense("dense", 7, use_bias=False), 14, 14),
        (Dense("dense", 7, trainable=False), 21, 0),
        (BatchNorm("norm", trainable=False), 8, 0),
    ],
    ids=str,
)
def test_biases_and_frozen_layers(
    layer: Conv2D | Dense | BatchNorm, parameters: int, trainable: int
) -> None:
    found = cost_of(layer, (5, 6, 2), output_shape(layer, (5, 6, 2)))
    assert found.num_parameters == parameters
    assert found.num_trainable == trainable


def test_a_dense_layer_on_a_grid_works_on_each_position() -> None:
    dense = Dense("dense", 7)
    after = output_shape(dense, (5, 6, 2))
    assert after == (5, 6, 7)
    assert cost_of(dense, (5, 6, 2), after).num_macs == 5 * 6 * 2 * 7


@pytest.mark.parametrize(("key", "expected"), published.COSTS.items())
def test_parameters_and_work_of_the_published_networks(key: str, expected: Cost) -> None:
    rows = summarize(PRESETS[key], AT_224)
    total = totals(rows)
    assert total.num_parameters == expected.parameters
    assert round(total.num_macs / BILLION, 4) == expected.gmacs
    assert totals(convolutions(rows)).num_parameters == expected.convolution_parameters
    if expected.convolution_gmacs is not None:
        convolution_gmacs = totals(convolutions(rows)).num_macs / BILLION
        assert round(convolution_gmacs, 4) == expected.convolution_gmacs


@pytest.mark.parametrize(("key", "millions"), published.VGG_PAPER_MILLIONS.items())
def test_millions_of_the_paper(key: str, millions: int) -> None:
    assert round(totals(summarize(PRESETS[key])).num_parameters / 10**6) == millions


@pytest.mark.parametrize(("key", "gflops"), published.TORCHVISION_GFLOPS.items())
def test_what_torchvision_calls_gflops_are_multiply_accumulates(key: str, gflops: float) -> None:
    total = totals(summarize(PRESETS[key], AT_224))
    assert total.num_macs / BILLION == pytest.approx(gflops, abs=1e-3)
    assert total.num_flops == 2 * total.num_macs


def test_gflops_of_vgg16_layer_by_layer_in_googles_table() -> None:
    cumulative, found = 0, {}
    for row in summarize(PRESETS["vgg16-no-top"], AT_224):
        cumulative += google_flops(row)
        found[row.name] = round(cumulative / BILLION, 3)
    expected = published.GOOGLE_VGG16_CUMULATIVE_GFLOPS
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("network", "name", "digits"),
    [
        pytest.param(published_networks.ALEXNET_V2, "alexnet_v2", 2, id="alexnet_v2"),
        pytest.param(PRESETS["vgg11"], "vgg_a", 3, id="vgg_a"),
        pytest.param(PRESETS["vgg16"], "vgg_16", 2, id="vgg_16"),
    ],
)
def test_gflops_in_googles_table(network: Network, name: str, digits: int) -> None:
    on_grids = [row for row in summarize(network, AT_224) if row.receptive_field is not None]
    gflops = sum(google_flops(row) for row in on_grids) / BILLION
    assert round(gflops, digits) == published.GOOGLE_GFLOPS[name]


def test_twice_the_macs_is_not_the_number_in_googles_table() -> None:
    convolutional = totals(summarize(PRESETS["vgg16-no-top"], AT_224))
    assert round(convolutional.num_flops / BILLION, 3) == 30.693


def test_activation_memory_of_vgg16() -> None:
    total = totals(summarize(PRESETS["vgg16"], AT_224))
    assert total.num_activations == published.VGG16_ACTIVATIONS_TOTAL
    assert total.num_activations == published.VGG16_ACTIVATIONS
    assert round(total.activation_bytes / 10**6, 2) == published.VGG16_ACTIVATION_MB
    assert round(total.activation_bytes / 2**20, 2) == published.VGG16_ACTIVATION_MIB


def test_timm_counts_the_activations_of_layers_with_weights() -> None:
    rows = summarize(PRESETS["vgg16"], AT_224)
    weighted = sum(row.num_activations for row in rows if row.num_parameters)
    assert weighted == published.TIMM_VGG16_ACTIVATIONS


def test_weights_without_biases_of_vgg16() -> None:
    layers = tuple(
        replace(layer, use_bias=False) if isinstance(layer, Conv2D | Dense) else layer
        for layer in PRESETS["vgg16"].layers
    )
    total = totals(summarize(Network("VGG16 without biases", layers)))
    assert total.num_parameters == published.CS231N_WEIGHTS_WITHOUT_BIASES


@pytest.mark.parametrize("stack", published.STACKS, ids=lambda stack: f"{stack.repeats} x 3x3")
class TestStacks:
    """n 3x3 convolutions against one of (2n+1)x(2n+1), the same channels in and out, no bias."""

    CHANNELS = 16

    def rows(self, kernel_size: int, repeats: int) -> tuple[LayerSummary, ...]:
        layers = tuple(
            Conv2D(f"conv{number}", self.CHANNELS, kernel_size, use_bias=False)
            for number in range(repeats)
        )
        return summarize(Network("stack", layers), (30, 41, self.CHANNELS))

    def test_weights(self, stack: Stack) -> None:
        one = totals(self.rows(stack.kernel_size, 1)).num_parameters
        several = totals(self.rows(3, stack.repeats)).num_parameters
        pairs = self.CHANNELS**2
        assert (one, several) == (pairs * stack.weights_one, pairs * stack.weights_stack)
        assert round(one / several - 1, 3) == stack.more_in_one
        assert round(1 - several / one, 3) == stack.saved_by_stack

    def test_work_has_the_same_ratio(self, stack: Stack) -> None:
        one = totals(self.rows(stack.kernel_size, 1)).num_macs
        several = totals(self.rows(3, stack.repeats)).num_macs
        assert one * stack.weights_stack == several * stack.weights_one

    def test_receptive_field_is_the_same(self, stack: Stack) -> None:
        one, several = self.rows(stack.kernel_size, 1)[-1], self.rows(3, stack.repeats)[-1]
        assert one.receptive_field == several.receptive_field
        assert one.receptive_field is not None
        assert one.receptive_field.size == stack.kernel_size


def test_five_5x5_have_more_weights_and_less_work_than_the_pairs_they_replace() -> None:
    blocks = [Block(filters, kernel_size=5) for filters in (64, 128, 256, 512, 512)]
    shallow = totals(summarize(build_network("shallow B", blocks), AT_224))
    assert shallow.num_parameters == published.SHALLOW_B_CONVOLUTION_PARAMETERS
    assert round(shallow.num_macs / BILLION, 3) == published.SHALLOW_B_CONVOLUTION_GMACS
    deep = published.COSTS["vgg13"]
    assert deep.convolution_gmacs is not None
    assert shallow.num_parameters > deep.convolution_parameters
    assert shallow.num_macs / BILLION < deep.convolution_gmacs
