"""Sentences about an address that asks for what there is not."""

import streamlit as st

from explorer.architecture.limits import shown
from explorer.session.keys import Key

_PROBLEMS = "link_problems"


def link_was_read() -> bool:
    """Whether the address that a visitor came with has been looked through."""
    return _PROBLEMS in st.session_state


def told_link_problems() -> tuple[str, ...]:
    """Sentences about the address a visitor came with."""
    problems: tuple[str, ...] = st.session_state.get(_PROBLEMS, ())
    return problems


def tell_of_link(*problems: str) -> None:
    """Add sentences about the address."""
    st.session_state[_PROBLEMS] = (*told_link_problems(), *problems)


def forget_link_problems() -> None:
    """The sentences were read; call it from a callback."""
    st.session_state[_PROBLEMS] = ()


def correct_link(key: Key, nearest: object) -> None:
    """Where a link asks for what this layer or network has not, begin again with what it has.

    Call it before the widget of that key, and before the key is given a value.

    Args:
        key: What is asked for.
        nearest: What comes nearest to it here; the same where it is there.
    """
    asked = st.query_params.get(key)
    if key in st.session_state or not asked:
        return
    if str(nearest) not in (asked, asked.lstrip("0")):
        tell_of_link(
            f'The link asks for {key} "{shown(asked)}", which there is not here. Shown: {nearest}.'
        )
        st.query_params[key] = str(nearest)
        st.rerun()
