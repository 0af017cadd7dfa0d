"""Cause and effect: a part is taken away, and what changes was caused by it."""

from functools import partial

import streamlit as st

from explorer.figures.maps.cause_notes import (
    patch_reach_note,
    spread_facts,
    too_early_note,
)
from explorer.figures.maps.change import response_curves
from explorer.figures.maps.change_notes import response_table
from explorer.figures.maps.spread import spread_strip
from explorer.sections import causes as section
from explorer.session.parameters import WEIGHTS
from explorer.views.causes import (
    all_questions,
    classes_question,
    reached_units,
    spread_question,
    watched_question,
)
from explorer.views.classes import why_no_classes
from explorer.views.pictures import png_of
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.layers import choose_point, link_to_maps, pick_layer
from explorer.widgets.looking import LAYER_WIDTH
from explorer.widgets.model import (
    look_or_stop,
    observed_or_stop,
    show_network_notice,
    show_random_note,
    show_weights_notice,
)
from explorer.widgets.pair import pick_pair_look
from explorer.widgets.text import escaped, show_facts, show_prose, show_table

CURVES = "cause_curves"
USUAL_LAYER = "block3_conv3"

st.title("What causes what?")
st.markdown("Take a part away, keep all else the same: what changes was **caused** by that part.")
if WEIGHTS.chosen() == "trained":
    show_weights_notice()
taken = st.container(horizontal=True, vertical_alignment="bottom")
strip = st.container()
fields = st.container(horizontal=True, vertical_alignment="bottom")
maps = answer()
with st.container():
    pick_pair_look("cause_look")
observed = observed_or_stop()
rows = observed.network.rows
with taken:
    second = section.pick_taken(observed)
with fields:
    with st.container(width=LAYER_WIDTH):
        begin = USUAL_LAYER if USUAL_LAYER in [row.name for row in rows] else rows[-1].name
        layer = pick_layer(rows, "the network", strip_in=strip, begin=begin)
    section.pick_watched(layer)

answers = look_or_stop(observed, *all_questions(observed, second, layer))
spreads, reached = answers[spread_question(observed, second)], reached_units(observed)
responses = {name: each.response for name, each in spreads.items()}
with maps:
    show_random_note()
    section.show_before_and_after(observed, second, layer, answers, watched_question(second, layer))
if second.interventions and second.split([layer.name])[0]:
    st.info(escaped(too_early_note(layer, second.interventions[0])))
show_network_notice(own=True)

st.header("How much does each layer change?")
show_chart(
    response_curves(rows, responses, layer.name),
    key=CURVES,
    file_name="cause and effect",
    on_select=partial(choose_point, CURVES),
    alt="Curves over the layers: how much their maps differ after a part was taken away.",
)
st.caption(
    "All maps of a layer together. 0 means the same, √2 nothing in common. Bands without a frame "
    "mark pooling layers; the framed one marks the chosen layer. Click a point to choose another."
)
show_facts(spread_facts(rows, spreads, reached))

st.header("How far does it reach?")
section.pick_reaches()
section.show_spread(spread_strip(rows, spreads, reached, png_of(second.picture)), layer.name)
st.markdown(escaped(patch_reach_note(reached)))
st.caption(section.reach_caption())
link_to_maps(layer)

st.header("What does it do to the answer?")
if reason := why_no_classes(observed, WEIGHTS.chosen()):
    section.show_unknown_classes(reason)
else:
    section.show_classes(answers[classes_question(second)])
with st.expander("The numbers of all layers"):
    show_table(response_table(rows, responses, None), key="cause_numbers")
show_prose("causes", "What this shows, what it cannot show, and who did it first")
