"""Two networks side by side: which layers correspond, and what differs."""

from collections.abc import Sequence
from itertools import product

import pytest

from explorer.architecture.layers import (
    LRN,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Flatten,
    Layer,
    MaxPool2D,
)
from explorer.architecture.network.comparison import Difference, Match, Pair, compare_networks
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import LayerSummary, summarize


def summary_of(key: str) -> tuple[LayerSummary, ...]:
    return summarize(PRESETS[key])


def paired(pairs: Sequence[Pair]) -> list[tuple[str | None, str | None]]:
    """The names of the layers of each pair."""
    return [
        (pair.first.name if pair.first else None, pair.second.name if pair.second else None)
        for pair in pairs
    ]


def other_pairs(first: str, second: str) -> dict[str, Pair]:
    """The pairs of two presets that differ, by the name of a layer."""
    pairs = compare_networks(summary_of(first), summary_of(second))
    return {
        next(name for name in names if name): pair
        for names, pair in zip(paired(pairs), pairs, strict=True)
        if pair.match is not Match.SAME
    }


def small(*layers: Layer) -> tuple[LayerSummary, ...]:
    return summarize(Network("small", layers), (8, 12, 3))


@pytest.mark.parametrize("key", PRESETS)
def test_a_network_is_the_same_as_itself(key: str) -> None:
    pairs = compare_networks(summary_of(key), summary_of(key))
    assert {pair.match for pair in pairs} == {Match.SAME}
    assert [pair.first for pair in pairs] == list(summary_of(key))


@pytest.mark.parametrize(("one", "other"), list(product(PRESETS, PRESETS)))
def test_every_layer_is_in_one_pair_in_order(one: str, other: str) -> None:
    pairs = compare_networks(summary_of(one), summary_of(other))
    assert [pair.first for pair in pairs if pair.first] == list(summary_of(one))
    assert [pair.second for pair in pairs if pair.second] == list(summary_of(other))


def test_vgg16_against_c_differs_in_three_1x1_convolutions() -> None:
    pairs = other_pairs("vgg16", "vgg16-c")
    assert list(pairs) == ["block3_conv3", "block4_conv3", "block5_conv3"]
    for pair in pairs.values():
        assert pair.match is Match.DIFFERENT
        assert pair.made_otherwise == (Difference("kernel_size", 3, 1),)
        assert [each.what for each in pair.comes_out_otherwise] == ["num_parameters"]
    assert pairs["block3_conv3"].comes_out_otherwise[0].second == 256 * 256 + 256


def test_vgg16_against_alexnet_begins_with_11x11_and_stride_4() -> None:
    pairs = other_pairs("vgg16", "alexnet")
    differences = {each.what: each for each in pairs["block1_conv1"].differences}
    assert differences["kernel_size"] == Difference("kernel_size", 3, 11)
    assert differences["stride"] == Difference("stride", 1, 4)
    assert differences["output_shape"] == Difference("output_shape", (224, 224, 64), (55, 55, 64))
    assert differences["num_parameters"] == Difference(
        "num_parameters", 3 * 9 * 64 + 64, 3 * 121 * 64 + 64
    )
    assert pairs["block1_pad1"].match is Match.ONLY_SECOND
    assert pairs["block5_conv1"].match is Match.ONLY_FIRST


def test_an_additional_layer_has_no_partner() -> None:
    pairs = other_pairs("vgg19", "vgg16")
    assert {name: pair.match for name, pair in pairs.items()} == {
        "block3_conv4": Match.ONLY_FIRST,
        "block4_conv4": Match.ONLY_FIRST,
        "block5_conv4": Match.ONLY_FIRST,
    }


def test_heads_are_paired() -> None:
    pairs = compare_networks(summary_of("vgg16"), summary_of("vgg16-average"))
    head = [names for names, pair in zip(paired(pairs), pairs, strict=True) if pair.block == "head"]
    assert head == [
        ("flatten", "global_average_pool"),
        (None, "fc1_dropout"),
        ("fc1", "fc1"),
        ("fc2", None),
        (None, "predictions_dropout"),
        ("predictions", "predictions"),
    ]


def test_the_head_comes_last_if_one_network_has_more_blocks() -> None:
    pairs = compare_networks(summary_of("alexnet"), summary_of("vgg16"))
    blocks = list(dict.fromkeys(pair.block for pair in pairs))
    assert blocks == ["block 1", "block 2", "block 3", "block 4", "block 5", "head"]


def test_another_input_size_changes_only_the_results() -> None:
    network = PRESETS["vgg16"]
    pairs = compare_networks(summarize(network, (224, 224, 3)), summarize(network, (225, 299, 3)))
    assert not any(pair.made_otherwise for pair in pairs)
    fc1 = next(pair for pair in pairs if pair.first and pair.first.name == "fc1")
    assert fc1.comes_out_otherwise == (
        Difference("num_parameters", 102_764_544, 7 * 9 * 512 * 4096 + 4096),
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            MaxPool2D("block1_pool"),
            AveragePool2D("block1_pool", 3),
            [
                Difference("kind", "MaxPool2D", "AveragePool2D"),
                Difference("pool_size", 2, 3),
            ],
        ),
        (
            BatchNorm("block1_bn1"),
            LRN("block1_lrn1"),
            [Difference("kind", "BatchNorm", "LRN")],
        ),
        (
            Conv2D("block1_conv1", 4, 3, use_bias=False),
            Conv2D("block1_conv1", 5, 3, padding="valid", trainable=False),
            [
                Difference("filters", 4, 5),
                Difference("padding", "same", "valid"),
                Difference("use_bias", False, True),
                Difference("trainable", True, False),
            ],
        ),
    ],
    ids=["pooling", "normalisation", "convolution"],
)
def test_differences_between_layers_with_the_same_role(
    one: Layer, other: Layer, expected: list[Difference]
) -> None:
    (pair,) = compare_networks(small(one), small(other))
    assert list(pair.made_otherwise) == expected


def test_layers_with_different_roles_are_not_paired() -> None:
    pairs = compare_networks(small(Conv2D("conv", 4, 3)), small(MaxPool2D("pool")))
    assert paired(pairs) == [("conv", None), (None, "pool")]


def test_layers_between_blocks_are_not_lost() -> None:
    layers = (Conv2D("conv", 4, 3), MaxPool2D("block1_pool"), Flatten(), Dense("fc", 2))
    pairs = compare_networks(small(*layers), small(*layers))
    assert sorted(filter(None, (name for name, _ in paired(pairs)))) == [
        "block1_pool",
        "conv",
        "fc",
        "flatten",
    ]
