"""How a receptive field grows layer by layer: the cone, the squares, the sum, and a trap."""

from collections.abc import Sequence

import streamlit as st

from explorer import session, units, widgets
from explorer.architecture.field_growth import (
    INPUT,
    AxisLayer,
    doubling,
    growth,
    layers_along,
    nested_boxes,
)
from explorer.architecture.receptive_field import Box, Position
from explorer.architecture.summary import LayerSummary
from explorer.figures.field_cone import field_cone
from explorer.figures.field_growth import doubling_chart, growth_squares, is_tall
from explorer.figures.growth_notes import (
    doubling_notes,
    doubling_table,
    growth_note,
    growth_table,
    unit_notes,
)
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
    in_numbers(rows, boxes[depth], down[:depth])
    along_one_axis(rows, down, across, depth, position)
    over_the_picture(rows, boxes, depth)
    step_by_step(down, depth)
    the_trap(down)


def in_numbers(rows: Rows, box: Box, layers: Sequence[AxisLayer]) -> None:
    """The field of the unit, and what its layer adds."""
    on_picture = box.clipped(*rows[0].input_shape[:2])
    last = growth(layers)[-1]
    widgets.numbers(
        {
            "Receptive field": units.pixels(box.height),
            "On the picture": units.size((on_picture.height, on_picture.width)),
            "Effective stride": units.pixels(last.jump_after),
            "This layer adds": units.pixels(last.added),
        }
    )


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


def over_the_picture(rows: Rows, boxes: Sequence[Box], depth: int) -> None:
    """The field as a square on the input, and those of the layers below in it."""
    names, picture = [row.name for row in rows], rows[0].input_shape
    name = names[depth - 1]
    st.header("Over the picture")
    widgets.step_slider(names, name)
    is_photo = session.chosen_field_of() == "network" and st.toggle(
        "On the photo", value=True, key=session.Key.ON_PHOTO, bind="query-params"
    )
    widgets.chart(
        growth_squares(
            boxes, (INPUT, *names), depth, picture, session.backdrop() if is_photo else b""
        ),
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


def the_trap(layers: Sequence[AxisLayer]) -> None:
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
    widgets.chart(
        doubling_chart(trap),
        key="doubling",
        file_name="receptive field right and doubled",
        alt="Two curves over the layers: the receptive field, and what multiplying it by each "
        "stride gives.",
    )
    widgets.facts(doubling_notes(trap))
    with st.expander("Both layer by layer, and the way back"):
        widgets.table(doubling_table(trap), key="doubling_rows")


st.title("How does the field of a unit grow, layer by layer?")
st.markdown(
    "A unit reads a few units of the layer below, each of them reads a few more: follow one of "
    "them down to the input. What it can see there is its **receptive field**."
)
follow_a_unit()
widgets.prose("growth", "How the field is worked out, and where to read more")
