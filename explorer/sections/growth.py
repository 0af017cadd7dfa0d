"""Whose receptive field to follow, step by step or in the cone; its squares, and a trap."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from explorer import units
from explorer.architecture.fields.growth import INPUT_NAME, AxisLayer, doubling
from explorer.architecture.fields.places import UnitsAlong, unit_grid
from explorer.architecture.receptive_field import Box, Position
from explorer.architecture.shapes import Axis
from explorer.architecture.summary import LayerSummary
from explorer.figures.fields.cone import FieldCone
from explorer.figures.fields.growth import doubling_chart, growth_squares, is_tall
from explorer.figures.fields.growth_notes import doubling_notes, doubling_table
from explorer.session.fields import followed_parameter, followed_summary
from explorer.session.parameters import COLUMN, FIELD_OF, ON_PHOTO, POSITIONS, ROW
from explorer.session.photos import chosen_picture
from explorer.session.places import UnitNumber, choose_along, place_along
from explorer.session.state import callback, visitor_state
from explorer.views.pictures import backdrop
from explorer.widgets.charts import show_chart
from explorer.widgets.component import data_of, register
from explorer.widgets.fields import pick_field_of, pick_steps
from explorer.widgets.pick import pick
from explorer.widgets.text import or_stop, show_facts, show_table

CONE, STEP = "field_cone", "step"

_cone = register(CONE)


def pick_followed_rows() -> tuple[LayerSummary, ...]:
    """Choose a network or a stack; return its layers that slide a window over the input."""
    if pick_field_of() == "stack":
        left, right = st.columns(2)
        with left:
            pick_steps()
        with right:
            label = f"Rows and columns of its input, {POSITIONS.least} to {POSITIONS.most}"
            pick(POSITIONS, label)
    return or_stop(followed_summary)


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
    units = _units_along(rows, rows[depth - 1], axis)
    words = {
        "label": f"Cone of one {drawing.unit} of units",
        "selected": [depth, unit],
        "aim": place_along(_NUMBERS[axis], units),
    }
    _cone(
        key=CONE,
        data=data_of(drawing) | words,
        on_selected_change=partial(_choose_in_cone, rows, axis),
    )


_NUMBERS: Mapping[Axis, UnitNumber] = {"rows": ROW, "columns": COLUMN}


def _units_along(rows: Sequence[LayerSummary], row: LayerSummary, axis: Axis) -> UnitsAlong:
    height, width, _ = rows[0].input_shape
    grid = unit_grid(row, (height, width))
    return grid.rows if axis == "rows" else grid.columns


@callback
def _choose_in_cone(rows: Sequence[LayerSummary], axis: Axis) -> None:
    clicked = visitor_state[CONE].selected
    if clicked:
        row = rows[clicked["layer"] - 1]
        choose_along(_NUMBERS[axis], clicked["unit"], _units_along(rows, row, axis))
        followed_parameter().choose(row.name)


def show_nested_squares(rows: Sequence[LayerSummary], boxes: Sequence[Box], depth: int) -> None:
    """The field as a square on the input, and those of the layers below in it."""
    names, picture = [row.name for row in rows], rows[0].input_shape
    name = names[depth - 1]
    st.header("Over the picture")
    _step_slider(names, name)
    is_photo = FIELD_OF.chosen() == "network" and pick(ON_PHOTO, "On the photo")
    show_chart(
        growth_squares(
            boxes,
            (INPUT_NAME, *names),
            depth,
            picture,
            backdrop(chosen_picture()) if is_photo else b"",
        ),
        key="squares_tall" if is_tall(boxes, picture) else "squares",
        file_name=f"field of {name}",
        alt=f"The field of a unit of {name}: a square of {units.pixels(boxes[depth].height)}; "
        "inside it the fields of units that it sees, around it those of units that see it.",
    )
    st.caption(
        "One square per layer. Each is the field of a unit that the next square's unit reads, the "
        "one centred nearest to the chosen unit's field. When two values are pooled, neither is in "
        "the middle, so squares shift a little. Dashed: the part of a field that lies in the "
        "padding."
    )


def _step_slider(names: Sequence[str], chosen: str) -> None:
    """A slider through the layers, for the same choice as the list; none for a single layer."""
    if len(names) == 1:
        return
    visitor_state[STEP] = chosen
    st.select_slider("Step, layer by layer", names, key=STEP, on_change=_choose_step)


@callback
def _choose_step() -> None:
    followed_parameter().choose(visitor_state[STEP])


def show_doubling_trap(layers: Sequence[AxisLayer]) -> None:
    """A popular shortcut, and where it goes wrong."""
    st.header("A trap: does pooling double the field?")
    st.markdown(
        "“Each pooling doubles the field so far” sounds right and is widely repeated. It confuses "
        "two directions. Going back from a unit to the input, two pooled values do come from four. "
        "Going forward, 2 × 2 pooling adds only the stride so far. Applied to all layers, the "
        "shortcut **field = stride × (field before − 1) + k** gives the field of the same layers "
        "in reverse order."
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
    with st.expander("Both ways layer by layer, and the way back"):
        show_table(doubling_table(trap), key="doubling_rows")
