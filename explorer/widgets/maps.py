"""All feature maps of a layer as a wall to choose from."""

from dataclasses import asdict
from typing import get_args

import streamlit as st

from explorer.architecture.summary import LayerSummary
from explorer.feature_maps import ChannelOrder, order_channels
from explorer.figures.colour_maps import ColourMap
from explorer.figures.maps.contact_sheet import ColourRange
from explorer.figures.maps.depth_notes import channels_csv
from explorer.figures.maps.feature_wall import TileSize, feature_wall
from explorer.session.feature_views import LayerFacts, SheetView, WallChoices, chosen_wall
from explorer.session.keys import Key
from explorer.session.looking import choose_channel
from explorer.session.take_home import map_files
from explorer.widgets.component import register
from explorer.widgets.text import media_address

WALL_HEIGHT = 600
"""px: the page does not grow and shrink with the number of maps."""

_feature_wall = register("feature_wall")


def pick_wall() -> WallChoices:
    """How to draw the wall: order, size, colours."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Sort by", get_args(ChannelOrder), key=Key.ORDER, bind="query-params", width=160
        )
        st.selectbox(
            "Colours", get_args(ColourMap), key=Key.COLOUR_MAP, bind="query-params", width=140
        )
        st.segmented_control(
            "One range of colours for each",
            get_args(ColourRange)[::-1],
            default="channel",
            required=True,
            key=Key.COLOURS,
            bind="query-params",
        )
        st.segmented_control(
            "Size",
            get_args(TileSize),
            default="medium",
            required=True,
            key=Key.TILES,
            bind="query-params",
        )
        st.toggle("Hide dead maps", key=Key.HIDE_DEAD, bind="query-params")
    return chosen_wall()


def show_wall(
    layer_name: str, facts: LayerFacts, sheet: SheetView, choices: WallChoices, channel: int
) -> None:
    """All maps of a layer; a click or the keys choose a channel."""
    order = order_channels(facts.channels, choices.order, hide_dead=choices.hide_dead)
    record = feature_wall(layer_name, facts.channels, order, sheet.layout, choices.look)
    picture = media_address(sheet.png, "wall")
    with st.container(height=WALL_HEIGHT, border=False):
        _feature_wall(
            key="wall",
            data=asdict(record) | {"picture": picture, "selected": channel},
            on_channel_change=_choose_channel,
        )


def _choose_channel() -> None:
    channel = st.session_state["wall"].channel
    if channel is not None:
        choose_channel(int(channel))


def wall_caption(choices: WallChoices) -> str:
    """How to read the wall."""
    colours = (
        "One colour means the same value in all maps."
        if choices.look.colour_range == "layer"
        else "Each map is coloured from its own smallest to its own largest value."
    )
    order = "channel 0 first" if choices.order == "channel" else f"largest {choices.order} first"
    return f"Every feature map of the layer, {order}. {colours}"


def offer_files(row: LayerSummary, channel: int, facts: LayerFacts, choices: WallChoices) -> None:
    """Buttons that save what the page shows; a file is made when its button is pressed."""
    files = map_files(row, channel, choices.look)
    one = f"{row.name}-channel{channel}"
    with st.container(horizontal=True):
        st.download_button(
            "All maps, PNG", files.sheet, f"{row.name}-{files.name}.png", "image/png"
        )
        st.download_button("This map, PNG", files.one_map, f"{one}-{files.name}.png", "image/png")
        st.download_button("Activations, NumPy", files.values, f"{row.name}-{files.name}.npz")
        st.download_button(
            "Channels, CSV",
            lambda: channels_csv(lambda: facts.channels),
            f"{row.name}-channels-{files.name}.csv",
            "text/csv",
        )
