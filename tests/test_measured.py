"""Measurements that visitors share: joined, left, and what comes of them."""

import queue
import threading

import pytest

from explorer.background import Job, Progress
from explorer.session.measured import shared_work
from explorer.session.shared_jobs import SharedJobs

PATIENCE_S = 30.0


class Measurement:
    """Work that tells when it begins and ends when it is told to, or cancelled."""

    def __init__(self) -> None:
        self.begun: queue.Queue[threading.Event] = queue.Queue()
        self.may_end = threading.Event()
        self.problem: Exception | None = None

    def __call__(self, progress: Progress, cancelled: threading.Event) -> str:
        progress(3, 8)
        self.begun.put(cancelled)
        while not (self.may_end.is_set() or cancelled.is_set()):
            cancelled.wait(0.01)
        if self.problem is not None:
            raise self.problem
        return "field"


@pytest.fixture
def measurement() -> Measurement:
    return Measurement()


@pytest.fixture
def jobs() -> SharedJobs[str]:
    return SharedJobs(2)


def test_two_visitors_share_one_measurement(
    jobs: SharedJobs[str], measurement: Measurement
) -> None:
    visitors = [Job(shared_work(jobs, "unit", measurement)) for _ in range(2)]
    measurement.begun.get(timeout=PATIENCE_S)
    measurement.may_end.set()
    assert [each.wait(PATIENCE_S).result for each in visitors] == ["field", "field"]
    assert measurement.begun.empty()
    third = Job(shared_work(jobs, "unit", measurement))
    assert third.wait(PATIENCE_S).result == "field"
    assert measurement.begun.empty()


def test_a_visitor_sees_how_far_it_is(jobs: SharedJobs[str], measurement: Measurement) -> None:
    told: queue.Queue[tuple[int, int]] = queue.Queue()

    def progress(done: int, total: int, latest: object = None) -> None:
        told.put((done, total))
        if total:
            measurement.may_end.set()

    assert shared_work(jobs, "unit", measurement)(progress, threading.Event()) == "field"
    assert told.queue[-1] == (3, 8)


def test_it_goes_on_while_another_visitor_waits(
    jobs: SharedJobs[str], measurement: Measurement
) -> None:
    leaves = Job(shared_work(jobs, "unit", measurement))
    cancelled = measurement.begun.get(timeout=PATIENCE_S)
    stays = jobs.ask("unit", measurement)
    assert stays is not None
    leaves.cancel()
    with pytest.raises(RuntimeError, match=r"The measurement was stopped\. Start it again"):
        raise leaves.wait(PATIENCE_S).error or AssertionError
    assert not cancelled.is_set()
    measurement.may_end.set()
    assert stays.wait(PATIENCE_S).result == "field"


def test_it_stops_when_the_only_visitor_does(
    jobs: SharedJobs[str], measurement: Measurement
) -> None:
    only = Job(shared_work(jobs, "unit", measurement))
    cancelled = measurement.begun.get(timeout=PATIENCE_S)
    only.cancel()
    assert cancelled.wait(PATIENCE_S)
    assert only.wait(PATIENCE_S).result is None


def test_what_went_wrong_is_told(jobs: SharedJobs[str], measurement: Measurement) -> None:
    measurement.problem = ValueError("too small a photo")
    measurement.may_end.set()
    error = Job(shared_work(jobs, "unit", measurement)).wait(PATIENCE_S).error
    assert error is measurement.problem
