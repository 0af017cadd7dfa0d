"""Long work that a visitor asks for: started, looked at and stopped, beside everybody else's."""

from typing import Any

from explorer.session.visitor import visitor_id
from explorer.shared.engine import engine
from explorer.shared.jobs import JobState
from explorer.shared.questions.long_work import LongWork, Result


def start_work(work: LongWork[Any]) -> None:
    """Ask for work instead of the visitor's last of its kind; for a callback."""
    engine.start(work, visitor_id())


def work_state(work: LongWork[Result]) -> JobState[Result] | None:
    """How far the visitor's work is; None if there is none."""
    return engine.work_state(work, visitor_id())


def running_work(kind: str) -> JobState[Any] | None:
    """How far the visitor's running work of a kind is, on any subject; None if none runs."""
    newest = engine.newest_work(kind, visitor_id())
    return newest if newest is not None and newest.running else None


def stop_work(kind: str) -> None:
    """Stop the visitor's work of a kind; it goes on for others who wait for it."""
    engine.stop_work(kind, visitor_id())
