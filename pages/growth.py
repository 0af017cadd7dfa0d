"""How a receptive field grows layer by layer: the cone, the squares, the sum, and a trap."""

from collections.abc import Sequence

import streamlit as st

from explorer import session, widgets
from explorer.architecture.field_growth import AxisLayer, growth, layers_along, nested_boxes
from explorer.architecture.receptive_field import Position
from explorer.architecture.summary import LayerSummary
from explorer.figures.field_cone import field_cone
from explorer.figures.growth_notes import field_numbers, growth_note, growth_table, unit_notes
from explorer.figures.notes import shape_notes

Rows = tuple[LayerSummary, ...]


@st.fragment
def follow_a_unit() -> None:
    """Choose a unit, and see how its field grows."""
    strip = st.container()
    rows = widgets.followed_rows()
    left, right = st.columns(2)
    with left:
        layer = widgets.followed_layer(rows, strip_in=strip)
    session.follow_unit(layer.output_shape)
    with right:
        position = widgets.unit_picker(layer.output_shape)
    depth = [row.name for row in rows].index(layer.name) + 1
    down, across = layers_along(rows, "rows"), layers_along(rows, "columns")
    boxes = nested_boxes(down, across, depth, position)
    widgets.numbers(field_numbers(boxes[depth], rows[0].input_shape, down[:depth]))
    along_one_axis(rows, down, across, depth, position)
    widgets.nested_squares(rows, boxes, depth)
    step_by_step(down, depth)
    widgets.doubling_trap(down)


def along_one_axis(
    rows: Rows,
    down: Sequence[AxisLayer],
    across: Sequence[AxisLayer],
    depth: int,
    position: Position,
) -> None:
    """The cone: what the unit sees, layer by layer, and what sees it."""
    st.header("Along one axis")
    axis = widgets.axis_picker()
    widgets.field_cone(
        field_cone(across if axis == "columns" else down, axis), rows, depth, position, axis
    )
    st.caption(
        "The input is at the bottom, each unit stands over the centre of what it sees. Point at "
        "any unit to light what it sees and what sees it; click it, or use the arrow keys, to "
        "choose it."
    )
    widgets.facts(unit_notes(down, across, depth, position))
    for note in shape_notes(rows):
        st.warning(note, icon=":material/content_cut:")


def step_by_step(layers: Sequence[AxisLayer], depth: int) -> None:
    """The sum, layer by layer."""
    steps = growth(layers)
    st.header("Step by step")
    st.markdown("**field = field before + (k − 1) × stride so far**, where k is the kernel size.")
    st.markdown(widgets.escaped(growth_note(steps[:depth])))
    widgets.table(growth_table(steps), key="growth")
    st.caption(
        "Stride so far: px of the input from one value that the layer reads to the next, the "
        "product of all strides before it, also called the jump. A dilation multiplies k − 1."
    )


st.title("How does the field of a unit grow, layer by layer?")
st.markdown(
    "A unit reads a few units of the layer below, each of them reads a few more: follow one of "
    "them down to the input. What it can see there is its **receptive field**."
)
follow_a_unit()
widgets.prose("growth", "How the field is worked out, and where to read more")
