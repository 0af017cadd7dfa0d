"""Where a visitor looks inside a layer: one of its channels, one of its units."""

import re

import streamlit as st

from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Shape
from explorer.session.keys import Key
from explorer.session.link_problems import correct_link

_LINKED_NUMBER = "[0-9]{1,6}"


def asked_channel() -> int:
    """The channel that is chosen or that a link asks for; not every layer has it."""
    return _number(Key.CHANNEL, 0)


def chosen_channel(num_channels: int) -> int:
    """The channel that is chosen for every page; the nearest one where a layer has fewer."""
    return min(max(asked_channel(), 0), num_channels - 1)


def choose_channel(channel: int) -> None:
    """Choose a channel for every page; call it from a callback."""
    st.session_state[Key.CHANNEL] = channel


def chosen_unit(grid: Shape) -> Position:
    """The (row, column) that is chosen on a grid (height, width, ...); else its centre."""
    height, width = grid[:2]
    row, column = _number(Key.ROW, height // 2), _number(Key.COLUMN, width // 2)
    return min(max(row, 0), height - 1), min(max(column, 0), width - 1)


def settle_unit(grid: Shape) -> None:
    """Choose the unit that is chosen already, or that a link asks for; the nearest one there is."""
    row, column = chosen_unit(grid)
    correct_link(Key.ROW, row)
    correct_link(Key.COLUMN, column)
    choose_unit((row, column))


def choose_unit(position: Position) -> None:
    """Choose a unit by its (row, column); call it from a callback."""
    st.session_state[Key.ROW], st.session_state[Key.COLUMN] = position


def _number(key: Key, usual: int) -> int:
    """What is chosen; on a visitor's first page what the link asks for, which no field has read."""
    value = st.session_state.get(key)
    if value is None and re.fullmatch(_LINKED_NUMBER, asked := st.query_params.get(key, "")):
        value = asked
    return usual if value is None else int(value)
