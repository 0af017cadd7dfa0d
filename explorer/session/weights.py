"""The downloads of weights, shared by all visitors."""

import threading
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from explorer.background import Job, Snapshot
from explorer.runtime.download import WeightsFile, WeightsUnavailable
from explorer.runtime.weights import NO_TOP, fetch_weights, find_weights


@dataclass(frozen=True, slots=True)
class WeightsState:
    """Where the weights stand.

    Attributes:
        path: The file in use; None while the network is untrained.
        fetching: How far a download is; None where none is under way.
        problem: Why there are no weights, in plain sentences; "" where there are or they come.
    """

    path: Path | None
    fetching: Snapshot[Path] | None = None
    problem: str = ""


FIRST_LOOK_SECONDS = 0.3
"""What fails at once, because the network is forbidden, is told at once."""


@dataclass(frozen=True, slots=True)
class _Fetches:
    """The downloads of this process: a whole class shares one of each file."""

    lock: threading.Lock
    by_file: dict[WeightsFile, Job[Path]]


@st.cache_resource(show_spinner=False)
def _fetches() -> _Fetches:
    return _Fetches(threading.Lock(), {})


def _start_fetch(wanted: WeightsFile) -> Job[Path]:
    return Job(
        lambda progress, cancelled: fetch_weights(wanted, progress=progress, cancelled=cancelled)
    )


def weights_state(wanted: WeightsFile = NO_TOP, *, start: bool = True) -> WeightsState:
    """Find the weights, or start to fetch them and tell how far that is.

    Args:
        wanted: Which file.
        start: Whether to start a download that nobody has started yet.
    """
    try:
        path = find_weights(wanted)
    except WeightsUnavailable as error:
        return WeightsState(None, problem=str(error))
    if path is not None:
        return WeightsState(path)
    fetches = _fetches()
    with fetches.lock:
        if wanted not in fetches.by_file and not start:
            return WeightsState(None)
        if wanted not in fetches.by_file:
            fetches.by_file[wanted] = _start_fetch(wanted)
            fetches.by_file[wanted].wait(FIRST_LOOK_SECONDS)
        snapshot = fetches.by_file[wanted].snapshot()
    if snapshot.running:
        return WeightsState(None, fetching=snapshot)
    return WeightsState(snapshot.result, problem=str(snapshot.error or ""))


def retry_fetch(wanted: WeightsFile = NO_TOP) -> None:
    """Forget a download that failed or was cancelled, so that the next look starts a new one."""
    fetches = _fetches()
    with fetches.lock:
        job = fetches.by_file.get(wanted)
        if job is not None and not job.snapshot().running:
            del fetches.by_file[wanted]


def cancel_fetch(wanted: WeightsFile = NO_TOP) -> None:
    """Stop a download."""
    job = _fetches().by_file.get(wanted)
    if job is not None:
        job.cancel()
