"""Keras' output beside our own: what is said about the difference, and the grids."""

import re

import numpy as np
import pytest

from explorer.convolution.agreement import KerasAgreement
from explorer.figures.convolution.in_keras import agreement_grids, agreement_note

OURS = np.array([[[1.0], [-2.0]], [[0.0], [1234.5]]])


def found(difference: float, rounding: float = 0.0) -> KerasAgreement:
    theirs = OURS.copy()
    theirs[1, 0, 0] += difference
    return KerasAgreement(OURS, theirs, rounding)


@pytest.mark.parametrize(
    ("difference", "rounding", "expected"),
    [
        (0, 0, "**Equal.** Keras gives exactly the same 4 numbers."),
        (
            -1e-6,
            0,
            "**Equal to within 1e−6.** Keras gives the same 4 numbers; the largest difference is "
            "1e−6.",
        ),
        (
            2.0**-24,
            1,
            "**Equal to within 1e−6.** Keras gives the same 4 numbers; the largest difference is "
            "5.96e−8.",
        ),
        (
            0.00025,
            0.00025,
            "**Equal but for rounding.** The largest difference among 4 numbers is 0.00025. Keras "
            "computes with 32-bit numbers, this page with 64-bit ones.",
        ),
        (
            -3,
            2.9,
            "**Not equal.** The largest difference among 4 numbers is 3, more than the rounding of "
            "32-bit numbers can make.",
        ),
    ],
)
def test_a_sentence_says_how_far_they_are_apart(
    difference: float, rounding: float, expected: str
) -> None:
    assert agreement_note(found(difference, rounding)) == expected


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_numbers_too_large_for_keras(value: float) -> None:
    note = agreement_note(found(value, 1))
    assert note.startswith("**Not comparable")
    assert "end at about 3.4e+38" in note


def test_one_number() -> None:
    one = np.ones((1, 1, 1))
    assert agreement_note(KerasAgreement(one, one, 0)).endswith("exactly the same 1 number.")


def test_each_filter_has_a_line_of_its_own() -> None:
    ours = np.stack([np.zeros((2, 3)), np.full((2, 3), 5.0)], axis=-1)
    theirs = ours + np.array([0, 0.25])
    lines = agreement_grids(KerasAgreement(ours, theirs, 0), "filter")
    for line, filter_number, values in zip(
        lines, (0, 1), (["0"] * 18, ["5.25"] * 6 + ["5"] * 6 + ["0.25"] * 6), strict=True
    ):
        assert f"by Keras, filter {filter_number}" in line
        assert re.findall(r">([^<>]+)</td>", line) == values
    (alone,) = agreement_grids(KerasAgreement(ours[..., :1], theirs[..., :1], 0), "channel")
    assert "channel" not in alone
    assert "<figcaption>by Keras</figcaption>" in alone
