"""What is rarely used stands folded in a line, and is drawn when somebody opens it."""

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from explorer.session.state import visitor_state

BEGINS_OPEN = False
"""Whether a line is open for a visitor who has not touched it."""


def fold(title: str, label: str, key: str) -> ExpanderContainer:
    """A closed line that says what is chosen; `open` says whether somebody has opened it.

    A new label makes a new expander for Streamlit, and all that is in it is drawn anew: the field
    that is being used, and a file that is on its way. So the label of an open one never changes.

    Args:
        title: What it holds; its label while it is open.
        label: What is chosen there now; its label while it is closed.
        key: Its key.
    """
    is_open = bool(visitor_state.get(key, BEGINS_OPEN))
    visitor_state[key] = is_open
    return st.expander(title if is_open else label, key=key, on_change="rerun")
