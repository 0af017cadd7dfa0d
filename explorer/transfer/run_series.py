"""Trainings that are worth comparing: plans that differ in one thing."""

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.transfer.heads import head_totals
from explorer.transfer.photo_set import TAUGHT_SIDE
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.trained import TaughtRun

TUNED_EPOCHS, TUNED_RATE = 5, 1e-4
"""Of a base that learns too: each epoch takes long, and large steps would spoil what it knows."""

_USUAL = TrainingPlan()


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One training of a series.

    Attributes:
        plan: How.
        is_trained_base: Whether on VGG16's trained weights, or on random ones.
    """

    plan: TrainingPlan = _USUAL
    is_trained_base: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Trainings that differ in one thing.

    Attributes:
        title: As people read it.
        asks: What their comparison answers.
        planned: In the order in which they are taught.
    """

    title: str
    asks: str
    planned: tuple[PlannedRun, ...]


_TUNED = TrainingPlan(unfrozen_from=5, epochs=TUNED_EPOCHS, learning_rate=TUNED_RATE)

SERIES: Mapping[str, Series] = {
    "layers": Series(
        "Features from block 1 to 5",
        "How deep must the features come from?",
        tuple(PlannedRun(TrainingPlan(features=name)) for name in FEATURE_LAYERS),
    ),
    "heads": Series(
        "Average, largest, all values",
        "Does a head with more parameters do better?",
        (
            PlannedRun(),
            PlannedRun(TrainingPlan(reduction="max")),
            PlannedRun(TrainingPlan(reduction="flatten")),
        ),
    ),
    "bases": Series(
        "Trained and random base",
        "How much comes from what VGG16 learned before?",
        (PlannedRun(), PlannedRun(is_trained_base=False)),
    ),
    "tuned": Series(
        "Frozen and fine-tuned block 5",
        "Is it worth training block 5 too?",
        (PlannedRun(), PlannedRun(_TUNED)),
    ),
}
"""By key, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """What is compared of a run.

    Attributes:
        name: What the visitor calls it.
        num_right: Photos for validation that it got right.
        num: Photos for validation.
        num_parameters: Of base and head.
        num_learned: Those that training changed.
        seconds: All its epochs.
        num_epochs: How many.
    """

    name: str
    num_right: int
    num: int
    num_parameters: int
    num_learned: int
    seconds: float
    num_epochs: int


def run_row(run: TaughtRun) -> RunRow:
    """What is compared of a run."""
    head, num = run.head, len(run.digests)
    totals = head_totals(head.plan, len(head.labels), (TAUGHT_SIDE, TAUGHT_SIDE, 3))
    accuracy = head.epochs.validation_accuracy
    right = round(accuracy[-1] * num) if accuracy else 0
    learned, seconds = totals.trainable, head.seconds
    return RunRow(run.name, right, num, totals.total, learned, seconds, len(head.epochs))
