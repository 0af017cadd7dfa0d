"""Choosing a single kernel and a stack of small ones to compare it with."""

import streamlit as st

from explorer.architecture.stacks.comparison import StackComparison
from explorer.architecture.stacks.notation import CHANNELS_EXAMPLE, EXAMPLE, HOW_TO_WRITE
from explorer.figures.stacks.notes import stack_differences
from explorer.session.parameters import BETWEEN, CHANNELS_IN, CHANNELS_OUT, KERNEL, MAP, STACK
from explorer.session.stacks import ChosenStacks, chosen_stacks
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_problem

MAPS = (MAP.usual, "224x224", "112x112", "56x74", "28x28", "14x14")
"""VGG16's grids for a photo of 224 x 224 px, and one for 225 x 299."""

STACK_FIELD_WIDTH = 170
"""px on the page: four fields in a row, two on a phone."""


def pick_stacks() -> ChosenStacks:
    """Choose a kernel, a stack and their map; say what is wrong with what was typed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(KERNEL, "Single kernel, k × k")
        pick(CHANNELS_IN, "Channels in", width=STACK_FIELD_WIDTH)
        pick(CHANNELS_OUT, "Channels out", width=STACK_FIELD_WIDTH)
        pick(MAP, "Map: height x width, px", among=MAPS, width=STACK_FIELD_WIDTH)
    left, right = st.columns(2)
    with left:
        pick(STACK, "Stack", placeholder="enough 3×3 to see what the single kernel sees")
    with right:
        pick(BETWEEN, "Channels between its convolutions", placeholder="as many as come out")
    st.caption(
        f"A stack of your own: {HOW_TO_WRITE}; such as {EXAMPLE}. Channels between: "
        f"{CHANNELS_EXAMPLE}."
    )
    chosen = chosen_stacks()
    for problem in chosen.problems:
        show_problem(problem)
    return chosen


def show_stack_warnings(comparison: StackComparison) -> None:
    """Warn where the stack cannot replace the single kernel, and say why."""
    for sentence in stack_differences(comparison):
        st.warning(escaped(sentence), icon=":material/warning:")
