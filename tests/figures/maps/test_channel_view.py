"""What the browser gets of one channel: values, colours, and where units look."""

import base64
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import LayerSummary, summarize
from explorer.figures.maps.channel_view import ChannelView, FieldOfUnits, channel_view
from explorer.figures.maps.feature_wall import WallLook

PHOTO_SIZE = (64, 96)
ROWS = {row.name: row for row in summarize(PRESETS["vgg16"], (*PHOTO_SIZE, 3))}


def some_activations(row: LayerSummary) -> NDArray[np.float32]:
    values = np.random.default_rng(5).normal(3, 20, row.output_shape)
    return np.maximum(values, 0).astype(np.float32)


def view(
    name: str, channel: int, colour_range: Literal["layer", "channel"] = "channel"
) -> ChannelView:
    row = ROWS[name]
    look = WallLook(colour_range=colour_range)
    return channel_view(row, channel, some_activations(row), PHOTO_SIZE, look)


def values_in_browser(sent: ChannelView) -> NDArray[np.float64]:
    """The values as the component reads them."""
    steps = np.frombuffer(base64.b64decode(sent.values), "<u2").reshape(sent.grid)
    low, high = sent.value_range
    return low + (high - low) * steps / 65535


def test_values_arrive_row_by_row_to_four_digits() -> None:
    sent = view("block2_conv1", 17)
    expected = some_activations(ROWS["block2_conv1"])[..., 17]
    assert sent.grid == (32, 48)
    assert values_in_browser(sent) == pytest.approx(expected, abs=float(expected.max()) / 60000)


def test_a_dead_map_is_zero_everywhere() -> None:
    row = ROWS["block1_conv1"]
    sent = channel_view(row, 2, np.zeros(row.output_shape, np.float32), PHOTO_SIZE, WallLook())
    assert not values_in_browser(sent).any()


def test_colours_span_the_map_or_the_layer() -> None:
    layer = some_activations(ROWS["block1_conv1"])
    own = view("block1_conv1", 3)
    assert own.colour_range == own.value_range == (layer[..., 3].min(), layer[..., 3].max())
    whole = view("block1_conv1", 3, "layer")
    assert whole.colour_range == (layer.min(), layer.max())
    assert whole.value_range == own.value_range


def test_the_palette_begins_dark_and_ends_bright() -> None:
    colours = np.frombuffer(base64.b64decode(view("block1_conv1", 0).palette), np.uint8)
    red, green, blue = colours.reshape(-1, 3)[-1].tolist()
    assert colours.size == 3 * 256
    assert colours[:3].tolist() == [68, 1, 84]  # viridis, bids.github.io/colormap
    assert (red, green, blue) == (253, 231, 37)


def test_units_look_where_published_fields_are() -> None:
    # Size, stride and padding of block3_conv3: Distill 2019 (doi:10.23915/distill.00021).
    assert view("block3_conv3", 0).field == FieldOfUnits(size=40, stride=4, above=18, left=18)
