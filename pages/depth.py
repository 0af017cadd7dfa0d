"""One photo through all layers of a network: a map of each, and what becomes of its numbers."""

from functools import partial

import streamlit as st

from explorer import session, widgets
from explorer.figures.depth import depth_curves
from explorer.figures.depth_notes import (
    channels_csv,
    csv_text,
    depth_facts,
    shown_table,
    statistics_table,
)
from explorer.figures.depth_strip import depth_strip

CURVES = "depth_curves"

st.title("What happens to my photo on its way through the network?")
st.markdown(
    "The photo passes all layers, from left to right and row by row. Each picture is one **feature "
    "map** of a layer; click it to go there. Change the photo in the sidebar."
)
if session.chosen_look() == "trained":
    widgets.weights_notice()
widgets.look_picker()
widgets.network_notice(own=True)
with widgets.waiting_for_model():
    rows = widgets.summary_or_stop(session.observed_summary)
    numbers = session.depth_numbers()

name = session.chosen_network().name if session.chosen_look() == "own" else "VGG16"
place = st.container()
left, right = st.columns(2)
with left:
    layer = widgets.layer_picker(rows, name, strip_in=place)
with right:
    widgets.follow_picker(numbers)

with widgets.waiting_for_model():
    maps = session.followed_maps(numbers)
strip = depth_strip(rows, maps, session.model_photo_png())
widgets.depth_strip(strip, layer.name)
st.caption(widgets.strip_caption())
st.page_link(
    "../pages/activations.py",
    label=f"All feature maps of {layer.name}",
    icon=":material/grid_view:",
)

st.header("What becomes of the numbers?")
widgets.facts(depth_facts(rows, numbers.layers))
widgets.chart(
    depth_curves(rows, numbers.layers, layer.name),
    key=CURVES,
    file_name=session.statistics_name(),
    on_select=partial(widgets.choose_point, CURVES),
    alt="Curves over the layers: share of zeros, mean, maximum, grid and channels.",
)
st.caption(
    "Activations have no unit of measurement. The orange band is the chosen layer; click a point "
    "to choose another one."
)
widgets.prose("depth", "Why the numbers change like this")

st.header("Take the numbers home")
with st.container(horizontal=True):
    st.download_button(
        "All layers as CSV",
        csv_text(statistics_table(rows, numbers.layers)),
        f"{session.statistics_name()}.csv",
        "text/csv",
        icon=":material/download:",
    )
    st.download_button(
        f"All channels of {layer.name} as CSV",
        partial(channels_csv, session.layer_channels(layer.name)),
        f"{session.statistics_name(layer.name)}.csv",
        "text/csv",
        icon=":material/download:",
    )
with st.expander("The numbers of all layers"):
    widgets.table(shown_table(rows, numbers.layers), key="depth_numbers")
