"""One photo through all layers of a network: a map of each, and how its numbers change."""

from functools import partial

import streamlit as st

from explorer.architecture.network.export import csv_text
from explorer.figures.maps.depth import depth_curves
from explorer.figures.maps.depth_notes import (
    channels_csv,
    depth_facts,
    shown_table,
    statistics_table,
)
from explorer.figures.maps.depth_strip import depth_strip
from explorer.sections.depth import pick_follow, show_depth_strip, strip_caption
from explorer.session.configuration import chosen_network
from explorer.session.parameters import WEIGHTS
from explorer.shared.questions.depth import Depth
from explorer.views.depth import depth_questions, followed_maps, layer_channels, statistics_name
from explorer.views.pictures import png_of
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.layers import choose_point, link_to_maps, pick_layer
from explorer.widgets.looking import LAYER_WIDTH, pick_weights
from explorer.widgets.model import (
    look_or_stop,
    observed_or_stop,
    show_network_notice,
    show_random_note,
    show_weights_notice,
)
from explorer.widgets.text import show_facts, show_prose, show_table

CURVES = "depth_curves"

st.title("What happens to my photo on its way through the network?")
st.markdown(
    "Each layer turns it into new **feature maps**. Here is one map of each layer, from left to "
    "right and row by row; click one to go to its layer."
)
if WEIGHTS.chosen() == "trained":
    show_weights_notice()
place = st.container()
fields = st.container(horizontal=True, vertical_alignment="bottom")
with fields:
    pick_weights()
observed = observed_or_stop()
rows = observed.network.rows

name = chosen_network().name if WEIGHTS.chosen() == "own" else "VGG16"
with fields:
    with st.container(width=LAYER_WIDTH):
        layer = pick_layer(rows, name, strip_in=place)
    pick_follow(rows)
show_network_notice(own=True)

answers = look_or_stop(observed, *depth_questions())
numbers = answers[Depth()]
strip = depth_strip(rows, followed_maps(answers), png_of(observed.picture))
with answer():
    show_random_note()
    show_depth_strip(strip, layer.name)
st.caption(strip_caption())
link_to_maps(layer)

st.header("How do the numbers change?")
show_facts(depth_facts(rows, numbers.layers))
show_chart(
    depth_curves(rows, numbers.layers, layer.name),
    key=CURVES,
    file_name=statistics_name(observed),
    on_select=partial(choose_point, CURVES),
    alt="Curves over the layers: share of zeros, mean, maximum, grid and channels.",
)
st.caption(
    "Activations have no unit of measurement. The orange band marks the chosen layer; click a "
    "point to choose another."
)
show_prose("depth", "Why the numbers change like this")

st.header("Take the numbers home")
with st.container(horizontal=True):
    st.download_button(
        "All layers as CSV",
        csv_text(statistics_table(rows, numbers.layers)),
        f"{statistics_name(observed)}.csv",
        "text/csv",
        icon=":material/download:",
    )
    st.download_button(
        f"All channels of {layer.name} as CSV",
        partial(channels_csv, layer_channels(observed, layer.name)),
        f"{statistics_name(observed, layer.name)}.csv",
        "text/csv",
        icon=":material/download:",
    )
with st.expander("The numbers of all layers"):
    show_table(shown_table(rows, numbers.layers), key="depth_numbers")
