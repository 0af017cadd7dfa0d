"""Sentences with the numbers of a photo, and the tables to download."""

import csv
import io

import numpy as np
import pytest

from explorer.architecture.layers import AveragePool2D, Conv2D, MaxPool2D, ZeroPad2D
from explorer.architecture.network.export import csv_text
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.feature_maps import LayerStatistics, channel_statistics
from explorer.figures.maps.depth_notes import (
    channel_table,
    depth_facts,
    shown_table,
    statistics_table,
)


def facts(
    share_zero: float = 0.5, high: float = 10.0, mean: float = 1.0, num_dead: int = 0
) -> LayerStatistics:
    return LayerStatistics(4, 0.0, high, mean, share_zero, num_dead)


def layers(*kinds: Conv2D | MaxPool2D | AveragePool2D | ZeroPad2D) -> tuple[LayerSummary, ...]:
    return summarize(Network("some layers", kinds), (6, 9, 3))


CONV, POOL = Conv2D("block1_conv1", 4, 3), MaxPool2D("block1_pool")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (
            (224, 224),
            "From block1_conv1 to block5_pool, the grid shrinks 32-fold each way (224×224 to 7×7), "
            "and the number of channels grows 8-fold (64 to 512).",
        ),
        (
            (225, 299),
            # 225 / 7 = 32.1 and 299 / 9 = 33.2
            "From block1_conv1 to block5_pool, the grid shrinks about 32-fold in height and about "
            "33-fold in width (225×299 to 7×9), and the number of channels grows 8-fold (64 to "
            "512).",
        ),
    ],
    ids=["square", "odd"],
)
def test_how_grid_and_channels_change(size: tuple[int, int], expected: str) -> None:
    rows = summarize(PRESETS["vgg16-no-top"], (*size, 3))
    assert depth_facts(rows, [facts()] * 18)[0] == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            layers(CONV, Conv2D("block1_conv2", 4, 3)),
            "the grid stays 6×9, and the number of channels stays 4",
        ),
        (
            layers(Conv2D("block1_conv1", 4, 1, 3), POOL),
            # 6x9 -> 2x3 -> 1x1
            "the grid shrinks 2-fold in height and 3-fold in width (2×3 to 1×1), and",
        ),
        (
            layers(CONV, Conv2D("block1_conv2", 3, 1), ZeroPad2D("block1_pad", 2)),
            "the grid goes from 6×9 to 10×13, and the number of channels shrinks about 1.3-fold "
            "(4 to 3)",
        ),
    ],
    ids=["same", "both sides", "padded"],
)
def test_other_networks_change_in_other_ways(rows: tuple[LayerSummary, ...], expected: str) -> None:
    assert expected in depth_facts(rows, [facts()] * len(rows))[0]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (layers(CONV, POOL), "block1_conv1 writes 216 values, block1_pool 48: 4.5 times fewer."),
        (
            layers(CONV, Conv2D("block1_conv2", 4, 3)),
            "block1_conv1 writes 216 values, block1_conv2 216: as many.",
        ),
        (
            layers(CONV, Conv2D("block1_conv2", 12, 3)),
            "block1_conv1 writes 216 values, block1_conv2 648: 3 times more.",
        ),
    ],
    ids=["fewer", "as many", "more"],
)
def test_how_many_values_are_left(rows: tuple[LayerSummary, ...], expected: str) -> None:
    assert depth_facts(rows, [facts()] * len(rows))[1] == expected


def test_what_a_photo_has_made_of_the_layers() -> None:
    rows = layers(CONV, Conv2D("block1_conv2", 4, 3), POOL)
    photo = [
        facts(0.25, high=7.0),
        facts(0.75, high=1234.0, mean=20.0, num_dead=3),
        facts(0.5, high=1234.0, mean=31.25, num_dead=3),
    ]
    assert depth_facts(rows, photo)[2:] == (
        "block1_conv2 has the most zeros, 75.0 % of its values; block1_conv1 has the fewest, "
        "25.0 %.",
        "block1_pool keeps the largest value of each window: 75.0 % of the values before it are "
        "zeros, 50.0 % after it. The mean goes from 20 to 31.2.",
        "The largest value of all, 1,234, is first reached in block1_conv2; in block1_conv1 no "
        "value is above 7.",
        "Dead maps, 0 everywhere for this photo: block1_conv2 and 1 other layer have the most, 3; "
        "1 of 3 layers has none.",
    )


def test_sides_that_shrink_differently() -> None:
    """A row of pixels has no height to lose."""
    strided = Conv2D("block1_conv2", 4, 3, 8)
    rows = summarize(Network("one row", (CONV, strided)), (1, 300, 3))
    assert depth_facts(rows, [facts()] * 2)[0] == (
        "From block1_conv1 to block1_conv2, the grid keeps its height and shrinks about 7.9-fold "
        "in width (1×300 to 1×38), and the number of channels stays 4."
    )


