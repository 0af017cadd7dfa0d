"""Noting who is here, so that what a visitor used goes when they have gone."""

import streamlit as st

from explorer.session.visitor import visitor_id
from explorer.settings import PHOTOS, VISITORS
from explorer.shared.engine import engine
from explorer.views.teacher import teacher_is_here
from explorer.words import several


def arrive() -> None:
    """Note that the visitor is here; call it at the start of each run of the app.

    The teacher is let in also when everybody else is here.

    Raises:
        ValueError: Too many others are here.
    """
    visitor = visitor_id()
    if not engine.visitors.admit(visitor, VISITORS.value):
        if not teacher_is_here():
            raise ValueError(
                f"This server takes {several(VISITORS.value, 'visitor')} at a time, and all places "
                "are taken. Try again in a few minutes. Whoever runs the server can start it with "
                f"a larger {VISITORS.variable}."
            )
        engine.visitors.note(visitor)
    _noted(visitor)


def photos_note() -> str:
    """A sentence once the visitor has looked at as many photos as are kept; "" before."""
    most = PHOTOS.value
    if engine.visitors.num_photos(visitor_id()) < most:
        return ""
    latest = "photo" if most == 1 else f"{most} photos"
    return (
        f"What the network made of your latest {latest} is kept. Another input size counts as "
        "another photo. Going back to an earlier one takes as long as the first time."
    )


def _leave(visitor: str) -> None:
    engine.visitors.leave(visitor)


@st.cache_resource(scope="session", show_spinner=False, on_release=_leave)
def _noted(visitor: str) -> str:
    """Streamlit releases this value when the visitor's connection ends."""
    return visitor
