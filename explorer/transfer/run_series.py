"""Trainings that are worth comparing: plans that differ in one thing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from explorer.transfer.heads import head_totals
from explorer.transfer.photo_set import TAUGHT_SIDE
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.trained import TaughtRun

TUNED_EPOCHS, TUNED_RATE = 5, 1e-4
"""Of a base that learns too: each epoch takes long, and large steps would spoil what it knows."""

_LAST = FEATURE_LAYERS[-1]


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One training of a series.

    Attributes:
        plan: How.
        is_trained_base: Whether on VGG16's trained weights, or on random ones.
    """

    plan: TrainingPlan
    is_trained_base: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Trainings that differ in one thing.

    Attributes:
        title: As people read it.
        asks: What their comparison answers.
        varied: The trainings, in the order in which they are taught, from the plan that they share.
        sets: Names of what it takes from no plan, because it sets that itself.
    """

    title: str
    asks: str
    varied: Callable[[TrainingPlan], Sequence[PlannedRun]]
    sets: frozenset[str] = frozenset()

    def planned(self, plan: TrainingPlan) -> tuple[PlannedRun, ...]:
        """The trainings that differ from a plan in one thing, none twice."""
        return tuple(dict.fromkeys(self.varied(plan)))


def _bases(plan: TrainingPlan) -> list[PlannedRun]:
    return [PlannedRun(plan), PlannedRun(plan, is_trained_base=False)]


def _layers(plan: TrainingPlan) -> list[PlannedRun]:
    frozen = replace(plan, unfrozen_from=None)
    return [PlannedRun(replace(frozen, features=name)) for name in FEATURE_LAYERS]


def _heads(plan: TrainingPlan) -> list[PlannedRun]:
    return [
        PlannedRun(replace(plan, reduction="average")),
        PlannedRun(replace(plan, reduction="max")),
        PlannedRun(replace(plan, reduction="flatten")),
    ]


def _tuned(plan: TrainingPlan) -> list[PlannedRun]:
    frozen = replace(plan, features=_LAST, unfrozen_from=None)
    slow = replace(frozen, unfrozen_from=5, epochs=TUNED_EPOCHS, learning_rate=TUNED_RATE)
    return [PlannedRun(frozen), PlannedRun(slow)]


def _all(plan: TrainingPlan) -> list[PlannedRun]:
    frozen = replace(plan, unfrozen_from=None)
    return [*_bases(frozen), *_heads(frozen), *_layers(frozen), *_tuned(frozen)]


SERIES: Mapping[str, Series] = {
    "bases": Series(
        "Trained and random base", "How much comes from what VGG16 learned before?", _bases
    ),
    "layers": Series(
        "Features from block 1 to 5",
        "How deep must the features come from?",
        _layers,
        frozenset({"features"}),
    ),
    "heads": Series(
        "Average, largest, all values",
        "Does a head with more parameters do better?",
        _heads,
        frozenset({"reduction"}),
    ),
    "tuned": Series(
        "Frozen and fine-tuned block 5",
        "Is it worth training block 5 too?",
        _tuned,
        frozenset({"features"}),
    ),
    "all": Series("All of these", "What matters most: weights, layer, head or tuning?", _all),
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
        plan: How it was taught.
        is_trained_base: Whether on VGG16's trained weights, or on random ones.
    """

    name: str
    num_right: int
    num: int
    num_parameters: int
    num_learned: int
    seconds: float
    num_epochs: int
    plan: TrainingPlan = field(default_factory=TrainingPlan)
    is_trained_base: bool = True


def run_row(run: TaughtRun) -> RunRow:
    """What is compared of a run."""
    head, num = run.head, len(run.digests)
    totals = head_totals(head.plan, len(head.labels), (TAUGHT_SIDE, TAUGHT_SIDE, 3))
    accuracy = head.epochs.validation_accuracy
    right = round(accuracy[-1] * num) if accuracy else 0
    return RunRow(
        run.name,
        right,
        num,
        totals.total,
        totals.trainable,
        head.seconds,
        len(head.epochs),
        head.plan,
        run.is_trained_base,
    )
