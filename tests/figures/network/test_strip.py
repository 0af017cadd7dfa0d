"""The network strip: one bar per layer, whose size and colour show what the layer makes."""

from itertools import pairwise

import pytest

from explorer.architecture.layers import Conv2D, Dense, Flatten, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import summarize
from explorer.figures.network.strip import StripBar, describe, network_strip


def bars_of(network: Network, height: int, width: int) -> dict[str, StripBar]:
    """The bars of a network at an input size, by layer name."""
    channels = network.default_input_shape[-1]
    return {
        bar.name: bar for bar in network_strip(summarize(network, (height, width, channels))).bars
    }


VGG16 = bars_of(PRESETS["vgg16"], 224, 224)


@pytest.mark.parametrize("key", PRESETS)
def test_a_bar_for_each_layer_in_network_order(key: str) -> None:
    rows = summarize(PRESETS[key])
    bars = network_strip(rows).bars
    assert [bar.name for bar in bars] == [layer.name for layer in PRESETS[key].layers]
    assert all(0 <= share <= 1 for bar in bars for share in (bar.height, bar.width))
    assert max(bar.width for bar in bars) == 1


@pytest.mark.parametrize(
    ("name", "height", "width"),
    [
        # logarithms to base 2: of 224 7.807, of 112 6.807, of 7 2.807; of 25088 14.615
        ("block1_conv1", 1.0, 6 / 14.615),
        ("block1_pool", 6.807 / 7.807, 6 / 14.615),
        ("block5_pool", 2.807 / 7.807, 9 / 14.615),
        ("flatten", 0.0, 1.0),
        ("fc1", 0.0, 12 / 14.615),
    ],
)
def test_height_is_the_grid_and_width_the_channels(name: str, height: float, width: float) -> None:
    bar = VGG16[name]
    assert (bar.height, bar.width) == pytest.approx((height, width), abs=1e-4)


def test_the_longer_side_of_a_grid_counts() -> None:
    flat, upright = (bars_of(PRESETS["alexnet"], *size) for size in ((64, 256), (256, 64)))
    assert flat["block4_pool"].height == upright["block4_pool"].height > 0


def test_bars_never_rise_along_vgg16() -> None:
    heights = [bar.height for bar in VGG16.values()]
    assert all(after <= before for before, after in pairwise(heights))


def test_a_1x1_grid_has_no_height() -> None:
    assert {bar.height for bar in bars_of(PRESETS["small-batch-norm"], 1, 1).values()} == {0.0}


def test_a_network_of_one_channel_has_no_width() -> None:
    network = Network("one value", (MaxPool2D("pool", 1, 1),), (1, 1, 1))
    assert bars_of(network, 1, 1)["pool"].width == 0


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("block1_conv1", "block1_conv1, Conv2D: 224×224×64, 1,792 parameters"),
        ("block5_pool", "block5_pool, MaxPool2D: 7×7×512, 0 parameters"),
        ("fc1", "fc1, Dense: 4,096, 102,764,544 parameters"),
    ],
)
def test_a_bar_says_what_it_stands_for(name: str, description: str) -> None:
    assert VGG16[name].description == description


def test_one_parameter_is_singular() -> None:
    network = Network("smallest", (Conv2D("conv", 1, 1, use_bias=False),), (4, 6, 1))
    assert describe(summarize(network)[0]) == "conv, Conv2D: 4×6×1, 1 parameter"


def test_colour_shows_the_family() -> None:
    colours = {name: bar.colour for name, bar in VGG16.items()}
    of_convolutions = {colour for name, colour in colours.items() if "conv" in name}
    of_pooling = {colour for name, colour in colours.items() if "pool" in name}
    of_dense = {colours["fc1"], colours["fc2"], colours["predictions"]}
    assert len(of_convolutions) == len(of_pooling) == len(of_dense) == 1
    assert len(of_convolutions | of_pooling | of_dense | {colours["flatten"]}) == 4


@pytest.mark.parametrize(
    ("key", "families"),
    [
        ("vgg16", ["convolution", "pooling", "dense", "reshape"]),
        ("vgg16-no-top", ["convolution", "pooling"]),
        ("vgg11-lrn", ["convolution", "pooling", "dense", "normalisation", "reshape"]),
    ],
)
def test_the_legend_names_the_families_that_are_there(key: str, families: list[str]) -> None:
    strip = network_strip(summarize(PRESETS[key]))
    assert [family for family, _ in strip.legend] == families
    assert {colour for _, colour in strip.legend} == {bar.colour for bar in strip.bars}


def test_bars_stand_in_blocks() -> None:
    layers = (
        Conv2D("block1_conv1", 2, 3),
        MaxPool2D("block1_pool"),
        Conv2D("block2_conv1", 4, 3),
        Flatten(),
        Dense("predictions", 3),
    )
    bars = network_strip(summarize(Network("three parts", layers, (6, 8, 3)))).bars
    assert [bar.block for bar in bars] == ["block 1", "block 1", "block 2", "head", "head"]
