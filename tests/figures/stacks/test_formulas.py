"""Rules with the numbers of both alternatives: each equation holds."""

import re
from math import prod

import pytest

from explorer.architecture.stacks.comparison import compare_stacks
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.stacks import Stack, single_kernel
from explorer.figures.stacks.formulas import stack_formulas

MAP = (56, 40)


def formulas(text: str, between: int | tuple[int, ...] | None = None) -> tuple[str, ...]:
    return stack_formulas(
        compare_stacks(single_kernel(5, 64, 96), Stack(parse_stack(text), 64, 96, between), MAP)
    )


def value(formula: str) -> int:
    """What a formula of numbers, ·, +, − and brackets comes to."""
    assert re.fullmatch(r"[\d,()·+− ]+", formula)
    plain = formula.replace(",", "").replace("·", "*").replace("−", "-")
    return int(eval(plain))


def test_two_3x3_against_one_5x5() -> None:
    field, weights, biases, work, memory = formulas("3,3")
    assert field.endswith(
        "One 5×5: 1 + (5 − 1)·1 = 5 px. Two 3×3: 1 + (3 − 1)·1 + (3 − 1)·1 = 5 px."
    )
    assert "One 5×5: 25·64·96 = 153,600. Two 3×3: 9·64·96 + 9·96·96 = 138,240." in weights
    assert "One 5×5: 153,600 + 96 = 153,696. Two 3×3: 138,240 + 2·96 = 138,432." in biases
    assert "One 5×5: 56·40·25·64·96 = 344,064,000, 344.06 MMACs." in work
    assert "Two 3×3: 4·(56·40·64 + 2·(56·40·96)) = 2,293,760 bytes, 2.2 MiB." in memory


@pytest.mark.parametrize(
    ("text", "between"),
    [("3,3", None), ("3,3,3,3", 7), ("3s2,p2,3d2,5", (7, 8)), ("3,p3s2,1", None), ("5", None)],
)
def test_each_equation_holds(text: str, between: int | tuple[int, ...] | None) -> None:
    equations = [
        found.groups()
        for sentence in formulas(text, between)
        for found in re.finditer(r": ([\d(][\d,()·+− ]*) = ([\d,]+\d|\d)", sentence)
    ]
    assert len(equations) == 10
    for left, right in equations:
        assert value(left) == int(right.replace(",", ""))


def test_strides_and_dilations_reach_further() -> None:
    field, *_ = formulas("3s2,3d2")
    assert field.endswith(": 1 + (3 − 1)·1 + (3 − 1)·4 = 11 px.")


def test_pooling_has_no_weights_and_an_output() -> None:
    _, weights, _, _, memory = formulas("p2,3")
    assert weights.endswith(": 9·64·96 = 55,296.")
    assert f"28·20·64 + 28·20·96) = {4 * (prod((56, 40, 64)) + 560 * 160):,} bytes" in memory
