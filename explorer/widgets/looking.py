"""Choosing what to look into: a network, a channel of a layer, a unit of that channel."""

import streamlit as st

from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Shape
from explorer.session.parameters import CHANNEL, COLUMN, OPACITY, ROW
from explorer.session.places import channel_here, choose_unit, unit_here
from explorer.session.state import callback, visitor_state
from explorer.widgets.pick import Bounds, pick

OPACITY_STEP = 5


def pick_channel(num_channels: int) -> int:
    """A number field for the channel, counted from 0; the same choice on every page."""
    asked, here, most = CHANNEL.chosen(), channel_here(num_channels), num_channels - 1
    channel = pick(CHANNEL, f"Channel, 0 to {most}", shown=here, bounds=Bounds(0, most))
    if asked > most:
        st.caption(f"This layer has no channel {asked}. Its last one, {here}, is shown.")
    return channel


def pick_unit(grid: Shape) -> Position:
    """Number fields for row and column of a unit on a grid (height, width, ...)."""
    row, column = unit_here(grid)
    left, right = st.columns(2)
    most_row, most_column = grid[0] - 1, grid[1] - 1
    with left:
        pick(ROW, f"Row, 0 to {most_row}", shown=row, bounds=Bounds(0, most_row))
    with right:
        pick(COLUMN, f"Column, 0 to {most_column}", shown=column, bounds=Bounds(0, most_column))
    return row, column


@callback
def choose_unit_in(component_key: str) -> None:
    """Choose the unit (row, column) that was clicked in a component."""
    position = visitor_state[component_key].unit
    if position:
        row, column = position
        choose_unit((int(row), int(column)))


def pick_opacity(label: str) -> int:
    """A slider for how much of a map is seen over the photo, in percent."""
    bounds = Bounds(OPACITY.least, OPACITY.most, OPACITY_STEP)
    return pick(OPACITY, label, "slider", bounds=bounds)
