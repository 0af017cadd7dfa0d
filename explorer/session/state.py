"""What Streamlit keeps for one visitor, and callbacks that run to their end.

A visitor's next click ends what is running at its next use of Streamlit's session state. That is
right for a page, which then runs again. A callback is never called again, so a quick second click
would lose the first one: an uploaded photo would not be shown. Here a callback is not interrupted;
the second click is handed on when it has ended.
"""

from collections.abc import Callable, Iterator, MutableMapping
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

_WAITING: ContextVar[list[RerunException] | None] = ContextVar("waiting", default=None)
"""Clicks that came during the callback that runs; None outside of callbacks."""


def callback(function: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Make a function fit to be called by a widget: it runs to its end, then the next click counts.

    Raises:
        RerunException: By the function that is returned, for Streamlit: another click came.
    """

    @wraps(function)
    def run(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        waiting: list[RerunException] = []
        token = _WAITING.set(waiting)
        try:
            function(*args, **kwargs)
        finally:
            _WAITING.reset(token)
        if waiting:
            raise waiting[-1]

    run.runs_to_its_end = True  # type: ignore[attr-defined]
    return run


def _settled(use: Callable[[], _Result]) -> _Result:
    """Use the session state; in a callback, use it again where a click came in between.

    Streamlit looks for clicks before it touches the state, so nothing happens twice.
    """
    waiting = _WAITING.get()
    while True:
        try:
            return use()
        except RerunException as click:
            if waiting is None:
                raise
            waiting.append(click)


def check_for_clicks() -> None:
    """End the page's run here if the visitor has clicked meanwhile."""
    visitor_state.get("click")  # any use of the state looks for clicks


class _State(MutableMapping[str, Any]):
    """Streamlit's session state."""

    def __getitem__(self, key: str) -> Any:
        return _settled(lambda: st.session_state[key])

    def __setitem__(self, key: str, value: Any) -> None:
        _settled(lambda: st.session_state.__setitem__(key, value))

    def __delitem__(self, key: str) -> None:
        _settled(lambda: st.session_state.__delitem__(key))

    def __iter__(self) -> Iterator[str]:
        return iter(_settled(lambda: list(st.session_state)))  # type: ignore[arg-type]

    def __len__(self) -> int:
        return _settled(lambda: len(st.session_state))


visitor_state = _State()
"""What is kept for the visitor whose page or callback runs, by key."""
