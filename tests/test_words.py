"""Singular, plural and lists in English."""

import pytest

from explorer.words import capitalised, listed, noun, several


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0 layers"), (1, "1 layer"), (2, "2 layers"), (-1, "-1 layers"), (4096, "4,096 layers")],
)
def test_a_number_and_what_is_counted(number: int, told: str) -> None:
    assert several(number, "layer") == told


@pytest.mark.parametrize(("number", "told"), [(1, "unit"), (0.5, "units"), (3, "units")])
def test_only_one_is_singular(number: float, told: str) -> None:
    assert noun(number, "unit") == told


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([], ""),
        (["fc1"], "fc1"),
        (["fc1", "fc2"], "fc1 and fc2"),
        ((1, 2, 3), "1, 2 and 3"),
        (["", "b"], " and b"),
    ],
)
def test_a_list_in_a_sentence(parts: list[object], told: str) -> None:
    assert listed(parts) == told


def test_a_choice() -> None:
    assert listed(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(
    ("sentence", "told"), [("", ""), ("a", "A"), ("two VGG", "Two VGG"), ("3×3", "3×3")]
)
def test_only_the_first_letter_is_raised(sentence: str, told: str) -> None:
    assert capitalised(sentence) == told
