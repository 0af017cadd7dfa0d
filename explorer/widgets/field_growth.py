"""Whose receptive field to follow, step by step or in the cone; its squares, and a trap."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import units
from explorer.architecture.fields.growth import INPUT, Axis, AxisLayer, doubling
from explorer.architecture.receptive_field import Box, Position
from explorer.architecture.stacks.notation import EXAMPLE, HOW_TO_WRITE
from explorer.architecture.summary import LayerSummary
from explorer.figures.fields.cone import FieldCone
from explorer.figures.fields.growth import doubling_chart, growth_squares, is_tall
from explorer.figures.fields.growth_notes import doubling_notes, doubling_table
from explorer.session.configuration import chosen_network
from explorer.session.field_growth import (
    DEFAULT_POSITIONS,
    MOST_POSITIONS,
    FieldOf,
    backdrop,
    begin_with_layer,
    choose_followed_layer,
    chosen_field_of,
    follow_along,
    followed_layer_key,
    followed_summary,
    forget_first_layer,
)
from explorer.session.keys import Key
from explorer.widgets.charts import show_chart
from explorer.widgets.component import register
from explorer.widgets.layers import show_strip
from explorer.widgets.text import escaped, show_facts, show_table, summary_or_stop

COMMON_STEPS = [
    *("3,3,3", "3,3", "5,5", "3,3,3,3,3", "3,p2,3,p2,3"),
    *("3s2,3s2,3", "3,3d2,3d4", "3,3,p2,3,3,p2", "11s4,p3s2,5"),
]
CONE, STEP = "field_cone", "step"

_cone = register(CONE)


def pick_field_of() -> FieldOf:
    """Choose between the network in the sidebar and a stack that is typed."""
    if Key.FIELD_OF not in st.session_state:
        forget_first_layer()
    st.segmented_control(
        "Follow the field in the sidebar's network, or in a stack of your own",
        get_args(FieldOf),
        default="network",
        required=True,
        key=Key.FIELD_OF,
        bind="query-params",
    )
    return chosen_field_of()


def pick_steps() -> None:
    """Choose or type the steps of a stack; one that was typed on another page holds here."""
    if st.session_state.get(Key.STACK) == "":  # nothing typed on another page
        st.session_state[Key.STACK] = COMMON_STEPS[0]
    st.selectbox(
        "Stack: steps from the input on",
        COMMON_STEPS,
        key=Key.STACK,
        bind="query-params",
        accept_new_options=True,
    )
    st.caption(escaped(f"Choose one, or type your own: {HOW_TO_WRITE}; such as {EXAMPLE}."))


def pick_followed_rows() -> tuple[LayerSummary, ...]:
    """Choose a network or a stack; get its layers that slide a window over the input."""
    if pick_field_of() == "stack":
        left, right = st.columns(2)
        with left:
            pick_steps()
        right.number_input(
            f"Rows and columns of its input, 1 to {MOST_POSITIONS}",
            1,
            MOST_POSITIONS,
            DEFAULT_POSITIONS,
            key=Key.POSITIONS,
            bind="query-params",
        )
    return summary_or_stop(followed_summary)


def pick_followed_layer(
    rows: tuple[LayerSummary, ...], *, strip_in: DeltaGenerator
) -> LayerSummary:
    """A list of the layers, and the network strip of a network, for the same choice."""
    names = [row.name for row in rows]
    begin_with_layer(names)
    # No layer is the usual one, so that a link holds each of them.
    chosen = st.selectbox("Layer", names, index=None, key=followed_layer_key(), bind="query-params")
    layer = rows[names.index(chosen)] if chosen else rows[-1]
    if chosen_field_of() == "network":
        with strip_in:
            show_strip(rows, chosen_network().name, layer.name)
    return layer


def pick_axis() -> Axis:
    """Choose between rows and columns."""
    choice = st.segmented_control(
        "Along",
        get_args(Axis)[::-1],
        default="columns",
        required=True,
        key=Key.AXIS,
        bind="query-params",
    )
    return "rows" if choice == "rows" else "columns"


def show_field_cone(
    drawing: FieldCone, rows: Sequence[LayerSummary], depth: int, position: Position, axis: Axis
) -> None:
    """The cone; a click on a unit chooses it and its layer.

    Args:
        drawing: Of the same layers.
        rows: The layers that slide a window.
        depth: The chosen layer, 1 for the first.
        position: (row, column) of the chosen unit.
        axis: Along which the cone is drawn.
    """
    unit = position[0] if axis == "rows" else position[1]
    words = {"label": f"Cone of one {drawing.unit} of units", "selected": [depth, unit]}
    _cone(
        key=CONE,
        data=asdict(drawing) | words,
        on_selected_change=partial(_choose_in_cone, rows, axis),
    )


def _choose_in_cone(rows: Sequence[LayerSummary], axis: Axis) -> None:
    told = st.session_state[CONE].selected
    if told:
        row = rows[told["layer"] - 1]
        follow_along(axis, told["unit"], row.output_shape)
        choose_followed_layer(row.name)


def show_nested_squares(rows: Sequence[LayerSummary], boxes: Sequence[Box], depth: int) -> None:
    """The field as a square on the input, and those of the layers below in it."""
    names, picture = [row.name for row in rows], rows[0].input_shape
    name = names[depth - 1]
    st.header("Over the picture")
    _step_slider(names, name)
    is_photo = chosen_field_of() == "network" and st.toggle(
        "On the photo", value=True, key=Key.ON_PHOTO, bind="query-params"
    )
    show_chart(
        growth_squares(boxes, (INPUT, *names), depth, picture, backdrop() if is_photo else b""),
        key="squares_tall" if is_tall(boxes, picture) else "squares",
        file_name=f"field of {name}",
        alt=f"The field of a unit of {name}: a square of {units.pixels(boxes[depth].height)}; in "
        "it those of units that it sees, around it those of units that see it.",
    )
    st.caption(
        "One square per layer: each is the field of a unit that the next square's unit reads, and "
        "among those the one centred nearest to the chosen unit's field. Of two pooled values "
        "neither is in the middle, hence small shifts. Dashed: where a field reaches into the "
        "padding."
    )


def _step_slider(names: Sequence[str], chosen: str) -> None:
    """A slider through the layers, for the same choice as the list."""
    st.session_state[STEP] = chosen
    st.select_slider("Step, layer by layer", names, key=STEP, on_change=_choose_step)


def _choose_step() -> None:
    choose_followed_layer(st.session_state[STEP])


def show_doubling_trap(layers: Sequence[AxisLayer]) -> None:
    """A way of counting that errs, and where."""
    st.header("A trap: does pooling double the field?")
    st.markdown(
        "“Each pooling doubles what was seen so far” sounds right, and is widely repeated. It "
        "mixes up two directions: walked back, from a unit to the input, two pooled values do come "
        "from four; on the way forward, a pooling of 2 × 2 adds one stride so far, and no more. "
        "Done for all layers, the shortcut **field = stride × (field before − 1) + k** gives the "
        "field of the same layers in reverse order."
    )
    trap = doubling(layers)
    show_chart(
        doubling_chart(trap),
        key="doubling",
        file_name="receptive field right and doubled",
        alt="Two curves over the layers: the receptive field, and what multiplying it by each "
        "stride gives.",
    )
    show_facts(doubling_notes(trap))
    with st.expander("Both layer by layer, and the way back"):
        show_table(doubling_table(trap), key="doubling_rows")
