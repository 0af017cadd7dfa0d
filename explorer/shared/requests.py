"""What a queue of work remembers: its jobs, and who asked for them."""

import sys
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Generic, TypeVar

from explorer.background import Control, Progress
from explorer.kept import num_bytes
from explorer.shared.results import Subject

_Key = TypeVar("_Key")
_Result = TypeVar("_Result")

LAST_RANK = (sys.maxsize, sys.maxsize, 0.0, sys.maxsize)
"""Of a job that nobody waits for."""


class QueueFull(RuntimeError):  # noqa: N818 -- what the queue is, not what went wrong
    """So many jobs wait that no other one is taken; it is worth asking again in ``retry_s`` s."""

    def __init__(self, retry_s: float) -> None:
        super().__init__(
            f"Too many others are waiting for the network. Try again in {max(1, round(retry_s))} s."
        )
        self.retry_s = retry_s

    def __reduce__(self) -> tuple[type["QueueFull"], tuple[float]]:
        return QueueFull, (self.retry_s,)


@dataclass(slots=True, eq=False)
class Job:
    """Work that waits, runs or has ended; it should stop once nobody waits for it."""

    subject: Subject
    is_kept: bool
    rank: tuple[int, int, float, int]  # priority, turn, cost, number: the lowest one is next
    askers: set[Hashable] = field(default_factory=set)
    control: Control = field(default_factory=Control)
    has_ended: bool = False
    result: Any = None
    error: BaseException | None = None
    went_on_at: float = 0.0  # when it began, or went on after a pause, of the monotonic clock

    def is_urgent_beside(self, other: "Job") -> bool:
        """Whether it interrupts another one."""
        return self.rank[0] < other.rank[0]

    def go_behind(self, others: Iterable["Job"], number: int) -> None:
        """Have its turn after others, as if it had been asked for now."""
        priority, turn, cost, _ = self.rank
        self.rank = (priority, max((turn, *(each.rank[1] for each in others))), cost, number)


@dataclass(frozen=True, slots=True, eq=False)
class JobState(Generic[_Result]):
    """Where work stands for somebody who asked for it.

    Attributes:
        running: Whether it runs or waits for its turn.
        num_before: How many others come before its turn; 0 while it runs.
        expected_s: Seconds to its end, if jobs go on as they did; 0.0 where that is not known.
        progress: How far it is, or was when it ended.
        result: None before its end, or if it failed.
        error: Why there is no result; `Cancelled` if the asker has left.
    """

    running: bool = False
    num_before: int = 0
    expected_s: float = 0.0
    progress: Progress = field(default_factory=Progress)
    result: _Result | None = None
    error: BaseException | None = None


@dataclass(slots=True, eq=False)
class JobRequest:
    """An asker's request for a job.

    Attributes:
        job: What they wait for.
        turn: Whose turn it was when they asked.
        lease_s: Seconds for which they wait without looking at how far it is.
        seen_at: When they looked last, of the monotonic clock.
        left_at: Its state when they left it.
    """

    job: Job
    turn: int = 0
    lease_s: float = inf
    seen_at: float = 0.0
    left_at: JobState[Any] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the asker waits for the job, and it has not ended."""
        return self.left_at is None and not self.job.has_ended

    @property
    def num_bytes(self) -> int:
        """About how much memory what came out takes."""
        seen = self.job.control.progress if self.left_at is None else self.left_at.progress
        return max(num_bytes(self.job.result), num_bytes(seen.latest))

    def has_run_out(self, now: float) -> bool:
        """Whether they have not looked for too long, at a moment of the monotonic clock."""
        return now - self.seen_at > self.lease_s


MOST_ENDED = 512
"""Requests to remember: a class of thirty asks for fewer kinds of work than that."""

MOST_ENDED_BYTES = 128 * 2**20
"""Of what came out of ended requests, until their askers come for it; the newest is always kept."""


def outdated(requests: Mapping[_Key, JobRequest]) -> list[_Key]:
    """The keys of those of some requests, the oldest first, that have ended too long ago."""
    ended = [key for key, request in requests.items() if not request.is_open]
    sizes, kept = 0, 0
    for key in reversed(ended):
        sizes += requests[key].num_bytes
        if kept and (kept >= MOST_ENDED or sizes > MOST_ENDED_BYTES):
            break
        kept += 1
    return ended[: len(ended) - kept]
