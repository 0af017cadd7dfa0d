"""Where parameters, work and memory go."""

import streamlit as st

from explorer import session, widgets
from explorer.figures.budget import budget_bars
from explorer.figures.budget_notes import budget_facts, conventions_note, conventions_table

network = session.chosen_network()
size = session.chosen_size()

st.title("Where do parameters, work and memory go?")
st.markdown(
    f"**{network.name}** on a picture of **{size.height} × {size.width} px**: each layer's share. "
    "Change the network and the input size in the sidebar; click a layer to mark it."
)
rows = widgets.summary_or_stop(session.chosen_summary)
selected = widgets.layer_picker(rows, network.name, strip_in=st.container())

widgets.chart(
    budget_bars(rows, selected.name),
    key="budget",
    file_name=f"budget of {network.name}",
    alt="Bars for each layer in network order: its parameters, its work and its memory.",
)
widgets.facts(budget_facts(rows))
st.markdown(widgets.escaped(conventions_note(rows)))
with st.expander("This network in each convention"):
    widgets.table(conventions_table(rows), key="conventions")
st.page_link(
    "../pages/input_sizes.py", label="What the input size changes", icon=":material/straighten:"
)
