"""One feature map of each layer: which one, and the strip of them."""

from dataclasses import asdict
from functools import partial
from typing import get_args

import streamlit as st

from explorer.figures.maps.depth_strip import DepthStrip
from explorer.session.choices import choose_layer
from explorer.session.depth import DepthNumbers, Follow, chosen_follow
from explorer.session.keys import Key
from explorer.session.looking import choose_channel, chosen_channel
from explorer.widgets.component import register
from explorer.widgets.looking import pick_channel
from explorer.widgets.sidebar import photo_alt

STRIP = "depth_strip"

_strip = register(STRIP)


def pick_follow(numbers: DepthNumbers) -> None:
    """Choose which feature map of each layer to show."""
    most = max(each.num_channels for each in numbers.layers)
    with st.container(horizontal=True, vertical_alignment="top"):
        st.segmented_control(
            "Channel of each layer",
            get_args(Follow),
            default="strongest",
            required=True,
            key=Key.FOLLOW,
            bind="query-params",
        )
        if chosen_follow() == "chosen":
            with st.container(width=200):
                pick_channel(most)
        elif Key.CHANNEL in st.session_state:
            # Else another page's choice is gone, because its field is not on this one.
            choose_channel(chosen_channel(most))


def show_depth_strip(strip: DepthStrip, selected: str) -> None:
    """The strip; a click on a layer's map chooses the layer.

    Where the strongest channels are shown it chooses that channel too: what was clicked is then
    what other pages show.
    """
    follows = chosen_follow()
    words = {
        "label": "One feature map of each layer",
        "told": f"Shown of each layer: the {follows} channel",
        "photo_alt": photo_alt(),
        "selected": selected,
    }
    channels = {tile.name: tile.channel for tile in strip.tiles if follows == "strongest"}
    _strip(
        key=STRIP,
        data=asdict(strip) | words,
        on_selected_change=partial(_choose, channels),
    )


def strip_caption() -> str:
    """How to read the strip."""
    shown = (
        "The strongest channel is the one with the largest mean, for this photo."
        if chosen_follow() == "strongest"
        else "Where a layer has fewer channels, its last one stands in. The channels of one number "
        "have nothing in common: each layer counts its own."
    )
    return (
        f"{shown} All maps are drawn at one size, so a coarser grid has larger squares. Click a "
        "layer's map to go there."
    )


def _choose(channels: dict[str, int]) -> None:
    name = st.session_state[STRIP].selected
    if name:
        choose_layer(name)
    if name in channels:
        choose_channel(channels[name])
