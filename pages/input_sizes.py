"""What the input size changes, and why Flatten ties a network to one."""

import streamlit as st

from explorer import session, widgets
from explorer.figures.input_sizes import size_curves, size_note

network = session.chosen_network()
input_shape = session.chosen_input_shape()

st.title("What does the input size change?")
st.markdown(
    f"**{network.name}** on square pictures of **32 to 512 px** a side. The diamonds mark the size "
    "chosen in the sidebar, and the numbers above the curves are those of that size."
)
widgets.summary_or_stop(session.chosen_summary)
widgets.chart(
    size_curves(network, input_shape),
    key="input_sizes",
    file_name=f"{network.name} over input sizes",
    alt="Curves over square input sizes from 32 to 512 px; the chosen size is marked.",
)
st.markdown(widgets.escaped(size_note(network, input_shape)))
st.page_link("../pages/budget.py", label="What each layer takes", icon=":material/bar_chart:")
