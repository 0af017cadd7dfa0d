"""One channel of a layer, and one unit of it, on a picture."""

from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from explorer.architecture import layers as kinds
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import window_of
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures.maps.channel_view import ChannelView, channel_view
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.encoding import png_rgb
from explorer.images.overlays import crop
from explorer.kept import kept
from explorer.observed import Observed
from explorer.operations import (
    PoolWork,
    UnitWork,
    channel_contributions,
    work_out_pooling,
    work_out_unit,
)
from explorer.preprocessing import to_model_input
from explorer.shared.activations import activations
from explorer.shared.models import network_of

MOST_SHOWN = 8
"""Input channels whose slice of a kernel is shown."""

MODEL_INPUT_CHANNELS = ("blue", "green", "red")
"""VGG16 was trained on pictures in this order (Keras' `preprocess_input`, mode "caffe")."""

VIEW_MIB = 32


@kept(mib=VIEW_MIB)
def channel_beside_photo(
    observed: Observed, layer_name: str, channel: int, look: WallLook
) -> ChannelView:
    """A channel's map beside the photo."""
    row, maps = observed.network.row(layer_name), activations(observed, layer_name)
    return channel_view(row, channel, maps, observed.picture.size, look)


def channel_values(observed: Observed, layer_name: str, channel: int) -> Float32Array:
    """The activations of one channel, float32 (height, width)."""
    values: Float32Array = activations(observed, layer_name)[..., channel]
    return values


def layer_input(observed: Observed, row: LayerSummary) -> Float32Array:
    """What a layer reads, float32 (height, width, channels)."""
    rows, pixels = observed.network.rows, observed.picture.pixels
    index = rows.index(row)
    if index:
        return activations(observed, rows[index - 1].name)
    if row.input_shape[-1] == len(MODEL_INPUT_CHANNELS):
        return to_model_input(pixels)
    from explorer.runtime.build import photo_batch  # TensorFlow is loaded by now

    grid: Float32Array = photo_batch(pixels, row.input_shape)[0]
    return grid


@dataclass(frozen=True, slots=True, eq=False)
class FilterView:
    """The filter that makes one channel, and the input channels that matter most to it here.

    Attributes:
        weights: (kernel_size, kernel_size, channels).
        bias: Of the channel.
        names: Of the channels below.
        channels: Input channels, the one that adds or takes away most first; all if few.
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


@kept(mib=VIEW_MIB)
def filter_view(observed: Observed, layer_name: str, channel: int) -> FilterView | None:
    """The filter of a channel; None where the layer has none."""
    row = observed.network.row(layer_name)
    window = window_of(row.layer)
    if not isinstance(row.layer, kinds.Conv2D) or window is None:
        return None
    kernel, biases = network_of(observed.network).kernel(layer_name)
    weights = kernel[..., channel]
    contributions = channel_contributions(layer_input(observed, row), weights, window)
    channels = _strongest(contributions, row)
    shown = contributions[list(channels)]
    return FilterView(
        weights=weights,
        bias=float(biases[channel]),
        names=tuple(_name_of(each, row) for each in channels),
        channels=channels,
        contributions=tuple(shown.tolist()),
        num_others=len(contributions) - len(channels),
        others=float(contributions.sum() - shown.sum()),
        in_colour=_reads_colours(row),
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
    """One unit of a layer, worked out by hand, and what the network gave.

    Attributes:
        work: How its value comes about; None for kinds of layers that are not worked out here.
        given: What the network gave.
        weights: Its filter; None for a pooling.
        names: Of the input channels below.
        channels: Input channels, the one that adds or takes away most first.
        field_png: The part of the photo that it sees, padding hatched.
    """

    work: UnitWork | PoolWork | None
    given: float
    weights: Float32Array | None
    names: tuple[str, ...]
    channels: tuple[int, ...]
    field_png: bytes


def unit_view(observed: Observed, layer_name: str, channel: int, position: Position) -> UnitView:
    """One unit's activation, worked out number by number."""
    row = observed.network.row(layer_name)
    work, weights = _worked_out(observed, row, channel, position)
    channels = _strongest(work.channel_sums, row) if isinstance(work, UnitWork) else ()
    return UnitView(
        work=work,
        given=float(activations(observed, layer_name)[(*position, channel)]),
        weights=weights,
        names=tuple(_name_of(each, row) for each in channels),
        channels=channels,
        field_png=_field_png(observed, row, position),
    )


def _worked_out(
    observed: Observed, row: LayerSummary, channel: int, position: Position
) -> tuple[UnitWork | PoolWork | None, Float32Array | None]:
    layer, window = row.layer, window_of(row.layer)
    match layer:
        case kinds.Conv2D() if window is not None:
            kernel, biases = network_of(observed.network).kernel(row.name)
            weights, bias = kernel[..., channel], float(biases[channel])
            below = layer_input(observed, row)
            return work_out_unit(below, weights, bias, position, window), weights
        case kinds.MaxPool2D() | kinds.AveragePool2D() if window is not None:
            average = isinstance(layer, kinds.AveragePool2D)
            one_below = layer_input(observed, row)[..., channel]
            return work_out_pooling(one_below, position, window, average=average), None
        case kinds.Conv2D() | kinds.MaxPool2D() | kinds.AveragePool2D():
            raise TypeError(f"{row.name} slides no window")
        case (
            kinds.ZeroPad2D()
            | kinds.BatchNorm()
            | kinds.LRN()
            | kinds.Activation()
            | kinds.Dropout()
        ):
            return None, None  # the page says that these are not worked out
        case kinds.Flatten() | kinds.GlobalAveragePool() | kinds.Dense():
            raise TypeError(f"{row.name} has no feature maps")
        case _:
            assert_never(layer)


def _field_png(observed: Observed, row: LayerSummary, position: Position) -> bytes:
    pixels, field = observed.picture.pixels, row.receptive_field
    return png_rgb(crop(pixels, field.box(position)) if field else pixels)
