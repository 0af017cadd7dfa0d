"""Work in the background: what a watcher sees while it runs, when it ends, fails or is stopped."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from explorer.background import Job, Snapshot

PATIENCE = 30.0  # seconds after which a test gives up; none waits that long where all is well

Progress = Callable[[int, int], None]


class Stopped(Exception):  # noqa: N818 - what happened, not an error of the test
    """What the work below raises when it is asked to stop."""


@dataclass
class StepwiseWork:
    """Work that tells one step of four and goes on when it is told to, or stops."""

    told: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)

    def __call__(self, progress: Progress, cancelled: threading.Event) -> str:
        progress(1, 4)
        self.told.set()
        assert self.may_end.wait(PATIENCE)
        if cancelled.is_set():
            raise Stopped("asked to stop after 1 of 4")
        progress(4, 4)
        return "done"


def test_a_watcher_sees_progress_then_the_result() -> None:
    work = StepwiseWork()
    job = Job(work)
    assert work.told.wait(PATIENCE)
    halfway = job.snapshot()
    assert (halfway.done, halfway.total, halfway.share) == (1, 4, 0.25)
    assert halfway.running
    work.may_end.set()
    assert job.wait(PATIENCE) == Snapshot(4, 4, "done", None)
    assert not job.snapshot().running


def test_waiting_for_work_that_goes_on_tells_where_it_stands() -> None:
    work = StepwiseWork()
    job = Job(work)
    assert work.told.wait(PATIENCE)
    assert job.wait(0) == Snapshot(1, 4, None, None)
    work.may_end.set()
    job.wait(PATIENCE)


def test_cancelled_work_ends_with_its_own_error() -> None:
    work = StepwiseWork()
    job = Job(work)
    assert work.told.wait(PATIENCE)
    job.cancel()
    work.may_end.set()
    ended = job.wait(PATIENCE)
    assert not ended.running
    assert ended.result is None
    with pytest.raises(Stopped, match="after 1 of 4"):
        raise ended.error or AssertionError("no error")


def test_work_that_fails_keeps_its_error_and_how_far_it_came() -> None:
    def fail(progress: Progress, cancelled: threading.Event) -> str:
        progress(3, 8)
        raise OSError("the disk is full")

    ended = Job(fail).wait(PATIENCE)
    assert (ended.done, ended.total, ended.running) == (3, 8, False)
    assert isinstance(ended.error, OSError)
    assert str(ended.error) == "the disk is full"


def test_work_without_progress_has_a_result_too() -> None:
    ended = Job(lambda progress, cancelled: 0).wait(PATIENCE)
    assert ended == Snapshot(0, 0, 0, None)
    assert not ended.running


def test_cancelling_what_has_ended_changes_nothing() -> None:
    job = Job(lambda progress, cancelled: "done")
    ended = job.wait(PATIENCE)
    job.cancel()
    assert job.snapshot() == ended


def test_jobs_do_not_share_anything() -> None:
    first, second = StepwiseWork(), StepwiseWork()
    jobs = [Job(first), Job(second)]
    jobs[0].cancel()
    for work in (first, second):
        work.may_end.set()
    assert isinstance(jobs[0].wait(PATIENCE).error, Stopped)
    assert jobs[1].wait(PATIENCE).result == "done"


@pytest.mark.parametrize(
    ("done", "total", "share"),
    [(0, 0, 0.0), (0, 5, 0.0), (2, 5, 0.4), (5, 5, 1.0), (9, 5, 1.0)],
    ids=["not begun", "begun", "under way", "all", "more than told"],
)
def test_share(done: int, total: int, share: float) -> None:
    snapshot: Snapshot[str] = Snapshot(done, total, None, None)
    assert snapshot.share == share
