"""Long work that a visitor asks for: started, looked at and stopped, beside everybody else's."""

from dataclasses import replace
from typing import Any

from explorer.background import Cancelled
from explorer.session.state import visitor_state
from explorer.session.visitor import visitor_id
from explorer.shared.engine import engine
from explorer.shared.outcomes import why_failed
from explorer.shared.questions.long_work import LongWork, Result
from explorer.shared.requests import JobState, QueueFull

_REFUSED = "refused_work"


def start_work(work: LongWork[Any]) -> None:
    """Ask for work instead of the visitor's last of its kind; for a callback.

    Where too much waits, `work_state` says so.
    """
    refused: dict[str, QueueFull] = visitor_state.setdefault(_REFUSED, {})
    refused.pop(work.kind, None)
    try:
        engine.start(work, visitor_id())
    except QueueFull as full:
        refused[work.kind] = full


def work_state(work: LongWork[Result]) -> JobState[Result] | None:
    """How far the visitor's work is; None if there is none. An error is a sentence for the page."""
    state = engine.work_state(work, visitor_id())
    if state is None:
        refused = visitor_state.get(_REFUSED, {}).get(work.kind)
        return None if refused is None else JobState(error=refused)
    if state.error is None or isinstance(state.error, Cancelled):
        return state
    return replace(state, error=RuntimeError(why_failed(state.error)))


def example_work(small: LongWork[Result]) -> JobState[Result]:
    """What a page shows before the visitor has asked for anything.

    The newest result of that kind on this server; before the first, where the small one stands.
    """
    return engine.example(small)


def unasked_work(small: LongWork[Result]) -> JobState[Result]:
    """Work that is begun for the visitor before they ask, behind all that others have asked for."""
    return engine.unasked(small, visitor_id())


def running_work(kind: str) -> JobState[Any] | None:
    """How far the visitor's running work of a kind is, on any subject; None if none runs."""
    newest = engine.newest_work(kind, visitor_id())
    return newest if newest is not None and newest.running else None


def stop_work(kind: str) -> None:
    """Stop the visitor's work of a kind; it goes on for others who wait for it."""
    engine.stop_work(kind, visitor_id())
