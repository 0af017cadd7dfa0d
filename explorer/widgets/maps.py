"""How feature maps are shown."""

from typing import get_args

import streamlit as st

from explorer import session
from explorer.figures.contact_sheet import ColourRange
from explorer.session import Key, SheetView


def colour_range_picker() -> ColourRange:
    """Choose whether maps share one colour range."""
    st.segmented_control(
        "Colours from the smallest to the largest value of",
        get_args(ColourRange)[::-1],
        default="channel",
        required=True,
        format_func=lambda choice: {"layer": "the whole layer", "channel": "each map"}[choice],
        key=Key.COLOURS,
        persist_state="session",
    )
    return session.chosen_colour_range()


def sheet_caption(layer_name: str, view: SheetView, colour_range: ColourRange) -> str:
    """How to read a contact sheet."""
    colours = (
        "One colour means the same value in all maps."
        if colour_range == "layer"
        else "Each map is coloured from its own smallest to its own largest value."
    )
    return (
        f"All feature maps of {layer_name}, channel 0 top left, {view.columns} in a row; "
        f"{_drawn_size(view.zoom)}. {colours}"
    )


def _drawn_size(zoom: float) -> str:
    if zoom < 1:
        return f"of each row and column, one value in {1 / zoom:.0f} is drawn"
    return "each value is one dot" if zoom == 1 else f"each value is {zoom:.0f} × {zoom:.0f} dots"
