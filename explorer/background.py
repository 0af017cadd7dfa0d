"""How long work and those who wait for it communicate: progress one way, "stop" the other."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

_Step = TypeVar("_Step")


class Cancelled(RuntimeError):  # noqa: N818 -- what happened, not an error
    """The work was stopped early, because nobody wanted it any more."""

    def __init__(self) -> None:
        super().__init__("Stopped. Start it again to see its result.")

    def __reduce__(self) -> tuple[type["Cancelled"], tuple[()]]:
        return Cancelled, ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work is.

    Attributes:
        done: Steps that are done.
        total: Steps in all; 0 while that is not known.
        latest: The result so far, for work that shows it.
    """

    done: int = 0
    total: int = 0
    latest: Any = None

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


class Control:
    """Handed to work, to report how far it is and to learn that it should stop.

    Attributes:
        progress: The latest report of the work.
        between_steps: Called at each check, before it; it may wait. None for nothing.
    """

    def __init__(self, listener: Callable[[Progress], None] | None = None) -> None:
        """Start with nothing done; a listener gets each report, in the thread of the work."""
        self.progress = Progress()
        self.between_steps: Callable[[], None] | None = None
        self._listener = listener
        self._stopped = threading.Event()

    def report(self, done: int, total: int, latest: Any = None) -> None:
        """Report that ``done`` of ``total`` steps are done, and the result so far."""
        self.progress = Progress(done, total, latest)
        if self._listener is not None:
            self._listener(self.progress)

    def counted(self, steps: Sequence[_Step]) -> Iterator[_Step]:
        """Go through steps: check before each of them, and report after it."""
        for done, step in enumerate(steps, 1):
            self.check()
            yield step
            self.report(done, len(steps))

    def check(self) -> None:
        """Let other work go first, or end here if it should stop; called between two steps.

        What calls it holds nothing that other work waits for, such as its turn.

        Raises:
            Cancelled: It should stop.
        """
        if self.between_steps is not None:
            self.between_steps()
        if self.is_stopped:
            raise Cancelled

    @property
    def is_stopped(self) -> bool:
        """Whether it should stop."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask the work to stop at its next check."""
        self._stopped.set()
