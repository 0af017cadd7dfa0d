"""Sentences on which layers take what, and on how others count."""

import pytest

from explorer.architecture.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import summarize
from explorer.figures.network.budget_notes import (
    budget_facts,
    conventions_note,
    conventions_table,
)


def test_three_facts_of_vgg16() -> None:
    assert budget_facts(summarize(PRESETS["vgg16"])) == (
        "fc1 alone holds 74.3 % of the parameters: 102,764,544 of 138,357,544.",
        "The convolutions of blocks 1 to 3 do 60.3 % of the work, the dense layers 0.8 %.",
        "Block 1 holds 47.4 % of the activation memory, nearly half: block1_conv1 writes "
        "224×224×64 values.",
    )


def test_without_dense_layers_the_late_convolutions_stand_out() -> None:
    parameters, work, memory = budget_facts(summarize(PRESETS["vgg16-no-top"], (225, 299, 3)))
    assert parameters == (
        "Without dense layers, block4_conv2, block4_conv3, block5_conv1, block5_conv2 and "
        "block5_conv3 together hold 80.2 % of the parameters, 2,359,808 each."
    )
    assert "dense" not in work
    assert "225×299×64" in memory


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_has_its_facts(key: str) -> None:
    rows = summarize(PRESETS[key])
    parameters, work, memory = budget_facts(rows)
    assert "of the parameters" in parameters
    assert "of the work" in work
    assert memory.startswith("Block 1 holds")


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        (
            (Flatten(), Dense("fc1", 1000)),
            "The dense layers do 100 % of the work.",
        ),
        (
            (Conv2D("block1_conv1", 4, 3), Conv2D("block2_conv1", 4, 3)),
            "The convolutions of blocks 1 and 2 do 100 % of the work.",
        ),
        (
            (Conv2D("block1_conv1", 90, 3), MaxPool2D("block1_pool"), Conv2D("block2_conv1", 1, 1)),
            "The convolutions of block 1 do 99.1 % of the work.",
        ),
    ],
    ids=["dense only", "two blocks", "one block"],
)
def test_who_does_the_work(layers: tuple[Layer, ...], expected: str) -> None:
    rows = summarize(Network("small", layers), (8, 12, 3))
    assert expected in budget_facts(rows)


def test_many_layers_are_counted_and_not_listed() -> None:
    layers = tuple(Conv2D(f"block1_conv{i}", 3, 3) for i in range(1, 9))
    parameters, *_ = budget_facts(summarize(Network("deep", layers), (8, 12, 3)))
    assert parameters == (
        "Without dense layers, 8 layers together hold 100 % of the parameters, 84 each."
    )


def test_nothing_is_said_about_what_a_network_lacks() -> None:
    (fact,) = budget_facts(summarize(Network("pooling", (MaxPool2D("block1_pool"),)), (6, 9, 2)))
    assert fact.startswith("Block 1 holds 18.2 % of the activation memory: block1_pool")


def test_one_network_by_all_conventions() -> None:
    table = conventions_table(summarize(PRESETS["vgg16"]))
    assert dict(zip(table["Called"], table["This network"], strict=True)) == {
        "MACs": 15_470_264_320,
        "FLOPs": 30_940_528_640,
        "FLOPs with biases and pooling": 30_960_206_824,
        "Values of the picture and all outputs": 15_237_608,
        "Activations": 13_556_712,
    }
    assert all(table["Source"])


def test_the_sentence_on_conventions_holds_the_published_numbers() -> None:
    note = conventions_note(summarize(PRESETS["vgg16"]))
    assert note.startswith("15.47 GMACs as counted here and by torchvision")
    assert "30.71 GFLOPs up to block5_pool" in note  # Google's table: 30.71
    assert "13,556,712" in note  # timm's card: 13.6 M
    assert "where that table ends" not in conventions_note(summarize(PRESETS["vgg16-no-top"]))
