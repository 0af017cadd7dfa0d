"""The presets against the papers' tables, and networks made from blocks and a head."""

from typing import Any

import pytest

from explorer.architecture.layers import (
    LRN,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    Layer,
    MaxPool2D,
    ZeroPad2D,
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
from tests.architecture import published

ARTICLE_PRESETS = ["vgg16-no-top", "vgg16-frozen", "vgg16-average", "small-batch-norm"]


def test_presets_are_the_papers_and_the_articles() -> None:
    assert sorted(PRESETS) == sorted([*published.VGG_CONFIGURATIONS, "alexnet", *ARTICLE_PRESETS])


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_has_a_name_and_a_source(key: str) -> None:
    assert PRESETS[key].name
    assert PRESETS[key].source


def test_no_two_presets_share_a_name() -> None:
    assert len({network.name for network in PRESETS.values()}) == len(PRESETS)


@pytest.mark.parametrize(("key", "expected"), published.VGG_CONFIGURATIONS.items())
class TestTable1OfThePaper:
    def test_convolutions(self, key: str, expected: list[tuple[int, int]]) -> None:
        found = [layer for layer in PRESETS[key].layers if isinstance(layer, Conv2D)]
        assert [(layer.kernel_size, layer.filters) for layer in found] == expected
        assert {(layer.stride, layer.padding, layer.activation) for layer in found} == {
            (1, "same", "relu")
        }

    def test_poolings(self, key: str, expected: list[tuple[int, int]]) -> None:
        found = [layer for layer in PRESETS[key].layers if isinstance(layer, MaxPool2D)]
        assert [(layer.pool_size, layer.stride) for layer in found] == [(2, 2)] * 5

    def test_dense_layers(self, key: str, expected: list[tuple[int, int]]) -> None:
        found = [layer for layer in PRESETS[key].layers if isinstance(layer, Dense)]
        assert [(layer.units, layer.activation) for layer in found] == [
            (4096, "relu"),
            (4096, "relu"),
            (1000, "softmax"),
        ]

    def test_weight_layers(self, key: str, expected: list[tuple[int, int]]) -> None:
        weighted = [layer for layer in PRESETS[key].layers if isinstance(layer, Conv2D | Dense)]
        assert len(weighted) == published.VGG_WEIGHT_LAYERS[key] == len(expected) + 3


def test_a_lrn_adds_one_normalisation_after_the_first_convolution() -> None:
    with_lrn, without = PRESETS["vgg11-lrn"].layers, PRESETS["vgg11"].layers
    assert isinstance(with_lrn[1], LRN)
    assert (with_lrn[0], *with_lrn[2:]) == without


def test_alexnet_is_the_one_tower_of_torchvision() -> None:
    layers = PRESETS["alexnet"].layers
    convolutions = [layer for layer in layers if isinstance(layer, Conv2D)]
    assert [(layer.filters, layer.kernel_size, layer.stride) for layer in convolutions] == [
        (64, 11, 4),
        (192, 5, 1),
        (384, 3, 1),
        (256, 3, 1),
        (256, 3, 1),
    ]
    assert layers[0] == ZeroPad2D("block1_pad1", 2)
    poolings = [layer for layer in layers if isinstance(layer, MaxPool2D)]
    assert [(layer.pool_size, layer.stride) for layer in poolings] == [(3, 2)] * 3
    names = [layer.name for layer in layers]
    assert names[-6:] == [
        *("flatten", "fc1_dropout", "fc1", "fc2_dropout", "fc2", "predictions"),
    ]


def test_the_frozen_base_is_frozen_and_its_head_is_not() -> None:
    layers = PRESETS["vgg16-frozen"].layers
    trainable = {
        layer.name: layer.trainable for layer in layers if isinstance(layer, Conv2D | Dense)
    }
    assert {name for name, learns in trainable.items() if learns} == {"fc1", "predictions"}


def test_a_block_with_everything() -> None:
    block = Block(
        filters=8,
        repeats=2,
        kernel_size=(3, 1),
        padding=1,
        dilation=2,
        normalisation="batch",
        dropout=0.25,
        pooling="average",
        pool_size=3,
        pool_stride=1,
        pool_padding="same",
        trainable=False,
    )
    convolution: dict[str, Any] = {"padding": "valid", "dilation": 2, "trainable": False}
    assert block_layers(block, 4) == [
        ZeroPad2D("block4_pad1", 1),
        Conv2D("block4_conv1", 8, 3, **convolution),
        Dropout("block4_dropout1", 0.25),
        BatchNorm("block4_bn1", trainable=False),
        ZeroPad2D("block4_pad2", 1),
        Conv2D("block4_conv2", 8, 1, **convolution),
        Dropout("block4_dropout2", 0.25),
        BatchNorm("block4_bn2", trainable=False),
        AveragePool2D("block4_pool", 3, 1, "same"),
    ]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        pytest.param(
            Block(8, stride=2, padding="valid", pooling="none"),
            [Conv2D("block1_conv1", 8, 3, 2, "valid")],
            id="no pooling",
        ),
        pytest.param(
            Block(8, normalisation="lrn"),
            [Conv2D("block1_conv1", 8, 3), LRN("block1_lrn1"), MaxPool2D("block1_pool")],
            id="local response normalisation",
        ),
        pytest.param(
            Block(8, kernel_size=5, padding=0, pooling="none"),
            [ZeroPad2D("block1_pad1", 0), Conv2D("block1_conv1", 8, 5, padding="valid")],
            id="explicitly no zeros",
        ),
    ],
)
def test_blocks(block: Block, expected: list[Layer]) -> None:
    assert block_layers(block, 1) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(
            Head(classes=10, units=(), reduction="average"),
            [GlobalAveragePool(), Dense("predictions", 10, "softmax")],
            id="average, no hidden layer",
        ),
        pytest.param(
            Head(classes=1, units=(), reduction="max"),
            [GlobalMaxPool(), Dense("predictions", 1, "sigmoid")],
            id="max, one class",
        ),
        pytest.param(
            Head(classes=5, units=(7,), dropout=(0.0, 0.3)),
            [
                Flatten(),
                Dense("fc1", 7),
                Dropout("predictions_dropout", 0.3),
                Dense("predictions", 5, "softmax"),
            ],
            id="dropout before the classes",
        ),
    ],
)
def test_heads(head: Head, expected: list[Layer]) -> None:
    assert head_layers(head) == expected


