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
from explorer.sections.change import pick_change, pick_pair_colours, show_map_pair, show_photo_pair
from explorer.session.parameters import WEIGHTS
from explorer.views.change import difference_question, responses_question
from explorer.views.maps import chosen_wall
from explorer.widgets.charts import show_chart
from explorer.widgets.layers import choose_point, pick_layer
from explorer.widgets.looking import pick_channel
from explorer.widgets.model import (
    look_or_stop,
    observed_or_stop,
    show_network_notice,
    show_weights_notice,
)
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_facts, show_numbers, show_prose, show_table

CURVES = "change_curves"

st.title("What moves when the photo moves?")
st.markdown(
    "The feature maps should **move along** with it (equivariance), because a convolution looks "
    "for the same thing everywhere. Pooling should **forgive** small moves (invariance)."
)
if WEIGHTS.chosen() == "trained":
    show_weights_notice()
left, right = st.columns([3, 2], gap="large")
with left:
    pick(WEIGHTS, "Look into")
    show_network_notice(own=True)
observed = observed_or_stop()  # how far a photo can move depends on its size
with left:
    changed = pick_change()
with right:
    show_photo_pair(observed.picture, changed)
rows = observed.network.rows
strip = st.container()
left, middle, right = st.columns([3, 2, 5], vertical_alignment="bottom")
with left:
    layer = pick_layer(rows, "the network", strip_in=strip)
with middle:
    channel = pick_channel(layer.output_shape[-1])
with right:
    pick_pair_colours()

one_map = difference_question(changed, layer.name, channel, chosen_wall().look)
all_layers = responses_question(changed)
answers = look_or_stop(observed, one_map, all_layers)
pair, by_layer = answers[one_map], answers[all_layers]
st.markdown(escaped(movement_note(layer, changed.movement, pair.response)))
show_map_pair(pair, changed, layer, channel)

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
    "All maps of a layer together. 0 means the same, √2 nothing in common. Bands without a frame "
    "mark pooling layers; the framed one marks the chosen layer. Click a point to choose another."
)
show_facts(change_facts(rows, by_layer, changed.movement))
with st.expander("The numbers of all layers"):
    show_table(response_table(rows, by_layer, changed.movement), key="responses")
show_prose("change", "What is measured here, and what others found")
