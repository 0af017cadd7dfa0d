"""The relations' formulas with numbers in them really give the output."""

import random
import re

import pytest

from explorer.architecture.convolution.relation_cases import RELATION_CASES, RelationCase
from explorer.figures.convolution.relation_notes import (
    letter_name,
    misreading_note,
    relation_derivation,
    relation_table,
)


def by_number(case: RelationCase) -> str:
    return f"R{case.relation.number}"


def worked_out(latex: str) -> int:
    """The value of an expression of numbers."""
    plain = re.sub(
        r"\\left\\lfloor \\frac\{(.*)\}\{(\d+)\} \\right\\rfloor", r"((\1) // \2)", latex
    ).replace(r"\times", "*")
    assert re.fullmatch(r"[0-9+*/() -]+", plain), latex
    return int(eval(plain))  # digits and signs only, as the line above makes sure


@pytest.mark.parametrize("case", RELATION_CASES, ids=by_number)
def test_the_numbers_in_a_formula_give_the_output(case: RelationCase) -> None:
    draw, tried = random.Random(case.relation.number), 0
    while tried < 20:
        setup = case.setup({letter: draw.randint(1, 7) for letter in case.letters})
        if not case.relation.holds(setup):
            continue
        _, *numbers, result = relation_derivation(case.relation, setup).steps
        expected = setup.transposed if case.relation.is_transposed else setup.direct
        assert [worked_out(each) for each in numbers] == [expected] * len(numbers)
        assert int(result) == expected
        tried += 1


def test_the_formulas_of_the_two_that_are_often_left_out() -> None:
    tenth, eleventh = (
        relation_derivation(case.relation, case.example).steps for case in RELATION_CASES[9:11]
    )
    assert tenth == ("o' = i'", "5")
    assert eleventh == ("o' = i' - (k - 1)", "7 - (3 - 1)", "5")


def test_padding_misread_in_the_eleventh() -> None:
    *_, misread = misreading_note(RELATION_CASES[10].relation, RELATION_CASES[10].example)
    assert misread.endswith("It gives ⌊(7 + 2 × 2 − 3) / 1⌋ + 1 = 9, but the output has 5.")


def test_a_primed_letter_is_that_of_a_transposed_convolution() -> None:
    assert letter_name(RELATION_CASES[0], "i") == "i, input rows"
    assert letter_name(RELATION_CASES[7], "i") == "i', input rows"
    assert letter_name(RELATION_CASES[7], "k") == "k, kernel size"


def test_the_table_has_all_fifteen() -> None:
    table = relation_table(RELATION_CASES)
    assert table["No."] == list(range(1, 16))
    assert {len(cells) for cells in table.values()} == {15}
