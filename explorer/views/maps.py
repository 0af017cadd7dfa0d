"""What a page shows of all feature maps of a layer, on a picture."""

from dataclasses import dataclass

from explorer.feature_maps import (
    ChannelOrder,
    ChannelStatistics,
    LayerStatistics,
    channel_statistics,
    statistics,
)
from explorer.figures.colour_maps import ColourMap
from explorer.figures.maps.contact_sheet import GAP_INDEX, ColourRange, SheetLayout, contact_sheet
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.encoding import png_palette
from explorer.kept import kept
from explorer.observed import Observed
from explorer.session.parameters import COLOUR_MAP, COLOUR_RANGE, HIDE_DEAD, ORDER, TILES
from explorer.shared.activations import activations


@dataclass(frozen=True, slots=True)
class SheetView:
    """All maps of a layer as one picture, and where each of them is on it."""

    png: bytes
    layout: SheetLayout


@dataclass(frozen=True, slots=True, eq=False)
class LayerFacts:
    """Statistics of a layer's activations, all together and channel by channel."""

    layer: LayerStatistics
    channels: ChannelStatistics


@kept(mib=48)
def contact_sheet_view(
    observed: Observed, layer_name: str, colour_range: ColourRange, colour_map: ColourMap
) -> SheetView:
    """All feature maps of a layer as one PNG."""
    sheet = contact_sheet(activations(observed, layer_name), colour_range, colour_map)
    png = png_palette(sheet.indices, sheet.palette, transparent=GAP_INDEX)
    return SheetView(png, sheet.layout)


@kept(results=512)
def layer_facts(observed: Observed, layer_name: str) -> LayerFacts:
    """Statistics of a layer's activations."""
    values = activations(observed, layer_name)
    return LayerFacts(statistics(values), channel_statistics(values))


@dataclass(frozen=True, slots=True)
class WallChoices:
    """How to draw the wall, and which maps come first."""

    look: WallLook
    order: ChannelOrder
    hide_dead: bool


def chosen_wall() -> WallChoices:
    """How the visitor wants the wall."""
    look = WallLook(TILES.chosen(), COLOUR_RANGE.chosen(), COLOUR_MAP.chosen())
    return WallChoices(look, ORDER.chosen(), HIDE_DEAD.chosen())
