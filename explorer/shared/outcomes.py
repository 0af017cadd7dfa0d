"""What comes of questions: answers, a wait, or a sentence that says why there is no answer."""

import logging
from collections.abc import Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, cast

from explorer.background import Cancelled
from explorer.runtime.download import WeightsUnavailable
from explorer.shared.jobs import Jobs
from explorer.shared.questions.question import Answer, Question
from explorer.shared.requests import JobRequest, JobState

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found out, by question."""

    found: dict[Hashable, Any] = field(repr=False)

    def __getitem__(self, question: Question[Answer]) -> Answer:
        """The answer to one of the questions."""
        return cast(Answer, self.found[question.cache_key])


@dataclass(frozen=True, slots=True)
class Waiting:
    """The questions wait for their turn, or are being answered.

    Attributes:
        place: How many others come first.
        expected_s: Seconds until the answer, as far as can be foreseen; 0.0 where it is not known.
    """

    place: int
    expected_s: float


@dataclass(frozen=True, slots=True)
class Busy:
    """Too many others wait: nothing was asked.

    Attributes:
        retry_s: Seconds until it is worth asking again.
    """

    retry_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no answer.

    Attributes:
        sentence: Why, and what to do.
    """

    sentence: str


Outcome = Answers | Waiting | Busy | Failed


@dataclass(frozen=True, slots=True)
class Ticket:
    """Somebody's questions, on their way.

    Attributes:
        queue: Where they wait; None where they are answered or refused already.
        request: What waits there; None likewise.
        asker: Who asks.
        deadline: Of the monotonic clock: from then on the wait is over.
        at_once: What is known already.
    """

    queue: Jobs | None
    request: JobRequest | None
    asker: Hashable
    deadline: float
    at_once: Outcome

    def wait(self, seconds: float) -> Outcome:
        """Wait at most this long for the answers."""
        if self.queue is None or self.request is None:
            return self.at_once
        until_deadline = max(0.0, self.deadline - monotonic())
        state = self.queue.wait_for(self.request, min(seconds, until_deadline))
        if state.running:
            return self._still_waiting(state)
        self.cancel()  # it is known now
        if self.request.left_at is not None:
            return Failed("Something newer was asked meanwhile.")
        if state.error is not None:
            return Failed(_sentence(state.error))
        return cast(Answers, state.result)

    def cancel(self) -> None:
        """Nobody waits for the answers any more; what was asked since by another ticket goes on."""
        if self.queue is not None and self.request is not None:
            self.queue.take_back(self.request, self.asker)

    def _still_waiting(self, state: JobState[Any]) -> Outcome:
        if monotonic() < self.deadline:
            return Waiting(state.num_before, state.expected_s)
        self.cancel()
        return Failed(
            "The network did not answer in time, because too much is asked of this server at the "
            "moment. Try again."
        )


def _sentence(error: BaseException) -> str:
    """Why there is no answer, in a sentence for the page."""
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return (
            "This computer has too little memory free for that. Choose a smaller input size, or "
            "try again when fewer visitors are here."
        )
    if isinstance(error, ValueError | Cancelled | OSError | WeightsUnavailable) and str(error):
        return str(error)
    _log.error("A question could not be answered: %s: %s", type(error).__name__, error)
    return f"The network could not answer, because of an error ({type(error).__name__}). Try again."


def why_failed(error: BaseException) -> str:
    """Why there is no result of long work, in a sentence for the page."""
    return _sentence(error)
