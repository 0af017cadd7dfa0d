"""Choosing the channels between the convolutions of a stack, beside their figure."""

import streamlit as st

from explorer.architecture.stacks.stacks import Stack
from explorer.session.parameters import BETWEEN, CHANNELS_IN
from explorer.session.state import callback, visitor_state
from explorer.widgets.stacks import STACK_FIELD_WIDTH

BETWEEN_NUMBER = "between_number"


def pick_between(stack: Stack) -> None:
    """Choose the number of channels between, next to its figure; the text field above follows.

    Args:
        stack: The chosen stack; with one convolution there is nothing to choose.
    """
    if stack.num_convolutions == 1:
        return
    numbers = {*stack.filters[:-1]}
    visitor_state[BETWEEN_NUMBER] = numbers.pop() if len(numbers) == 1 else None
    st.number_input(
        "Channels between",
        CHANNELS_IN.least,
        CHANNELS_IN.most,
        None,
        key=BETWEEN_NUMBER,
        placeholder="several",
        on_change=_follow_number,
        width=STACK_FIELD_WIDTH,
    )


@callback
def _follow_number() -> None:
    number = visitor_state[BETWEEN_NUMBER]
    BETWEEN.choose("" if number is None else str(number))
