"""The wall of feature maps: what the browser needs to draw one tile for each channel of a layer.

The picture itself is a contact sheet. The browser cuts the tiles out of it, so that another order
or another size of tiles needs no new picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from explorer import units
from explorer.feature_maps import ChannelStatistics
from explorer.figures.colour_maps import ColourMap, palette
from explorer.figures.maps.contact_sheet import GAP, LARGEST_VALUE_INDEX, ColourRange, SheetLayout
from explorer.words import several

TileSize = Literal["small", "medium", "large"]

SCREEN_AREA = 1_000_000
"""px: about what a page has room for at once. Medium tiles fill it, whatever their number."""

SIDE_SHARES: dict[TileSize, float] = {"small": 0.5, "medium": 1.0, "large": 2.0}
"""Of the side of a medium tile."""

SMALLEST_TILE = 28
"""px: a smaller tile would be hard to hit with a finger."""

NUMBERED_FROM = 80
"""px: wide enough for the channel's number to stand under each tile in readable type."""

_NUM_STOPS = 17
"""Colours that the browser blends into the colour bar: one in 16, near enough for any eye."""

WHOLE_NUMBERS_FROM = 100


@dataclass(frozen=True, slots=True)
class WallLook:
    """What a visitor chooses of a wall's look; the colours must be those of the contact sheet."""

    tile_size: TileSize = "medium"
    colour_range: ColourRange = "channel"
    colour_map: ColourMap = "viridis"


@dataclass(frozen=True, slots=True)
class FeatureWall:
    """One tile for each channel that is shown, and the words for all channels.

    Attributes:
        label: What the wall shows, for screen readers.
        order: Channels in the order to draw them; those that are left out are hidden.
        descriptions: Facts in words, by channel.
        ranges: Smallest and largest value of the colours, as text, by channel.
        columns: Maps beside each other on the sheet.
        sheet_tile: (height, width) of a map on the sheet, px.
        sheet_gap: px above and left of each map on the sheet.
        tile: (height, width) to draw a map in, px of the page.
        sharp: Whether values keep their edges; a map that is drawn smaller is smoothed.
        numbered: Whether each tile has its channel's number under it.
        colours: From the smallest to the largest value, evenly spaced, "#rrggbb".
        colours_note: For what the range of the colours holds.
        nothing_shown: Told where no tile is left.
    """

    label: str
    order: tuple[int, ...]
    descriptions: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    columns: int
    sheet_tile: tuple[int, int]
    sheet_gap: int
    tile: tuple[int, int]
    sharp: bool
    numbered: bool
    colours: tuple[str, ...]
    colours_note: str
    nothing_shown: str


def feature_wall(
    layer_name: str,
    statistics: ChannelStatistics,
    order: Sequence[int],
    layout: SheetLayout,
    look: WallLook,
) -> FeatureWall:
    """Describe a layer's wall.

    Args:
        layer_name: For screen readers.
        statistics: Of all channels of the layer.
        order: Channels to show, first one first.
        layout: Of the contact sheet that the tiles are cut from.
        look: How large to draw them, and in which colours.
    """
    num_channels = len(statistics.low)
    tile = tile_sides(layout, num_channels, look.tile_size)
    return FeatureWall(
        label=_label(layer_name, len(order), num_channels),
        order=tuple(order),
        descriptions=describe_channels(statistics),
        ranges=_ranges(statistics, look.colour_range),
        columns=layout.columns,
        sheet_tile=(layout.tile_height, layout.tile_width),
        sheet_gap=GAP,
        tile=tile,
        sharp=tile[0] >= _values_across(layout)[0],
        numbered=tile[1] >= NUMBERED_FROM,
        colours=_stops(look.colour_map),
        colours_note="in all maps" if look.colour_range == "layer" else "in this map",
        nothing_shown=f"All {num_channels} feature maps are 0 everywhere, and hidden.",
    )


def tile_sides(layout: SheetLayout, num_channels: int, tile_size: TileSize) -> tuple[int, int]:
    """(height, width) to draw a map in, px of the page.

    Medium tiles fill about a screen together. Each value is drawn as a whole number of px, or each
    px stands for a whole number of values: else some values would look wider than others.
    """
    height, width = _values_across(layout)
    longer = max(height, width)
    wanted = max(SIDE_SHARES[tile_size] * sqrt(SCREEN_AREA / num_channels), SMALLEST_TILE)
    scale = max(round(wanted / longer), 1) if wanted >= longer else 1 / round(longer / wanted)
    return max(round(scale * height), 1), max(round(scale * width), 1)


def describe_channels(statistics: ChannelStatistics) -> tuple[str, ...]:
    """Each channel in one line: "Channel 7: 0 to 12.4, mean 0.83, variance 2.1, 62.0 % zeros"."""
    facts = zip(
        statistics.low.tolist(),
        statistics.high.tolist(),
        statistics.mean.tolist(),
        statistics.variance.tolist(),
        statistics.share_zero.tolist(),
        statistics.dead.tolist(),
        strict=True,
    )
    return tuple(
        f"Channel {channel}: dead, 0 at every position"
        if dead
        else f"Channel {channel}: {_number(low)} to {_number(high)}, mean {_number(mean)}, "
        f"variance {_number(variance)}, {units.percent(share_zero)} zeros"
        for channel, (low, high, mean, variance, share_zero, dead) in enumerate(facts)
    )


def _values_across(layout: SheetLayout) -> tuple[int, int]:
    """Rows and columns of values that a map on the sheet shows."""
    grow = max(round(layout.zoom), 1)
    return layout.tile_height // grow, layout.tile_width // grow


def _ranges(
    statistics: ChannelStatistics, colour_range: ColourRange
) -> tuple[tuple[str, str], ...]:
    if colour_range == "layer":
        of_layer = (_number(float(statistics.low.min())), _number(float(statistics.high.max())))
        return (of_layer,) * len(statistics.low)
    return tuple(
        (_number(low), _number(high))
        for low, high in zip(statistics.low.tolist(), statistics.high.tolist(), strict=True)
    )


def _stops(colour_map: ColourMap) -> tuple[str, ...]:
    values = palette(colour_map)[: LARGEST_VALUE_INDEX + 1]
    positions = [round(stop * LARGEST_VALUE_INDEX / (_NUM_STOPS - 1)) for stop in range(_NUM_STOPS)]
    return tuple(f"#{values[position].tobytes().hex()}" for position in positions)


def _label(layer_name: str, num_shown: int, num_channels: int) -> str:
    shown = "" if num_shown == num_channels else f"{num_shown} of "
    return f"{shown}{several(num_channels, 'feature map')} of {layer_name}"


def _number(value: float) -> str:
    """Three digits: "0.0831", "12.4", "1,234"."""
    return f"{value:,.0f}" if abs(value) >= WHOLE_NUMBERS_FROM else f"{value:.3g}"
