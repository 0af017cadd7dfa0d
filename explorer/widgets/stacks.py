"""Choosing a single kernel and a stack of small ones to compare it with."""

import streamlit as st

from explorer.architecture.stacks.comparison import StackComparison
from explorer.architecture.stacks.notation import CHANNELS_EXAMPLE, EXAMPLE, HOW_TO_WRITE
from explorer.figures.stacks.notes import stack_differences
from explorer.session.parameters import BETWEEN, CHANNELS_IN, CHANNELS_OUT, KERNEL, MAP, STACK
from explorer.session.stacks import ChosenStacks, chosen_stacks
from explorer.widgets.fold import fold
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_problem
from explorer.words import several

MAPS = (MAP.usual, "224x224", "112x112", "56x74", "28x28", "14x14")
"""VGG16's grids for a photo of 224 x 224 px, and one for 225 x 299."""

STACK_FIELD_WIDTH, STACK_WIDTH = 170, 290
"""px on the page: four fields in a row, two on a phone."""

STACK_DETAILS = "stack_details"
"""The key of the expander that holds channels and map."""


def pick_stacks() -> ChosenStacks:
    """Choose a kernel, a stack and their map; say what is wrong with what was typed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(KERNEL, "Single kernel, k × k")
        pick(STACK, "Stack", placeholder="3×3s that see as much", width=STACK_WIDTH)
    folded = fold("Channels and map", escaped(_map_label()), STACK_DETAILS)
    if folded.open:
        with folded:
            _pick_details()
    chosen = chosen_stacks()
    for problem in chosen.problems:
        show_problem(problem)
    return chosen


def _map_label() -> str:
    """What the rarely changed choices are, in a line."""
    channels = f"{several(CHANNELS_IN.chosen(), 'channel')} in, {CHANNELS_OUT.chosen():,} out"
    between = f", {BETWEEN.chosen()[:20]} between" if BETWEEN.chosen() else ""
    return f"{channels}{between}, map {MAP.chosen()[:20]} px"


def _pick_details() -> None:
    """Choose channels and map; how a stack is written."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(CHANNELS_IN, "Channels in", width=STACK_FIELD_WIDTH)
        pick(CHANNELS_OUT, "Channels out", width=STACK_FIELD_WIDTH)
        pick(MAP, "Map: height x width, px", among=MAPS, width=STACK_FIELD_WIDTH)
        pick(BETWEEN, "Channels between", placeholder="as out", width=STACK_FIELD_WIDTH)
    st.caption(
        f"A stack of your own: {HOW_TO_WRITE}; such as {EXAMPLE}. Channels between its "
        f"convolutions: {CHANNELS_EXAMPLE}, or empty for as many as come out."
    )


def show_stack_warnings(comparison: StackComparison) -> None:
    """Warn where the stack cannot replace the single kernel, and say why."""
    for sentence in stack_differences(comparison):
        st.warning(escaped(sentence), icon=":material/warning:")