def test_a_ratio_of_three_digits_is_whole() -> None:
    rows = summarize(Network("tall", (CONV, Conv2D("block1_conv2", 4, 3, 8))), (1024, 1, 3))
    assert (
        "keeps its width and shrinks 8-fold in height (1,024×1 to 128×1)"
        in (depth_facts(rows, [facts()] * 2)[0])
    )
    pools = tuple(MaxPool2D(f"block{number}_pool", 2, 3, "same") for number in range(1, 6))
    rows = summarize(Network("tall", (CONV, *pools)), (1000, 9, 3))
    # 1000 / 5 = 200; 9 / 1
    assert "shrinks 200-fold in height and 9-fold in width" in depth_facts(rows, [facts()] * 6)[0]


def test_one_layer_is_not_compared_with_itself() -> None:
    assert depth_facts(layers(CONV), [facts(0.25, high=7.0, num_dead=1)]) == (
        "block1_conv1 is the only layer: its grid is 6×9, with 4 channels, 216 values in all.",
        "25.0 % of its values are zeros.",
        "The largest value is 7.",
        "Dead maps, 0 everywhere for this photo: 1 of 4.",
    )


def test_a_pooling_that_covers_its_input_removes_zeros() -> None:
    pool = MaxPool2D("block1_pool", padding="same")
    sentences = depth_facts(layers(CONV, pool), [facts(0.75), facts(0.5)])
    assert sentences[3].startswith(
        "block1_pool keeps the largest value of each window, so there are fewer zeros: 75.0 % of"
    )


def test_layers_that_have_the_same_numbers_are_not_ranked() -> None:
    sentences = depth_facts(layers(CONV, POOL), [facts(0.5), facts(0.5)])
    assert sentences[2] == "50.0 % of each layer's values are zeros."
    assert sentences[-2] == "The largest value of each layer is 10."


@pytest.mark.parametrize(
    "rows",
    [layers(CONV, AveragePool2D("block1_pool")), layers(POOL, CONV)],
    ids=["average", "pool first"],
)
def test_only_a_max_pool_that_removes_zeros_is_mentioned(rows: tuple[LayerSummary, ...]) -> None:
    sentences = " ".join(depth_facts(rows, [facts(0.75), facts(0.5)]))
    assert "largest value of each window" not in sentences


def test_a_photo_without_zeros() -> None:
    sentences = depth_facts(layers(CONV, POOL), [facts(0.0), facts(0.0)])
    assert sentences[2] == "No layer has a value that is exactly 0."
    assert sentences[-1] == "No feature map is dead: each responds to this photo somewhere."


def test_the_table_of_layers_is_exact() -> None:
    table = statistics_table(layers(CONV, POOL), [facts(0.1234567), facts(high=0.1 + 0.2)])
    assert table == {
        "layer": ["block1_conv1", "block1_pool"],
        "kind": ["Conv2D", "MaxPool2D"],
        "height": [6, 3],
        "width": [9, 4],
        "channels": [4, 4],
        "low": [0.0, 0.0],
        "high": [10.0, 0.1 + 0.2],
        "mean": [1.0, 1.0],
        "share_of_zeros": [0.1234567, 0.5],
        "dead_maps": [0, 0],
        "macs": [5832, 0],  # 6 * 9 positions x 3 * 3 * 3 weights x 4 filters
    }


def test_the_table_of_channels() -> None:
    activations = np.zeros((2, 3, 2), np.float32)
    activations[..., 1] = [[0, 0, 3], [0, 3, 0]]
    assert channel_table(channel_statistics(activations)) == {
        "channel": [0, 1],
        "low": [0.0, 0.0],
        "high": [0.0, 3.0],
        "mean": [0.0, 1.0],
        "variance": [0.0, 2.0],
        "share_of_zeros": [1.0, pytest.approx(4 / 6)],
        "dead": [True, False],
    }


def test_people_read_rounded_numbers() -> None:
    table = shown_table(layers(CONV), [facts(0.1234567, high=1234.5, mean=0.08312, num_dead=1)])
    assert {title: cells[0] for title, cells in table.items()} == {
        "Layer": "block1_conv1",
        "Kind": "Conv2D",
        "Output": "6×9×4",
        "Smallest": "0",
        "Largest": "1,234",
        "Mean": "0.0831",
        "Zeros": "12.3 %",
        "Dead maps": "1 of 4",
        "MACs": 5832,
    }


def test_csv_reads_back_unchanged() -> None:
    text = csv_text({"layer": ["a, b", 'c"d'], "mean": [0.1 + 0.2, 3]})
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert first == {"layer": "a, b", "mean": "0.30000000000000004"}
    assert second == {"layer": 'c"d', "mean": "3"}
    assert text.startswith("layer,mean\r\n")
