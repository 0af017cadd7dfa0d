"""Where a visitor begins: what this is, a photo on its way through VGG16, a door to each section."""

import streamlit as st

from explorer.sections import home as section
from explorer.views.passage import look_at_passage

st.title("Watch a neural network look at a photo")
st.markdown(
    "VGG16 has learned to tell 1,000 kinds of things apart in photos. Here you follow a photo "
    "through its layers, from edges to shapes, and can look into every one of them."
)
look = look_at_passage()
left, right = st.columns([1, 4])
with left:
    section.show_photo(look)
with right:
    section.show_passage(look)
section.show_source(look)
section.show_doors()
section.wait_for_network(look)
