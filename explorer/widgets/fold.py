"""What is rarely used stands folded in a line, and is drawn when somebody opens it."""

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from explorer.session.state import visitor_state

BEGINS_OPEN = False
"""Whether a line is open for a visitor who has not touched it."""


def fold(label: str, key: str) -> ExpanderContainer:
    """A closed line; `open` says whether somebody has opened it.

    A new label makes a new expander for Streamlit. It stays open where the label says what is
    chosen in it.

    Args:
        label: What it holds, and what is chosen there now.
        key: Its key.
    """
    visitor_state[key] = bool(visitor_state.get(key, BEGINS_OPEN))
    return st.expander(label, key=key, on_change="rerun")
