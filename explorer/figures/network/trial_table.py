"""A network built in Keras beside our own numbers, row by row."""

from collections.abc import Iterator, Sequence

from explorer import units
from explorer.architecture.network.trials import Trial
from explorer.words import several

EQUAL, TRIAL_DIFFERS = "= equal", "≠ "
_MILLISECONDS = 1000


def trial_table(trial: Trial) -> dict[str, Sequence[object]]:
    """One row per layer, by column title: ours, Keras', the real output and its time."""
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
            EQUAL if row.equal else TRIAL_DIFFERS + "; ".join(row.differences) for row in trial.rows
        ],
        "Time, ms": [round(each.seconds * _MILLISECONDS, 2) if each else None for each in taken],
    }


def trial_note(trial: Trial) -> str:
    """What the trial showed, in two or three sentences."""
    return " ".join(
        [
            *_verdict(trial),
            f"One pass of the photo took {units.three_digits(trial.seconds * _MILLISECONDS)} ms on "
            "this computer, layer by layer, after a warm-up pass.",
        ]
    )


def _verdict(trial: Trial) -> Iterator[str]:
    layers, different = len(trial.rows), sum(not row.equal for row in trial.rows)
    differ = "differs" if different == 1 else "differ"
    if trial.equal:
        yield f"Keras has the same {several(layers, 'layer')} with the same shapes and parameters."
    if different:
        yield f"{different} of {several(layers, 'layer')} {differ} from Keras'."
    if not trial.counts.equal:
        yield f"The totals differ from Keras': {'; '.join(trial.counts.differences)}."
