"""A network built in Keras beside our own numbers, row by row."""

from collections.abc import Sequence

from explorer import units
from explorer.architecture.trials import Trial

EQUAL, DIFFERS = "= equal", "≠ "
MILLISECONDS = 1000


def trial_table(trial: Trial) -> dict[str, Sequence[object]]:
    """One row per layer, by column title: ours, Keras', what really came out and when."""
    ours = [row.ours for row in trial.rows]
    keras = [row.keras for row in trial.rows]
    passes = {each.name: each for each in trial.passes}
    taken = [passes.get(row.name) if row else None for row in keras]
    return {
        "Layer": [row.name for pair in trial.rows if (row := pair.ours or pair.keras)],
        "Our output": [units.size(row.output_shape) if row else None for row in ours],
        "Keras' output": [units.size(row.output_shape) if row else None for row in keras],
        "Output of the photo": [units.size(each.output_shape) if each else None for each in taken],
        "Our parameters": [row.num_parameters if row else None for row in ours],
        "Keras' parameters": [row.num_parameters if row else None for row in keras],
        "Match": [
            EQUAL if row.equal else DIFFERS + "; ".join(row.differences) for row in trial.rows
        ],
        "Time, ms": [round(each.seconds * MILLISECONDS, 2) if each else None for each in taken],
    }


def trial_note(trial: Trial) -> str:
    """What the trial showed, in two sentences."""
    different = sum(not row.equal for row in trial.rows)
    verdict = (
        f"Keras has the same {len(trial.rows)} layers with the same shapes and parameters"
        if trial.equal
        else f"{different} of {len(trial.rows)} rows differ, or the totals do: "
        + "; ".join(trial.counts.differences)
    )
    return (
        f"{verdict}. One pass of the photo took {trial.seconds * MILLISECONDS:,.0f} ms on this "
        "computer, layer after layer, after one to warm up."
    )
