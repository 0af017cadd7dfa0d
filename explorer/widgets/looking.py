"""Choosing what to look into: a network, a channel of a layer, a unit of that channel."""

from functools import partial

import streamlit as st

from explorer.architecture.fields.places import UnitGrid, UnitsAlong
from explorer.architecture.receptive_field import Position
from explorer.session.parameters import CHANNEL, COLUMN, OPACITY, ROW, WEIGHTS
from explorer.session.places import (
    UnitNumber,
    channel_here,
    choose_along,
    choose_unit,
    unit_here,
)
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


def pick_unit(grid: UnitGrid) -> Position:
    """Number fields for row and column of a unit."""
    row, column = unit_here(grid)
    with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
        _pick_along(ROW, "Row", row, grid.rows)
        _pick_along(COLUMN, "Column", column, grid.columns)
    return row, column


def _pick_along(parameter: UnitNumber, name: str, here: int, units: UnitsAlong) -> None:
    most = units.num - 1
    pick(
        parameter,
        f"{name}, 0 to {most}",
        shown=here,
        bounds=Bounds(0, most),
        then=partial(_keep_place, parameter, units),
        width=UNIT_WIDTH,
    )


def _keep_place(parameter: UnitNumber, units: UnitsAlong) -> None:
    """Keep where the unit looks that was typed on this grid; for a callback."""
    unit = parameter.chosen()
    if unit is not None:
        choose_along(parameter, unit, units)


@callback
def choose_unit_in(component_key: str, grid: UnitGrid) -> None:
    """Choose the unit (row, column) that was clicked in a component.

    Args:
        component_key: The component's key.
        grid: The units that it shows.
    """
    position = visitor_state[component_key].unit
    if position:
        row, column = position
        choose_unit((int(row), int(column)), grid)


def pick_opacity(label: str) -> int:
    """A slider for how much of a map is seen over the photo, in percent."""
    bounds = Bounds(OPACITY.least, OPACITY.most, OPACITY_STEP)
    return pick(OPACITY, label, "slider", bounds=bounds)
