"""What a comparison of runs says, in words."""

from collections.abc import Sequence

from explorer.transfer.intervals import wilson
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.run_series import RunRow
from explorer.words import several

_REDUCED = {"average": "average of each map", "max": "largest of each map", "flatten": "all values"}


def runs_note(rows: Sequence[RunRow]) -> str:
    """What the comparison says: which are apart, and which may be equal; "" for one run."""
    judged = [row for row in rows if row.num]
    if len(judged) < 2:  # noqa: PLR2004 -- nothing to compare
        return ""
    best = max(judged, key=lambda row: row.num_right / row.num)
    least = wilson(best.num_right, best.num)
    below = [
        row
        for row in judged
        if (top := wilson(row.num_right, row.num)) and least and top.high < least.low
    ]
    rest = len(judged) - 1 - len(below)
    found = f"Most right: {best.num_right} of {best.num}."
    apart = f" {_runs(len(below))} clearly lower: the intervals do not touch." if below else ""
    close = f" {_runs(rest)} too close to tell: the intervals overlap." if rest else ""
    return found + apart + close


def _runs(number: int) -> str:
    return "1 other run is" if number == 1 else f"{number} other runs are"


def bases_note(rows: Sequence[RunRow]) -> str:
    """What VGG16's training is worth: each head that was taught on trained and on random weights.

    Heads count as the same only with the same plan; "" where there is no such pair.
    """
    random = {row.plan: row for row in rows if row.num and not row.is_trained_base}
    pairs = [
        (row, random[row.plan])
        for row in rows
        if row.num and row.is_trained_base and row.plan in random
    ]
    return " ".join(_pair_note(*pair) for pair in pairs)


def _pair_note(trained: RunRow, random: RunRow) -> str:
    points = 100 * (trained.num_right / trained.num - random.num_right / random.num)
    better = "trained" if points > 0 else "random"
    apart = f"the {better} weights are {abs(points):.0f} percentage points better"
    close = ", but the intervals overlap" if points and _overlap(trained, random) else ""
    where = f"{trained.plan.features}, {_REDUCED[trained.plan.reduction]}"
    return (
        f"**{where}:** {trained.num_right} of {trained.num} right on trained weights, "
        f"{random.num_right} of {random.num} on random ones: "
        f"{'no difference' if not points else apart}{close}."
    )


def _overlap(one: RunRow, other: RunRow) -> bool:
    first, second = wilson(one.num_right, one.num), wilson(other.num_right, other.num)
    return bool(first and second and first.low <= second.high and second.low <= first.high)


def shared_note(plans: Sequence[TrainingPlan]) -> str:
    """What all trainings of a comparison share; what differs among them is left out.

    Args:
        plans: Of the trainings, at least one.
    """
    written = [
        (
            f"learning rate {plan.learning_rate:g}",
            several(plan.epochs, "epoch"),
            plan.features,
            _REDUCED[plan.reduction],
            f"seed {plan.seed}",
        )
        for plan in plans
    ]
    shared = [each[0] for each in zip(*written, strict=True) if len(set(each)) == 1]
    return f"All share: {', '.join(shared)}"
