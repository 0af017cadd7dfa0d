"""What is taught for a comparison: plans that differ from the chosen one in one thing."""

from dataclasses import fields, replace

import pytest

from explorer.session.runs import MOST_KEPT_RUNS
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.run_series import SERIES, PlannedRun, run_row
from tests.transfer.taught import made_head, made_run, made_set

PLAN = TrainingPlan("block3_pool", learning_rate=0.01, epochs=12, seed=5)


def differences(one: PlannedRun, other: PlannedRun) -> set[str]:
    names = {
        each.name
        for each in fields(TrainingPlan)
        if getattr(one.plan, each.name) != getattr(other.plan, each.name)
    }
    return names | ({"base"} if one.is_trained_base != other.is_trained_base else set())


@pytest.mark.parametrize(
    ("key", "expected"),
    [("bases", {"base"}), ("layers", {"features"}), ("heads", {"reduction"})],
)
def test_a_series_differs_in_one_thing(key: str, expected: set[str]) -> None:
    first, *others = SERIES[key].planned(PLAN)
    assert others
    assert all(differences(first, each) == expected for each in others)
    assert any(each == PlannedRun(PLAN) for each in (first, *others))


@pytest.mark.parametrize("key", SERIES)
@pytest.mark.parametrize(("name", "other"), [("features", "block2_pool"), ("reduction", "max")])
def test_a_series_sets_itself_what_no_plan_changes(key: str, name: str, other: str) -> None:
    series = SERIES[key]
    is_changed = series.planned(replace(PLAN, **{name: other})) != series.planned(PLAN)
    assert is_changed == (name not in series.sets)


def test_features_come_from_each_block() -> None:
    planned = SERIES["layers"].planned(PLAN)
    assert tuple(each.plan.features for each in planned) == FEATURE_LAYERS


def test_fine_tuning_has_a_smaller_rate_and_few_epochs() -> None:
    frozen, slow = SERIES["tuned"].planned(PLAN)
    assert differences(frozen, slow) == {"unfrozen_from", "epochs", "learning_rate"}
    assert (slow.plan.features, slow.plan.unfrozen_from) == ("block5_pool", 5)
    assert slow.plan.learning_rate < frozen.plan.learning_rate


@pytest.mark.parametrize("plan", [PLAN, TrainingPlan(), replace(PLAN, unfrozen_from=3)])
def test_all_of_them_are_in_the_last_series_once_and_can_be_kept(plan: TrainingPlan) -> None:
    """Two bases, two more ways to reduce, four more layers, and block 5 tuned."""
    frozen = replace(plan, unfrozen_from=None)
    every = SERIES["all"].planned(plan)
    parts = {
        each
        for key in ("bases", "layers", "heads", "tuned")
        for each in SERIES[key].planned(frozen)
    }
    assert set(every) == parts
    assert len(every) == len(parts) == 9
    assert len(every) <= MOST_KEPT_RUNS


def test_a_row_says_how_it_was_taught() -> None:
    run = made_run(made_set(("a", "b"), 8), head=made_head(("a", "b"), PLAN))
    row = run_row(replace(run, is_trained_base=False))
    assert (row.plan, row.is_trained_base) == (PLAN, False)
