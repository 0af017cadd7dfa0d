"""The wall of feature maps: what the browser needs to draw one tile for each channel of a layer.

The picture itself is a contact sheet. The browser cuts the tiles out of it, so that a new order or
size of tiles needs no new picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from explorer import units
from explorer.feature_maps import ChannelStatistics
from explorer.figures.colour_maps import ColourMap, gradient, palette
from explorer.figures.maps.contact_sheet import GAP, LARGEST_VALUE_INDEX, ColourRange, SheetLayout
from explorer.kept import SEVERAL, kept
from explorer.words import several

TileSize = Literal["small", "medium", "large"]

SCREEN_AREA = 1_000_000
"""px: roughly what fits on a screen. Medium tiles fill it, whatever their number."""

SIDE_SHARES: dict[TileSize, float] = {"small": 0.5, "medium": 1.0, "large": 2.0}
"""Of the side of a medium tile."""

SMALLEST_TILE = 28
"""px: a smaller tile would be hard to hit with a finger."""


@dataclass(frozen=True, slots=True)
class WallLook:
    """A wall's look as the visitor chose it; the colours must be those of the contact sheet."""

    tile_size: TileSize = "medium"
    colour_range: ColourRange = "channel"
    colour_map: ColourMap = "viridis"


@dataclass(frozen=True, slots=True)
class FeatureWall:
    """One tile for each channel shown, and the words for all channels.

    Attributes:
        label: What the wall shows, for screen readers.
        order: Channels in the order to draw them; channels left out are hidden.
        descriptions: Facts in words, by channel.
        ranges: Smallest and largest value of the colours, as text, by channel.
        columns: Maps side by side on the sheet.
        sheet_tile: (height, width) of a map on the sheet, px.
        sheet_gap: px above and left of each map on the sheet.
        tile: (height, width) to draw a map in, px of the page.
        sharp: Whether values keep their edges; a map drawn smaller is smoothed.
        colours: From the smallest to the largest value, evenly spaced, "#rrggbb".
        colours_note: What the range of the colours applies to.
        nothing_shown: The text if no tile is left.
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
        colours=gradient(palette(look.colour_map)[: LARGEST_VALUE_INDEX + 1]),
        colours_note="in all maps" if look.colour_range == "layer" else "in this map",
        nothing_shown=_all_hidden(num_channels),
    )


def tile_sides(layout: SheetLayout, num_channels: int, tile_size: TileSize) -> tuple[int, int]:
    """(height, width) to draw a map in, px of the page.

    Medium tiles together fill about a screen. Each value is drawn as a whole number of px, or each
    px stands for a whole number of values; otherwise some values would look wider than others.
    """
    height, width = _values_across(layout)
    longer = max(height, width)
    wanted = max(SIDE_SHARES[tile_size] * sqrt(SCREEN_AREA / num_channels), SMALLEST_TILE)
    scale = max(round(wanted / longer), 1) if wanted >= longer else 1 / round(longer / wanted)
    return max(round(scale * height), 1), max(round(scale * width), 1)


@kept(results=SEVERAL)
def describe_channels(statistics: ChannelStatistics) -> tuple[str, ...]:
    """Each channel in one line: "Channel 7: 0 to 12.4, mean 0.83, variance 2.1, 62.0 % zeros"."""
    columns = (statistics.low, statistics.high, statistics.mean, statistics.variance)
    numbers = (map(units.three_digits, column.tolist()) for column in columns)
    zeros = map(units.percent, statistics.share_zero.tolist())
    facts = zip(*numbers, zeros, statistics.dead.tolist(), strict=True)
    return tuple(
        f"Channel {channel}: dead, 0 at every position"
        if dead
        else f"Channel {channel}: {low} to {high}, mean {mean}, variance {variance}, {zero} zeros"
        for channel, (low, high, mean, variance, zero, dead) in enumerate(facts)
    )


def _values_across(layout: SheetLayout) -> tuple[int, int]:
    """Rows and columns of values that a map on the sheet shows."""
    grow = max(round(layout.zoom), 1)
    return layout.tile_height // grow, layout.tile_width // grow


@kept(results=SEVERAL)
def _ranges(
    statistics: ChannelStatistics, colour_range: ColourRange
) -> tuple[tuple[str, str], ...]:
    lows, highs = statistics.low.tolist(), statistics.high.tolist()
    if colour_range == "layer":
        lows, highs = [min(lows)] * len(lows), [max(highs)] * len(highs)
    return tuple(zip(*(map(units.three_digits, ends) for ends in (lows, highs)), strict=True))


def _all_hidden(num_channels: int) -> str:
    if num_channels == 1:
        return "The only feature map is 0 everywhere and hidden."
    return f"All {num_channels:,} feature maps are 0 everywhere and hidden."


def _label(layer_name: str, num_shown: int, num_channels: int) -> str:
    shown = "" if num_shown == num_channels else f"{num_shown} of "
    return f"{shown}{several(num_channels, 'feature map')} of {layer_name}"
