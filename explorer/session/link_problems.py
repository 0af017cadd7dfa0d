"""Sentences about what an address asks for but does not exist."""

import streamlit as st

_PROBLEMS = "link_problems"


def told_link_problems() -> tuple[str, ...]:
    """Sentences about the address that a visitor arrived with."""
    problems: tuple[str, ...] = st.session_state.get(_PROBLEMS, ())
    return problems


def tell_of_link(*problems: str) -> None:
    """Add sentences about the address."""
    st.session_state[_PROBLEMS] = (*told_link_problems(), *problems)


def forget_link_problems() -> None:
    """Forget the sentences once they are read; call it from a callback."""
    st.session_state[_PROBLEMS] = ()
