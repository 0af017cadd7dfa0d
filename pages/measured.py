"""Measured receptive fields in the real VGG16: what a unit could see, and what counts for it."""

from functools import partial

import streamlit as st

from explorer.architecture.fields.effective import even_spread
from explorer.architecture.fields.places import unit_grid
from explorer.figures.fields.measured import layer_chart
from explorer.figures.fields.measured_notes import (
    SHARE,
    SHARE_NOTE,
    average_note,
    layer_notes,
    measured_layer_table,
    measured_numbers,
    measured_spread_notes,
)
from explorer.sections import measured as section
from explorer.session.parameters import MEASURE
from explorer.shared.questions.long_work import AverageFields, MeasureLayers
from explorer.shared.questions.measured import field_of
from explorer.views import measured as views
from explorer.views.observing import compared
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.layers import choose_point, pick_layer
from explorer.widgets.looking import LAYER_WIDTH
from explorer.widgets.model import observed_or_stop, show_network_notice, show_weights_notice
from explorer.widgets.pick import pick
from explorer.widgets.text import show_facts, show_numbers, show_prose, show_table
from explorer.words import several

LAYER_CHART = "measured_layers"

st.title("How much of its receptive field does a unit really use?")
st.markdown(
    "Often mainly the middle. The **theoretical** receptive field is the box of pixels that can "
    "influence a unit. The **effective** one is how much each of them does."
)
observed = observed_or_stop("trained")
rows, photo = observed.network.rows, observed.picture
show_network_notice()
show_weights_notice()
both = compared()
strip = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    with st.container(width=LAYER_WIDTH):
        layer = pick_layer(rows, "VGG16", strip_in=strip, begin=views.FIRST_LAYER)
    unit = section.pick_measured_unit(layer, unit_grid(layer, photo.size))
look = section.pick_field_look()
with answer():
    spreads = section.show_measured_fields(both, layer, unit, look)
field = field_of(layer)
box = field.box(unit.position)
even = even_spread(box, *photo.size)
show_numbers(measured_numbers(spreads, box, photo.size))
st.caption(SHARE_NOTE)
show_facts(measured_spread_notes(spreads, even, box, photo.size))
section.show_share_curves(spreads, even, field.height.size, f"mass in squares {layer.name}")
show_prose("measured", "How this is measured, and where to read more")

st.header("One unit on one photo is one sample: take an average")
section.pick_average()
plan = views.average_plan(layer, unit, photo)
st.markdown(average_note(plan.over, len(plan.units), len(plan.pictures), unit))
averages = section.measured_or_start(
    views.average_state(both, plan),
    "Average these fields",
    partial(views.start_average, layer, unit),
    AverageFields.kind,
)
if averages is not None:
    section.show_averaged_fields(averages, layer)

st.header("And in the other layers?")
st.markdown(
    "The unit at the centre of each convolution's grid, all its channels together, on this photo."
)
all_convolutions = views.convolutions(rows)
measured = section.measured_or_start(
    views.layer_spreads_state(both, all_convolutions),
    f"Measure all {several(len(all_convolutions), 'convolution')}",
    partial(views.start_layer_spreads, all_convolutions),
    MeasureLayers.kind,
)
if measured is not None:
    pick(
        MEASURE,
        f"Size of a measured field: the smallest square with at least {SHARE} of the mass, or the "
        "square with as many pixels as count",
    )
    show_chart(
        layer_chart(all_convolutions, measured, MEASURE.chosen(), layer.name),
        key=LAYER_CHART,
        file_name="theoretical and measured fields",
        on_select=partial(choose_point, LAYER_CHART),
        alt="Curves over the convolutions: theoretical and measured size of their fields.",
    )
    st.caption("The orange band marks the chosen layer; click a point to choose another.")
    show_facts(layer_notes(all_convolutions, measured))
    with st.expander("The numbers of all convolutions"):
        show_table(measured_layer_table(all_convolutions, measured), key="measured_sizes")
st.page_link(
    "../pages/growth.py", label="How the theoretical field grows", icon=":material/open_in_full:"
)
