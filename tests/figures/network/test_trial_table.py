"""A network built in Keras beside our own numbers: agreement, differences and times."""

import pytest

from explorer.architecture.network.trials import Compared, Counts, LayerPass, Trial, TrialRow
from explorer.figures.network.trial_table import trial_note, trial_table

CONV = TrialRow("conv", (5, 7, 4), 112)
POOL = TrialRow("pool", (2, 3, 4), 0)
COUNTS = Counts(112, 112, 0)
PASSES = (LayerPass("conv", (5, 7, 4), 0.0012345), LayerPass("pool", (2, 3, 4), 0.25))


def trial_of(
    *pairs: tuple[TrialRow | None, TrialRow | None], keras_counts: Counts = COUNTS
) -> Trial:
    """A trial with these layers and totals."""
    return Trial(
        "a network at 5×7×4",
        tuple(Compared(ours, keras) for ours, keras in pairs),
        Compared(COUNTS, keras_counts),
        PASSES,
    )


EQUAL = trial_of((CONV, CONV), (POOL, POOL))
OTHER_SHAPE = trial_of((CONV, CONV), (POOL, TrialRow("pool", (3, 4, 4), 0)))
OTHER_IN_ALL = trial_of((CONV, TrialRow("conv", (7, 5, 4), 108)), (POOL, POOL))
KERAS_HAS_MORE = trial_of((CONV, CONV), (None, POOL))
KERAS_HAS_LESS = trial_of((CONV, CONV), (POOL, None))
OTHER_TOTALS = trial_of((CONV, CONV), (POOL, POOL), keras_counts=Counts(112, 100, 12))


def test_both_sides_of_each_layer_stand_beside_each_other() -> None:
    assert trial_table(EQUAL) == {
        "Layer": ["conv", "pool"],
        "Our output": ["5×7×4", "2×3×4"],
        "Keras' output": ["5×7×4", "2×3×4"],
        "Output of the photo": ["5×7×4", "2×3×4"],
        "Our parameters": [112, 0],
        "Keras' parameters": [112, 0],
        "Match": ["= equal", "= equal"],
        "Time, ms": [1.23, 250.0],
    }


@pytest.mark.parametrize(
    ("trial", "match"),
    [
        (OTHER_SHAPE, ["= equal", "≠ output_shape: ours (2, 3, 4), Keras (3, 4, 4)"]),
        (
            OTHER_IN_ALL,
            [
                "≠ output_shape: ours (5, 7, 4), Keras (7, 5, 4); "
                "num_parameters: ours 112, Keras 108",
                "= equal",
            ],
        ),
        (KERAS_HAS_MORE, ["= equal", "≠ only in Keras"]),
        (KERAS_HAS_LESS, ["= equal", "≠ only in ours"]),
    ],
    ids=["shape", "shape and parameters", "Keras alone", "ours alone"],
)
def test_a_row_says_what_differs(trial: Trial, match: list[str]) -> None:
    assert trial_table(trial)["Match"] == match


def test_a_layer_that_one_side_lacks_has_empty_cells() -> None:
    more, less = trial_table(KERAS_HAS_MORE), trial_table(KERAS_HAS_LESS)
    assert more["Layer"] == less["Layer"] == ["conv", "pool"]
    assert [more[title][1] for title in ("Our output", "Our parameters")] == [None, None]
    assert [more[title][1] for title in ("Keras' output", "Time, ms")] == ["2×3×4", 250.0]
    lacking = ("Keras' output", "Keras' parameters", "Output of the photo", "Time, ms")
    assert [less[title][1] for title in lacking] == [None] * 4


@pytest.mark.parametrize(
    ("trial", "verdict"),
    [
        (EQUAL, "Keras has the same 2 layers with the same shapes and parameters."),
        (OTHER_SHAPE, "1 of 2 layers differs from Keras'."),
        (KERAS_HAS_MORE, "1 of 2 layers differs from Keras'."),
        (
            OTHER_TOTALS,
            "The totals differ from Keras': num_trainable: ours 112, Keras 100; "
            "num_non_trainable: ours 0, Keras 12.",
        ),
    ],
    ids=["equal", "shape", "Keras alone", "totals"],
)
def test_the_note_gives_the_verdict_and_the_time(trial: Trial, verdict: str) -> None:
    assert trial_note(trial) == (
        f"{verdict} One pass of the photo took 251 ms on this computer, "
        "layer by layer, after a warm-up pass."
    )


def test_the_note_names_layers_and_totals_where_both_differ() -> None:
    both = trial_of((CONV, POOL), (POOL, POOL), keras_counts=Counts(0, 0, 0))
    assert trial_note(both).startswith(
        "1 of 2 layers differs from Keras'. The totals differ from Keras': "
        "num_parameters: ours 112, Keras 0; num_trainable: ours 112, Keras 0. One pass"
    )
