"""Two networks as a table of pairs, a table of totals, and sentences."""

import pytest

from explorer.architecture.layers import MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.figures.network.comparison import (
    network_comparison_table,
    network_differences,
    totals_table,
)

Rows = tuple[LayerSummary, ...]
NAMES = ("one", "other")


@pytest.fixture(scope="module")
def vgg16() -> Rows:
    return summarize(PRESETS["vgg16"])


def row_of(table: dict[str, list[str]], cell: str) -> list[str]:
    """The first row of a table that holds a cell."""
    return next(list(row) for row in zip(*table.values(), strict=True) if cell in row)


def test_titles_are_numbered_even_for_the_same_network(vgg16: Rows) -> None:
    table = network_comparison_table(vgg16, vgg16, ("VGG16 (D)", "VGG16 (D)"))
    assert list(table) == [
        "Block",
        "Match",
        "1: VGG16 (D)",
        "2: VGG16 (D)",
        "What differs, 1 → 2",
    ]
    assert set(table["Match"]) == {"= same"}
    assert set(table["What differs, 1 → 2"]) == {""}


def test_c_has_three_1x1(vgg16: Rows) -> None:
    table = network_comparison_table(vgg16, summarize(PRESETS["vgg16-c"]), NAMES)
    assert table["Match"].count("≠ differs") == 3
    assert row_of(table, "block4_conv3, 28×28×512") == [
        "block 4",
        "≠ differs",
        "block4_conv3, 28×28×512",
        "block4_conv3, 28×28×512",
        "kernel 3×3 → 1×1; parameters 2,359,808 → 262,656",
    ]


def test_alexnet_has_11x11_with_stride_4(vgg16: Rows) -> None:
    table = network_comparison_table(vgg16, summarize(PRESETS["alexnet"]), NAMES)
    assert row_of(table, "block1_conv1, 55×55×64")[1:] == [
        "≠ differs",
        "block1_conv1, 224×224×64",
        "block1_conv1, 55×55×64",
        "kernel 3×3 → 11×11; stride 1 → 4; padding same → valid; "
        "output 224×224×64 → 55×55×64; parameters 1,792 → 23,296",
    ]
    assert row_of(table, "block1_conv2, 224×224×64")[1:] == [
        "1 only",
        "block1_conv2, 224×224×64",
        "none",
        "",
    ]
    assert row_of(table, "fc2_dropout, 4,096")[1] == "2 only"


def test_totals_side_by_side(vgg16: Rows) -> None:
    table = totals_table(vgg16, summarize(PRESETS["vgg16-c"]), NAMES)
    assert list(zip(*table.values(), strict=True)) == [
        ("Layers with weights", "16", "16", "= same"),
        ("Parameters", "138.4 M", "133.6 M", "0.97 ×"),
        ("Work", "15.47 GMACs", "11.77 GMACs", "0.76 ×"),
        ("Activation memory", "58.1 MiB", "58.1 MiB", "= same"),
        ("Last grid", "7×7×512", "7×7×512", "= same"),
        ("Receptive field at the last grid", "212 px", "156 px", "0.74 ×"),
    ]


def test_totals_that_differ_by_little_or_from_nothing(vgg16: Rows) -> None:
    table = totals_table(vgg16, summarize(PRESETS["vgg16-average"]), NAMES)
    assert row_of(table, "Activation memory")[-1] == "≠ nearly the same"
    nothing = summarize(Network("pooling", (MaxPool2D("pool"),)), (6, 9, 2))
    assert row_of(totals_table(nothing, vgg16, NAMES), "Work")[-1] == "?"


def test_what_differs_from_c(vgg16: Rows) -> None:
    assert network_differences(vgg16, summarize(PRESETS["vgg16-c"]), NAMES) == (
        "block3_conv3, block4_conv3 and block5_conv3: kernel 3×3 → 1×1.",
        "In total: parameters 138.4 M → 133.6 M, work 15.47 GMACs → 11.77 GMACs, "
        "receptive field at the last grid 212 px → 156 px.",
    )


def test_what_differs_from_alexnet(vgg16: Rows) -> None:
    sentences = network_differences(vgg16, summarize(PRESETS["alexnet"]), ("VGG16", "AlexNet"))
    assert sentences[0] == "block1_conv1: kernel 3×3 → 11×11, stride 1 → 4, padding same → valid."
    assert (
        "Only VGG16 has 10 layers (the first is block1_conv2, the last block5_pool)." in sentences
    )
    assert "Only AlexNet has block1_pad1, fc1_dropout and fc2_dropout." in sentences


def test_another_input(vgg16: Rows) -> None:
    first, last = network_differences(vgg16, summarize(PRESETS["vgg16"], (225, 299, 3)), NAMES)
    assert first == "Input: 224×224×3 → 225×299×3."
    assert "last grid 7×7×512 → 7×9×512" in last


def test_frozen_layers_and_another_head(vgg16: Rows) -> None:
    sentences = network_differences(vgg16, summarize(PRESETS["vgg16-frozen"], (224, 224, 3)), NAMES)
    assert sentences[:3] == (
        "13 layers (the first is block1_conv1, the last block5_conv3): trainable yes → no.",
        "flatten: kind Flatten → GlobalAveragePool.",
        "fc1: units 4,096 → 512.",
    )


def test_nothing_differs(vgg16: Rows) -> None:
    assert network_differences(vgg16, vgg16, NAMES) == (
        "Nothing differs: the two are the same, layer by layer.",
    )


def test_totals_that_read_the_same_are_left_out() -> None:
    plain = summarize(Network("plain", (MaxPool2D("block1_pool", 2, 2, "valid"),)), (6, 8, 2))
    same = summarize(Network("same", (MaxPool2D("block1_pool", 2, 2, "same"),)), (6, 8, 2))
    assert network_differences(plain, same, NAMES) == ("block1_pool: padding valid → same.",)
