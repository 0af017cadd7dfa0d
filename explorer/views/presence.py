"""Noting who is here, so that what a visitor used goes when they have gone."""

import streamlit as st

from explorer.session.visitor import visitor_id
from explorer.settings import VISITORS
from explorer.shared.engine import engine


def arrive() -> None:
    """Note that the visitor is here; call it at the start of each run of the app.

    Raises:
        ValueError: Too many others are here.
    """
    visitor = visitor_id()
    if not engine.visitors.admit(visitor, VISITORS.value):
        raise ValueError(
            f"This server takes {VISITORS.value} visitors at a time, and they are all here. Try "
            f"again in a few minutes, or start the server with a larger {VISITORS.variable}."
        )
    _noted(visitor)


def _leave(visitor: str) -> None:
    engine.visitors.leave(visitor)


@st.cache_resource(scope="session", show_spinner=False, on_release=_leave)
def _noted(visitor: str) -> str:
    """Streamlit releases this value when the visitor's connection ends."""
    return visitor
