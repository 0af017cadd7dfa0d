"""Teaching a head: as a plain Keras script does, the same in every thread, and on from a stop."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.background import Cancelled, Control, Progress
from explorer.runtime import head_models
from explorer.runtime.head_models import forget_idle_heads, num_idle_heads
from explorer.runtime.libraries import keras
from explorer.runtime.teaching import Labelled, predict, teach
from explorer.transfer.heads import num_head_parameters
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.take_away import TABLE_NPZ
from explorer.transfer.teaching_code import teaching_in_keras
from explorer.transfer.trained import TrainedHead

LABELS = ("a", "b", "c")
PLAN = TrainingPlan(epochs=4, batch_size=8, learning_rate=0.01)
PLANS = {
    "one layer": PLAN,
    "hidden layers and dropout": replace(PLAN, units=(12, 7), dropout=0.5, seed=3),
    "one photo a step": replace(PLAN, batch_size=1, epochs=2),
    "more than the photos in a batch": replace(PLAN, batch_size=64),
}


def photos(num: int, seed: int, num_values: int = 20) -> Labelled:
    random = np.random.default_rng(seed)
    numbers = random.integers(len(LABELS), size=num)
    features = random.random((num, num_values), np.float32)
    features[np.arange(num), numbers] += 0.7
    return features, numbers


TRAINING, VALIDATION = photos(21, seed=1), photos(9, seed=2)


def taught(plan: TrainingPlan, **options: Any) -> TrainedHead:
    control = options.pop("control", Control())
    return teach(plan, LABELS, *TRAINING, VALIDATION, control, **options)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_it_equals_the_script_that_the_page_shows(
    plan: TrainingPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script is a plain Keras program: it is run as a learner would run it."""
    monkeypatch.chdir(tmp_path)
    numbers = np.concatenate([VALIDATION[1], TRAINING[1]])
    np.savez(
        TABLE_NPZ,
        features=np.concatenate([VALIDATION[0], TRAINING[0]]),
        labels=np.array(LABELS)[numbers],
        parts=np.repeat(["validation", "training"], [len(VALIDATION[1]), len(TRAINING[1])]),
    )
    history: dict[str, list[float]] = {}
    fit = keras.Sequential.fit

    def noted(model: keras.Model, *args: Any, **kwargs: Any) -> Any:
        done = fit(model, *args, **kwargs)
        for name, values in done.history.items():
            history.setdefault(name, []).extend(values)
        return done

    monkeypatch.setattr(keras.Sequential, "fit", noted)
    names: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec(teaching_in_keras(plan, LABELS), names)
    head = taught(plan)
    assert len(head.epochs) == plan.epochs
    np.testing.assert_allclose(head.epochs.loss, history["loss"], atol=1e-4)
    np.testing.assert_allclose(head.epochs.validation_loss, history["val_loss"], atol=1e-4)
    np.testing.assert_allclose(head.epochs.accuracy, history["accuracy"], atol=1e-6)
    np.testing.assert_allclose(head.epochs.validation_accuracy, history["val_accuracy"], atol=1e-6)
    expected = names["model"].predict(VALIDATION[0], verbose=0)
    np.testing.assert_allclose(predict(head, VALIDATION[0]), expected, atol=1e-4)


