"""Choosing a single kernel and the stack of small ones that stands beside it."""

import streamlit as st

from explorer import session
from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.stack_comparison import Amount
from explorer.architecture.stack_notation import CHANNELS_EXAMPLE, EXAMPLE, HOW_TO_WRITE
from explorer.session import Key
from explorer.widgets.text import escaped

MAPS = (session.DEFAULT_MAP, "224x224", "112x112", "56x74", "28x28", "14x14")
"""VGG16's grids for a photo of 224 x 224 px, and one for 225 x 299."""

FIELD_WIDTH = 170
"""px on the page: four fields beside each other, on a phone two."""


def stack_picker() -> session.ChosenStacks:
    """Choose both, and the map they work on; say what is wrong with what was typed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Single kernel, k × k",
            session.KERNELS,
            default=session.KERNELS[0],
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
            width=FIELD_WIDTH,
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
    chosen = session.chosen_stacks()
    for problem in chosen.problems:
        st.error(escaped(problem), icon=":material/error:")
    return chosen


def _channels(label: str, key: Key) -> None:
    accepted = BLOCK_LIMITS["filters"]
    st.number_input(
        label,
        int(accepted.least),
        int(accepted.most),
        session.DEFAULT_CHANNELS,
        key=key,
        bind="query-params",
        width=FIELD_WIDTH,
    )


def amount_picker() -> Amount:
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
