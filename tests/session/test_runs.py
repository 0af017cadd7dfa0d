"""Runs of a visitor: named, replaced when taught on, bounded in number and in memory."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from explorer.belongings import Belongings
from explorer.kept import SMALL_BYTES, num_bytes
from explorer.session import runs as kept
from explorer.session.runs import (
    MOST_KEPT_RUNS,
    bytes_of_all_runs,
    chosen_run,
    drop_run,
    is_kept,
    keep_run,
    kept_runs,
    number_of_run,
    numbered_runs,
    rename_run,
    run_to_go_on,
)
from explorer.session.transfer_parameters import RUN
from explorer.settings import TAUGHT_HEADS
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.trained import Epochs, TaughtRun, TrainedHead

PLAN = TrainingPlan(epochs=3)


@pytest.fixture(autouse=True)
def visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ada, on a server where nobody has been before."""
    monkeypatch.setattr(kept, "belongings", Belongings())
    monkeypatch.setattr(kept, "visitor_id", lambda: "Ada")
    monkeypatch.setattr("explorer.session.parameter.visitor_state", {})


def run(
    plan: TrainingPlan = PLAN,
    epochs: int = 3,
    set_key: object = "a set",
    num_bytes: int = 40,
    *,
    trained: bool = True,
) -> TaughtRun:
    curve = (1.0,) * epochs
    weights = (np.zeros(num_bytes // 4, np.float32),)
    head = TrainedHead(plan, ("a", "b"), weights, (), (), Epochs(curve, curve), 1.0)
    return TaughtRun("", head, trained, set_key, (), np.zeros((0, 2), np.float32))


def names() -> list[str]:
    return [each.name for each in kept_runs()]


def test_runs_are_named_after_what_differs() -> None:
    for each in (
        run(),
        run(set_key="another set"),
        run(replace(PLAN, reduction="flatten", units=(256, 8))),
        run(replace(PLAN, unfrozen_from=5), trained=False),
        run(replace(PLAN, features="block4_pool", unfrozen_from=3)),
    ):
        keep_run(each)
    assert names() == [
        "block5_pool, average",
        "block5_pool, average (2)",
        "block5_pool, all values, 256-8 units",
        "block5_pool, average, block 5 tuned, random weights",
        "block4_pool, average, blocks 3-4 tuned",
    ]


def test_a_run_that_is_taught_on_takes_the_place_of_the_earlier_one() -> None:
    number = keep_run(run(epochs=1))
    keep_run(run(replace(PLAN, seed=1)))
    rename_run(number, "my first")
    assert (is_kept(run(epochs=1)), is_kept(run())) == (True, False)
    assert keep_run(run()) == number
    assert next((each.name, len(each.head.epochs)) for each in kept_runs()) == ("my first", 3)
    assert keep_run(run(replace(PLAN, epochs=60), epochs=60)) == number
    assert len(kept_runs()) == 2


def test_what_can_be_taught_on_is_found() -> None:
    keep_run(run(epochs=2))
    longer = replace(PLAN, epochs=60)
    for plan in (PLAN, longer):
        found = run_to_go_on("a set", plan, is_trained_base=True)
        assert found is kept_runs()[0]
    assert run_to_go_on("a set", replace(PLAN, epochs=1), is_trained_base=True) is None
    assert run_to_go_on("a set", replace(PLAN, seed=1), is_trained_base=True) is None
    assert run_to_go_on("a set", PLAN, is_trained_base=False) is None
    assert run_to_go_on("another", PLAN, is_trained_base=True) is None


def test_the_oldest_go_where_there_are_too_many() -> None:
    for seed in range(MOST_KEPT_RUNS + 2):
        keep_run(run(replace(PLAN, seed=seed)))
    assert list(numbered_runs()) == list(range(3, MOST_KEPT_RUNS + 3))


def test_the_oldest_go_where_they_take_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES_OF_RUNS", 10_000)
    keep_run(run())
    keep_run(run(replace(PLAN, seed=1), num_bytes=9_000))
    keep_run(run(replace(PLAN, seed=2), num_bytes=20_000))
    assert [each.head.plan.seed for each in kept_runs()] == [2]


@pytest.fixture
def as_visitor(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes somebody else the visitor."""
    return lambda name: monkeypatch.setattr(kept, "visitor_id", lambda: name)


def test_all_visitors_together_stay_within_the_servers_bound(
    monkeypatch: pytest.MonkeyPatch, as_visitor: Callable[[str], None]
) -> None:
    """1 MiB: Bob, who keeps most, loses his oldest, and whoever has just taught loses nothing."""
    monkeypatch.setenv(TAUGHT_HEADS.variable, "1")
    keep_run(run(num_bytes=200_000))
    as_visitor("Bob")
    for seed in range(3):
        keep_run(run(replace(PLAN, seed=seed), num_bytes=250_000))
    assert bytes_of_all_runs() == 950_000
    as_visitor("Cleo")
    keep_run(run(num_bytes=400_000))
    assert bytes_of_all_runs() == 850_000
    as_visitor("Ada")
    assert list(numbered_runs()) == [1]
    as_visitor("Bob")
    assert list(numbered_runs()) == [3]
    keep_run(run(replace(PLAN, seed=9), num_bytes=1_048_576))
    assert (list(numbered_runs()), bytes_of_all_runs()) == ([4], 1_048_576)


def test_a_run_of_somebody_who_has_gone_is_not_kept_again() -> None:
    keep_run(run())
    kept.belongings.forget("Ada")
    kept.belongings.change("Ada", "runs", {1: run()})
    assert (bytes_of_all_runs(), dict(numbered_runs())) == (0, {})


def test_a_run_counts_what_its_arrays_take() -> None:
    """Kernels 40, convolutions 2 x 8, Adam 4 x 8, two probabilities 8 bytes."""
    made = run()
    arrays = (np.zeros(2, np.float32), np.zeros(2, np.float32))
    head = replace(made.head, convolutions=(("c", *arrays),), optimizer=(*arrays, *arrays))
    made = replace(made, head=head, probabilities=np.zeros((1, 2), np.float32))
    assert made.num_bytes == 96
    assert num_bytes(made) == SMALL_BYTES + 96


def test_the_newest_is_chosen_until_another_one_is() -> None:
    assert chosen_run() is None
    first, second = keep_run(run()), keep_run(run(replace(PLAN, seed=1)))
    assert chosen_run() is kept_runs()[1]
    RUN.choose(first)
    assert chosen_run() is kept_runs()[0]
    drop_run(first)
    assert chosen_run() is kept_runs()[0]
    assert number_of_run(kept_runs()[0]) == second
    drop_run(second)
    assert (chosen_run(), number_of_run(run())) == (None, 0)
    assert keep_run(run()) == second + 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  mine \n too\t", "mine too"),
        ("한국어 *markup* <b>", "한국어 *markup* <b>"),
        ("x" * 99, "x" * 60),
        (" ", "block5_pool, average"),
    ],
)
def test_names_are_cut_and_kept_in_one_line(typed: str, expected: str) -> None:
    rename_run(keep_run(run()), typed)
    assert names() == [expected]
    rename_run(99, "nobody")
    assert names() == [expected]


def test_what_a_fine_tuned_run_remembers_goes_before_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES_OF_RUNS", 400)
    memory = (np.zeros(50, np.float32),)
    for seed in range(2):
        plain = run(replace(PLAN, unfrozen_from=5, seed=seed))
        tuned = (("block5_conv1", np.zeros(1, np.float32), np.zeros(1, np.float32)),)
        keep_run(replace(plain, head=replace(plain.head, convolutions=tuned, optimizer=memory)))
    first, second = kept_runs()
    assert first.head.optimizer == ()
    assert second.head.optimizer == memory
