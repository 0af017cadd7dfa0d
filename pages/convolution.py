"""To come."""

import streamlit as st

st.title("How does a convolution work?")
