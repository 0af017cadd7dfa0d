"""What the input size changes, and why Flatten ties a network to one."""

import streamlit as st

from explorer.figures.network.input_sizes import size_curves, size_note
from explorer.session.choices import chosen_input_shape, chosen_summary
from explorer.session.configuration import chosen_network
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.text import escaped, or_stop

network = chosen_network()
input_shape = chosen_input_shape()

st.title("What does the input size change?")
or_stop(chosen_summary)
st.markdown(
    f"The curves show what **{network.name}** takes on square pictures of **32 to 512 px** a side. "
    "The diamonds, and the numbers above the curves, belong to the size chosen in the sidebar."
)
with answer():
    show_chart(
        size_curves(network, input_shape),
        key="input_sizes",
        file_name=f"{network.name} over input sizes",
        alt="Curves over square input sizes from 32 to 512 px; the chosen size is marked.",
    )
st.markdown(escaped(size_note(network, input_shape)))
st.page_link("../pages/budget.py", label="What each layer takes", icon=":material/bar_chart:")
