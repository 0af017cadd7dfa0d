"""Long work for one visitor: of each kind one at a time, seen while its subject is chosen."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.background import Job, Snapshot, Work


@dataclass(frozen=True, slots=True)
class _Started:
    subject: Hashable
    job: Job[Any]


def start_job(kind: str, subject: Hashable, work: Work[Any]) -> None:
    """Start work in the background in place of the visitor's last of its kind.

    Args:
        kind: What sort of work it is, such as "trial".
        subject: What it is about: with another subject chosen, its result is not to be shown.
        work: What to run; it must not look at the session, which its thread does not have.
    """
    cancel_job(kind)
    st.session_state[_key(kind)] = _Started(subject, Job(work))


def job_snapshot(kind: str, subject: Hashable) -> Snapshot[Any] | None:
    """Where the visitor's work of a kind stands; None where none is about this subject."""
    started: _Started | None = st.session_state.get(_key(kind))
    if started is None or started.subject != subject:
        return None
    return started.job.snapshot()


def running_job(kind: str) -> Snapshot[Any] | None:
    """How far the visitor's work of a kind is, whatever it is about; None where none runs."""
    started: _Started | None = st.session_state.get(_key(kind))
    snapshot = started.job.snapshot() if started else None
    return snapshot if snapshot is not None and snapshot.running else None


def cancel_job(kind: str) -> None:
    """Ask the visitor's work of a kind to stop, if it runs."""
    started: _Started | None = st.session_state.get(_key(kind))
    if started is not None:
        started.job.cancel()


def _key(kind: str) -> str:
    return f"job_{kind}"
