"""The engine: answers all visitors' questions about what networks make of pictures.

Questions go to where the activations are; small answers come back. What is kept is answered at
once, the rest waits in fair and bounded queues, however often others ask.
"""

import threading
from collections.abc import Collection, Hashable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from time import monotonic
from typing import Any

from cachetools import LRUCache

from explorer.background import Control
from explorer.belongings import belongings
from explorer.digests import Digest, comes_from, digests_in, drop_where
from explorer.kept import forget_photos, num_bytes
from explorer.observed import Observed
from explorer.runtime.memory import give_back_if_much, give_back_memory, share_arenas
from explorer.settings import ANSWERS, KEPT, PHOTOS, PRELOAD, SECONDS, WAITING
from explorer.shared.activations import Activations
from explorer.shared.collector import collect_now_and_then
from explorer.shared.engine_health import Health
from explorer.shared.exports import exports
from explorer.shared.gaps import wait_for_gap
from explorer.shared.jobs import Jobs
from explorer.shared.needed import digests_of, needed_if_known, needed_layers
from explorer.shared.outcomes import Answers, Busy, Ticket, Waiting
from explorer.shared.questions.long_work import BuildNetwork, LongWork, Result
from explorer.shared.questions.question import Answer, Question
from explorer.shared.requests import JobState, QueueFull
from explorer.shared.results import Subject
from explorer.shared.visitors import Visitors
from explorer.units import BYTES_PER_MIB

AT_ONCE = 2
"""Questions of one queue that are answered at a time: while one passes, another one reduces."""

RETRY_S = 1.0  # until it is worth asking again where the computer is short of threads
SLICE_S = 10.0  # after which long work lets other long work go first

NOBODY = "nobody"  # who asks for what is computed before anybody wants it

Questions = Sequence[Question[Any]]
_AnswerKey = tuple[Hashable, Hashable]


