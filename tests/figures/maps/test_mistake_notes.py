"""The numbers and the table of mistakes; sentences have a rule of their own."""

import numpy as np
import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.equivariance import respond
from explorer.figures.maps.harm import RankedMistake
from explorer.figures.maps.mistake_notes import harm_table, mistake_numbers

ROWS = summarize(PRESETS["vgg16-no-top"], (32, 32, 3))[:2]
FIRST = np.array([[[3.0, 4.0]]], np.float32)


@pytest.mark.parametrize(
    ("second", "change", "cosine"),
    [
        ([3, 4], "0", "1.000"),
        ([0, 0], "1.414", "?"),
        ([4, -3], "1.414", "0.000"),
        ([0.3, 0.4], "1.266", "1.000"),
    ],
    ids=["the same", "nothing left", "nothing in common", "a tenth"],
)
def test_numbers_by_hand(second: list[float], change: str, cosine: str) -> None:
    field = ROWS[0].receptive_field
    assert field is not None
    response = respond(FIRST, np.array([[second]], np.float32), field, (1, 1), None)
    assert mistake_numbers(ROWS[0], response) == {
        "Relative change of block1_conv1": change,
        "Cosine": cosine,
    }


MISTAKES = (
    RankedMistake("b", "Second", {"block1_conv1": 1.25, "block1_conv2": 0.0}),
    RankedMistake("a", "First", None),
)


def test_a_line_for_each_mistake() -> None:
    assert harm_table(ROWS, MISTAKES, {}) == {
        "Mistake": ["Second", "First"],
        "block1_conv1": ["1.250", "?"],
        "block1_conv2": ["0", "?"],
    }
    with_classes = harm_table(ROWS, MISTAKES, {"b": "tabby, 12.0 %"})
    assert with_classes["VGG16 says"] == ["tabby, 12.0 %", "?"]
