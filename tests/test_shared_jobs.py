"""Work that many ask for: done once, one at a time, stopped when nobody waits for it."""

import queue
import threading
from dataclasses import dataclass, field

import pytest

from explorer.background import Job, Progress
from explorer.session.shared_jobs import NobodyWaits, SharedJobs

PATIENCE = 30.0  # seconds after which a test gives up; none waits that long where all is well


@dataclass
class Kitchen:
    """Work that tells when it begins, and ends when it is told to or cancelled."""

    begun: "queue.Queue[str]" = field(default_factory=queue.Queue)
    may_end: threading.Event = field(default_factory=threading.Event)
    at_work: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))

    def cook(self, dish: str, progress: Progress, cancelled: threading.Event) -> str:
        assert self.at_work.acquire(blocking=False), "two at a time"
        self.begun.put(dish)
        progress(1, 2, f"half a {dish}")
        while not (self.may_end.is_set() or cancelled.is_set()):
            cancelled.wait(0.01)
        self.at_work.release()
        return f"half a {dish}" if cancelled.is_set() else dish

    def ask(self, jobs: SharedJobs[str], dish: str) -> Job[str]:
        job = jobs.ask(dish, lambda progress, cancelled: self.cook(dish, progress, cancelled))
        assert job is not None
        return job


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


@pytest.fixture
def jobs() -> SharedJobs[str]:
    return SharedJobs(2)


def test_the_same_is_done_once_and_kept(jobs: SharedJobs[str], kitchen: Kitchen) -> None:
    asked = [kitchen.ask(jobs, "soup") for _ in range(30)]
    assert len({id(job) for job in asked}) == 1
    kitchen.may_end.set()
    assert asked[0].wait(PATIENCE).result == "soup"
    assert jobs.kept("soup") == "soup"
    assert jobs.ask("soup", lambda progress, cancelled: "never made") is None
    assert kitchen.begun.qsize() == 1


def test_one_runs_at_a_time_in_the_order_asked(jobs: SharedJobs[str], kitchen: Kitchen) -> None:
    asked = [kitchen.ask(jobs, dish) for dish in ("soup", "rice", "cake")]
    assert kitchen.begun.get(timeout=PATIENCE) == "soup"
    assert [jobs.num_before(job) for job in asked] == [0, 1, 2]
    kitchen.may_end.set()
    assert [job.wait(PATIENCE).result for job in asked] == ["soup", "rice", "cake"]
    assert [kitchen.begun.get_nowait() for _ in range(2)] == ["rice", "cake"]
    assert [jobs.num_before(job) for job in asked] == [0, 0, 0]


def test_it_goes_on_while_somebody_waits_for_it(jobs: SharedJobs[str], kitchen: Kitchen) -> None:
    first, second = kitchen.ask(jobs, "soup"), kitchen.ask(jobs, "soup")
    jobs.leave(first)
    kitchen.may_end.set()
    assert second.wait(PATIENCE).result == "soup"


def test_it_stops_when_the_last_one_leaves(jobs: SharedJobs[str], kitchen: Kitchen) -> None:
    job = kitchen.ask(jobs, "soup")
    assert kitchen.begun.get(timeout=PATIENCE) == "soup"
    jobs.leave(kitchen.ask(jobs, "soup"))
    jobs.leave(job)
    assert job.wait(PATIENCE).result == "half a soup"
    assert jobs.kept("soup") is None
    again = kitchen.ask(jobs, "soup")
    assert again is not job
    kitchen.may_end.set()
    assert again.wait(PATIENCE).result == "soup"


def test_nobody_gets_what_has_been_told_to_stop(jobs: SharedJobs[str]) -> None:
    begun, may_stop = threading.Event(), threading.Event()

    def slow(progress: Progress, cancelled: threading.Event) -> str:
        begun.set()
        assert may_stop.wait(PATIENCE)
        return "half" if cancelled.is_set() else "whole"

    stopping = jobs.ask("soup", slow)
    assert stopping is not None
    assert begun.wait(PATIENCE)
    jobs.leave(stopping)
    fresh = jobs.ask("soup", slow)
    assert fresh is not None
    assert jobs.num_before(fresh) == 1
    may_stop.set()
    assert (stopping.wait(PATIENCE).result, fresh.wait(PATIENCE).result) == ("half", "whole")


def test_what_waits_and_is_left_never_begins(jobs: SharedJobs[str], kitchen: Kitchen) -> None:
    soup, rice, cake = (kitchen.ask(jobs, dish) for dish in ("soup", "rice", "cake"))
    jobs.leave(rice)
    with pytest.raises(NobodyWaits, match="All who asked have left"):
        raise rice.wait(PATIENCE).error or AssertionError("no error")
    assert jobs.num_before(cake) == 1
    kitchen.may_end.set()
    assert cake.wait(PATIENCE).result == "cake"
    assert [kitchen.begun.get_nowait() for _ in range(2)] == ["soup", "cake"]
    assert soup.snapshot().result == "soup"


def test_what_fails_makes_room_and_can_be_asked_for_again(jobs: SharedJobs[str]) -> None:
    def burn(progress: Progress, cancelled: threading.Event) -> str:
        raise OSError("the pot is on fire")

    for _ in range(2):
        job = jobs.ask("soup", burn)
        assert job is not None
        assert str(job.wait(PATIENCE).error) == "the pot is on fire"
        jobs.leave(job)  # nothing to stop any more
    assert jobs.kept("soup") is None


def test_only_the_latest_results_are_kept(jobs: SharedJobs[str], kitchen: Kitchen) -> None:
    kitchen.may_end.set()
    for dish in ("soup", "rice", "cake"):
        kitchen.ask(jobs, dish).wait(PATIENCE)
    assert [jobs.kept(dish) for dish in ("soup", "rice", "cake")] == [None, "rice", "cake"]
