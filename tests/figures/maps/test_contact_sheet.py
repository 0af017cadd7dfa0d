"""The contact sheet: every channel in its place, in the right colours and size."""

from math import ceil

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from explorer.figures.colour_maps import ColourMap, palette
from explorer.figures.maps.contact_sheet import GAP_INDEX, ContactSheet, contact_sheet
from tests.architecture.random_networks import same_every_run

GAP = 2
STREAMLITS_LIMIT = 1460  # px: wider pictures are shrunk by Streamlit
MOST_VALUES = 2_000_000  # in one random case, so that it stays quick


def ramp(height: int, width: int, channels: int) -> NDArray[np.float32]:
    """Every value different, rising within a map and from map to map."""
    values = np.arange(height * width * channels, dtype=np.float32)
    return np.ascontiguousarray(values.reshape(channels, height, width).transpose(1, 2, 0))


def tile(sheet: ContactSheet, channel: int, height: int, width: int) -> NDArray[np.uint8]:
    """The part of a sheet that shows a channel, where maps are ``height`` x ``width`` px on it."""
    assert (sheet.layout.tile_height, sheet.layout.tile_width) == (height, width)
    row, column = divmod(channel, sheet.layout.columns)
    top = row * (height + GAP) + GAP
    left = column * (width + GAP) + GAP
    return sheet.indices[top : top + height, left : left + width]


@pytest.mark.parametrize(
    ("shape", "columns", "zoom"),
    [
        # 1438 px // 32 = 44 px for a map and its gap
        ((1, 1, 512), 32, 42),
        ((7, 7, 512), 32, 6),
        # sqrt(2 * 512 * 7 / 9) = 28.2 columns; 1438 // 28 - 2 = 49 px for 9 columns
        ((7, 9, 512), 28, 5),
        # sqrt(2 * 64 * 225 / 299) = 9.8 columns, of every second value
        ((225, 299, 64), 9, 1 / 2),
        ((224, 224, 64), 6, 1),
        ((237, 237, 8), 6, 1),
        ((238, 238, 8), 6, 1 / 2),
        ((474, 10, 8), 27, 1 / 2),
        ((512, 512, 64), 8, 1 / 3),
        ((32, 512, 3), 6, 1 / 3),
        ((512, 32, 3), 9, 1 / 3),
        # sqrt(2 * 512 * 16) = 128 columns; 1438 // 128 - 2 = 9 px
        ((16, 1, 512), 128, 9),
    ],
    ids=str,
)
def test_layout(shape: tuple[int, int, int], columns: int, zoom: float) -> None:
    sheet = contact_sheet(ramp(*shape))
    assert (sheet.layout.columns, sheet.layout.zoom) == (columns, zoom)


@pytest.mark.parametrize(
    "shape", [(2, 3, 4), (3, 2, 40), (1, 1, 512), (14, 14, 65)], ids=["2x3", "3x2", "1x1", "14x14"]
)
def test_every_channel_stands_in_its_place_enlarged(shape: tuple[int, int, int]) -> None:
    height, width, channels = shape
    activations = ramp(*shape)
    sheet = contact_sheet(activations)
    zoom = int(sheet.layout.zoom)
    expected = np.rint(activations.astype(np.float64) * 254 / (activations.size - 1))
    assert zoom == sheet.layout.zoom
    for channel in range(channels):
        enlarged = np.kron(expected[..., channel], np.ones((zoom, zoom)))
        shown = tile(sheet, channel, height * zoom, width * zoom)
        # A value halfway between two colours may be rounded to either.
        assert np.abs(shown.astype(int) - enlarged).max() <= 1


@pytest.mark.parametrize(
    ("side", "first", "step"), [(474, 1, 2), (475, 1, 3), (512, 1, 3)], ids=str
)
def test_a_large_map_shows_every_nth_value(side: int, first: int, step: int) -> None:
    columns = np.broadcast_to(np.arange(side, dtype=np.float32), (side, side))
    sheet = contact_sheet(np.stack([columns, columns.T], axis=-1))
    expected = np.rint(np.arange(first, side, step) * 254 / (side - 1))
    shown = len(expected)
    assert sheet.layout.zoom == 1 / step
    assert np.abs(tile(sheet, 0, shown, shown)[0] - expected).max() <= 1
    assert np.abs(tile(sheet, 1, shown, shown)[:, 0] - expected).max() <= 1


@pytest.mark.parametrize("colour_range", ["layer", "channel"])
def test_lowest_is_0_and_highest_is_254(colour_range: str) -> None:
    activations = np.array([[[-3.0], [1.0], [5.0]]], np.float32)
    sheet = contact_sheet(activations, "layer" if colour_range == "layer" else "channel")
    zoom = int(sheet.layout.zoom)
    assert_array_equal(tile(sheet, 0, zoom, 3 * zoom)[0, ::zoom], [0, 127, 254])


