"""Work in steps: what is urgent comes between them, and what nobody looks at stops."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from explorer.background import Control, Progress
from explorer.shared import jobs as module
from explorer.shared.jobs import Jobs
from explorer.shared.requests import JobState
from explorer.shared.results import Subject

PATIENCE = 30.0  # seconds after which a test gives up; none waits that long where all is well


@dataclass
class Stairs:
    """A queue whose work takes one step for each time it may, and says which.

    Attributes:
        jobs: The queue.
        steps: The names of work that begins a step, in that order.
        clock_s: What the clock of the queue shows.
    """

    jobs: Jobs = field(default_factory=Jobs)
    steps: "queue.Queue[str]" = field(default_factory=queue.Queue)
    clock_s: float = 0.0
    may_step: dict[str, threading.Semaphore] = field(default_factory=dict)

    def ask(self, name: str, num_steps: int, asker: str = "Ada", **options: Any) -> None:
        may_step = self.may_step.setdefault(name, threading.Semaphore(0))

        def climb(control: Control) -> str:
            for _step in control.counted(range(num_steps)):
                self.steps.put(name)
                assert may_step.acquire(timeout=PATIENCE)
            return name

        self.jobs.ask(Subject(name, name), climb, asker, **options)

    def step(self, name: str) -> None:
        self.may_step[name].release()

    def begun(self) -> str:
        return self.steps.get(timeout=PATIENCE)

    def ended(self, name: str, asker: str = "Ada") -> JobState[str]:
        state = self.jobs.wait(name, asker, PATIENCE)
        assert state is not None
        assert not state.running
        return state


@pytest.fixture
def stairs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stairs]:
    found = Stairs()
    monkeypatch.setattr(module, "monotonic", lambda: found.clock_s)
    yield found
    for may_step in found.may_step.values():
        may_step.release(100)


def test_what_is_urgent_runs_between_two_steps(stairs: Stairs) -> None:
    stairs.ask("slow", 3, priority=1)
    assert stairs.begun() == "slow"
    stairs.ask("urgent", 2, "Bob")
    stairs.ask("also slow", 1, "Cleo", priority=1)
    stairs.step("slow")
    assert stairs.begun() == "urgent"
    paused = stairs.jobs.newest("slow", "Ada")
    assert paused is not None
    assert (paused.running, paused.num_before, paused.progress) == (True, 1, Progress(1, 3))
    assert stairs.jobs.num_open == 3
    stairs.step("urgent")
    assert stairs.begun() == "urgent"  # nothing else between its steps
    stairs.step("urgent")
    assert stairs.begun() == "slow"  # before what is no more urgent than it
    stairs.step("slow")
    assert stairs.begun() == "slow"
    stairs.step("slow")
    assert stairs.begun() == "also slow"
    stairs.step("also slow")
    results = [stairs.ended(*each).result for each in (("slow", "Ada"), ("also slow", "Cleo"))]
    assert results == ["slow", "also slow"]
    assert stairs.jobs.num_open == 0


def test_what_is_equally_urgent_does_not_interrupt(stairs: Stairs) -> None:
    stairs.ask("first", 2, priority=1)
    assert stairs.begun() == "first"
    stairs.ask("second", 1, "Bob", priority=1)
    stairs.step("first")
    assert stairs.begun() == "first"
    stairs.step("first")
    assert stairs.begun() == "second"


def test_who_joins_as_urgent_makes_it_urgent(stairs: Stairs) -> None:
    stairs.ask("slow", 2, priority=1)
    assert stairs.begun() == "slow"
    stairs.ask("urgent", 1, "Bob")
    stairs.ask("slow", 2, "Cleo")
    stairs.step("slow")
    assert stairs.begun() == "slow"
    stairs.step("slow")
    assert stairs.begun() == "urgent"


def test_what_is_left_while_it_is_paused_stops(stairs: Stairs) -> None:
    stairs.ask("slow", 2, priority=1)
    assert stairs.begun() == "slow"
    stairs.ask("urgent", 1, "Bob")
    stairs.step("slow")
    assert stairs.begun() == "urgent"
    stairs.jobs.leave("slow", "Ada")
    stairs.step("urgent")
    assert stairs.ended("urgent", "Bob").result == "urgent"
    stairs.ask("slow", 1, "Bob", priority=1)  # another one, not what was told to stop
    assert stairs.begun() == "slow"
    assert stairs.jobs.num_open == 1


def test_it_stops_once_nobody_has_looked_for_long(stairs: Stairs) -> None:
    for asker in ("Ada", "Bob"):
        stairs.ask("slow", 9, asker, lease_s=20)
    subject = Subject("slow", "slow")
    assert stairs.begun() == "slow"
    stairs.clock_s = 15
    assert stairs.jobs.state(subject, "Bob") is not None
    stairs.clock_s = 30  # since Bob looked 15 s, since Ada asked 30 s
    stairs.step("slow")
    assert stairs.begun() == "slow"
    assert stairs.jobs.state(subject, "Ada") is None
    stairs.clock_s = 36
    stairs.ask("next", 1, "Cleo")
    stairs.step("slow")
    assert stairs.begun() == "next"
    assert stairs.jobs.state(subject, "Bob") is None  # who comes back begins anew


def test_what_is_not_urgent_waits_before_each_step() -> None:
    waited: list[Control] = []
    stairs = Stairs(Jobs(wait=waited.append))
    for name, priority in (("urgent", 0), ("slow", 1)):
        stairs.ask(name, 2, priority=priority)
        for _step in range(2):
            assert stairs.begun() == name
            stairs.step(name)
        assert stairs.ended(name).result == name
    assert len(waited) == 2


def test_after_its_slice_work_comes_behind_what_is_as_urgent(stairs: Stairs) -> None:
    stairs.jobs = Jobs(slice_s=10)
    stairs.ask("long", 4, "Ada")
    assert stairs.begun() == "long"
    for name, asker in (("short", "Bob"), ("also short", "Cleo")):
        stairs.ask(name, 1, asker)
    stairs.clock_s = 9
    stairs.step("long")
    assert stairs.begun() == "long"  # its slice is not over
    stairs.clock_s = 10
    stairs.step("long")
    assert stairs.begun() == "short"
    paused = stairs.jobs.newest("long", "Ada")
    assert paused is not None
    assert (paused.running, paused.num_before, paused.progress) == (True, 2, Progress(2, 4))
    stairs.ask("late", 1, "Dora")
    stairs.step("short")
    assert stairs.begun() == "also short"
    stairs.step("also short")
    assert stairs.begun() == "long"  # it does not wait for those who came after its turn
    stairs.clock_s = 19
    stairs.step("long")
    assert stairs.begun() == "long"
    stairs.step("long")
    assert stairs.begun() == "late"
    stairs.step("late")
    assert stairs.ended("long").result == "long"


def test_after_its_slice_work_goes_on_where_nobody_waits(stairs: Stairs) -> None:
    stairs.jobs = Jobs(slice_s=10)
    stairs.ask("long", 3)
    stairs.ask("not urgent", 1, "Bob", priority=1)
    for _step in range(3):
        assert stairs.begun() == "long"
        stairs.clock_s += 20
        stairs.step("long")
    assert stairs.begun() == "not urgent"
    stairs.step("not urgent")
    assert stairs.ended("not urgent", "Bob").result == "not urgent"


def test_only_a_few_hold_what_they_work_with_at_a_time(stairs: Stairs) -> None:
    stairs.jobs = Jobs(slice_s=10)
    names = [f"set {number}" for number in range(module.MOST_PAUSED + 2)]
    for name in names:
        stairs.ask(name, 2, name)
    for name in names[:-1]:
        assert stairs.begun() == name
        stairs.clock_s += 10
        stairs.step(name)
    last_begun = names[module.MOST_PAUSED]
    assert stairs.begun() == last_begun  # it goes on: as many have paused as may
    stairs.step(last_begun)
    assert stairs.begun() == names[-1]


def test_what_is_left_while_others_go_first_stops(stairs: Stairs) -> None:
    stairs.jobs = Jobs(slice_s=10)
    stairs.ask("long", 9)
    assert stairs.begun() == "long"
    stairs.ask("short", 1, "Bob")
    stairs.clock_s = 10
    stairs.step("long")
    assert stairs.begun() == "short"
    stairs.jobs.leave("long", "Ada")
    stairs.step("short")
    assert stairs.ended("short", "Bob").result == "short"
    stairs.ask("next", 1, "Bob")
    assert stairs.begun() == "next"
    assert stairs.jobs.num_open == 1
