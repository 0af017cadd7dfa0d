"""The wall: which tiles, how large, with which words; the browser only draws them."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from explorer.feature_maps import channel_statistics, order_channels
from explorer.figures.maps.contact_sheet import SheetLayout, contact_sheet
from explorer.figures.maps.feature_wall import (
    FeatureWall,
    TileSize,
    WallLook,
    describe_channels,
    feature_wall,
    tile_sides,
)

# 2 x 3 positions, 4 channels: ordinary, dead, negative, large
CHANNELS_FIRST = np.array(
    [
        [[0, 1, 2], [3, 0, 6]],
        [[0, 0, 0], [0, 0, 0]],
        [[-4, -1, -2], [-3, -2, -6]],
        [[1234.5, 0, 0], [0, 0, 0]],
    ],
    np.float32,
)
MAPS = np.ascontiguousarray(CHANNELS_FIRST.transpose(1, 2, 0))
STATISTICS = channel_statistics(MAPS)
LAYOUT = contact_sheet(MAPS).layout
USUAL_LOOK = WallLook()


def wall(order: tuple[int, ...] = (0, 1, 2, 3), look: WallLook = USUAL_LOOK) -> FeatureWall:
    """The wall of the maps above."""
    return feature_wall("block1_conv1", STATISTICS, order, LAYOUT, look)


def layout_of(height: int, width: int, channels: int) -> SheetLayout:
    """The layout of the sheet of a layer of zeros."""
    return contact_sheet(np.zeros((height, width, channels), np.float32)).layout


@pytest.mark.parametrize(
    ("shape", "small", "medium", "large"),
    [
        # Medium is sqrt(1,000,000 / channels): 125, 62.5 and 44.2 px for 64, 256 and 512.
        ((224, 224, 64), (56, 56), (112, 112), (224, 224)),
        ((56, 56, 256), (28, 28), (56, 56), (112, 112)),
        ((28, 28, 512), (28, 28), (56, 56), (84, 84)),
        ((14, 14, 512), (28, 28), (42, 42), (84, 84)),
        ((7, 7, 512), (28, 28), (42, 42), (91, 91)),
        ((7, 9, 512), (21, 27), (35, 45), (70, 90)),
        ((9, 7, 512), (27, 21), (45, 35), (90, 70)),
        ((1, 1, 512), (28, 28), (44, 44), (88, 88)),
        # The sheet shows every third value of 512 x 512, 171 x 171 of them.
        ((512, 512, 64), (57, 57), (171, 171), (171, 171)),
        # A line of values stays a visible line.
        ((1, 512, 64), (1, 57), (1, 171), (1, 171)),
    ],
    ids=str,
)
def test_sides_of_tiles(
    shape: tuple[int, int, int], small: object, medium: object, large: object
) -> None:
    layout = layout_of(*shape)
    sizes: tuple[TileSize, ...] = ("small", "medium", "large")
    assert [tile_sides(layout, shape[-1], size) for size in sizes] == [small, medium, large]


@pytest.mark.parametrize("shape", [(14, 14, 512), (7, 9, 512), (5, 3, 8)], ids=str)
def test_each_value_of_a_small_map_is_a_square_of_whole_px(shape: tuple[int, int, int]) -> None:
    height, width = tile_sides(layout_of(*shape), shape[-1], "medium")
    assert height % shape[0] == width % shape[1] == 0
    assert height // shape[0] == width // shape[1]


@pytest.mark.parametrize(
    ("shape", "size", "sharp"),
    [
        ((56, 56, 256), "small", False),
        ((56, 56, 256), "medium", True),
        ((56, 56, 256), "large", True),
        ((224, 224, 64), "medium", False),
        ((512, 512, 64), "large", True),
    ],
    ids=str,
)
def test_small_tiles_are_smoothed(shape: tuple[int, int, int], size: TileSize, sharp: bool) -> None:
    statistics = channel_statistics(np.zeros(shape, np.float32))
    made = feature_wall("layer", statistics, [0], layout_of(*shape), WallLook(size))
    assert made.sharp == sharp


def test_every_channel_is_described() -> None:
    assert describe_channels(STATISTICS) == (
        "Channel 0: 0 to 6, mean 2, variance 4.33, 33.3 % zeros",  # 26 / 6 from 4 1 0 1 4 16
        "Channel 1: dead, 0 at every position",
        "Channel 2: −6 to −1, mean −3, variance 2.67, 0 % zeros",  # 16 / 6 from 1 4 1 0 1 9
        # mean 205.75; variance 1234.5² / 6 - 205.75²
        "Channel 3: 0 to 1,234, mean 206, variance 211,665, 83.3 % zeros",
    )


def test_descriptions_are_by_channel_whatever_the_order() -> None:
    shown = wall(order=(3, 0))
    assert shown.order == (3, 0)
    assert shown.descriptions == describe_channels(STATISTICS)


def test_the_range_of_the_colours_is_given_for_each_map() -> None:
    shown = wall(look=WallLook(colour_range="channel"))
    assert shown.ranges == (("0", "6"), ("0", "0"), ("−6", "−1"), ("0", "1,234"))
    assert shown.colours_note == "in this map"


def test_the_range_of_the_colours_is_given_for_the_layer() -> None:
    shown = wall(look=WallLook(colour_range="layer"))
    assert shown.ranges == (("−6", "1,234"),) * 4
    assert shown.colours_note == "in all maps"


@pytest.mark.parametrize(
    ("order", "label"),
    [
        ((2, 1, 0, 3), "4 feature maps of block1_conv1"),
        ((0, 2), "2 of 4 feature maps of block1_conv1"),
        ((), "0 of 4 feature maps of block1_conv1"),
    ],
)
def test_the_label_counts_what_is_shown(order: tuple[int, ...], label: str) -> None:
    assert wall(order=order).label == label


def test_a_layer_of_dead_maps_says_why_nothing_is_shown() -> None:
    dead = channel_statistics(np.zeros((3, 5, 2), np.float32))
    order = order_channels(dead, "mean", hide_dead=True)
    shown = feature_wall("layer", dead, order, layout_of(3, 5, 2), USUAL_LOOK)
    assert shown.order == ()
    assert shown.nothing_shown == "All 2 feature maps are 0 everywhere and hidden."


def test_places_on_the_sheet_are_those_of_the_sheet() -> None:
    sheet = contact_sheet(MAPS)
    shown = wall()
    tile_height, tile_width = (side + shown.sheet_gap for side in shown.sheet_tile)
    assert sheet.indices.shape == (tile_height, shown.columns * tile_width)


def test_the_colour_bar_runs_from_the_lowest_to_the_highest_colour_of_the_sheet() -> None:
    sheet = contact_sheet(MAPS, colour_map="magma")
    colours = wall(look=WallLook(colour_map="magma")).colours
    ends = [f"#{bytes(sheet.palette[index]).hex()}" for index in (0, 254)]
    assert [colours[0], colours[-1]] == ends
    assert len(set(colours)) == len(colours)


def test_the_record_can_be_sent_as_json() -> None:
    order = order_channels(STATISTICS, "variance")
    record = asdict(feature_wall("layer", STATISTICS, order, LAYOUT, USUAL_LOOK))
    assert json.loads(json.dumps(record))["order"] == order == [3, 0, 2, 1]
