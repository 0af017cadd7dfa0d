"""What a queue of work remembers: its jobs, and who asked for them."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from explorer.background import Control

if TYPE_CHECKING:
    from explorer.shared.jobs import JobState
    from explorer.shared.results import Subject


@dataclass(slots=True, eq=False)
class Job:
    """Work that waits, runs or has ended; it should stop once nobody waits for it."""

    subject: "Subject"
    is_kept: bool
    rank: tuple[int, int, float, int]  # priority, turn, cost, number: the lowest one is next
    askers: set[Hashable] = field(default_factory=set)
    control: Control = field(default_factory=Control)
    has_ended: bool = False
    result: Any = None
    error: BaseException | None = None


@dataclass(slots=True, eq=False)
class JobRequest:
    """An asker's request for a job, and its state when they left it."""

    job: Job
    turn: int
    left_at: "JobState[Any] | None" = None

    @property
    def is_open(self) -> bool:
        """Whether the asker waits for the job, and it has not ended."""
        return self.left_at is None and not self.job.has_ended
