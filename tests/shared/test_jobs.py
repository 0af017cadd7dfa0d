"""The queue of long work: shared, one at a time, fair, stopped when nobody waits for it."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from explorer.background import Cancelled, Control, Progress
from explorer.kept import SMALL_BYTES
from explorer.shared import jobs as module
from explorer.shared import requests, results
from explorer.shared.jobs import Jobs, Work
from explorer.shared.requests import JobState
from explorer.shared.results import Subject

PATIENCE = 30.0  # seconds after which a test gives up; none waits that long where all is well
STOPPED = r"Stopped\. Start it again"


@dataclass
class Kitchen:
    """A queue whose work says when it begins, and ends when it may or when it is stopped.

    Attributes:
        jobs: The queue.
        begun: What has begun, in that order.
        may_end: Lets all work end.
    """

    jobs: Jobs = field(default_factory=lambda: Jobs(most_kept=2))
    begun: "queue.Queue[str]" = field(default_factory=queue.Queue)
    may_end: threading.Event = field(default_factory=threading.Event)
    at_work: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1))

    def cook(self, dish: str) -> Work[str]:
        """Work that makes a dish."""

        def work(control: Control) -> str:
            assert self.at_work.acquire(blocking=False), "two at a time"
            try:
                self.begun.put(dish)
                control.report(1, 2, f"half a {dish}")
                while not self.may_end.wait(0.01):
                    control.check()
                control.report(2, 2)
                return dish
            finally:
                self.at_work.release()

        return work

    def ask(self, asker: str, dish: str, kind: str = "dish", **options: Any) -> None:
        self.jobs.ask(Subject(kind, dish), self.cook(dish), asker, **options)

    def next_begun(self) -> str:
        return self.begun.get(timeout=PATIENCE)

    def state(self, asker: str, dish: str, kind: str = "dish") -> JobState[str]:
        state = self.jobs.state(Subject(kind, dish), asker)
        assert state is not None
        return state

    def ended(self, asker: str, kind: str = "dish") -> JobState[str]:
        state = self.jobs.wait(kind, asker, PATIENCE)
        assert state is not None
        assert not state.running
        return state


@pytest.fixture
def kitchen() -> Iterator[Kitchen]:
    found = Kitchen()
    yield found
    found.may_end.set()


# --- one visitor -------------------------------------------------------------------------------


def test_an_asker_sees_progress_then_the_result(kitchen: Kitchen) -> None:
    assert kitchen.jobs.state(Subject("dish", "soup"), "Ada") is None
    kitchen.ask("Ada", "soup")
    kitchen.next_begun()
    while not (state := kitchen.state("Ada", "soup")).progress.done:
        kitchen.jobs.wait("dish", "Ada", 0.01)
    assert (state.running, state.num_before, state.result) == (True, 0, None)
    assert state.progress == Progress(1, 2, "half a soup")
    kitchen.may_end.set()
    ended = kitchen.ended("Ada")
    assert (ended.result, ended.error, ended.progress) == ("soup", None, Progress(2, 2))
    assert kitchen.state("Ada", "soup").result == "soup"


def test_waiting_for_work_that_goes_on_says_where_it_stands(kitchen: Kitchen) -> None:
    kitchen.ask("Ada", "soup")
    state = kitchen.jobs.wait("dish", "Ada", 0)
    assert state is not None
    assert state.running


def test_nobody_s_work_is_not_waited_for(kitchen: Kitchen) -> None:
    assert kitchen.jobs.wait("dish", "Ada", PATIENCE) is None
    assert kitchen.jobs.newest("dish", "Ada") is None
    kitchen.jobs.leave("dish", "Ada")


def test_what_is_left_is_seen_as_it_was_then(kitchen: Kitchen) -> None:
    kitchen.ask("Ada", "soup")
    kitchen.next_begun()
    while not kitchen.state("Ada", "soup").progress.done:
        kitchen.jobs.wait("dish", "Ada", 0.01)
    kitchen.jobs.leave("dish", "Ada")
    state = kitchen.state("Ada", "soup")
    assert (state.running, state.num_before, state.result) == (False, 0, None)
    assert state.progress == Progress(1, 2, "half a soup")
    with pytest.raises(Cancelled, match=STOPPED):
        raise state.error or AssertionError("no error")


def test_what_ended_is_not_left_any_more(kitchen: Kitchen) -> None:
    kitchen.may_end.set()
    kitchen.ask("Ada", "soup", keep=False)
    kitchen.ended("Ada")
    kitchen.jobs.leave("dish", "Ada")
    assert kitchen.state("Ada", "soup").result == "soup"


def test_the_newest_of_a_kind_stops_the_one_before(kitchen: Kitchen) -> None:
    for dish in ("soup", "rice", "cake"):
        kitchen.ask("Ada", dish)
    assert kitchen.next_begun() == "soup"
    assert kitchen.next_begun() == "cake"  # the soup has stopped, the rice never began
    for dish in ("soup", "rice"):
        assert kitchen.jobs.state(Subject("dish", dish), "Ada") is None
    newest = kitchen.jobs.newest("dish", "Ada")
    assert newest is not None
    assert newest.running


def test_asking_again_for_what_runs_changes_nothing(kitchen: Kitchen) -> None:
    for _ in range(3):
        kitchen.ask("Ada", "soup")
    kitchen.ask("Bob", "rice")
    kitchen.may_end.set()
    assert kitchen.ended("Ada").result == "soup"
    assert kitchen.ended("Bob").result == "rice"
    assert kitchen.begun.qsize() == 2


# --- what all share ------------------------------------------------------------------------------


def test_the_same_is_done_once_and_kept(kitchen: Kitchen) -> None:
    askers = [f"visitor {number}" for number in range(30)]
    for asker in askers:
        kitchen.ask(asker, "soup")
    kitchen.may_end.set()
    assert {kitchen.ended(asker).result for asker in askers} == {"soup"}
    assert kitchen.jobs.kept(Subject("dish", "soup")) == "soup"
    kitchen.ask("late", "soup")
    assert kitchen.state("late", "soup").result == "soup"
    assert kitchen.state("who never asked", "soup").result == "soup"
    assert kitchen.begun.qsize() == 1


def test_of_each_kind_the_latest_results_are_kept(kitchen: Kitchen) -> None:
    kitchen.may_end.set()
    kitchen.ask("Ada", "tea", kind="drink")
    kitchen.ended("Ada", "drink")
    for dish in ("soup", "rice", "cake"):
        kitchen.ask("Ada", dish)
        kitchen.ended("Ada")
    kept = [kitchen.jobs.kept(Subject("dish", dish)) for dish in ("soup", "rice", "cake")]
    assert kept == [None, "rice", "cake"]
    assert kitchen.jobs.kept(Subject("drink", "tea")) == "tea"
    assert kitchen.jobs.kept(Subject("drink", "cake")) is None


def test_what_is_not_kept_is_for_those_who_asked_for_it(kitchen: Kitchen) -> None:
    kitchen.ask("Ada", "soup", keep=False)
    kitchen.ask("Bob", "soup", keep=False)
    kitchen.may_end.set()
    assert kitchen.ended("Ada").result == kitchen.ended("Bob").result == "soup"
    assert kitchen.state("Ada", "soup").result == "soup"
    assert kitchen.jobs.state(Subject("dish", "soup"), "Cleo") is None
    kitchen.ask("Ada", "soup", keep=False)
    kitchen.ended("Ada")
    assert kitchen.begun.qsize() == 2


def test_it_goes_on_while_somebody_waits_for_it(kitchen: Kitchen) -> None:
    for asker in ("Ada", "Bob"):
        kitchen.ask(asker, "soup")
    kitchen.jobs.leave("dish", "Ada")
    assert isinstance(kitchen.state("Ada", "soup").error, Cancelled)
    kitchen.may_end.set()
    assert kitchen.ended("Bob").result == "soup"
    assert kitchen.state("Ada", "soup").result == "soup"


def test_it_stops_when_the_last_one_leaves(kitchen: Kitchen) -> None:
    for asker in ("Ada", "Bob"):
        kitchen.ask(asker, "soup")
    assert kitchen.next_begun() == "soup"
    for asker in ("Ada", "Bob"):
        kitchen.jobs.leave("dish", asker)
    kitchen.ask("Cleo", "soup")
    assert kitchen.next_begun() == "soup"  # anew: the first one has stopped
    kitchen.may_end.set()
    assert kitchen.ended("Cleo").result == "soup"


def test_nobody_joins_what_has_been_told_to_stop(kitchen: Kitchen) -> None:
    begun, may_stop = threading.Event(), threading.Event()

    def slow(control: Control) -> str:
        begun.set()
        assert may_stop.wait(PATIENCE)
        control.check()
        return "whole"

    soup = Subject("dish", "soup")
    kitchen.jobs.ask(soup, slow, "Ada")
    assert begun.wait(PATIENCE)
    kitchen.jobs.leave("dish", "Ada")
    kitchen.jobs.ask(soup, slow, "Bob")
    assert kitchen.state("Bob", "soup").num_before == 1
    may_stop.set()
    assert kitchen.ended("Bob").result == "whole"


def test_what_nobody_waited_for_to_its_end_is_not_kept(kitchen: Kitchen) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def does_not_listen(control: Control) -> str:
        begun.set()
        assert may_end.wait(PATIENCE)
        return "soup"

    kitchen.jobs.ask(Subject("dish", "soup"), does_not_listen, "Ada")
    assert begun.wait(PATIENCE)
    kitchen.jobs.forget()
    kitchen.ask("Bob", "rice")
    may_end.set()
    assert kitchen.next_begun() == "rice"
    assert kitchen.jobs.kept(Subject("dish", "soup")) is None


def test_what_waits_and_is_left_never_begins(kitchen: Kitchen) -> None:
    for asker, dish in [("Ada", "soup"), ("Bob", "rice"), ("Cleo", "cake")]:
        kitchen.ask(asker, dish)
    kitchen.jobs.leave("dish", "Bob")
    assert isinstance(kitchen.ended("Bob").error, Cancelled)
    assert kitchen.state("Cleo", "cake").num_before == 1
    kitchen.may_end.set()
    assert kitchen.ended("Cleo").result == "cake"
    assert [kitchen.next_begun() for _ in range(2)] == ["soup", "cake"]
    assert kitchen.begun.empty()


def test_leaving_wakes_those_who_wait_in_another_thread(kitchen: Kitchen) -> None:
    kitchen.ask("Ada", "soup")
    found: queue.Queue[JobState[str] | None] = queue.Queue()
    waiting = threading.Thread(target=lambda: found.put(kitchen.jobs.wait("dish", "Ada", PATIENCE)))
    waiting.start()
    kitchen.jobs.leave("dish", "Ada")
    state = found.get(timeout=PATIENCE)
    assert state is not None
    assert isinstance(state.error, Cancelled)


# --- whose turn it is ----------------------------------------------------------------------------


def test_one_runs_at_a_time_in_the_order_asked(kitchen: Kitchen) -> None:
    wishes = [("Ada", "soup"), ("Bob", "rice"), ("Cleo", "cake")]
    for asker, dish in wishes:
        kitchen.ask(asker, dish)
    assert [kitchen.state(*wish).num_before for wish in wishes] == [0, 1, 2]
    kitchen.may_end.set()
    assert [kitchen.ended(asker).result for asker, _ in wishes] == ["soup", "rice", "cake"]
    assert [kitchen.next_begun() for _ in range(3)] == ["soup", "rice", "cake"]
    assert [kitchen.state(*wish).num_before for wish in wishes] == [0, 0, 0]


WISHES = {
    "first before second": (
        [("Ada", "a1", 0), ("Ada", "a2", 0), ("Ada", "a3", 0), ("Bob", "b1", 0), ("Bob", "b2", 0)],
        ["a1", "b1", "a2", "b2", "a3"],
    ),
    "priority first": (
        [("Ada", "a1", 0), ("Bob", "b1", 2), ("Cleo", "c1", 1), ("Cleo", "c2", 0)],
        ["a1", "c2", "c1", "b1"],
    ),
    "who joins brings it forward": (
        [("Ada", "a1", 0), ("Ada", "a2", 0), ("Ada", "a3", 0), ("Bob", "a3", 0)],
        ["a1", "a3", "a2"],
    ),
    "the most urgent of those who share it counts": (
        [("Ada", "a1", 0), ("Bob", "b1", 1), ("Cleo", "c1", 2), ("Dan", "c1", 0)],
        ["a1", "c1", "b1"],
    ),
}


@pytest.mark.parametrize(("wishes", "expected"), WISHES.values(), ids=WISHES)
def test_the_order(
    kitchen: Kitchen, wishes: list[tuple[str, str, int]], expected: list[str]
) -> None:
    for asker, dish, priority in wishes:
        kitchen.ask(asker, dish, kind=dish, priority=priority)
    asked = {dish: asker for asker, dish, _ in wishes}
    places = [kitchen.state(asked[dish], dish, kind=dish).num_before for dish in expected]
    assert places == list(range(len(expected)))
    kitchen.may_end.set()
    assert [kitchen.next_begun() for _ in expected] == expected


def test_who_was_served_comes_after_who_was_not(kitchen: Kitchen) -> None:
    kitchen.ask("Ada", "a1")
    kitchen.ask("Bob", "b1")
    assert kitchen.next_begun() == "a1"
    kitchen.jobs.leave("dish", "Ada")
    assert kitchen.next_begun() == "b1"
    kitchen.ask("Ada", "a2")
    kitchen.ask("Cleo", "c1")
    kitchen.may_end.set()
    assert [kitchen.next_begun() for _ in range(2)] == ["c1", "a2"]


def test_what_never_began_is_nobody_s_first(kitchen: Kitchen) -> None:
    kitchen.ask("Ada", "a1")
    kitchen.ask("Bob", "changed his mind")
    kitchen.ask("Bob", "b1")
    kitchen.ask("Cleo", "c1")
    kitchen.may_end.set()
    assert [kitchen.next_begun() for _ in range(3)] == ["a1", "b1", "c1"]


# --- what goes wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize("error", [OSError("the pot is on fire"), SystemExit("no cook")])
def test_an_error_reaches_all_who_asked_and_the_queue_goes_on(
    kitchen: Kitchen, error: BaseException
) -> None:
    may_burn = threading.Event()

    def burn(control: Control) -> str:
        control.report(3, 8)
        assert may_burn.wait(PATIENCE)
        raise error

    for asker in ("Ada", "Bob"):
        kitchen.jobs.ask(Subject("dish", "soup"), burn, asker)
    kitchen.ask("Cleo", "rice")
    kitchen.may_end.set()
    may_burn.set()
    for asker in ("Ada", "Bob"):
        ended = kitchen.ended(asker)
        assert ended.error is error
        assert (ended.result, ended.progress) == (None, Progress(3, 8))
    assert kitchen.ended("Cleo").result == "rice"
    assert kitchen.jobs.kept(Subject("dish", "soup")) is None
    kitchen.ask("Ada", "soup")
    assert kitchen.ended("Ada").result == "soup"


def test_what_computed_is_let_go_of_with_an_error(kitchen: Kitchen) -> None:
    def burn(control: Control) -> str:
        raise OSError("the pot is on fire")

    kitchen.jobs.ask(Subject("dish", "soup"), burn, "Ada")
    error = kitchen.ended("Ada").error
    assert error is not None
    assert error.__traceback__ is None


def test_a_thread_that_cannot_start_leaves_the_work_in_the_queue(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    kitchen.may_end.set()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", no_more)
        with pytest.raises(RuntimeError, match="can't start new thread"):
            kitchen.ask("Ada", "soup")
    kitchen.ask("Bob", "rice")
    assert [kitchen.ended(asker).result for asker in ("Ada", "Bob")] == ["soup", "rice"]


# --- how much is remembered ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "most"),
    [
        ("MOST_ENDED", 2),
        ("MOST_ENDED_BYTES", 3 * (SMALL_BYTES + 4) - 1),  # of four letters each
    ],
)
def test_only_the_latest_wishes_that_ended_are_remembered(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(requests, bound, most)
    kitchen.may_end.set()
    for asker in ("Ada", "Bob", "Cleo"):
        kitchen.ask(asker, asker + "!" * (4 - len(asker)), keep=False)
        kitchen.ended(asker)
    kitchen.ask("Dan", "soup", keep=False)
    remembered = [kitchen.jobs.newest("dish", asker) for asker in ("Ada", "Bob", "Cleo")]
    assert [state is None for state in remembered] == [True, False, False]


def test_the_newest_that_ended_is_remembered_however_large(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "MOST_ENDED_BYTES", 1)
    kitchen.may_end.set()
    for asker in ("Ada", "Bob"):
        kitchen.ask(asker, asker, keep=False)
        kitchen.ended(asker)
    kitchen.ask("Cleo", "soup", keep=False)
    assert kitchen.jobs.newest("dish", "Ada") is None
    assert kitchen.state("Bob", "Bob").result == "Bob"


def test_results_for_all_are_bounded_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of 100 bytes fit, and one that fits by no means pushes out all."""
    monkeypatch.setattr(results, "MOST_KEPT_BYTES", 200)
    found = results.Results()
    subjects = [Subject("head", name) for name in ("a", "b", "c")]
    for subject in subjects:
        found.keep(subject, np.zeros(100, np.uint8))
    found.keep(Subject("picture", "a"), np.ones(200, np.uint8))
    kept = [found.kept(subject) is not None for subject in subjects]
    assert kept == [False, True, True]
    assert found.kept(Subject("picture", "a")) is not None
    found.keep(subjects[0], np.zeros(201, np.uint8))
    assert [found.kept(subject) is not None for subject in subjects] == [False, False, False]


def test_forgetting_stops_everything_and_keeps_nothing(kitchen: Kitchen) -> None:
    kitchen.ask("Ada", "soup")
    kitchen.ask("Bob", "rice")
    assert kitchen.next_begun() == "soup"
    kitchen.jobs.forget()
    assert kitchen.jobs.newest("dish", "Ada") is None
    kitchen.ask("Cleo", "cake")
    assert kitchen.next_begun() == "cake"
    kitchen.may_end.set()
    assert kitchen.ended("Cleo").result == "cake"
    kitchen.jobs.forget()
    assert kitchen.jobs.kept(Subject("dish", "cake")) is None


def test_a_download_does_not_wait_for_other_work() -> None:
    kitchen = Kitchen(Jobs())
    kitchen.ask("Ada", "soup", keep=False)
    assert kitchen.next_begun() == "soup"
    module.downloads.ask(Subject("file", "small"), lambda control: "here", "Ada", keep=False)
    state = module.downloads.wait("file", "Ada", PATIENCE)
    assert state is not None
    assert state.result == "here"
    kitchen.may_end.set()
    assert kitchen.ended("Ada").result == "soup"
    module.downloads.forget()
