"""One channel's map beside the photo: what the browser needs to draw it and show its values."""

import base64
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.receptive_field import ReceptiveField
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures.colour_maps import palette
from explorer.figures.maps.feature_wall import WallLook
from explorer.words import noun

Range = tuple[float, float]

LARGEST_STEP = 2**16 - 1
"""Values are sent as shares of their range in 16 bits: nearly five digits; three are shown."""


_KEYS = "Arrow keys move, Enter selects a unit."


@dataclass(frozen=True, slots=True)
class FieldOfUnits:
    """Where the units of a layer look, in px of the photo.

    Attributes:
        size: Height and width of each field.
        stride: From one unit's field to the next.
        above: How many rows above the photo the first field begins.
        left: How many columns left of the photo it begins.
    """

    size: int
    stride: int
    above: int
    left: int


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel as the browser draws it.

    Attributes:
        label: What the map shows, for screen readers.
        photo_label: What the photo beside it shows, for screen readers.
        photo_caption: The same for everybody.
        photo_size: (height, width) of the photo, px.
        grid: (height, width) of the map, units.
        values: The activations in 16 bits, row by row, as base64.
        value_range: The values of the first and the last of these steps.
        palette: Red, green and blue of each colour, from the smallest value up, as base64.
        colour_range: Values of the first and the last colour.
        colours_note: What that range spans.
        field: Where the units look; None if each sees the whole photo.
    """

    label: str
    photo_label: str
    photo_caption: str
    photo_size: tuple[int, int]
    grid: tuple[int, int]
    values: str
    value_range: Range
    palette: str
    colour_range: Range
    colours_note: str
    field: FieldOfUnits | None


def channel_view(
    row: LayerSummary,
    channel: int,
    activations: Float32Array,
    photo_size: tuple[int, int],
    look: WallLook,
) -> ChannelView:
    """Describe one channel.

    Args:
        row: The layer.
        channel: Which of its channels, from 0.
        activations: Of the layer, float32 (height, width, channels).
        photo_size: (height, width) of the network's input, px.
        look: How to colour the values.
    """
    feature_map = activations[..., channel]
    own_range = float(feature_map.min()), float(feature_map.max())
    of_layer = look.colour_range == "layer"
    height, width = feature_map.shape
    return ChannelView(
        label=f"Map of {row.name}, channel {channel}, {height} × {width} "
        f"{noun(height * width, 'unit')}. {_KEYS}",
        photo_label=f"The photo, with what the selected unit sees of it. {_KEYS}",
        photo_caption="What the selected unit sees of the photo. Hatched: padding around it. "
        "Click the photo or the map to select another unit.",
        photo_size=photo_size,
        grid=(height, width),
        values=_as_text(_steps(feature_map, own_range)),
        value_range=own_range,
        palette=_as_text(palette(look.colour_map)),
        colour_range=(float(activations.min()), float(activations.max()))
        if of_layer
        else own_range,
        colours_note="the whole layer" if of_layer else "this map",
        field=_field_of_units(row.receptive_field),
    )


def _steps(feature_map: Float32Array, own_range: Range) -> NDArray[np.uint16]:
    low, high = own_range
    span = high - low or 1.0
    return np.round((feature_map - low) * (LARGEST_STEP / span)).astype("<u2")


def _as_text(values: NDArray[np.uint8] | NDArray[np.uint16]) -> str:
    return base64.b64encode(values.tobytes()).decode("ascii")


def _field_of_units(field: ReceptiveField | None) -> FieldOfUnits | None:
    if field is None:
        return None
    return FieldOfUnits(
        field.height.size,  # square, as the windows of all networks that a page can make
        field.height.effective_stride,
        *field.paddings,
    )
