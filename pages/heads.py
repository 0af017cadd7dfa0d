"""Heads compared: Flatten, global average and global max pooling on frozen VGG16."""

import streamlit as st

from explorer.sections import heads as section
from explorer.views.heads import compared_heads
from explorer.widgets.answer import answer
from explorer.widgets.model import observed_or_stop, show_network_notice, show_weights_notice
from explorer.widgets.text import or_stop, show_prose

st.title("Which head, and how much of VGG16 learns?")
st.markdown(
    "VGG16's **base**, its convolutions, is kept; a new **head** answers your question. What "
    "stands between them decides how large the head is."
)
section.pick_head()
heads = or_stop(compared_heads)
with answer():
    section.show_heads(heads)
section.pick_rest()
section.show_counts(heads)
show_prose("heads", "Why the head is where the parameters are, and what freezing means")

st.header("Three ways from a grid to a row")
section.show_small_grid()

st.header(f"This photo's {heads.plan.features}")
show_weights_notice("These values are")
show_network_notice()
section.show_photo_values(observed_or_stop("trained"), heads.plan.features)

st.header("The code")
section.show_head_code(heads)
