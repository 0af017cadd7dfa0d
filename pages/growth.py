"""How a receptive field grows layer by layer: the cone, the squares, the sum, and a trap."""

from collections.abc import Sequence

import streamlit as st

from explorer.architecture.fields.growth import AxisLayer, growth, layers_along, nested_boxes
from explorer.architecture.fields.places import unit_grid
from explorer.architecture.receptive_field import Position
from explorer.architecture.summary import LayerSummary
from explorer.figures.fields.cone import field_cone
from explorer.figures.fields.growth_notes import (
    field_numbers,
    growth_note,
    growth_table,
    unit_notes,
)
from explorer.figures.network.notes import shape_notes
from explorer.sections import growth as section
from explorer.session.address import fragment
from explorer.session.parameters import AXIS
from explorer.widgets.answer import answer
from explorer.widgets.fields import pick_followed_layer
from explorer.widgets.looking import LAYER_WIDTH, pick_unit
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_facts, show_numbers, show_prose, show_table

Rows = tuple[LayerSummary, ...]


@fragment
def follow_a_unit() -> None:
    """Choose a unit, and see how its field grows."""
    strip = st.container()
    rows = section.pick_followed_rows()
    height, width, _ = rows[0].input_shape
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=LAYER_WIDTH):
            layer = pick_followed_layer(rows, strip_in=strip)
        position = pick_unit(unit_grid(layer, (height, width)))
    depth = [row.name for row in rows].index(layer.name) + 1
    down, across = layers_along(rows, "rows"), layers_along(rows, "columns")
    boxes = nested_boxes(down, across, depth, position)
    with answer():
        show_numbers(field_numbers(boxes[depth], rows[0].input_shape, down[:depth]))
    along_one_axis(rows, down, across, depth, position)
    section.show_nested_squares(rows, boxes, depth)
    step_by_step(down, depth)
    section.show_doubling_trap(down)


def along_one_axis(
    rows: Rows,
    down: Sequence[AxisLayer],
    across: Sequence[AxisLayer],
    depth: int,
    position: Position,
) -> None:
    """The cone: what the unit sees, layer by layer, and what sees it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header("Along one axis", width="content")
        axis = pick(AXIS, "Along", label_visibility="collapsed")
    section.show_field_cone(
        field_cone(across if axis == "columns" else down, axis), rows, depth, position, axis
    )
    st.caption(
        "The input is at the bottom; each unit stands above the centre of what it sees. Point at a "
        "unit to light up what it sees and what sees it. Click it, or use the arrow keys, to "
        "choose it."
    )
    show_facts(unit_notes(down, across, depth, position))
    for note in shape_notes(rows):
        st.warning(note, icon=":material/content_cut:")


def step_by_step(layers: Sequence[AxisLayer], depth: int) -> None:
    """The sum, layer by layer."""
    steps = growth(layers)
    st.header("Step by step")
    st.markdown("**field = field before + (k − 1) × stride so far**, where k is the kernel size.")
    st.markdown(escaped(growth_note(steps[:depth])))
    show_table(growth_table(steps), key="growth")
    st.caption(
        "Stride so far, also called the jump: the distance in px of the input between neighbouring "
        "values that the layer reads. It is the product of all strides before the layer. Dilation "
        "multiplies k − 1."
    )


st.title("How does the field of a unit grow, layer by layer?")
st.markdown(
    "A unit reads a few units of the layer below, and each of those reads a few more, down to the "
    "input. What the unit can see there is its **receptive field**. Choose a unit and follow it."
)
follow_a_unit()
show_prose("growth", "How the field is worked out, and where to read more")
