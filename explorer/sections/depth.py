"""One feature map of each layer: which one, and the strip of them."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explorer.architecture.summary import LayerSummary
from explorer.figures.maps.depth_strip import DepthStrip
from explorer.session.parameters import CHANNEL, FOLLOW, LAYER
from explorer.session.state import callback, visitor_state
from explorer.widgets.depth_strip import DEPTH_STRIP, show_layer_pictures
from explorer.widgets.looking import CHANNEL_WIDTH, pick_channel
from explorer.widgets.pick import pick

FOLLOW_WIDTH = 190
"""px on the page."""


def pick_follow(rows: Sequence[LayerSummary]) -> None:
    """Choose which feature map of each layer to show."""
    most = max(row.output_shape[-1] for row in rows)
    if pick(FOLLOW, "Channel of each layer", "list", width=FOLLOW_WIDTH) == "chosen":
        with st.container(width=CHANNEL_WIDTH):
            pick_channel(most)


def show_depth_strip(strip: DepthStrip, selected: str) -> None:
    """The strip; a click on a layer's map chooses the layer.

    If the strip shows the strongest channels, a click chooses that channel too, so that other pages
    show what was clicked.
    """
    follows = FOLLOW.chosen()
    channels = {tile.name: tile.channel for tile in strip.tiles if follows == "strongest"}
    show_layer_pictures(
        strip,
        selected,
        partial(_choose, channels),
        label="One feature map of each layer",
        told=f"Each layer's {follows} channel",
    )


def strip_caption() -> str:
    """How to read the strip."""
    shown = (
        "The strongest channel is the one with the largest mean, for this photo."
        if FOLLOW.chosen() == "strongest"
        else "A layer with fewer channels shows its last one. Channels with the same number in "
        "different layers have nothing in common."
    )
    return (
        f"{shown} All maps are drawn at the same size, so a coarser grid has larger squares. Click "
        "a layer's map to go there."
    )


@callback
def _choose(channels: dict[str, int]) -> None:
    name = visitor_state[DEPTH_STRIP].selected
    if name:
        LAYER.choose(name)
    if name in channels:
        CHANNEL.choose(channels[name])
