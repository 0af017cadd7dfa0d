"""What happens to feature maps when the photo changes: equivariance and invariance, measured."""

from functools import partial

import streamlit as st

from explorer.figures.maps.change import response_curves
from explorer.figures.maps.change_notes import (
    change_facts,
    layer_numbers,
    movement_note,
    response_table,
)
from explorer.sections.change import pick_change, show_differences, show_pairs
from explorer.session.parameters import WEIGHTS
from explorer.views.change import difference_question, responses_question
from explorer.views.maps import chosen_wall
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.layers import choose_point, pick_layer
from explorer.widgets.looking import CHANNEL_WIDTH, LAYER_WIDTH, pick_channel
from explorer.widgets.model import (
    look_or_stop,
    observed_or_stop,
    show_network_notice,
    show_random_note,
    show_weights_notice,
)
from explorer.widgets.pair import pick_pair_look
from explorer.widgets.text import escaped, show_facts, show_numbers, show_prose, show_table

CURVES = "change_curves"

st.title("What moves when the photo moves?")
st.markdown("The feature maps should **move along**, and pooling should **forgive** small moves.")
if WEIGHTS.chosen() == "trained":
    show_weights_notice()
changes = st.container(horizontal=True, vertical_alignment="bottom")
strip = st.container()
fields = st.container(horizontal=True, vertical_alignment="bottom")
maps = answer()
with st.container():
    pick_pair_look("pair_look")
observed = observed_or_stop()  # how far a photo can move depends on its size
with changes:
    changed = pick_change()
rows = observed.network.rows
with fields:
    with st.container(width=LAYER_WIDTH):
        layer = pick_layer(rows, "the network", strip_in=strip)
    with st.container(width=CHANNEL_WIDTH):
        channel = pick_channel(layer.output_shape[-1])

one_map = difference_question(observed, changed, layer.name, channel, chosen_wall().look)
all_layers = responses_question(observed, changed)
answers = look_or_stop(observed, one_map, all_layers)
pair, by_layer = answers[one_map], answers[all_layers]
with maps:
    show_random_note()
    show_pairs(observed.picture, changed, pair, layer, channel)
st.markdown(escaped(movement_note(layer, changed.movement, pair.response)))
show_network_notice(own=True)
show_differences(pair, changed)

st.header("Layer by layer")
show_numbers(layer_numbers(layer, by_layer[layer.name], changed.movement))
show_chart(
    response_curves(rows, by_layer, layer.name),
    key=CURVES,
    file_name=f"change {changed.title}",
    on_select=partial(choose_point, CURVES),
    alt="Curves over the layers: how much their maps differ, compared in up to four ways.",
)
st.caption(
    "To move along is called equivariance: a convolution looks for the same thing everywhere. To "
    "forgive is called invariance. All maps of a layer together. 0 means the same, √2 nothing in "
    "common. Bands without a frame mark pooling layers; the framed one marks the chosen layer. "
    "Click a point to choose another."
)
show_facts(change_facts(rows, by_layer, changed.movement))
with st.expander("The numbers of all layers"):
    show_table(response_table(rows, by_layer, changed.movement), key="responses")
show_prose("change", "What is measured here, and what others found")
