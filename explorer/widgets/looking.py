"""Choosing what to look into: a network, a channel of a layer, a unit of that channel."""

import streamlit as st

from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Shape
from explorer.session.parameters import CHANNEL, COLUMN, OPACITY, ROW, WEIGHTS
from explorer.session.places import channel_here, choose_unit, unit_here
from explorer.session.state import callback, visitor_state
from explorer.widgets.pick import Bounds, pick

OPACITY_STEP = 5

LOOK_WIDTH, LAYER_WIDTH, CHANNEL_WIDTH = 225, 198, 138
"""px on the page: three fields stand in a row on a projector, the last two on a phone."""

UNIT_WIDTH = 165
"""px: two on a phone."""


def pick_weights() -> None:
    """Choose which network to look into, trained or not; the same choice on every page."""
    pick(WEIGHTS, "Look into", "list", width=LOOK_WIDTH)


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
    most_row, most_column = Bounds(0, grid[0] - 1), Bounds(0, grid[1] - 1)
    with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
        pick(ROW, f"Row, 0 to {most_row.most}", shown=row, bounds=most_row, width=UNIT_WIDTH)
        pick(
            COLUMN,
            f"Column, 0 to {most_column.most}",
            shown=column,
            bounds=most_column,
            width=UNIT_WIDTH,
        )
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
