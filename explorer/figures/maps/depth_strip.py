"""One feature map of each layer, side by side, all drawn at the same size."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer import units
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures.colour_maps import gradient, palette
from explorer.figures.theme import FAMILY_COLOURS, PALETTE_SIZE

MOST_VALUES = 256
"""At most along a picture's longer side; on the page it is about 150 px wide."""

SHARP_BELOW = 96
"""Values along the longer side; a coarser map is always enlarged and keeps its edges."""


@dataclass(frozen=True, slots=True)
class LayerMap:
    """One feature map of a layer.

    Attributes:
        channel: Which one.
        low: Its smallest value, drawn in the darkest colour.
        high: Its largest value, drawn in the brightest colour.
        png: The map, one px for each value.
    """

    channel: int
    low: float
    high: float
    png: bytes


@dataclass(frozen=True, slots=True)
class DepthTile:
    """What the browser needs to draw a layer's map.

    Attributes:
        name: The layer's name.
        channel: Whose map it is.
        lines: The text under it: grid and channels, the channel, its range.
        description: The same in words, for screen readers.
        picture: The map, as a data URL.
        colour: Of the layer's family.
        sharp: Whether values keep their edges; a fine map is drawn smaller and smoothed.
        box: A frame on the map: top, left, height and width as shares of its sides; () for none.
    """

    name: str
    channel: int
    lines: tuple[str, ...]
    description: str
    picture: str
    colour: str
    sharp: bool
    box: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class DepthStrip:
    """The tiles in network order, and the photo before them.

    Attributes:
        photo: The photo as the network gets it, as a data URL.
        photo_size: The text under it.
        ratio: Width of a tile for a height of 1.
        tiles: One for each layer.
        colours: From the smallest to the largest value, evenly spaced, "#rrggbb".
    """

    photo: str
    photo_size: str
    ratio: float
    tiles: tuple[DepthTile, ...]
    colours: tuple[str, ...]


def map_indices(feature_map: Float32Array) -> NDArray[np.uint8]:
    """Colour a map from its own smallest to its own largest value.

    Args:
        feature_map: float32 (height, width).

    Returns:
        Indices into a palette, uint8, of the same shape. Of a map with more than `MOST_VALUES`
        rows or columns, only every second, third ... one.
    """
    step = -(-max(feature_map.shape) // MOST_VALUES)
    top, left = (min(step // 2, side - 1) for side in feature_map.shape)
    low, high = float(feature_map.min()), float(feature_map.max())
    scaled = feature_map[top::step, left::step] - low
    scaled *= (PALETTE_SIZE - 1) / ((high - low) or 1)
    return (scaled + 0.5).astype(np.uint8)


def largest_indices(values: Float32Array) -> NDArray[np.uint8]:
    """Colour values from 0 to the largest one, so that a single large one is never left out.

    Args:
        values: float32 (height, width), at least 0.

    Returns:
        Indices into a palette, uint8, of the same shape. Of values with more than `MOST_VALUES`
        rows or columns, the largest of each square.
    """
    step = -(-max(values.shape) // MOST_VALUES)
    starts = [np.arange(0, side, step) for side in values.shape]
    kept = np.maximum.reduceat(np.maximum.reduceat(values, starts[0], 0), starts[1], 1)
    scaled = kept * ((PALETTE_SIZE - 1) / (float(kept.max()) or 1))
    return np.ceil(scaled).astype(np.uint8)


def depth_strip(
    rows: Sequence[LayerSummary], maps: Sequence[LayerMap], photo_png: bytes
) -> DepthStrip:
    """Describe the strip.

    Args:
        rows: The layers, first layer first.
        maps: One for each layer.
        photo_png: The photo as the network gets it.
    """
    tiles = [_map_tile(row, each) for row, each in zip(rows, maps, strict=True)]
    return strip_of_tiles(rows, tiles, photo_png)


def strip_of_tiles(
    rows: Sequence[LayerSummary], tiles: Sequence[DepthTile], photo_png: bytes
) -> DepthStrip:
    """The strip of these tiles, one for each layer; arguments otherwise as for `depth_strip`."""
    height, width, _ = shape = rows[0].input_shape
    return DepthStrip(
        photo=_address(photo_png),
        photo_size=units.size(shape),
        ratio=width / height,
        tiles=tuple(tiles),
        colours=gradient(palette("viridis")),
    )


def _map_tile(row: LayerSummary, shown: LayerMap) -> DepthTile:
    lines = (
        units.size(row.output_shape),
        f"channel {shown.channel}",
        f"{units.three_digits(shown.low)} to {units.three_digits(shown.high)}",
    )
    return layer_tile(row, lines, shown.png, shown.channel)


def layer_tile(
    row: LayerSummary,
    lines: tuple[str, ...],
    png: bytes,
    channel: int = 0,
    box: tuple[float, ...] = (),
) -> DepthTile:
    """A tile of a layer.

    Args:
        row: The layer.
        lines: The text under its name.
        png: A value for each place of its grid.
        channel: Whose map it is.
        box: As in `DepthTile`.
    """
    return DepthTile(
        name=row.name,
        channel=channel,
        lines=lines,
        description=", ".join((row.name, *lines)),
        picture=_address(png),
        colour=FAMILY_COLOURS[row.family],
        sharp=max(row.output_shape[:2]) < SHARP_BELOW,
        box=box,
    )


def _address(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"
