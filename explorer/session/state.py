"""What Streamlit keeps for one visitor, and callbacks that run to their end.

A visitor's next click ends what is running at its next use of Streamlit's session state, and begins
to run in another thread at once. That is right for a page. A callback is never called again, so a
quick second click would lose the first one: an uploaded photo would not be shown. Here a callback
is not ended, and what the next click runs waits until it is done.
"""

import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, cast
from weakref import WeakValueDictionary

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_Arguments = ParamSpec("_Arguments")

_IN_CALLBACK = ContextVar("in_callback", default=False)


class _Turn:
    """A visitor's callbacks take turns, whichever thread they run in."""

    def __init__(self) -> None:
        self.lock = threading.RLock()


_turns: WeakValueDictionary[str, _Turn] = WeakValueDictionary()
_making = threading.Lock()


def callback(function: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Make a function fit for a widget to call: it runs to its end, then the next click does."""

    @wraps(function)
    def run(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        turn = _turn_here()  # held, because only who uses it keeps it
        with turn.lock:
            token = _IN_CALLBACK.set(True)
            try:
                function(*args, **kwargs)
            finally:
                _IN_CALLBACK.reset(token)

    run.runs_to_its_end = True  # type: ignore[attr-defined]
    return run


def wait_for_callbacks() -> None:
    """Wait until what the visitor's clicks called is done; call it before a page is shown."""
    turn = _turn_here()
    with turn.lock:
        pass


def _turn_here() -> _Turn:
    context = get_script_run_ctx(suppress_warning=True)
    visitor = context.session_id if context is not None else ""
    with _making:
        turn = _turns.get(visitor)
        if turn is None:
            turn = _turns[visitor] = _Turn()
        return turn


def _kept() -> MutableMapping[str, Any]:
    """Streamlit's session state; in a callback the one inside it, which looks for no clicks."""
    if _IN_CALLBACK.get():
        context = get_script_run_ctx(suppress_warning=True)
        if context is not None:
            return cast(MutableMapping[str, Any], context.session_state._state)
    return cast(MutableMapping[str, Any], st.session_state)


def check_for_clicks() -> None:
    """End the page's run here if the visitor has clicked meanwhile."""
    visitor_state.get("click")  # any use of the state looks for clicks


class _State(MutableMapping[str, Any]):
    """Streamlit's session state."""

    def __getitem__(self, key: str) -> Any:
        return _kept()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        _kept()[key] = value

    def __delitem__(self, key: str) -> None:
        del _kept()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_kept())

    def __len__(self) -> int:
        return len(_kept())


visitor_state = _State()
"""What is kept for the visitor whose page or callback runs, by key."""
