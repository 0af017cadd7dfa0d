"""Where a visitor begins: a photo on its way through VGG16, and a door to each section."""

import streamlit as st

from explorer.sections import home as section
from explorer.views.passage import look_at_passage

with st.container(key="home_title"):
    st.title("Watch a neural network look at a photo")
    st.markdown(section.introduction())
look = look_at_passage()
left, right = st.columns([1, 4], gap="medium")
with left:
    section.show_photo(look)
with right:
    section.show_passage(look)
section.show_source(look)
section.show_doors()
section.wait_for_network(look)
