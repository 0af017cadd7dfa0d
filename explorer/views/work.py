"""Long work that a visitor asks for: started, looked at and stopped, beside everybody else's."""

from typing import Any
from uuid import uuid4

from explorer.session.state import callback, visitor_state
from explorer.shared.jobs import JobState, Subject, Work, computing

ASKER = "asker"
"""The session's key for what identifies this visitor."""


def start_work(subject: Subject, work: Work[Any], *, keep: bool = True) -> None:
    """Ask for work instead of the visitor's last of its kind, see `Jobs.ask`; for a callback."""
    computing.ask(subject, work, _asker(), keep=keep)


def work_state(subject: Subject) -> JobState[Any] | None:
    """How far the visitor's work on a subject is; None if there is none."""
    return computing.state(subject, _asker())


def running_work(kind: str) -> JobState[Any] | None:
    """How far the visitor's running work of a kind is, on any subject; None if none runs."""
    newest = computing.newest(kind, _asker())
    return newest if newest is not None and newest.running else None


@callback
def stop_work(kind: str) -> None:
    """Stop the visitor's work of a kind; it goes on for others who wait for it."""
    computing.leave(kind, _asker())


def _asker() -> str:
    return str(visitor_state.setdefault(ASKER, uuid4().hex))
