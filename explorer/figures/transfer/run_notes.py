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
    apart = f"{abs(points):.0f} points {'less' if points > 0 else 'more'}"
    where = f"{trained.plan.features}, {_REDUCED[trained.plan.reduction]}"
    return (
        f"**{where}:** {trained.num_right} of {trained.num} right on trained weights, "
        f"{random.num_right} of {random.num} on random ones, "
        f"{'as many' if not points else apart}."
    )


def shared_note(plan: TrainingPlan) -> str:
    """What all trainings of a comparison share, but for the one thing in which they differ."""
    return (
        f"Learning rate {plan.learning_rate:g}, {several(plan.epochs, 'epoch')}, {plan.features}, "
        f"{_REDUCED[plan.reduction]}, seed {plan.seed}"
    )
