"""Choosing a single kernel and the stack of small ones that stands beside it."""

import streamlit as st

from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.stacks.comparison import Amount, StackComparison
from explorer.architecture.stacks.notation import CHANNELS_EXAMPLE, EXAMPLE, HOW_TO_WRITE
from explorer.architecture.stacks.stacks import Stack
from explorer.figures.stacks.notes import stack_differences
from explorer.session.keys import Key
from explorer.session.stacks import (
    DEFAULT_CHANNELS,
    DEFAULT_MAP,
    SINGLE_KERNEL_CODES,
    ChosenStacks,
    chosen_stacks,
)
from explorer.widgets.text import escaped

MAPS = (DEFAULT_MAP, "224x224", "112x112", "56x74", "28x28", "14x14")
"""VGG16's grids for a photo of 224 x 224 px, and one for 225 x 299."""

BETWEEN_NUMBER = "between_number"

_FIELD_WIDTH = 170
"""px on the page: four fields beside each other, on a phone two."""


def pick_stacks() -> ChosenStacks:
    """Choose both, and the map they work on; say what is wrong with what was typed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Single kernel, k × k",
            SINGLE_KERNEL_CODES,
            default=SINGLE_KERNEL_CODES[0],
            required=True,
            key=Key.KERNEL,
            bind="query-params",
        )
        _channels("Channels in", Key.CHANNELS_IN)
        _channels("Channels out", Key.CHANNELS_OUT)
        st.selectbox(
            "Map: height x width, px",
            MAPS,
            key=Key.MAP,
            bind="query-params",
            accept_new_options=True,
            width=_FIELD_WIDTH,
        )
    left, right = st.columns(2)
    left.text_input(
        "Stack",
        key=Key.STACK,
        bind="query-params",
        placeholder="as many 3×3 as see what the single kernel sees",
    )
    right.text_input(
        "Channels between its convolutions",
        key=Key.BETWEEN,
        bind="query-params",
        placeholder="as many as come out",
    )
    st.caption(
        f"A stack of your own: {HOW_TO_WRITE}; such as {EXAMPLE}. Channels between: "
        f"{CHANNELS_EXAMPLE}."
    )
    chosen = chosen_stacks()
    for problem in chosen.problems:
        st.error(escaped(problem), icon=":material/error:")
    return chosen


def _channels(label: str, key: Key) -> None:
    accepted = BLOCK_LIMITS["filters"]
    st.number_input(
        label,
        int(accepted.least),
        int(accepted.most),
        DEFAULT_CHANNELS,
        key=key,
        bind="query-params",
        width=_FIELD_WIDTH,
    )


def show_stack_warnings(comparison: StackComparison) -> None:
    """Say why the stack cannot stand in for the single kernel, where it cannot."""
    for sentence in stack_differences(comparison):
        st.warning(escaped(sentence), icon=":material/warning:")


def pick_between(stack: Stack) -> None:
    """Choose one number of channels between beside its figure; the text field above follows.

    Args:
        stack: The stack that is chosen; for one convolution there is nothing to choose.
    """
    if stack.num_convolutions == 1:
        return
    numbers = {*stack.filters[:-1]}
    st.session_state[BETWEEN_NUMBER] = numbers.pop() if len(numbers) == 1 else None
    accepted = BLOCK_LIMITS["filters"]
    st.number_input(
        "Channels between",
        int(accepted.least),
        int(accepted.most),
        None,
        key=BETWEEN_NUMBER,
        placeholder="several",
        on_change=_follow_number,
        width=_FIELD_WIDTH,
    )


def _follow_number() -> None:
    number = st.session_state[BETWEEN_NUMBER]
    st.session_state[Key.BETWEEN] = "" if number is None else str(number)


def pick_amount() -> Amount:
    """Choose of what a saving is looked at."""
    choice = st.segmented_control(
        "Saving of",
        [str(amount) for amount in Amount],
        default=str(Amount.WEIGHTS),
        required=True,
        key=Key.AMOUNT,
        bind="query-params",
    )
    return Amount(choice)
