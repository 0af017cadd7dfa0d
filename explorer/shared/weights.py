"""VGG16's weights on this computer, and their downloads, which all visitors share."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from explorer.background import Cancelled
from explorer.runtime.download import WeightsFile, WeightsUnavailable
from explorer.runtime.weights import NO_TOP, fetch_weights, find_weights
from explorer.shared.jobs import JobState, Subject, downloads

FIRST_LOOK_SECONDS = 0.3
"""What fails at once, because the network is forbidden, is told at once."""

STOPPED = (
    "The download of the VGG16 weights was cancelled. Nothing of it was kept. "
    "Start it again when you want the weights."
)

EVERYBODY = "everybody"
"""Who asks for a download: it is for the computer, whoever began it."""


@dataclass(frozen=True, slots=True)
class WeightsState:
    """Where the weights stand.

    Attributes:
        path: The file in use; None while the network is untrained.
        fetching: How far a download is; None where none is under way.
        problem: Why there are no weights, in plain sentences; "" where there are or they come.
    """

    path: Path | None
    fetching: JobState[Path] | None = None
    problem: str = ""


def weights_state(wanted: WeightsFile = NO_TOP, *, start: bool = True) -> WeightsState:
    """Find the weights, or start to fetch them and say how far that is.

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
    if start and downloads.newest(wanted.name, EVERYBODY) is None:
        retry_fetch(wanted)
    state = downloads.newest(wanted.name, EVERYBODY)
    if state is None:
        return WeightsState(None)
    if state.running:
        return WeightsState(None, fetching=state)
    is_stopped = isinstance(state.error, Cancelled)
    return WeightsState(state.result, problem=STOPPED if is_stopped else str(state.error or ""))


def retry_fetch(wanted: WeightsFile = NO_TOP) -> None:
    """Start a download, after one that failed or was stopped too; nothing where one runs."""
    work = partial(fetch_weights, wanted)
    downloads.ask(Subject(wanted.name, wanted), work, EVERYBODY, keep=False)
    downloads.wait(wanted.name, EVERYBODY, FIRST_LOOK_SECONDS)


def cancel_fetch(wanted: WeightsFile = NO_TOP) -> None:
    """Stop a download, for everybody."""
    downloads.leave(wanted.name, EVERYBODY)
