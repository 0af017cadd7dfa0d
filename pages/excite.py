"""What excites a channel: a picture grown from noise, beside the photo's strongest patch."""

import streamlit as st

from explorer import session, widgets

st.title("What excites this channel?")
st.markdown(
    "From noise a picture is grown, step by step, that makes **one channel** answer as strongly as "
    "possible. Compare it with what excites that channel in your photo."
)
if session.chosen_look() == "trained":
    widgets.weights_notice()
widgets.look_picker()
if session.chosen_look() == "own":
    st.info(
        "Pictures are grown for VGG16 only, trained or untrained. Choose one of them above.",
        icon=":material/info:",
    )
    st.stop()
widgets.network_notice()
rows = widgets.summary_or_stop(session.observed_summary)

layer = widgets.layer_picker(rows, "VGG16", strip_in=st.container())
left, middle, right = st.columns(3)
with left:
    channel = widgets.channel_picker(layer.output_shape[-1])
with middle:
    widgets.side_picker()
with right:
    widgets.seed_picker()

with widgets.waiting_for_model():
    found = session.photo_excitation(layer, channel)
    wish = session.chosen_wish(layer.name, channel)
left, right = st.columns(2, gap="large")
with left:
    st.header("Grown from noise")
    widgets.excitation(wish, found.mean)
with right:
    st.header("In your photo")
    widgets.photo_excitation(layer, channel, found)
widgets.prose("excite", "How it is grown, and what it does not mean")
st.page_link(
    "../pages/activations.py",
    label=f"All feature maps of {layer.name}",
    icon=":material/grid_view:",
)
