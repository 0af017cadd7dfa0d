"""Where parameters, work and memory go."""

import streamlit as st

from explorer.architecture.network.budget import heaviest_layer
from explorer.figures.network.budget import budget_bars
from explorer.figures.network.budget_notes import budget_facts, conventions_note, conventions_table
from explorer.session.choices import chosen_size, chosen_summary
from explorer.session.configuration import chosen_network
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.layers import pick_layer
from explorer.widgets.text import escaped, or_stop, show_facts, show_table

network = chosen_network()
size = chosen_size()

st.title("Where do parameters, work and memory go?")
rows = or_stop(chosen_summary)
st.markdown(
    f"Each bar is one layer's share of what **{network.name}** takes on a picture of "
    f"**{size.height} × {size.width} px**. Change the network and the input size in the sidebar; "
    "click a layer to mark it."
)
selected = pick_layer(rows, network.name, strip_in=st.container(), begin=heaviest_layer(rows).name)

with answer():
    show_chart(
        budget_bars(rows, selected.name),
        key="budget",
        file_name=f"budget of {network.name}",
        alt="Bars for each layer in network order: its parameters, its work and its memory.",
    )
show_facts(budget_facts(rows))
st.markdown(escaped(conventions_note(rows)))
with st.expander("This network in each counting convention"):
    show_table(conventions_table(rows), key="conventions")
st.page_link(
    "../pages/input_sizes.py", label="What the input size changes", icon=":material/straighten:"
)
