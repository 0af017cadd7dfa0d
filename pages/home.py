"""Where a visitor begins: what this is, and a door to each section."""

import streamlit as st

st.title("Look inside VGG16")
st.markdown(
    "See what each layer of a convolutional network does to the picture, what it sees in a photo, "
    "and why its filters are small."
)
