"""What excites a channel: a picture grown from noise, beside the photo's strongest patch."""

import streamlit as st

from explorer.sections.excite import pick_growth, show_excitation, show_photo_excitation
from explorer.session.address import stop_here
from explorer.session.parameters import WEIGHTS
from explorer.shared.questions.excitation import ExcitedByPhoto
from explorer.views.excitation import chosen_wish
from explorer.widgets.answer import answer
from explorer.widgets.layers import link_to_maps, pick_layer
from explorer.widgets.looking import CHANNEL_WIDTH, LAYER_WIDTH, pick_channel, pick_weights
from explorer.widgets.model import (
    look_or_stop,
    observed_or_stop,
    show_network_notice,
    show_random_note,
    show_weights_notice,
)
from explorer.widgets.text import show_prose

st.title("What excites this channel?")
st.markdown(
    "A picture can show it. Grown step by step from noise, it makes **one channel** respond as "
    "strongly as possible. Compare it with what excites that channel in your photo."
)
if WEIGHTS.chosen() == "trained":
    show_weights_notice()
strip = st.container()
fields = st.container(horizontal=True, vertical_alignment="bottom")
with fields:
    pick_weights()
if WEIGHTS.chosen() == "own":
    st.info(
        "Pictures are grown for VGG16 only, trained or untrained. Choose one of them above.",
        icon=":material/info:",
    )
    stop_here()
show_network_notice()
observed = observed_or_stop()
rows = observed.network.rows

with fields:
    with st.container(width=LAYER_WIDTH):
        layer = pick_layer(rows, "VGG16", strip_in=strip)
    with st.container(width=CHANNEL_WIDTH):
        channel = pick_channel(layer.output_shape[-1])
pick_growth()

excited = ExcitedByPhoto(layer.name, channel)
found = look_or_stop(observed, excited)[excited]
wish = chosen_wish(layer.name, channel)
with answer():
    show_random_note("these pictures")
    left, right = st.columns(2, gap="large")
with left:
    st.header("Grown from noise")
    show_excitation(observed.network, wish, found.mean)
with right:
    st.header("In your photo")
    show_photo_excitation(layer, channel, found)
show_prose("excite", "How it is grown, and what it does not mean")
link_to_maps(layer)