def same(one: TrainedHead, other: TrainedHead) -> None:
    assert one.epochs == other.epochs
    for ours, theirs in zip(one.weights, other.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def in_a_thread(work: Callable[[], TrainedHead], found: list[TrainedHead]) -> threading.Thread:
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    return thread


def test_it_is_the_same_in_every_thread() -> None:
    """Two others draw random numbers and are taught meanwhile."""
    plan, found, others = PLANS["hidden layers and dropout"], list[TrainedHead](), []
    threads = [
        in_a_thread(lambda: taught(plan), found),
        in_a_thread(lambda: taught(replace(plan, seed=99)), others),
        in_a_thread(lambda: taught(plan), found),
    ]
    keras.utils.set_random_seed(5)
    for thread in threads:
        thread.join()
    same(found[0], taught(plan))
    same(found[1], found[0])
    assert others[0].epochs != found[0].epochs


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_stopped_head_is_taught_on_as_if_it_had_never_stopped(plan: TrainingPlan) -> None:
    reports: list[Progress] = []

    def stop_after_the_first(progress: Progress) -> None:
        reports.append(progress)
        control.stop()

    control = Control(stop_after_the_first)
    with pytest.raises(Cancelled, match="Stopped"):
        taught(plan, control=control)
    so_far: TrainedHead = reports[-1].latest
    assert (len(so_far.epochs), so_far.is_done) == (1, False)
    same(taught(plan, start=so_far), taught(plan))


def test_a_finished_head_is_taught_on_by_a_plan_with_more_epochs() -> None:
    plan = PLANS["hidden layers and dropout"]
    longer = replace(plan, epochs=plan.epochs + 3)
    same(taught(longer, start=taught(plan)), taught(longer))


def test_it_reports_each_epoch() -> None:
    reports: list[Progress] = []
    head = taught(PLAN, control=Control(reports.append))
    assert [(each.done, each.total) for each in reports] == [(n, 4) for n in range(1, 5)]
    assert [len(each.latest.epochs) for each in reports] == [1, 2, 3, 4]
    same(reports[-1].latest, head)
    assert head.epochs.loss[-1] < head.epochs.loss[0]


def test_without_photos_for_validation_there_is_no_curve() -> None:
    head = teach(PLAN, LABELS, *TRAINING, None, Control())
    assert (head.epochs.validation_loss, head.epochs.validation_accuracy) == ((), ())
    assert head.epochs.loss == taught(PLAN).epochs.loss


def test_one_photo_for_training_and_two_labels() -> None:
    features, numbers = np.ones((1, 1), np.float32), np.array([1])
    head = teach(PLAN, ("x", "y"), features, numbers, None, Control())
    assert [each.shape for each in head.weights] == [(1, 2), (2,)]
    np.testing.assert_allclose(predict(head, features).sum(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize(
    ("plan", "num_values", "num_labels", "expected"),
    [
        (PLAN, 512, 2, 1026),  # 512 x 2 + 2
        (PLAN, 12_800, 2, 25_602),  # Flatten of 5 x 5 x 512
        (replace(PLAN, units=(512,)), 512, 2, 263_682),  # 512 x 512 + 512 + 1,026
    ],
)
def test_parameters_by_hand(
    plan: TrainingPlan, num_values: int, num_labels: int, expected: int
) -> None:
    assert num_head_parameters(plan, num_values, num_labels) == expected


def test_what_cannot_be_taught_is_refused() -> None:
    features, numbers = TRAINING
    with pytest.raises(ValueError, match="Received 0 photos for training"):
        teach(PLAN, LABELS, features[:0], numbers[:0], None, Control())
    with pytest.raises(ValueError, match=r"Received 1 labels, .* at least two labels"):
        teach(PLAN, LABELS[:1], features, numbers * 0, None, Control())
    with pytest.raises(ValueError, match="numbers 0 to 2"):
        teach(PLAN, LABELS[:2], features, numbers, None, Control())
    large = replace(PLAN, units=(4096, 4096))
    with pytest.raises(ValueError, match=r"has 16,879,619 parameters\. At most 8,000,000"):
        teach(large, LABELS, features, numbers, None, Control())
    other = replace(PLAN, seed=1)
    with pytest.raises(ValueError, match="taught by another plan"):
        taught(other, start=taught(PLAN))
    forgotten = replace(taught(replace(PLAN, epochs=1)), optimizer=())
    with pytest.raises(ValueError, match="keeps nothing to teach on"):
        taught(PLAN, start=forgotten)


@pytest.fixture
def _no_idle_heads() -> Iterator[None]:
    forget_idle_heads()
    yield
    forget_idle_heads()


@pytest.mark.usefixtures("_no_idle_heads")
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_head_that_has_learned_begins_anew_for_the_next(plan: TrainingPlan) -> None:
    first = taught(plan)
    other = taught(replace(plan, seed=99, learning_rate=0.1, batch_size=5))
    assert num_idle_heads() == 1  # the same one
    assert other.epochs != first.epochs
    same(taught(plan), first)


@pytest.mark.usefixtures("_no_idle_heads")
def test_what_was_stopped_is_no_part_of_the_next() -> None:
    plan, control = PLANS["hidden layers and dropout"], Control(lambda progress: control.stop())
    expected = taught(plan)
    forget_idle_heads()
    with pytest.raises(Cancelled, match="Stopped"):
        taught(replace(plan, seed=99), control=control)
    assert num_idle_heads() == 1
    same(taught(plan), expected)


@pytest.mark.usefixtures("_no_idle_heads")
def test_only_the_latest_few_and_small_heads_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_models, "MOST_IDLE", 2)
    monkeypatch.setattr(head_models, "MOST_IDLE_PARAMETERS", 20 * 9 + 9 + 9 * 3 + 3)
    for units, expected in ((1, 1), (2, 2), (9, 2), (10, 2)):
        taught(replace(PLAN, units=(units,), epochs=1))
        assert num_idle_heads() == expected
    assert [units for _, units, *_ in head_models._idle] == [(2,), (9,)]
