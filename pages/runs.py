"""Runs compared: accuracy with its count and interval, parameters, time."""

import streamlit as st

from explorer.sections.runs import pick_series, show_comparison, show_numbers_of_runs
from explorer.widgets.answer import answer
from explorer.widgets.model import show_weights_notice
from explorer.widgets.text import show_prose

st.title("Which head is best?")
st.markdown(
    "Teach several that differ in **one thing**, on the same photos. The bar around each accuracy "
    "is its 95 % interval: where two bars overlap, these photos do not decide."
)
show_weights_notice("These features are")
pick_series()
with answer():
    show_comparison()
show_numbers_of_runs()
show_prose("runs", "What can be compared")
