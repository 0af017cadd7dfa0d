"""What the real VGG16 makes of a photo: all feature maps of a layer."""

import streamlit as st

from explorer import session, units, widgets
from explorer.architecture.networks import PRESETS
from explorer.figures import theme
from explorer.figures.colour_bar import colour_bar, relative_colour_bar

st.title("What does VGG16 see in this photo?")
st.markdown(
    "Each small picture is one **feature map**: where in the photo one of the layer's filters "
    "found what it looks for. Choose a layer; change the photo in the sidebar."
)
if session.chosen_network() != PRESETS[session.DEFAULT_NETWORK]:
    st.caption(
        "This page always shows the real VGG16. The network that is chosen in the sidebar holds "
        "on the Architecture page."
    )
rows = widgets.summary_or_stop(session.model_summary)

widgets.weights_notice()
strip = st.container()
left, right = st.columns(2)
with left:
    layer = widgets.layer_picker(rows, "VGG16", strip_in=strip)
with right:
    colour_range = widgets.colour_range_picker()

with widgets.waiting_for_model():
    view = session.contact_sheet_view(layer.name, colour_range)
facts = view.statistics
widgets.numbers(
    {
        "Feature maps": f"{facts.num_channels}, each {units.size(layer.output_shape[:2])}",
        "Values": f"{facts.low:,.1f} to {facts.high:,.1f}",
        "Mean": f"{facts.mean:,.2f}",
        "Zeros": units.percent(facts.share_zero),
        "Dead maps": f"{facts.num_dead} of {facts.num_channels}",
    },
    picture=session.model_photo_png(),
    alt=widgets.photo_alt(),
)
with st.container(key="contact_sheet"):
    st.image(
        view.png,
        alt=f"All {facts.num_channels} feature maps of {layer.name}, {view.columns} in a row.",
        output_format="PNG",
        width="stretch",
    )
st.plotly_chart(
    colour_bar(facts.low, facts.high, f"Activation in {layer.name}, no unit")
    if colour_range == "layer"
    else relative_colour_bar("Activation of each map"),
    key="colour_bar",
    config=theme.config(f"colour bar of {layer.name}"),
    alt="Colours from dark for the smallest to bright for the largest activation.",
)
st.caption(widgets.sheet_caption(layer.name, view, colour_range))
widgets.prose("activations", "What these numbers mean")

st.header("What does VGG16 say?")
widgets.class_probabilities()
