"""Measured receptive fields in the real VGG16: what a unit could see, and what counts for it."""

from functools import partial

import streamlit as st

from explorer import session, widgets
from explorer.architecture.effective_field import even_spread
from explorer.figures.measured import layer_chart
from explorer.figures.measured_notes import (
    average_note,
    layer_notes,
    layer_table,
    measured_numbers,
    spread_notes,
)

LAYER_CHART = "measured_layers"

st.title("How much of its receptive field does a unit really use?")
st.markdown(
    "The **theoretical** receptive field is the box of pixels that can influence a unit. The "
    "**effective** one is how much each of them does: how strongly the unit answers when that "
    "pixel changes a little. Choose a unit and measure it on the chosen photo."
)
rows = widgets.summary_or_stop(session.model_summary)
widgets.network_notice()
widgets.weights_notice()
strip = st.container()
session.begin_with_a_wide_field()
left, right = st.columns(2)
with left:
    layer = widgets.layer_picker(rows, "VGG16", strip_in=strip, begins_with_first=False)
with right:
    look = widgets.field_look()
unit = widgets.measured_unit_picker(layer)
spreads = widgets.measured_fields(layer, unit, look)
field, (height, width) = session.field_of(layer), session.model_photo().shape[:2]
box = field.box(unit.position)
even = even_spread(box, height, width)
widgets.numbers(measured_numbers(spreads, box, (height, width)))
widgets.facts(spread_notes(spreads, even, box, (height, width)))
widgets.share_curves(spreads, even, field.size, f"mass in squares {layer.name}")
widgets.prose("measured", "How this is measured, and where to read more")

st.header("One unit on one photo is one sample: average")
widgets.average_picker()
plan = session.average_plan(layer, unit)
st.markdown(average_note(plan.over, len(plan.units), len(plan.pictures), unit))
averages = widgets.measured_or_button(
    session.average_state(plan),
    "Average these fields",
    partial(session.start_average, plan, layer),
    session.AVERAGE,
)
if averages is not None:
    widgets.averaged_fields(averages, layer)

st.header("And in the other layers?")
st.markdown(
    "The unit at the centre of each convolution's grid, all its channels together, on this photo."
)
convolutions = session.convolutions(rows)
measured = widgets.measured_or_button(
    session.layer_spreads_state(),
    f"Measure all {len(convolutions)} convolutions",
    partial(session.start_layer_spreads, convolutions),
    session.LAYERS,
)
if measured is not None:
    widgets.measure_picker()
    widgets.chart(
        layer_chart(convolutions, measured, session.chosen_measure(), layer.name),
        key=LAYER_CHART,
        file_name="theoretical and measured fields",
        on_select=partial(widgets.choose_point, LAYER_CHART),
        alt="Curves over the convolutions: theoretical and measured size of their fields.",
    )
    st.caption("The orange band is the chosen layer; click a point to choose another one.")
    widgets.facts(layer_notes(convolutions, measured))
    with st.expander("The numbers of all convolutions"):
        widgets.table(layer_table(convolutions, measured), key="measured_sizes")
st.page_link(
    "../pages/growth.py", label="How the theoretical field grows", icon=":material/open_in_full:"
)
