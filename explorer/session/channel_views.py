"""One channel of a layer, and one unit of it, for the chosen photo."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.architecture.layers import AveragePool2D, Conv2D, MaxPool2D
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import window_of
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures.maps.channel_view import ChannelView, channel_view
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.encoding import png_rgb
from explorer.images.overlays import crop
from explorer.operations import (
    PoolWork,
    UnitWork,
    channel_contributions,
    work_out_pooling,
    work_out_unit,
)
from explorer.preprocessing import to_model_input
from explorer.session.photos import chosen_picture
from explorer.session.shared_activations import activations
from explorer.session.shared_model import observed_network

MOST_SHOWN = 8
"""Input channels whose slice of a kernel is shown."""

MODEL_INPUT_CHANNELS = ("blue", "green", "red")
"""VGG16 was trained on pictures in this order (Keras' `preprocess_input`, mode "caffe")."""

VIEW_CACHE = "32MB"


def chosen_channel_view(row: LayerSummary, channel: int, look: WallLook) -> ChannelView:
    """A channel's map beside the chosen photo."""
    picture = chosen_picture()
    height, width, _ = picture.pixels.shape
    key = (observed_network().origin, picture.key)
    colours = look.colour_range, look.colour_map
    return _channel_view(key, row.name, channel, colours, look, row, (height, width))


@st.cache_data(max_size=VIEW_CACHE, show_spinner=False)
def _channel_view(
    photo_key: tuple[str, ...],
    layer_name: str,
    channel: int,
    colours: tuple[str, ...],
    _look: WallLook,
    _row: LayerSummary,
    _photo_size: tuple[int, int],
) -> ChannelView:
    return channel_view(_row, channel, activations(layer_name), _photo_size, _look)


def channel_values(row: LayerSummary, channel: int) -> Float32Array:
    """The activations of one channel for the chosen photo, float32 (height, width)."""
    values: Float32Array = activations(row.name)[..., channel]
    return values


def layer_input(rows: Sequence[LayerSummary], row: LayerSummary) -> Float32Array:
    """What a layer reads for the chosen photo, float32 (height, width, channels)."""
    index = rows.index(row)
    if index:
        return activations(rows[index - 1].name)
    pixels = chosen_picture().pixels
    if row.input_shape[-1] == len(MODEL_INPUT_CHANNELS):
        return to_model_input(pixels)
    from explorer.runtime.build import photo_batch

    grid: Float32Array = photo_batch(pixels, row.input_shape)[0]
    return grid


@dataclass(frozen=True, slots=True, eq=False)
class FilterView:
    """The filter that makes one channel, and the input channels that matter most to it here.

    Attributes:
        weights: (kernel_size, kernel_size, channels).
        bias: Of the channel.
        names: Of the channels below.
        channels: Input channels, the one that adds or takes away most first; all where few.
        contributions: What each of them adds to the map before ReLU, on average.
        num_others: Input channels that are not among them.
        others: What these add together.
        in_colour: Whether the input channels are a photo's colours.
    """

    weights: Float32Array
    bias: float
    names: tuple[str, ...]
    channels: tuple[int, ...]
    contributions: tuple[float, ...]
    num_others: int
    others: float
    in_colour: bool


def filter_view(rows: Sequence[LayerSummary], row: LayerSummary, channel: int) -> FilterView | None:
    """The filter of a channel for the chosen photo; None where the layer has none."""
    if not isinstance(row.layer, Conv2D):
        return None
    key = (observed_network().origin, chosen_picture().key)
    return _filter_view(key, row.name, channel, row, layer_input(rows, row))


@st.cache_data(max_size=VIEW_CACHE, show_spinner=False)
def _filter_view(
    photo_key: tuple[str, ...],
    layer_name: str,
    channel: int,
    _row: LayerSummary,
    _grid: Float32Array,
) -> FilterView:
    kernel, biases = observed_network().kernel(layer_name)
    weights, window = kernel[..., channel], window_of(_row.layer)
    if window is None:
        raise TypeError(f"{layer_name} slides no window")
    contributions = channel_contributions(_grid, weights, window)
    channels = _strongest(contributions, _row)
    shown = contributions[list(channels)]
    return FilterView(
        weights=weights,
        bias=float(biases[channel]),
        names=tuple(_name_of(each, _row) for each in channels),
        channels=channels,
        contributions=tuple(shown.tolist()),
        num_others=len(contributions) - len(channels),
        others=float(contributions.sum() - shown.sum()),
        in_colour=_reads_colours(_row),
    )


def _reads_colours(row: LayerSummary) -> bool:
    first = PRESETS["vgg16"].layers[0].name
    return row.name == first and row.input_shape[-1] == len(MODEL_INPUT_CHANNELS)


def _name_of(channel: int, row: LayerSummary) -> str:
    return MODEL_INPUT_CHANNELS[channel] if _reads_colours(row) else f"channel {channel}"


def _strongest(sums: NDArray[np.float64], row: LayerSummary) -> tuple[int, ...]:
    """Input channels by how much they add or take away; a photo's colours all, red first."""
    if _reads_colours(row):
        return tuple(range(len(sums)))[::-1]
    return tuple(np.argsort(-np.abs(sums), kind="stable")[:MOST_SHOWN].tolist())


@dataclass(frozen=True, slots=True, eq=False)
class UnitView:
    """One unit of a layer, worked out beside what the network gave.

    Attributes:
        work: How its value comes about; None for kinds of layers that are not worked out here.
        given: What the network gave.
        weights: Its filter; None for a pooling.
        names: Of the input channels below.
        channels: Input channels, the one that adds or takes away most first.
        field_png: What it sees of the photo, padding hatched.
    """

    work: UnitWork | PoolWork | None
    given: float
    weights: Float32Array | None
    names: tuple[str, ...]
    channels: tuple[int, ...]
    field_png: bytes


def unit_view(
    rows: Sequence[LayerSummary], row: LayerSummary, channel: int, position: Position
) -> UnitView:
    """One unit of the chosen photo's activations, worked out number by number."""
    work, weights = _worked_out(rows, row, channel, position)
    channels = _strongest(work.channel_sums, row) if isinstance(work, UnitWork) else ()
    return UnitView(
        work=work,
        given=float(activations(row.name)[(*position, channel)]),
        weights=weights,
        names=tuple(_name_of(each, row) for each in channels),
        channels=channels,
        field_png=_field_png(row, position),
    )


def _worked_out(
    rows: Sequence[LayerSummary], row: LayerSummary, channel: int, position: Position
) -> tuple[UnitWork | PoolWork | None, Float32Array | None]:
    window = window_of(row.layer)
    match row.layer:
        case Conv2D() if window is not None:
            kernel, biases = observed_network().kernel(row.name)
            weights, bias = kernel[..., channel], float(biases[channel])
            return work_out_unit(layer_input(rows, row), weights, bias, position, window), weights
        case MaxPool2D() | AveragePool2D() if window is not None:
            average = isinstance(row.layer, AveragePool2D)
            below = layer_input(rows, row)[..., channel]
            return work_out_pooling(below, position, window, average=average), None
        case _:
            return None, None


def _field_png(row: LayerSummary, position: Position) -> bytes:
    pixels, field = chosen_picture().pixels, row.receptive_field
    return png_rgb(crop(pixels, field.box(position)) if field else pixels)
