"""A single kernel against a stack of small ones: what each sees, and what each takes."""

import streamlit as st

from explorer.architecture.stacks.cases import ways_to_alexnet_field
from explorer.architecture.stacks.comparison import StackComparison
from explorer.figures.stacks.formulas import stack_formulas
from explorer.figures.stacks.kernels_and_cones import (
    CONES_LEGEND,
    alexnet_and_vgg,
    kernels_and_cones,
)
from explorer.figures.stacks.notes import alexnet_notes, paper_notes, two_ways_to_tell
from explorer.figures.stacks.tables import (
    headline,
    shallow_table,
    stack_comparison_table,
    stacks_of_3x3_table,
    ways_table,
)
from explorer.session.address import fragment
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.stacks import pick_stacks, show_stack_warnings
from explorer.widgets.text import show_facts, show_numbers, show_prose, show_table


@fragment
def choose_and_compare() -> None:
    """Choose a kernel and a stack, and see what each takes."""
    chosen = pick_stacks()
    if chosen.comparison is not None:
        side_by_side(chosen.comparison)
        with st.container(horizontal=True):
            st.page_link("../pages/channels.py", label="When it saves", icon=":material/savings:")
            st.page_link("../pages/race.py", label="Let the two run here", icon=":material/timer:")


def side_by_side(comparison: StackComparison) -> None:
    """Both alternatives: in a few words, as a picture, as a table, as formulas."""
    with answer():
        st.markdown(
            f"What changes from **1: {comparison.one.name}** to **2: {comparison.stack.name}**:"
        )
        show_numbers(headline(comparison))
        show_stack_warnings(comparison)
        show_chart(
            kernels_and_cones(comparison),
            key="kernels",
            file_name=f"{comparison.one.name} and {comparison.stack.name}",
            alt=f"The weights of {comparison.one.name} and of {comparison.stack.name} as cells, "
            "and the units on which one unit of their output depends.",
        )
    st.caption(CONES_LEGEND)
    show_table(stack_comparison_table(comparison), key="comparison")
    st.caption(
        f"{two_ways_to_tell(comparison)} Activation memory holds the input map and all outputs "
        "in float32, without padding."
    )
    with st.expander("Where these numbers come from"):
        show_facts(stack_formulas(comparison))


st.title("Why stacked 3×3 and not one large kernel?")
st.markdown(
    "They see as much, usually with fewer weights: two 3×3 see as many px as one 5×5, three as "
    "many as one 7×7. The stack applies a ReLU after each convolution."
)
choose_and_compare()

st.header("What the VGG paper says")
show_facts(paper_notes())
st.caption(
    "Source: Simonyan & Zisserman, [arXiv:1409.1556](https://arxiv.org/abs/1409.1556), sections "
    "2.3 and 4.1. Savings, fields and multiply-accumulates are worked out here."
)
show_table(stacks_of_3x3_table(), key="stacks_of_3x3")
st.page_link("../pages/pixels.py", label="How much each pixel counts", icon=":material/blur_on:")
with st.expander("Network B and its shallow version, convolutions only, at 224×224 px"):
    show_table(shallow_table(), key="shallow")

st.header("Do five 3×3 replace AlexNet's first layer?")
show_facts(alexnet_notes())
show_chart(
    alexnet_and_vgg(),
    key="alexnet",
    file_name="AlexNet's first layer and VGG16's way",
    alt="AlexNet's first kernel, 11×11 with stride 4, beside VGG16's four 3×3 and two poolings.",
)
show_table(ways_table(ways_to_alexnet_field()), key="ways")
show_prose("stacks", "What a stack of small kernels can do, and what it cannot")
