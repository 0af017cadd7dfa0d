"""Two networks side by side, and the paper's own table."""

import streamlit as st

from explorer.architecture.network.published_numbers import PUBLISHED
from explorer.architecture.networks import PRESETS
from explorer.figures.network.comparison import (
    DIFFERENCES,
    network_comparison_table,
    network_differences,
    totals_table,
)
from explorer.figures.network.paper_table import (
    error_against_work,
    paper_note,
    paper_table,
    published_table,
)
from explorer.session.choices import (
    chosen_size,
    chosen_summary,
    other_network,
    other_summary,
)
from explorer.session.configuration import chosen_network, chosen_preset
from explorer.session.parameters import OTHER_NETWORK
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.pick import pick
from explorer.widgets.text import or_stop, show_facts, show_table
from explorer.words import several

PUBLISHED_HEIGHT = 480  # px: about a dozen rows; the others scroll

network = chosen_network()
size = chosen_size()

st.title("How do two networks differ?")
first = or_stop(chosen_summary)
st.markdown(
    f"**1: {network.name}**, chosen in the sidebar, stands block by block beside a second network, "
    f"both on a picture of **{size.height} × {size.width} px**."
)
key = pick(OTHER_NETWORK, "2: the other network", "list", shown=other_network())
other = PRESETS[key]
names = (network.name, other.name)
second = or_stop(other_summary, key)

with answer():
    show_facts(network_differences(first, second, names))
    show_table(totals_table(first, second, names), key="totals")
st.header("Layer beside layer")
show_table(network_comparison_table(first, second, names), key="comparison", long=[DIFFERENCES])

st.header("The paper's six networks")
st.markdown(paper_note())
show_table(paper_table(), key="paper")
st.caption(
    "Errors on ImageNet's validation pictures as published: "
    "[arXiv:1409.1556](https://arxiv.org/abs/1409.1556), table 3, trained at S = 256 and tested at "
    "Q = 256; several scales: table 4. Parameters, GMACs and fields are worked out here."
)
show_chart(
    error_against_work(),
    key="error_against_work",
    file_name="error against work",
    alt="Each of the paper's networks as a point: top-5 error against work in GMACs.",
)

st.header("Published numbers beside ours")
all_networks = st.toggle("Show all networks", value=False, key="all_published")
preset = chosen_preset()
numbers = tuple(each for each in PUBLISHED if all_networks or PRESETS[each.network_key] == preset)
st.markdown(
    f"{several(len(numbers), 'number')} that others published about "
    f"{'these networks' if all_networks else preset.name}, each beside the one worked out here."
)
if numbers:
    columns = published_table(numbers)
    show_table(columns, key="published", height=PUBLISHED_HEIGHT, long=["Layer", "Source"])
    st.caption(
        "Sources: Simonyan & Zisserman, [arXiv:1409.1556](https://arxiv.org/abs/1409.1556); the "
        "tables of [torchvision](https://docs.pytorch.org/vision/stable/models.html) and "
        "[Keras](https://keras.io/api/applications/), and Keras' own summary; timm's model card; "
        "RECEPTIVE_FIELD_TABLE.md of google-research/receptive_field; "
        "tests/test_graph/test_dynamic_graph.py of RFA-toolbox; Stanford's "
        "[CS231n notes](https://cs231n.github.io/convolutional-networks/); articles on VGG16."
    )
