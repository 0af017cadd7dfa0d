"""The relations as cases: the guide's figures, and numbers that stay within a condition."""

import random

import pytest

from explorer.architecture.convolution.relation_cases import RELATION_CASES, RelationCase
from explorer.architecture.convolution.relations import RELATIONS

SIZES_OF_FIGURES = {
    **{"2.1": (4, 2), "2.2": (5, 6), "2.3": (5, 5), "2.4": (5, 7), "2.5": (5, 2), "2.7": (6, 3)},
    **{"1.6": (5, 3), "4.1": (2, 4), "4.2": (6, 5), "4.3": (5, 5), "4.4": (7, 5), "4.5": (2, 5)},
    **{"4.6": (3, 5), "4.7": (3, 6), "5.1": (7, 3)},
}
"""Input and output in the guide's figures."""


def by_number(case: RelationCase) -> str:
    return f"R{case.relation.number}"


def test_each_relation_is_a_case() -> None:
    assert [case.relation for case in RELATION_CASES] == list(RELATIONS)


@pytest.mark.parametrize("case", RELATION_CASES, ids=by_number)
def test_the_figures_of_the_guide(case: RelationCase) -> None:
    assert case.relation.holds(case.example)
    sizes = case.example.size_in, case.relation.output(case.example)
    assert sizes == SIZES_OF_FIGURES[case.figure]


@pytest.mark.parametrize("case", RELATION_CASES, ids=by_number)
def test_other_numbers_stay_within_the_condition_but_for_what_does_not_fit(
    case: RelationCase,
) -> None:
    """Only an even k for half padding, and sizes that do not fit, can be wrong."""
    draw = random.Random(case.relation.number)
    held = 0
    for _ in range(200):
        changed = {letter: draw.randint(1, 4) for letter in ("i", "k", "s", "p", "d", "a")}
        setup = case.setup(changed)  # type: ignore[arg-type]
        assert {letter: setup.by_letter[letter] for letter in case.letters} == {
            letter: changed[letter] for letter in case.letters
        }
        if case.zeros == "half" and setup.kernel_size % 2 == 0:
            assert not case.relation.holds(setup)
        else:
            assert case.relation.condition_holds(setup)
            held += case.relation.holds(setup)
    assert held > 20


@pytest.mark.parametrize("case", RELATION_CASES, ids=by_number)
def test_letters_that_are_not_free_are_ignored(case: RelationCase) -> None:
    others = {letter: 3 for letter in ("i", "k", "s", "p", "d", "a") if letter not in case.letters}
    assert case.setup(others) == case.example  # type: ignore[arg-type]
