"""What becomes of feature maps when the photo changes: equivariance and invariance, measured."""

from functools import partial

import streamlit as st

from explorer import session, widgets
from explorer.figures.change import response_curves
from explorer.figures.change_notes import (
    change_facts,
    layer_numbers,
    movement_note,
    response_table,
)

CURVES = "change_curves"

st.title("What moves when the photo moves?")
st.markdown(
    "A convolution looks for the same thing everywhere. So when the photo moves, its maps should "
    "**move along** (equivariance), and pooling should **forgive** some of it (invariance)."
)
if session.chosen_look() == "trained":
    widgets.weights_notice()
left, right = st.columns([3, 2], gap="large")
with left:
    widgets.look_picker()
    widgets.network_notice(own=True)
    changed = widgets.change_picker()
with right:
    widgets.photo_pair(changed)
with widgets.waiting_for_model():
    rows = widgets.summary_or_stop(session.observed_summary)
strip = st.container()
left, middle, right = st.columns([3, 2, 5], vertical_alignment="bottom")
with left:
    layer = widgets.layer_picker(rows, "the network", strip_in=strip)
with middle:
    channel = widgets.channel_picker(layer.output_shape[-1])
with right:
    widgets.pair_colours()

with widgets.waiting_for_model():
    comparison = session.comparison(changed)
    pair = session.map_pair(layer, channel, comparison)
st.markdown(widgets.escaped(movement_note(layer, changed.movement, pair.response)))
widgets.map_pair(pair, changed, layer, channel)

st.header("Layer by layer")
with widgets.waiting_for_model():
    responses = session.layer_responses(rows, comparison)
widgets.numbers(layer_numbers(layer, responses[layer.name], changed.movement))
widgets.chart(
    response_curves(rows, responses, layer.name),
    key=CURVES,
    file_name=f"change {changed.title}",
    on_select=partial(widgets.choose_point, CURVES),
    alt="Curves over the layers: how much their maps differ, compared in up to four ways.",
)
st.caption(
    "All maps of a layer together. 0: the same; √2: nothing in common. Bands without a frame: "
    "pooling layers; the framed one is the chosen layer. Click a point to choose another one."
)
widgets.facts(change_facts(rows, responses, changed.movement))
with st.expander("The numbers of all layers"):
    widgets.table(response_table(rows, responses, changed.movement), key="responses")
widgets.prose("change", "What is measured here, and what others found")
