"""Queues of work: fair, bounded, and each job once for all who ask for it."""

import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import inf
from time import monotonic
from typing import Any, TypeVar

from explorer.background import Cancelled, Control
from explorer.digests import IsGone
from explorer.shared.requests import LAST_RANK, Job, JobRequest, JobState, QueueFull, outdated
from explorer.shared.results import MOST_KEPT, Results, Subject

_Result = TypeVar("_Result")

Work = Callable[[Control], _Result]
"""What runs. It has its own thread, so it must not look at any visitor's session."""

MOST_WAITING = 256  # jobs of a queue: thirty visitors with a few pages each ask for fewer
LATEST = 0.2  # weight of the latest job in the mean time that jobs of its queue take

MOST_PAUSED = 2  # jobs that give way after their slice, and keep what they work with


class Jobs:
    """A queue that runs a few jobs at a time; any thread may use it.

    Askers, any values that identify them, share a job that already runs or waits. It stops when all
    have left. Jobs run by priority; then everybody's first comes before anybody's second; then the
    one that costs least; then in the order asked. A job pauses between two of its steps while jobs
    run that are more urgent, and after its slice of time those that are as urgent.
    """

    def __init__(
        self,
        *,
        at_once: int = 1,
        most_kept: int = MOST_KEPT,
        most_waiting: int = MOST_WAITING,
        wait: Callable[[Control], None] | None = None,
        slice_s: float = inf,
    ) -> None:
        """Make an empty queue.

        Args:
            at_once: How many jobs run at a time.
            most_kept: Results of each kind to keep.
            most_waiting: Jobs that may wait.
            wait: Waits before each step of a job that is not urgent; None not to wait.
            slice_s: Seconds after which a job goes to the end of those who wait.
        """
        self._changed = threading.Condition()
        self._at_once = at_once
        self._most_waiting, self._wait, self._slice_s = most_waiting, wait, slice_s
        self._mean_s = 0.0
        self._running: set[Job] = set()
        self._paused: set[Job] = set()
        self._waiting: dict[Job, Work[Any]] = {}
        self._tickets: dict[tuple[str, Hashable], JobRequest] = {}
        self._results = Results(most_kept)
        self._num_asked = 0
        self._turn = 0  # of the latest job that began
        self._last_turns: dict[Hashable, int] = {}

    def ask(  # noqa: PLR0913 -- what a queue needs to know
        self,
        subject: Subject,
        work: Work[_Result],
        asker: Hashable,
        *,
        priority: int = 0,
        cost: float = 0.0,
        keep: bool = True,
        lease_s: float = inf,
    ) -> JobRequest:
        """Ask for work, and leave the asker's earlier work of the same kind.

        Who asks again for what they wait for goes on to wait for it, by the new request alone.

        Args:
            subject: What it is about.
            work: What to run if nobody has asked for it yet. It must not return None.
            asker: Who asks.
            priority: Lower ones run first.
            cost: Among equal turns, what costs least runs first.
            keep: Whether the result is kept for who asks later, not only for who asked in time.
            lease_s: Seconds for which the asker waits without looking at how far it is.

        Raises:
            QueueFull: Too many jobs wait. The asker's earlier work is left all the same.
        """
        with self._changed:
            earlier = self._tickets.get((subject.kind, asker))
            if earlier is not None and self.is_awaited(subject, asker):
                self._end(earlier)
                return self._join(earlier.job, asker, earlier.turn, lease_s)
            self.take(subject.kind, asker)
            kept = self.kept(subject)
            if kept is not None:
                return JobRequest(Job(subject, keep, LAST_RANK, has_ended=True, result=kept))
            turn = max(self._turn, self._last_turns.get(asker, -1) + 1)
            job = self._waited_for(subject) or self._queued(subject, work, keep)
            job.rank = min(job.rank, (priority, turn, cost, job.rank[-1]))
            request = self._join(job, asker, turn, lease_s)
            self._begin_next()
            return request

    def is_awaited(self, subject: Subject, asker: Hashable) -> bool:
        """Whether an asker waits for work on a subject."""
        with self._changed:
            request = self._tickets.get((subject.kind, asker))
            return request is not None and request.is_open and request.job.subject == subject

    def is_running(self, subject: Subject) -> bool:
        """Whether work on a subject runs, whoever asked for it."""
        with self._changed:
            return any(job.subject == subject and job.askers for job in self._running)

    def leave(self, kind: str, asker: Hashable) -> None:
        """Stop waiting for work of a kind; it ends if nobody else waits for it."""
        with self._changed:
            ticket = self._tickets.get((kind, asker))
            if ticket is not None and ticket.is_open:
                self._end(ticket)
                self._withdraw(ticket.job, asker, ticket.turn)

    def take(self, kind: str, asker: Hashable) -> None:
        """Forget an asker's work of a kind: its result has been taken, or nobody wants it."""
        with self._changed:
            self.leave(kind, asker)
            self._tickets.pop((kind, asker), None)

    def take_back(self, request: JobRequest, asker: Hashable) -> None:
        """Forget one request of an asker; not what they have asked for since."""
        with self._changed:
            if self._tickets.get((request.job.subject.kind, asker)) is request:
                self.take(request.job.subject.kind, asker)

    def take_all(self, asker: Hashable, is_gone: IsGone = lambda about: True) -> None:
        """Forget what an asker asked, or only what is about something that has gone."""
        with self._changed:
            for (kind, other), ticket in list(self._tickets.items()):
                if other == asker and is_gone(ticket.job.subject.about):
                    self.take(kind, asker)

    def drop(self, is_gone: IsGone) -> None:
        """Drop the kept results that are about something that has gone."""
        with self._changed:
            self._results.drop(is_gone)

    @property
    def num_open(self) -> int:
        """Jobs that run or wait."""
        with self._changed:
            return len(self._running) + len(self._not_running)

    def kept(self, subject: Subject) -> Any:
        """The kept result about a subject, else None."""
        with self._changed:
            return self._results.kept(subject)

    def state(self, subject: Subject, asker: Hashable) -> JobState[Any] | None:
        """Where work stands: the result kept for all, else this asker's own job, else None."""
        with self._changed:
            kept = self.kept(subject)
            if kept is not None:
                return JobState(result=kept)
            ticket = self._tickets.get((subject.kind, asker))
            if ticket is None or ticket.job.subject != subject:
                return None
            ticket.seen_at = monotonic()
            return self._state(ticket)

    def newest(self, kind: str, asker: Hashable) -> JobState[Any] | None:
        """Where an asker's newest work of a kind stands, whatever it is about."""
        with self._changed:
            ticket = self._tickets.get((kind, asker))
            return None if ticket is None else self._state(ticket)

    def wait(self, kind: str, asker: Hashable, seconds: float) -> JobState[Any] | None:
        """Wait at most this long for an asker's newest work of a kind to end; as `newest`."""

        def has_ended() -> bool:
            state = self.newest(kind, asker)
            return state is None or not state.running

        with self._changed:
            self._changed.wait_for(has_ended, seconds)
            return self.newest(kind, asker)

    def wait_for(self, request: JobRequest, seconds: float) -> JobState[Any]:
        """Wait at most this long until a request's work has ended, or the asker has left it."""
        with self._changed:
            self._go_on()
            self._changed.wait_for(lambda: not request.is_open, seconds)
            return self._state(request)

    def forget(self) -> None:
        """Stop everything and keep nothing, for tests; a running job holds the queue to its end."""
        with self._changed:
            for kind, asker in list(self._tickets):
                self.leave(kind, asker)
            self._tickets.clear()
            self._results.clear()

    def _waited_for(self, subject: Subject) -> Job | None:
        """The job about a subject, if somebody waits for it."""
        for job in (*self._running, *self._not_running):
            if job.subject == subject and job.askers:
                return job
        return None

    def _queued(self, subject: Subject, work: Work[Any], keep: bool) -> Job:
        """A new job at the end of the queue, until an asker gives it a better rank."""
        if len(self._waiting) >= self._most_waiting:
            raise QueueFull(self._expected_s(len(self._waiting)))
        self._num_asked += 1
        job = Job(subject, keep, (*LAST_RANK[:-1], self._num_asked))
        self._waiting[job] = work
        return job

    def _join(self, job: Job, asker: Hashable, turn: int, lease_s: float) -> JobRequest:
        job.askers.add(asker)
        self._last_turns[asker] = max(turn, self._last_turns.get(asker, turn))
        request = JobRequest(job, turn, lease_s, monotonic())
        self._tickets[job.subject.kind, asker] = request
        for key in outdated(self._tickets):
            del self._tickets[key]
        return request

    def _end(self, request: JobRequest) -> None:
        state = self._state(request)
        request.left_at = replace(state, running=False, num_before=0, error=Cancelled())
        self._changed.notify_all()

    def _withdraw(self, job: Job, asker: Hashable, turn: int) -> None:
        job.askers.discard(asker)
        if job in self._waiting:
            # An unused turn does not count.
            self._last_turns[asker] = min(self._last_turns[asker], turn - 1)
        if not job.askers:
            job.control.stop()
            self._waiting.pop(job, None)
            self._changed.notify_all()  # it may be paused

    def _state(self, ticket: JobRequest) -> JobState[Any]:
        job = ticket.job
        if ticket.left_at is not None:
            return ticket.left_at
        if job.has_ended:
            return JobState(progress=job.control.progress, result=job.result, error=job.error)
        num_before = 0
        if job not in self._running:
            earlier = sum(other.rank < job.rank for other in self._not_running)
            num_before = len(self._running) + earlier
        return JobState(True, num_before, self._expected_s(num_before), job.control.progress)

    def _expected_s(self, num_before: int) -> float:
        return self._mean_s * (num_before + 1) / self._at_once

    def _begin_next(self) -> None:
        """Start a thread for the next job if one may run; if that fails, it stays in the queue."""
        if len(self._running) >= self._at_once:
            return
        job = self._next
        if job is None and not self._running:
            self._turn = 0
            self._last_turns.clear()
        if job not in self._waiting:
            self._changed.notify_all()  # it is paused, and goes on by itself
            return
        name, work = f"job: {job.subject.kind}", self._waiting[job]
        threading.Thread(target=self._run, args=(job, work), name=name, daemon=True).start()
        del self._waiting[job]
        self._running.add(job)
        self._turn = max(self._turn, job.rank[1])

    @property
    def _not_running(self) -> tuple[Job, ...]:
        return *self._waiting, *self._paused

    @property
    def _next(self) -> Job | None:
        return min(self._not_running, key=lambda job: job.rank, default=None)

    def _run(self, job: Job, work: Work[Any]) -> None:
        start = job.went_on_at = monotonic()
        job.control.between_steps = partial(self._between_steps, job)
        try:
            job.result = work(job.control)
        except BaseException as error:  # the asker decides what to do; the queue goes on
            # A traceback would keep the work's data in memory as long as the error is shown.
            job.error = error.with_traceback(None)
        with self._changed:
            job.has_ended, job.control.between_steps = True, None
            self._running.remove(job)
            seconds = monotonic() - start
            self._mean_s += LATEST * (seconds - self._mean_s) if self._mean_s else seconds
            if job.error is None and job.is_kept and job.askers:
                self._results.keep(job.subject, job.result)
            self._changed.notify_all()
            self._go_on()

    def _between_steps(self, job: Job) -> None:
        """Leave a job for those who look at it no more; then let more urgent ones go first."""
        if self._wait is not None and job.rank[0]:
            self._wait(job.control)
        with self._changed:
            for (kind, asker), ticket in list(self._tickets.items()):
                if ticket.job is job and ticket.is_open and ticket.has_run_out(monotonic()):
                    self.take(kind, asker)
            if not job.control.is_stopped and (self._is_outranked(job) or self._ends_slice(job)):
                self._pause(job)

    def _ends_slice(self, job: Job) -> bool:
        """Whether a job has had its slice while others wait; if so, it comes after them."""
        others = [each for each in self._not_running if each.rank[0] <= job.rank[0]]
        if monotonic() - job.went_on_at < self._slice_s or len(self._paused) >= MOST_PAUSED:
            return False
        self._num_asked += 1
        job.go_behind(others, self._num_asked)
        return bool(others)

    def _pause(self, job: Job) -> None:
        self._running.remove(job)
        self._paused.add(job)
        self._go_on()
        self._changed.wait_for(lambda: job.control.is_stopped or self._may_resume(job))
        self._paused.remove(job)
        self._running.add(job)
        job.went_on_at = monotonic()

    def _may_resume(self, job: Job) -> bool:
        return len(self._running) < self._at_once and self._next is job

    def _is_outranked(self, job: Job) -> bool:
        return any(other.is_urgent_beside(job) for other in self._waiting)

    def _go_on(self) -> None:
        with suppress(RuntimeError):  # no thread can start now: who waits or asks tries again
            self._begin_next()


downloads = Jobs()
"""Work that waits for the network, and does not hold up what computes."""
