"""Where a page's answer stands: its picture, or its number."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def answer() -> DeltaGenerator:
    """The place of what answers the page's question, once on each page.

    It starts within the first screen, on a projector and on a phone; a browser test measures it.
    """
    return st.container(key="answer")
