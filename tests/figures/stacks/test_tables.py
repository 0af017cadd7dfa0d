"""Tables of stacks: the chosen pair, stacks of 3x3, and other ways to a field."""

import pytest

from explorer.architecture.stacks.cases import ways_to_alexnet_field
from explorer.architecture.stacks.comparison import Amount, BreakEven, compare_stacks, measure
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from explorer.figures.stacks.tables import (
    channels_listed,
    crossing_words,
    headline,
    saving_words,
    shallow_table,
    stack_comparison_table,
    stacks_of_3x3_table,
    ways_table,
    weights_formula,
)
from tests.architecture import published


def rows_of(table: dict[str, list[str]]) -> dict[str, list[str]]:
    """The rows by their first cell."""
    titles, *columns = table.values()
    return {title: [column[place] for column in columns] for place, title in enumerate(titles)}


def test_chosen_pair_by_both_conventions() -> None:
    one, stack = single_kernel(5, 64, 64), Stack(steps_of_3x3(5), 64, 64)
    table = stack_comparison_table(compare_stacks(one, stack, (56, 40)))
    assert list(table)[1:] == [
        "1: one 5×5",
        "2: two 3×3",
        "One against the stack",
        "The stack saves",
    ]
    assert rows_of(table) == {
        "Receptive field": ["5 px", "5 px", "= same", ""],
        "Effective stride": ["1 px", "1 px", "= same", ""],
        "Output": ["56×40×64", "56×40×64", "= same", ""],
        "ReLUs": ["1", "2", "≠ differs", ""],
        "Weights, as a formula": ["25 C²", "18 C²", "≠ differs", ""],
        "Weights": ["102,400", "73,728", "+38.9 %", "28.0 %"],
        "Weights and biases": ["102,464", "73,856", "+38.7 %", "27.9 %"],
        "Work": ["229.38 MMACs", "165.15 MMACs", "+38.9 %", "28.0 %"],
        "Activation memory": ["1.1 MiB", "1.6 MiB", "−33.3 %", "−50.0 %"],
    }


def test_what_changes_in_a_few_words() -> None:
    one, stack = single_kernel(5, 64, 64), Stack(steps_of_3x3(5), 64, 64)
    assert headline(compare_stacks(one, stack, (56, 40))) == {
        "Receptive field": "5×5 px",
        "Weights": "−28.0 %",
        "Work": "−28.0 %",
        "Activation memory": "+50.0 %",
        "ReLUs": "2, not 1",
    }


def test_what_does_not_change_and_a_field_that_differs() -> None:
    one = single_kernel(3, 8, 8)
    same = headline(compare_stacks(one, one, (20, 30)))
    assert same["Weights"] == same["ReLUs"] == "= same"
    other = compare_stacks(one, Stack(parse_stack("3,5"), 8, 8), (20, 30))
    assert headline(other)["Receptive field"] == "7×7 px ≠"


def test_two_of_the_same_name_keep_their_columns() -> None:
    one = single_kernel(3, 8, 8)
    table = stack_comparison_table(compare_stacks(one, one, (20, 30)))
    assert list(table)[1:3] == ["1: one 3×3", "2: one 3×3"]
    assert set(table["One against the stack"]) == {"= same"}


@pytest.mark.parametrize(
    ("text", "channels", "formula"),
    [
        ("3,3", (8, 8, None), "18 C²"),
        ("3,5,p2,1", (8, 8, 8), "35 C²"),
        ("5", (3, 64, None), "25·3·64"),
        ("3,3,3,3", (3, 64, None), "9·3·64 + 3·9·64·64"),
        ("3,5,3", (64, 64, 16), "9·64·16 + 25·16·16 + 9·16·64"),
    ],
)
def test_weights_as_a_formula(
    text: str, channels: tuple[int, int, int | None], formula: str
) -> None:
    measured = measure(Stack(parse_stack(text), *channels), (40, 30))
    assert weights_formula(measured) == formula
    spelt_out = formula.replace(" C²", "*8*8").replace("·", "*").split(" + ")
    total = 0
    for term in spelt_out:
        product = 1
        for factor in term.split("*"):
            product *= int(factor)
        total += product
    assert total == measured.amount(Amount.WEIGHTS)


@pytest.mark.parametrize(
    ("saved", "text"),
    [
        (0.28, "saves 28.0 %"),
        (-0.08, "takes 8.0 % more"),
        (-1473.92, "takes 147,392.0 % more"),
        (0.0, "takes as much"),
    ],
)
def test_savings_in_words(saved: float, text: str) -> None:
    assert saving_words(saved) == text


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        (25.0, "25"),
        (355.5556, "355.6"),
        (271.9697, "271.97"),
        (7.9602, "7.96"),
        (5688.9, "5,688.9"),
    ],
)
def test_a_crossing_between_whole_numbers_does_not_look_whole(exact: float, text: str) -> None:
    assert crossing_words(BreakEven(exact, 1)) == text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [((64,), "64"), ((4096, 4096), "4,096"), ((64, 96), "64 and 96"), ((1, 1, 2), "1, 1 and 2")],
)
def test_numbers_are_listed(numbers: tuple[int, ...], text: str) -> None:
    assert channels_listed(numbers) == text


def test_stacks_of_3x3() -> None:
    table = stacks_of_3x3_table()
    assert {len(column) for column in table.values()} == {len(published.STACKS)}
    for place, expected in enumerate(published.STACKS):
        row = {title: column[place] for title, column in table.items()}
        assert row["One kernel"] == f"{expected.kernel_size}×{expected.kernel_size}"
        assert row["Weights of one, C²"] == expected.weights_one
        assert row["Weights of stack, C²"] == expected.weights_stack
        assert row["One against the stack"] == f"+{100 * expected.more_in_one:.1f} %"
        assert row["The stack saves"] == f"{100 * expected.saved_by_stack:.1f} %"
        assert row["ReLUs"] == f"1 v {expected.repeats}"
    assert table["Stack"] == ["two 3×3", "three 3×3", "four 3×3", "five 3×3"]


def test_ways_to_the_field_of_alexnet() -> None:
    table = ways_table(ways_to_alexnet_field())
    assert {len(column) for column in table.values()} == {5}
    assert {title: column[0] for title, column in table.items()} == {
        "Way": "AlexNet's first layer",
        "Field, px": 11,
        "Stride, px": 4,
        "Output": "55×55×64",
        "Weights": 23_232,
        "With biases": 23_296,
        "Work": "70.28 MMACs",
        "ReLUs": 1,
        "Activation memory": "1.3 MiB",
    }
    assert table["Field, px"] == [11, 11, 11, 10, 16]
    assert table["Stride, px"] == [4, 1, 4, 2, 4]
    assert table["Work"][1] == "7.49 GMACs"


def test_shallow_b_against_b() -> None:
    rows = rows_of(shallow_table())
    assert rows["Weights and biases"] == ["10,860,672", "9,404,992", "+15.5 %", "13.4 %"]
    assert rows["Work"] == ["9.23 GMACs", "11.18 GMACs", "−17.5 %", "−21.1 %"]
    assert rows["ReLUs"][:2] == ["5", "10"]
    assert rows["Receptive field"] == ["156 px", "156 px", "= same", ""]