class Engine:
    """Answers questions; any thread may ask. An asker is any value that identifies a visitor."""

    def __init__(self, passing: int = AT_ONCE) -> None:
        """Start with nothing kept.

        Args:
            passing: How many questions that need a pass are answered at a time.
        """
        self._lock = threading.Lock()
        most_waiting = WAITING.value
        self._quick = Jobs(at_once=AT_ONCE, most_waiting=most_waiting)
        self._passing = Jobs(at_once=passing, most_waiting=most_waiting)  # one passes, one reduces
        # One at a time: each has two looks at hand.
        self._comparing = Jobs(most_waiting=most_waiting)
        self._gradients = Jobs(most_waiting=most_waiting)
        gaps = partial(wait_for_gap, self._is_asked)
        self._work = Jobs(most_waiting=most_waiting, wait=gaps, slice_s=SLICE_S)
        self._begin()

    def _begin(self) -> None:
        """Keep nothing; the settings of what may be kept are read now."""
        self._activations = Activations(KEPT.value)
        self._answers = LRUCache[_AnswerKey, Any](ANSWERS.value * BYTES_PER_MIB, num_bytes)
        self._newest: dict[str, Any] = {}
        self.visitors = Visitors(PHOTOS.value, self._clear_after)

    # --- questions -------------------------------------------------------------------------------

    def look(
        self,
        observed: Observed,
        questions: Questions,
        asker: Hashable,
        *,
        page: str = "",
        deadline: float | None = None,
    ) -> Ticket:
        """Ask, without waiting; what the asker waits for on the same page is forgotten.

        Args:
            observed: Which network looks at which picture.
            questions: All that the page wants to know: together they take one pass at most.
            asker: Who asks.
            page: For what.
            deadline: Of the monotonic clock; None for the longest wait that is allowed.
        """
        collect_now_and_then()
        if self.visitors.note(asker, *digests_of(observed, questions)):
            self._drop_unwanted()
        until = self._deadline() if deadline is None else deadline
        return self._ask(observed, questions, asker, page, until)

    def _ask(
        self, observed: Observed, questions: Questions, asker: Hashable, page: str, deadline: float
    ) -> Ticket:
        at_once = partial(Ticket, None, None, asker, deadline)
        about = observed.cache_key, tuple(each.cache_key for each in questions)
        answers = self.kept(observed, questions)
        if answers is not None:
            self._forget_page(page, asker)
            return at_once(answers)
        queue = self._queue_for(observed, questions, subject := Subject(page, about), asker)
        self._forget_page(page, asker, but=queue)
        work = partial(self._answer, observed, tuple(questions))
        try:
            request = queue.ask(subject, work, asker, keep=False)
        except QueueFull as full:
            return at_once(Busy(full.retry_s))
        except RuntimeError:  # no thread can start now
            queue.take(page, asker)
            return at_once(Busy(RETRY_S))
        return Ticket(queue, request, asker, deadline, Waiting(0, 0.0))

    def _forget_page(self, page: str, asker: Hashable, but: Jobs | None = None) -> None:
        """Forget what an asker waits for; a queue to leave alone knows what is asked anew."""
        for queue in self._queues:
            if queue is not but:
                queue.take(page, asker)

    def kept(self, observed: Observed, questions: Questions) -> Answers | None:
        """The answers, if all of them are kept; it waits for nobody."""
        found = self._found(observed, questions)
        return Answers(found) if len(found) == len({each.cache_key for each in questions}) else None

    def answer(self, observed: Observed, question: Question[Answer]) -> Answer:
        """Ask one question and wait, such as for a file; in a thread that shows nothing.

        Raises:
            RuntimeError: There is no answer; the message says why.
        """
        asker = ("file", threading.get_ident())
        ticket = self._ask(observed, [question], asker, "", self._deadline())
        outcome = ticket.wait(SECONDS.value)
        if isinstance(outcome, Answers):
            return outcome[question]
        ticket.cancel()
        raise RuntimeError(getattr(outcome, "sentence", "Too many others are waiting. Try again."))

    # --- long work -------------------------------------------------------------------------------

    def start(self, work: LongWork[Any], asker: Hashable) -> None:
        """Ask for long work instead of the asker's last of its kind.

        Raises:
            QueueFull: Too much waits.
        """
        self.visitors.note(asker)
        self._ask_for_work(work, asker, work.priority)

    def work_state(self, work: LongWork[Any], asker: Hashable) -> JobState[Any] | None:
        """Where long work stands: kept for all, else the asker's own, else None."""
        return self._work.state(Subject(work.kind, work.cache_key), asker)

    def unasked(self, small: LongWork[Result], asker: Hashable = None) -> JobState[Result]:
        """Work begun before its result is asked for, behind all that visitors have asked for.

        Args:
            small: Work that takes seconds.
            asker: For whom, one at a time, the newest; None for everybody.
        """
        subject, reader = Subject(small.kind, small.cache_key), (NOBODY, asker)
        if PRELOAD.value and self._work.state(subject, reader) is None:
            with suppress(QueueFull):
                self._ask_for_work(small, reader, priority=1)
        return self._work.state(subject, reader) or JobState()

    def _ask_for_work(self, work: LongWork[Any], asker: Hashable, priority: int) -> None:
        subject, run = Subject(work.kind, work.cache_key), partial(self._do, work)
        keep, lease_s = work.is_kept, work.lease_s
        self._work.ask(subject, run, asker, priority=priority, keep=keep, lease_s=lease_s)

    def _do(self, work: LongWork[Result], control: Control) -> Result:
        """Do long work; if everybody may see its result, it is shown as an example from now on."""
        result = work.run(control)
        if work.is_for_all_to_see:
            self._newest[work.kind] = result
        return result

    def example(self, small: LongWork[Result]) -> JobState[Result]:
        """The newest result of a kind that anybody got; before the first, where a small one is."""
        newest = self._newest.get(small.kind)
        return self.unasked(small) if newest is None else JobState(result=newest)

    def newest_work(self, kind: str, asker: Hashable) -> JobState[Any] | None:
        """Where the asker's newest long work of a kind stands."""
        return self._work.newest(kind, asker)

    def wait_for_work(self, kind: str, asker: Hashable, seconds: float) -> JobState[Any] | None:
        """Wait at most this long for the asker's newest long work of a kind to end."""
        return self._work.wait(kind, asker, seconds)

    def stop_work(self, kind: str, asker: Hashable) -> None:
        """Stop the asker's long work of a kind; it goes on for others who wait for it."""
        self._work.leave(kind, asker)

    # --- care ------------------------------------------------------------------------------------

    def forget(self, asker: Hashable, *pictures: Digest) -> None:
        """Forget somebody at once, or only photos of theirs, and what nobody else looks at.

        Args:
            asker: Who has gone, or has taken the photos away.
            pictures: Digests of the photos, or of pictures made from them; none for all of theirs.
        """
        if not pictures:
            self.visitors.forget(asker)
            self._clear_after(asker)
            return
        origins = frozenset(picture.origin for picture in pictures)
        self.visitors.forget_photos_of(asker, origins)
        for queue in self._queues:
            queue.take_all(asker, partial(comes_from, photos=origins))
        for reader in (asker, (NOBODY, asker)):
            self._work.leave(BuildNetwork.kind, reader)  # its key does not name the photo it holds
            self._work.take_all(reader, partial(comes_from, photos=origins))
        self._drop_photos(origins)

    def _clear_after(self, asker: Hashable) -> None:
        """Drop what somebody who has gone waited for, brought along and alone looked at."""
        for queue in (*self._queues, self._work):
            queue.take_all(asker)
        self._work.take_all((NOBODY, asker))
        exports.remove(asker)
        brought = (getattr(each, "cache_key", None) for each in belongings.forget(asker))
        self._drop_photos([digest.origin for key in brought for digest in digests_in(key)])

    def _drop_photos(self, photos: Collection[str]) -> None:
        """Drop what was made of somebody's own photos, and all that nobody looks at."""
        forget_photos(photos)
        self._work.drop(partial(comes_from, photos=photos))
        wanted = self.visitors.wanted
        with self._lock:  # some are about a photo that is still wanted too
            drop_where(
                self._answers,
                lambda key: comes_from(key, photos) and not wanted.issuperset(digests_in(key)),
            )
        self._drop_unwanted()
        give_back_memory()

    def _drop_unwanted(self) -> None:
        """Drop what is kept of photos that nobody looks at."""
        wanted = self.visitors.wanted
        self._activations.forget(wanted.__contains__)
        with self._lock:
            drop_where(self._answers, lambda key: next(digests_in(key)) not in wanted)

    def forget_all(self) -> None:
        """Start like a new program, for tests; what runs is left to its end."""
        for queue in (*self._queues, self._work):
            queue.forget()
        self._begin()

    def health(self) -> Health:
        """How it is doing."""
        passes = self._activations.passes
        return Health(
            waiting=self._num_asked,
            jobs=self._work.num_open,
            passes=passes.num,
            pass_work=passes.work,
            pictures=self._activations.num_pictures,
            kept_bytes=self._activations.num_bytes,
            answer_bytes=int(self._answers.currsize),
            visitors=self.visitors.num_here,
        )

    def _is_asked(self) -> bool:
        return self._num_asked > 0

    @property
    def _num_asked(self) -> int:
        """Questions that are open, each once for all who ask it."""
        return sum(queue.num_open for queue in self._queues)

    @property
    def _queues(self) -> tuple[Jobs, ...]:
        return self._quick, self._passing, self._comparing, self._gradients

    def _queue_for(
        self, observed: Observed, questions: Questions, subject: Subject, asker: Hashable
    ) -> Jobs:
        for queue in self._queues:
            if queue.is_awaited(subject, asker) or queue.is_running(subject):
                return queue  # its layers may be kept already, but not yet its answer
        if any(each.is_gradient for each in questions):
            return self._gradients
        needs = needed_if_known(observed, questions)
        if all(self._activations.is_quick(*each) for each in needs.items()):
            return self._quick
        return self._passing if len(needs) == 1 else self._comparing

    def _found(self, observed: Observed, questions: Questions) -> dict[Hashable, Any]:
        with self._lock:
            kept = {
                each.cache_key: self._answers.get((observed.cache_key, each.cache_key), _MISSING)
                for each in questions
            }
        return {key: answer for key, answer in kept.items() if answer is not _MISSING}

    def _answer(self, observed: Observed, questions: Questions, control: Control) -> Answers:
        """Answer what is not kept; the newest answers are kept."""
        found = self._found(observed, questions)
        missing = [each for each in questions if each.cache_key not in found]
        try:
            is_alone = self._num_asked <= 1
            with self._activations.answering() if is_alone else nullcontext():
                self._find(observed, missing, found, control)
            return Answers(found)
        finally:
            if not all(map(self.visitors.is_wanted, digests_of(observed, questions))):
                self._drop_unwanted()  # whoever asked has gone meanwhile
            if len(digests_of(observed, missing)) > 1:
                give_back_if_much()  # what the looks took; the C library would keep it

    def _find(
        self, observed: Observed, missing: Questions, found: dict[Hashable, Any], control: Control
    ) -> None:
        """Answer questions one by one; then nothing is left of the layers that were unpacked."""
        seen = self._activations.look(needed_layers(observed, missing))
        try:
            for question in missing:
                control.check()
                answer = question.answer(seen)
                found[question.cache_key] = answer
                with self._lock:
                    if num_bytes(answer) <= self._answers.maxsize:
                        self._answers[observed.cache_key, question.cache_key] = answer
        finally:
            seen.let_go()

    def _deadline(self) -> float:
        return monotonic() + SECONDS.value


_MISSING = object()

share_arenas()
engine = Engine()
"""The engine of this process."""
