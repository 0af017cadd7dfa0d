"""Choosing a channel of a layer, and a unit of that channel."""

from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Shape
from explorer.session.keys import Key
from explorer.session.link_problems import correct_link
from explorer.session.looking import asked_channel, choose_channel, chosen_channel, settle_unit
from explorer.session.shared_model import Look


def pick_look() -> None:
    """Choose which network to look into."""
    st.segmented_control(
        "Look into VGG16 as it was trained, untrained, or into your own network of the sidebar",
        get_args(Look),
        default="trained",
        required=True,
        key=Key.WEIGHTS,
        bind="query-params",
    )


def pick_channel(num_channels: int) -> int:
    """A number field for the channel, counted from 0; the same choice on every page."""
    asked, nearest = asked_channel(), chosen_channel(num_channels)
    correct_link(Key.CHANNEL, nearest)
    if asked != nearest:
        st.toast(
            f"This layer has no channel {asked}. Shown: the last one, {nearest}.",
            icon=":material/info:",
        )
    choose_channel(nearest)
    return int(
        st.number_input(
            f"Channel, 0 to {num_channels - 1}",
            0,
            num_channels - 1,
            key=Key.CHANNEL,
            bind="query-params",
        )
    )


def pick_unit(grid: Shape) -> Position:
    """Number fields for row and column of a unit on a grid (height, width, ...)."""
    settle_unit(grid)
    row, column = st.columns(2)
    return (
        _side(row, "Row", grid[0], Key.ROW),
        _side(column, "Column", grid[1], Key.COLUMN),
    )


def _side(place: DeltaGenerator, name: str, size: int, key: Key) -> int:
    """A number field; with no value of its own, so that a link holds a 0 too."""
    label = f"{name}, 0 to {size - 1}"
    value = place.number_input(label, 0, size - 1, value=None, key=key, bind="query-params")
    return size // 2 if value is None else value
