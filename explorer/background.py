"""Long work beside the pages: started once, watched by all, cancelled by any."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

_Result = TypeVar("_Result")


class Progress(Protocol):
    """How work tells how far it is."""

    def __call__(self, done: int, total: int, latest: object = None) -> None:
        """Tell that ``done`` of ``total`` steps are done, and what there is to see so far."""


Work = Callable[[Progress, threading.Event], _Result]
"""What a job runs: it is given a way to tell its progress, and an event that asks it to stop."""


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[_Result]):
    """A job at one moment: running until it has a result or an error.

    Attributes:
        done: Steps that are done.
        total: Steps in all; 0 while nobody knows.
        result: What came out.
        error: Why nothing did.
        latest: What there is to see so far, for work that shows it.
    """

    done: int
    total: int
    result: _Result | None
    error: Exception | None
    latest: object = None

    @property
    def running(self) -> bool:
        """Whether there is neither a result nor an error yet."""
        return self.result is None and self.error is None

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


class Job(Generic[_Result]):
    """One piece of work in a thread of its own."""

    def __init__(self, work: Work[_Result]) -> None:
        """Start ``work``; it must return something other than None, or raise."""
        self._cancelled = threading.Event()
        self._snapshot: Snapshot[_Result] = Snapshot(0, 0, None, None)
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def snapshot(self) -> Snapshot[_Result]:
        """Where the work stands now."""
        return self._snapshot

    def cancel(self) -> None:
        """Ask the work to stop; it ends with whatever error it raises for that."""
        self._cancelled.set()

    def wait(self, timeout: float) -> Snapshot[_Result]:
        """Wait at most ``timeout`` seconds for the end, and tell where the work stands."""
        self._thread.join(timeout)
        return self._snapshot

    def _run(self, work: Work[_Result]) -> None:
        try:
            result = work(self._progress, self._cancelled)
            self._snapshot = replace(self._snapshot, result=result)
        except Exception as error:  # whoever watches the job decides what to do
            self._snapshot = replace(self._snapshot, error=error)

    def _progress(self, done: int, total: int, latest: object = None) -> None:
        self._snapshot = Snapshot(done, total, None, None, latest)
