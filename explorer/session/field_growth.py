"""Whose receptive field a visitor follows: a layer's of the chosen network, or of a stack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.architecture.fields.growth import Axis
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Shape
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.stacks import one_channel_network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.images.encoding import jpeg_rgb
from explorer.images.sizing import thumbnail
from explorer.session.choices import chosen_summary
from explorer.session.configuration import chosen_network
from explorer.session.keys import Key
from explorer.session.link_problems import correct_link
from explorer.session.looking import choose_unit, chosen_unit, settle_unit
from explorer.session.photos import chosen_picture

FieldOf = Literal["network", "stack"]
"""The chosen network, or a stack that is typed."""

DEFAULT_STEPS = "3,3,3"
DEFAULT_POSITIONS, MOST_POSITIONS = 15, 256
"""Rows, and columns, of a stack's input."""

BACKDROP_SIDE = 512
"""px: of a photo under squares, at most."""

_FOLLOWED = "followed_unit"


def chosen_field_of() -> FieldOf:
    """Whose field is followed."""
    return "stack" if st.session_state.get(Key.FIELD_OF) == "stack" else "network"


def chosen_stack() -> Network:
    """The stack that is typed, as a network of one channel; poolings alone have fields too.

    Raises:
        ValueError: Which step cannot be read or built, what is accepted, what to do.
    """
    return one_channel_network(parse_stack(str(st.session_state.get(Key.STACK) or DEFAULT_STEPS)))


def followed_summary() -> tuple[LayerSummary, ...]:
    """The layers that slide a window over the input, of the chosen network or the typed stack.

    Raises:
        ValueError: It cannot be read, or does not fit its input; the message says why.
    """
    if chosen_field_of() == "network":
        rows = chosen_summary()
    else:
        side = int(st.session_state.get(Key.POSITIONS) or DEFAULT_POSITIONS)
        rows = summarize(chosen_stack(), (side, side, 1))
    return tuple(row for row in rows if row.rows is not None)


def followed_layer_key() -> Key:
    """Where the chosen layer is kept: that of the network holds on every page."""
    return Key.LAYER if chosen_field_of() == "network" else Key.STACK_LAYER


def choose_followed_layer(name: str) -> None:
    """Choose the layer whose field is followed; call it from a callback."""
    st.session_state[followed_layer_key()] = name


def begin_with_layer(names: Sequence[str]) -> None:
    """Choose the layer that is chosen already, or that a link asks for; else the last one."""
    key = followed_layer_key()
    asked = str(st.session_state.get(key) or st.query_params.get(key))
    layer = asked if asked in names else names[-1]
    correct_link(key, layer)
    choose_followed_layer(layer)


def forget_first_layer() -> None:
    """Forget the first layer when somebody comes from another page: it may be no choice.

    Other pages begin with the first layer. Its field has not grown yet, so pages that follow a
    field begin with the last one instead.
    """
    first = chosen_network().layers[:1]
    if [st.session_state.get(Key.LAYER)] == [layer.name for layer in first]:
        del st.session_state[Key.LAYER]


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit, and the grid (height, width) that it is on."""

    grid: Shape
    position: Position

    def on(self, grid: Shape) -> Position:
        """The unit of another grid that lies nearest to the same place of the input."""
        row, column = (
            (2 * unit + 1) * size // (2 * before)
            for unit, before, size in zip(self.position, self.grid, grid, strict=True)
        )
        return row, column


def follow_unit(grid: Shape) -> None:
    """Keep the chosen unit over the same place of the input when another grid is looked at.

    Args:
        grid: (height, width, ...) of the layer that is looked at.
    """
    side_lengths = grid[:2]
    before: _Place | None = st.session_state.get(_FOLLOWED)
    chosen = st.session_state.get(Key.ROW), st.session_state.get(Key.COLUMN)
    if before is not None and before.grid != side_lengths and before.position == chosen:
        choose_unit(before.on(side_lengths))
    settle_unit(side_lengths)
    st.session_state[_FOLLOWED] = _Place(side_lengths, chosen_unit(side_lengths))


def follow_along(axis: Axis, unit: int, grid: Shape) -> None:
    """Choose a unit of another layer along one axis, over the same place along the other one.

    Call it from a callback.

    Args:
        axis: Along which the unit was chosen.
        unit: Its row, or column.
        grid: (height, width, ...) of its layer.
    """
    before: _Place = st.session_state[_FOLLOWED]
    row, column = before.on(grid[:2])
    position = (unit, column) if axis == "rows" else (row, unit)
    choose_unit(position)
    st.session_state[_FOLLOWED] = _Place(grid[:2], position)


@st.cache_data(max_entries=16, show_spinner=False)
def _backdrop(picture_key: str, _pixels: NDArray[np.uint8]) -> bytes:
    return jpeg_rgb(thumbnail(_pixels, BACKDROP_SIDE))


def backdrop() -> bytes:
    """The photo as the network gets it, as a JPEG of at most 512 px a side."""
    picture = chosen_picture()
    return _backdrop(picture.key, picture.pixels)
