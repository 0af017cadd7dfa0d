"""Long work for all visitors: the same is done once, one at a time, in the order asked."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from cachetools import LRUCache

from explorer.background import Job, Progress, Work

_Result = TypeVar("_Result")

_LOOK_SECONDS = 0.1
"""How often work that waits looks whether it is its turn; that nobody wants it, it sees at once."""


class NobodyWaits(RuntimeError):  # noqa: N818 -- what happened, not an error
    """All who asked for the work have left before its turn came."""


@dataclass(slots=True, eq=False)
class _InLine(Generic[_Result]):
    """Work that runs or waits, and how many visitors wait for it."""

    subject: Hashable
    job: Job[_Result]
    num_visitors: int = 1


class SharedJobs(Generic[_Result]):
    """Jobs that many may ask for; any thread may use them.

    Who asks for what runs or waits already gets the same job. It stops when all who asked have
    left. Results are kept, the latest ones of all visitors; those of stopped work are not.
    """

    def __init__(self, most_kept: int) -> None:
        """Keep so many results at most."""
        self._lock = threading.Lock()
        self._line: dict[object, _InLine[_Result]] = {}
        self._kept: LRUCache[Hashable, _Result] = LRUCache(most_kept)

    def kept(self, subject: Hashable) -> _Result | None:
        """The result about a subject, where somebody asked for it lately; else None."""
        with self._lock:
            return self._kept.get(subject)

    def ask(self, subject: Hashable, work: Work[_Result]) -> Job[_Result] | None:
        """Ask for work; None where its result is kept.

        Args:
            subject: What it is about; the same for the same result only.
            work: What to run where nobody has asked for it yet.
        """
        with self._lock:
            if subject in self._kept:
                return None
            for asked in self._line.values():
                if asked.subject == subject and asked.num_visitors:
                    asked.num_visitors += 1
                    return asked.job
            ticket = object()
            self._line[ticket] = _InLine(subject, Job(partial(self._in_turn, ticket, work)))
            return self._line[ticket].job

    def leave(self, job: Job[_Result]) -> None:
        """No longer wait for a job, once for each time of asking; the last one stops it."""
        with self._lock:
            for asked in self._line.values():
                if asked.job is job and asked.num_visitors:
                    asked.num_visitors -= 1
                    if not asked.num_visitors:
                        job.cancel()

    def num_before(self, job: Job[_Result]) -> int:
        """How many jobs are to end before a job's turn; 0 where it runs or has ended."""
        with self._lock:
            jobs = [asked.job for asked in self._line.values()]
        return jobs.index(job) if job in jobs else 0

    def _in_turn(
        self, ticket: object, work: Work[_Result], progress: Progress, cancelled: threading.Event
    ) -> _Result:
        """Wait for the turn, work, keep the result, and let the next one begin."""
        try:
            while not self._is_first(ticket) and not cancelled.is_set():
                cancelled.wait(_LOOK_SECONDS)
            if cancelled.is_set():
                raise NobodyWaits("All who asked have left.")
            result = work(progress, cancelled)
            with self._lock:
                if not cancelled.is_set():
                    self._kept[self._line[ticket].subject] = result
            return result
        finally:
            with self._lock:
                del self._line[ticket]

    def _is_first(self, ticket: object) -> bool:
        with self._lock:
            return next(iter(self._line)) is ticket
