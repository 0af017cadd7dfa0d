"""What excites a channel: a picture grown from noise, beside the photo's strongest patch."""

import streamlit as st

from explorer.sections.excite import pick_noise, show_excitation, show_photo_excitation
from explorer.session.address import stop_here
from explorer.session.parameters import GROWN_SIDE, WEIGHTS
from explorer.shared.questions.excitation import ExcitedByPhoto
from explorer.views.excitation import chosen_wish
from explorer.widgets.layers import link_to_maps, pick_layer
from explorer.widgets.looking import pick_channel
from explorer.widgets.model import (
    look_or_stop,
    observed_or_stop,
    show_network_notice,
    show_weights_notice,
)
from explorer.widgets.pick import pick
from explorer.widgets.text import show_prose

st.title("What excites this channel?")
st.markdown(
    "A picture can show it. Grown step by step from noise, it makes **one channel** respond as "
    "strongly as possible. Compare it with what excites that channel in your photo."
)
if WEIGHTS.chosen() == "trained":
    show_weights_notice()
pick(WEIGHTS, "Look into")
if WEIGHTS.chosen() == "own":
    st.info(
        "Pictures are grown for VGG16 only, trained or untrained. Choose one of them above.",
        icon=":material/info:",
    )
    stop_here()
show_network_notice()
observed = observed_or_stop()
rows = observed.network.rows

layer = pick_layer(rows, "VGG16", strip_in=st.container())
left, middle, right = st.columns(3)
with left:
    channel = pick_channel(layer.output_shape[-1])
with middle:
    pick(GROWN_SIDE, "Side of the picture, px")
with right:
    pick_noise()

excited = ExcitedByPhoto(layer.name, channel)
found = look_or_stop(observed, excited)[excited]
wish = chosen_wish(layer.name, channel)
left, right = st.columns(2, gap="large")
with left:
    st.header("Grown from noise")
    show_excitation(observed.network, wish, found.mean)
with right:
    st.header("In your photo")
    show_photo_excitation(layer, channel, found)
show_prose("excite", "How it is grown, and what it does not mean")
link_to_maps(layer)