def test_a_network_without_a_head_ends_with_its_last_block() -> None:
    network = build_network("two blocks", [Block(4), Block(8)], default_input_shape=(20, 30, 3))
    assert [layer.name for layer in network.layers] == [
        *("block1_conv1", "block1_pool", "block2_conv1", "block2_pool"),
    ]
    assert network.default_input_shape == (20, 30, 3)


def test_two_layers_with_one_name_are_refused() -> None:
    layers = (Flatten("a"), Dense("b", 3), Dense("a", 3), Dense("c", 1), Dense("c", 1))
    with pytest.raises(ValueError, match=r"its own name\. Received more than once: \['a', 'c'\]\."):
        Network("twice", layers)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"repeats": 0}, r"at least one convolution\. Received: repeats=0\."),
        (
            {"repeats": 3, "kernel_size": (3, 3)},
            r"one for each .* Received: kernel_size=\(3, 3\) for repeats=3\.",
        ),
    ],
    ids=["no convolution", "too few kernel sizes"],
)
def test_a_block_refuses(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Block(8, **fields)


def test_a_head_refuses_too_few_rates() -> None:
    message = r"each of its 3 dense layers, or none\. Received: dropout=\(0\.5, 0\.5\)\."
    with pytest.raises(ValueError, match=message):
        Head(dropout=(0.5, 0.5))


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Block(0), "block1_conv1 .* filters must .* Received: filters=0"),
        (Block(8, kernel_size=0), "block1_conv1 .* kernel_size must .* kernel_size=0"),
        (Block(8, padding=-1), "block1_pad1 .* amount must .* amount=-1"),
        (Block(8, dropout=1.5), "block1_dropout1 .* rate must .* rate=1.5"),
        (Block(8, pool_size=0), "block1_pool .* pool_size must .* pool_size=0"),
        (Block(8, stride=2, dilation=2), "block1_conv1 .* cannot both"),
    ],
    ids=["filters", "kernel size", "padding", "dropout", "pool size", "stride and dilation"],
)
def test_an_error_names_the_layer_that_no_framework_can_build(block: Block, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_network("impossible", [block])


def test_a_head_without_classes_is_refused() -> None:
    with pytest.raises(ValueError, match=r"predictions .* units must .* units=0"):
        build_network("no class", [Block(8)], Head(classes=0))
