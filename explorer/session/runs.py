"""The runs that a visitor keeps: heads that they taught, by number, until they have gone."""

import threading
from collections.abc import Hashable, Mapping
from dataclasses import replace

from explorer.belongings import belongings
from explorer.session.transfer_parameters import RUN
from explorer.session.visitor import visitor_id
from explorer.settings import TAUGHT_HEADS
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.trained import TaughtRun

MOST_KEPT_RUNS = 12
"""More curves than that nobody tells apart."""

MOST_BYTES_OF_RUNS = 96 * 2**20
"""Of all runs of a visitor: a fine-tuned block 5 takes 27 MiB."""

LONGEST_RUN_NAME = 60
"""Characters."""

_RUNS, _COUNT = "runs", "runs_were_kept"

_keeping = threading.Lock()
"""Held while runs are measured and kept, so that two visitors do not take the same room."""


def numbered_runs() -> Mapping[int, TaughtRun]:
    """The visitor's runs by number, oldest first; a number is never used twice."""
    found: Mapping[int, TaughtRun] = belongings.get(visitor_id(), _RUNS) or {}
    return found


def kept_runs() -> tuple[TaughtRun, ...]:
    """The visitor's runs, oldest first."""
    return tuple(numbered_runs().values())


def chosen_run() -> TaughtRun | None:
    """The chosen run; the newest where none is chosen or it is gone; None where there is none."""
    kept = numbered_runs()
    return kept.get(RUN.chosen()) or next(iter(reversed([*kept.values()])), None)


def number_of_run(run: TaughtRun) -> int:
    """The number of a kept run; 0 for another one."""
    return next((number for number, each in numbered_runs().items() if each is run), 0)


def keep_run(run: TaughtRun) -> int:
    """Keep a run, and return its number. Without a name it gets one.

    It takes the place of a run with the same plan but for the epochs, same set and base: one of
    them was taught on to give the other. Beyond the visitor's bounds, what fine-tuned runs need to
    be taught on goes first, then their oldest runs; beyond the server's, those of whoever keeps
    most.
    """
    with _keeping:
        number = _keep(run)
        _make_room(visitor_id(), number)
        return number


def bytes_of_all_runs() -> int:
    """What the runs of all visitors take."""
    return sum(_num_bytes(each) for each in belongings.of_everybody(_RUNS).values())


def _num_bytes(runs: Mapping[int, TaughtRun]) -> int:
    return sum(run.num_bytes for run in runs.values())


def _make_room(keeper: Hashable, number: int) -> None:
    """Keep the server's bound: the oldest run goes of whoever keeps most, but not the newest."""
    others = belongings.of_everybody(_RUNS)
    while sum(map(_num_bytes, others.values())) > TAUGHT_HEADS.value * 2**20:
        free = {
            visitor: [each for each in runs if (visitor, each) != (keeper, number)]
            for visitor, runs in others.items()
        }
        if not any(free.values()):
            return
        visitor = max(
            (each for each in free if free[each]), key=lambda who: _num_bytes(others[who])
        )
        oldest = free[visitor][0]
        others[visitor] = {n: run for n, run in others[visitor].items() if n != oldest}
        belongings.change(visitor, _RUNS, others[visitor])


def _keep(run: TaughtRun) -> int:
    kept = dict(numbered_runs())
    number = next((number for number, each in kept.items() if _is_same(each, run)), 0)
    if number:
        run = replace(run, name=kept[number].name)
    else:
        number = (belongings.get(visitor_id(), _COUNT) or 0) + 1
        belongings.keep(visitor_id(), _COUNT, number)
    kept[number] = run if run.name else replace(run, name=_free_name(run, kept))
    while len(kept) > MOST_KEPT_RUNS:
        del kept[_oldest_but(number, kept)]
    while _num_bytes(kept) > MOST_BYTES_OF_RUNS and _make_lighter(kept):
        pass
    while len(kept) > 1 and _num_bytes(kept) > MOST_BYTES_OF_RUNS:
        del kept[_oldest_but(number, kept)]
    belongings.keep(visitor_id(), _RUNS, kept)
    return number


def _oldest_but(number: int, kept: Mapping[int, TaughtRun]) -> int:
    return next(each for each in kept if each != number)


def _make_lighter(kept: dict[int, TaughtRun]) -> bool:
    """Drop what the oldest fine-tuned run needs to be taught on; whether there was one."""
    for number, run in kept.items():
        if run.head.convolutions and run.head.optimizer:
            kept[number] = replace(run, head=run.head.lighter)
            return True
    return False


def is_kept(run: TaughtRun) -> bool:
    """Whether a run with the same plan, set and base is kept that is at least as far."""
    return any(
        _is_same(each, run) and len(each.head.epochs) >= len(run.head.epochs)
        for each in kept_runs()
    )


def run_to_go_on(set_key: object, plan: TrainingPlan, *, is_trained_base: bool) -> TaughtRun | None:
    """The kept run of a set, a plan but for its epochs, and a base; None for none, or one too far.

    Args:
        set_key: `PhotoSet.cache_key` of the set.
        plan: The plan.
        is_trained_base: Whether the base has VGG16's trained weights.
    """
    for each in kept_runs():
        fits = each.set_key == set_key and each.is_trained_base == is_trained_base
        same = replace(each.head.plan, epochs=plan.epochs) == plan
        if fits and same and len(each.head.epochs) <= plan.epochs:
            return each
    return None


def rename_run(number: int, name: str) -> None:
    """Give a run another name; call it from a callback. An empty one changes nothing."""
    printable = "".join(each if each.isprintable() else " " for each in name)
    cut = " ".join(printable.split())[:LONGEST_RUN_NAME]
    with _keeping:
        kept = dict(numbered_runs())
        if number in kept and cut:
            kept[number] = replace(kept[number], name=cut)
            belongings.keep(visitor_id(), _RUNS, kept)


def drop_run(number: int) -> None:
    """Keep a run no longer; call it from a callback."""
    with _keeping:
        kept = dict(numbered_runs())
        kept.pop(number, None)
        belongings.keep(visitor_id(), _RUNS, kept)


def run_name(plan: TrainingPlan, *, is_trained_base: bool) -> str:
    """What a run is called until somebody gives it a name."""
    reduction = {"average": "average", "max": "largest", "flatten": "all values"}[plan.reduction]
    parts = [f"{plan.features}, {reduction}"]
    if plan.units:
        parts.append(f"{'-'.join(map(str, plan.units))} units")
    if plan.unfrozen_from:
        last = FEATURE_LAYERS.index(plan.features) + 1
        several = plan.unfrozen_from < last
        parts.append(f"block{f's {plan.unfrozen_from}-' if several else ' '}{last} tuned")
    if not is_trained_base:
        parts.append("random weights")
    return ", ".join(parts)


def _free_name(run: TaughtRun, kept: Mapping[int, TaughtRun]) -> str:
    name = run_name(run.head.plan, is_trained_base=run.is_trained_base)
    taken = {each.name for each in kept.values()}
    numbers = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbers) if each not in taken)


def _is_same(one: TaughtRun, other: TaughtRun) -> bool:
    return (
        one.set_key == other.set_key
        and one.is_trained_base == other.is_trained_base
        and replace(one.head.plan, epochs=0) == replace(other.head.plan, epochs=0)
    )
