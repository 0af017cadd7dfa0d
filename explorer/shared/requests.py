"""What a queue of work remembers: its jobs, and who asked for them."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from math import inf
from typing import Any, Generic, TypeVar

from explorer.background import Control, Progress
from explorer.shared.results import Subject

_Result = TypeVar("_Result")


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

    def has_run_out(self, now: float) -> bool:
        """Whether they have not looked for too long, at a moment of the monotonic clock."""
        return now - self.seen_at > self.lease_s