def test_a_range_for_the_layer_compares_maps() -> None:
    activations = np.array([[[0.0, 10.0], [1.0, 20.0]]], np.float32)
    assert_array_equal(values_of(contact_sheet(activations), 1, 2), [[[0, 13]], [[127, 254]]])


def test_a_range_for_each_map_uses_all_colours_in_each() -> None:
    activations = np.array([[[0.0, 10.0, -5.0], [1.0, 20.0, -5.0]]], np.float32)
    sheet = contact_sheet(activations, "channel")
    assert_array_equal(values_of(sheet, 1, 2, 3), [[[0, 254]], [[0, 254]], [[0, 0]]])


def values_of(sheet: ContactSheet, height: int, width: int, channels: int = 2) -> list[object]:
    """The index of each value, map by map, read back from an enlarged sheet."""
    zoom = int(sheet.layout.zoom)
    tiles = (tile(sheet, channel, height * zoom, width * zoom) for channel in range(channels))
    return [each[::zoom, ::zoom].tolist() for each in tiles]


@pytest.mark.parametrize("value", [0.0, -2.5, 7.0])
@pytest.mark.parametrize("colour_range", ["layer", "channel"])
def test_a_constant_layer_has_the_lowest_colour(value: float, colour_range: str) -> None:
    activations = np.full((3, 4, 2), value, np.float32)
    sheet = contact_sheet(activations, "layer" if colour_range == "layer" else "channel")
    assert set(np.unique(sheet.indices)) == {0, GAP_INDEX}


def test_gaps_are_around_maps_and_nowhere_else() -> None:
    sheet = contact_sheet(ramp(2, 3, 7))  # six side by side, one below
    zoom = int(sheet.layout.zoom)
    height, width = 2 * zoom, 3 * zoom
    is_gap = np.ones(sheet.indices.shape, bool)
    for channel in range(7):
        row, column = divmod(channel, 6)
        top, left = row * (height + GAP) + GAP, column * (width + GAP) + GAP
        is_gap[top : top + height, left : left + width] = False
    assert sheet.layout.columns == 6
    assert_array_equal(sheet.indices == GAP_INDEX, is_gap)


def test_colours_are_those_of_every_other_figure() -> None:
    sheet = contact_sheet(ramp(2, 3, 4))
    assert_array_equal(sheet.palette[:GAP_INDEX], palette("viridis")[:GAP_INDEX])
    assert sheet.palette.dtype == np.uint8
    assert sheet.palette.shape == (256, 3)


@pytest.mark.parametrize("colour_map", ["viridis", "cividis", "magma", "grey"])
def test_another_colour_map_changes_colours_only(colour_map: ColourMap) -> None:
    activations = ramp(2, 3, 4)
    sheet = contact_sheet(activations, colour_map=colour_map)
    assert_array_equal(sheet.palette, palette(colour_map))
    assert_array_equal(sheet.indices, contact_sheet(activations).indices)


@pytest.mark.parametrize("colour_range", ["layer", "channel"])
def test_activations_are_left_as_they_were(colour_range: str) -> None:
    activations = ramp(5, 4, 3)
    before = activations.copy()
    activations.flags.writeable = False
    contact_sheet(activations, "layer" if colour_range == "layer" else "channel")
    assert_array_equal(activations, before)


@st.composite
def shapes(draw: st.DrawFn) -> tuple[int, int, int]:
    """Any (height, width, channels) that is not too large for a quick test."""
    height, width = draw(st.integers(1, 600)), draw(st.integers(1, 600))
    return height, width, draw(st.integers(1, min(1024, MOST_VALUES // (height * width))))


@given(shapes())
@example((1, 1, 512))
@example((512, 512, 64))
@example((32, 512, 3))
@example((512, 32, 64))
@example((600, 1, 1))
@example((1, 600, 1))
@same_every_run
def test_any_shape_fits_on_the_page(shape: tuple[int, int, int]) -> None:
    height, width, channels = shape
    sheet = contact_sheet(np.zeros(shape, np.float32))
    sheet_height, sheet_width = sheet.indices.shape
    rows = ceil(channels / sheet.layout.columns)
    assert sheet_width <= STREAMLITS_LIMIT
    # No map is so large that a few of them make a tower.
    assert sheet_height / rows <= STREAMLITS_LIMIT / 6
    drawn = np.count_nonzero(sheet.indices != GAP_INDEX) / channels
    if sheet.layout.zoom >= 1:
        assert drawn == height * sheet.layout.zoom * width * sheet.layout.zoom
    else:
        assert 1 <= drawn <= ceil(height * sheet.layout.zoom) * ceil(width * sheet.layout.zoom)
