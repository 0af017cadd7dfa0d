"""The plan by which a head is taught, put together from what the visitor has chosen."""

from explorer.session.transfer_parameters import (
    EPOCHS,
    LEARNING_RATE,
    MIRRORED,
    REDUCTION,
    TAUGHT_BATCH,
    TAUGHT_DROPOUT,
    TAUGHT_LAYER,
    TAUGHT_UNITS,
    TEACH_SEED,
    UNFROZEN_FROM,
)
from explorer.transfer.heads import read_units, write_units
from explorer.transfer.plan import TrainingPlan


def chosen_plan() -> TrainingPlan:
    """Everything that decides what comes out of teaching a head.

    Raises:
        ValueError: The units cannot be read; the message says what to write.
    """
    unfrozen = UNFROZEN_FROM.chosen()
    return TrainingPlan(
        TAUGHT_LAYER.chosen(),
        REDUCTION.chosen(),
        read_units(TAUGHT_UNITS.chosen()),
        float(TAUGHT_DROPOUT.chosen()),
        float(LEARNING_RATE.chosen()),
        EPOCHS.chosen(),
        int(TAUGHT_BATCH.chosen()),
        MIRRORED.chosen(),
        TEACH_SEED.chosen(),
        int(unfrozen) if unfrozen else None,
    )


def choose_network_of(plan: TrainingPlan) -> None:
    """Choose what a plan says about the network; how it is taught stays. Call it from a callback.

    Args:
        plan: Its dropout is one of those that can be chosen.
    """
    TAUGHT_LAYER.choose(plan.features)
    REDUCTION.choose(plan.reduction)
    TAUGHT_UNITS.choose(write_units(plan.units))
    TAUGHT_DROPOUT.choose(f"{plan.dropout:g}")
    UNFROZEN_FROM.choose("" if plan.unfrozen_from is None else f"{plan.unfrozen_from}")
