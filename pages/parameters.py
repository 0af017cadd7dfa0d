"""How many parameters a convolution has, and a whole network's line by line."""

import streamlit as st

from explorer.architecture.convolution.counted import CountedLayer, counted_at_size
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.figures.convolution.counting import (
    counting_derivation,
    counting_headline,
    counting_notes,
    size_independence_note,
    size_table,
)
from explorer.figures.convolution.network_lines import network_lines_table
from explorer.sections import parameters as section
from explorer.widgets.answer import answer
from explorer.widgets.text import escaped, show_facts, show_numbers, show_prose, show_table

SIDES = (7, 28, 224)
"""px of square inputs."""

NETWORK_OF_THE_ARTICLE = "small-batch-norm"


def counted(layer: CountedLayer) -> None:
    """The formula with the layer's numbers, and what the input size does not change."""
    show_facts(counting_notes(layer))
    st.latex(counting_derivation(layer).formula)
    st.header("Where is the input size?")
    rows = [counted_at_size(layer, side, side) for side in SIDES]
    st.markdown(f"Not in the formula. {escaped(size_independence_note(rows[1], rows[-1]))}")
    show_table(size_table(rows), key="sizes")
    st.caption(
        "With stride 1 and “same” padding. The last column: parameters of a dense layer that makes "
        "as many values."
    )


st.title("How many parameters does a convolution have?")
st.markdown(
    "A filter has a weight for each cell of its kernel in **each channel** that it reads, and one "
    "bias: **out × (in × kernel height × kernel width + 1)**."
)
layer = section.pick_counted()
if layer is not None:
    with answer():
        show_numbers(counting_headline(layer))
        section.show_counting(layer)
    counted(layer)

st.header("A whole network, line by line")
st.markdown(
    "A common first network for grey pictures of 28 × 28 px: three convolutions, each with "
    "BatchNorm and pooling, then two dense layers. A bar shows a layer's share of all parameters."
)
st.html(network_lines_table(summarize(PRESETS[NETWORK_OF_THE_ARTICLE])))
show_prose("counting_parameters", "Trainable or not, and where most parameters are")
st.page_link("../pages/budget.py", label="Where VGG16's are", icon=":material/bar_chart:")
