"""What a page shows of all feature maps of a layer, for the chosen photo."""

from dataclasses import dataclass

import streamlit as st

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
from explorer.session.parameters import COLOUR_MAP, COLOUR_RANGE, HIDE_DEAD, ORDER, TILES
from explorer.session.photos import chosen_picture
from explorer.session.shared_activations import activations
from explorer.session.shared_model import observed_network

SHEET_CACHE = "48MB"


@dataclass(frozen=True, slots=True)
class SheetView:
    """All maps of a layer as one picture, and where each of them is on it."""

    png: bytes
    layout: SheetLayout


@dataclass(frozen=True, slots=True, eq=False)
class LayerFacts:
    """What a layer's activations say in numbers, all together and channel by channel."""

    layer: LayerStatistics
    channels: ChannelStatistics


def contact_sheet_view(layer_name: str, look: WallLook) -> SheetView:
    """All feature maps of a layer for the chosen photo, as one PNG."""
    return _contact_sheet_view(_photo_key(), layer_name, look.colour_range, look.colour_map)


@st.cache_data(max_size=SHEET_CACHE, show_spinner=False)
def _contact_sheet_view(
    photo_key: tuple[str, ...], layer_name: str, colour_range: ColourRange, colour_map: ColourMap
) -> SheetView:
    sheet = contact_sheet(activations(layer_name), colour_range, colour_map)
    png = png_palette(sheet.indices, sheet.palette, transparent=GAP_INDEX)
    return SheetView(png, sheet.layout)


def layer_facts(layer_name: str) -> LayerFacts:
    """What a layer's activations for the chosen photo say in numbers."""
    return _layer_facts(_photo_key(), layer_name)


@st.cache_data(max_entries=512, show_spinner=False)
def _layer_facts(photo_key: tuple[str, ...], layer_name: str) -> LayerFacts:
    values = activations(layer_name)
    return LayerFacts(statistics(values), channel_statistics(values))


def _photo_key() -> tuple[str, ...]:
    return observed_network().origin, chosen_picture().key


@dataclass(frozen=True, slots=True)
class WallChoices:
    """How the wall is to be drawn, and which maps come first."""

    look: WallLook
    order: ChannelOrder
    hide_dead: bool


def chosen_wall() -> WallChoices:
    """How the visitor wants the wall."""
    look = WallLook(TILES.chosen(), COLOUR_RANGE.chosen(), COLOUR_MAP.chosen())
    return WallChoices(look, ORDER.chosen(), HIDE_DEAD.chosen())
