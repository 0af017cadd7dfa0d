"""What a page shows of a layer's activations."""

from dataclasses import dataclass

import streamlit as st

from explorer.feature_maps import LayerStatistics, statistics
from explorer.figures.contact_sheet import GAP_INDEX, ColourRange, contact_sheet
from explorer.images.encoding import png_palette
from explorer.session.photos import chosen_picture
from explorer.session.shared_activations import activations
from explorer.session.shared_model import observed_network

SHEET_CACHE = "48MB"


@dataclass(frozen=True, slots=True)
class SheetView:
    """A contact sheet as the browser gets it, and what its caption says."""

    png: bytes
    columns: int
    zoom: float
    statistics: LayerStatistics


def contact_sheet_view(layer_name: str, colour_range: ColourRange) -> SheetView:
    """All feature maps of a layer for the chosen photo, as one PNG with its facts."""
    key = (observed_network().origin, chosen_picture().key)
    return _contact_sheet_view(key, layer_name, colour_range)


@st.cache_data(max_size=SHEET_CACHE, show_spinner=False)
def _contact_sheet_view(
    photo_key: tuple[str, ...], layer_name: str, colour_range: ColourRange
) -> SheetView:
    values = activations(layer_name)
    sheet = contact_sheet(values, colour_range)
    png = png_palette(sheet.indices, sheet.palette, transparent=GAP_INDEX)
    return SheetView(png, sheet.columns, sheet.zoom, statistics(values))
