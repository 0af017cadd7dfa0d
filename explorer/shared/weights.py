"""VGG16's weights on this computer, and their downloads, shared by all visitors."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from explorer.background import Cancelled
from explorer.runtime.download import WeightsFile, WeightsUnavailable
from explorer.runtime.weights import NO_TOP, fetch_weights, find_weights, weights_note
from explorer.shared.jobs import downloads
from explorer.shared.requests import JobState
from explorer.shared.results import Subject

FIRST_LOOK_SECONDS = 0.3
"""Long enough to show an immediate failure at once, such as a forbidden network."""

STOPPED = (
    "The download of the VGG16 weights was cancelled. Nothing was kept. "
    "Start it again when you want the weights."
)


EVERYBODY = "everybody"
"""The asker of every download: it is for the whole computer, whoever started it."""


@dataclass(frozen=True, slots=True)
class WeightsState:
    """Whether the weights are here, on their way or missing.

    Attributes:
        path: The file in use; None while the network is untrained.
        fetching: How far a download is; None if none is under way.
        problem: Why there are no weights, in plain sentences; "" if they are here or on their way.
        note: What else there is to say about the file, such as a head that is not used.
    """

    path: Path | None
    fetching: JobState[Path] | None = None
    problem: str = ""
    note: str = ""


_in_use: dict[str, WeightsState] = {}
"""Files whose weights are in memory, by the name of what was wanted."""


def weights_state(wanted: WeightsFile = NO_TOP, *, start: bool = True) -> WeightsState:
    """Find the weights, or start to fetch them and report how far that is.

    Weights that are in memory stay in use, whatever becomes of their file.

    Args:
        wanted: Which file.
        start: Whether to start a download that nobody has started yet.
    """
    if wanted.name in _in_use:
        return _in_use[wanted.name]
    try:
        path = find_weights(wanted)
    except WeightsUnavailable as error:
        return WeightsState(None, problem=str(error))
    if path is not None:
        return WeightsState(path, note=weights_note(path))
    if start and downloads.newest(wanted.name, EVERYBODY) is None:
        retry_fetch(wanted)
    state = downloads.newest(wanted.name, EVERYBODY)
    if state is None:
        return WeightsState(None)
    if state.running:
        return WeightsState(None, fetching=state)
    is_stopped = isinstance(state.error, Cancelled)
    return WeightsState(state.result, problem=STOPPED if is_stopped else str(state.error or ""))


def note_in_use(wanted: WeightsFile, path: Path) -> None:
    """Weights have been loaded from a file: from now on they are in memory."""
    _in_use[wanted.name] = WeightsState(path, note=weights_note(path))


def forget_in_use() -> None:
    """Nothing is in memory any more, for tests."""
    _in_use.clear()


def lost_file_problem(wanted: WeightsFile = NO_TOP) -> str:
    """What the next start of the server will miss: a file that is in use and gone; else ""."""
    in_use = _in_use.get(wanted.name)
    if in_use is None:
        return ""
    try:
        is_there = find_weights(wanted) is not None
        problem = ""
    except WeightsUnavailable as error:
        is_there, problem = False, str(error)
    if is_there:
        return ""
    return (
        f"The file {in_use.path} has been removed or changed since it was loaded. Pages go on with "
        f"what is in memory; the next start of the server needs the file. {problem}"
    ).strip()


def retry_fetch(wanted: WeightsFile = NO_TOP) -> None:
    """Start a download, also after one that failed or was stopped; nothing if one runs."""
    work = partial(fetch_weights, wanted)
    downloads.ask(Subject(wanted.name, wanted), work, EVERYBODY, keep=False)
    downloads.wait(wanted.name, EVERYBODY, FIRST_LOOK_SECONDS)


def cancel_fetch(wanted: WeightsFile = NO_TOP) -> None:
    """Stop a download, for everybody."""
    downloads.leave(wanted.name, EVERYBODY)
