"""Typing into the cells of the bench."""

import numpy as np
import pytest

from explorer.convolution.bench_edits import SetNumber
from explorer.convolution.number_sheet import CellName, NumberSheet, set_number


@pytest.fixture
def sheet() -> NumberSheet:
    """An input of 2 x 3, one kernel of 1 x 2, two filters."""
    return NumberSheet(
        np.arange(6.0).reshape(2, 3, 1), np.arange(4.0).reshape(1, 2, 1, 2), np.zeros(2), {}
    )


def test_a_number_is_taken(sheet: NumberSheet) -> None:
    after = set_number(sheet, SetNumber("input", (1, 2, 0), " -7.5 "))
    assert after.grid[..., 0].tolist() == [[0, 1, 2], [3, 4, -7.5]]
    assert sheet.grid[1, 2, 0] == 5  # the former sheet is unchanged
    assert set_number(sheet, SetNumber("kernel", (0, 1, 0, 1), "9")).kernel[0, 1, 0, 1] == 9
    assert set_number(sheet, SetNumber("bias", (1,), "3")).bias.tolist() == [0, 3]


def test_what_is_no_number_is_kept_with_its_sentence_and_changes_nothing(
    sheet: NumberSheet,
) -> None:
    after = set_number(sheet, SetNumber("input", (1, 2, 0), "five"))
    cell = CellName("input", (1, 2, 0))
    assert str(cell) == "input:1,2,0"
    assert after.grid is sheet.grid
    assert after.refused[cell].text == "five"
    assert after.sentences == {
        cell: '"five" is not a number. Write 3 or -0.5. Until you change it, 5 is used.'
    }
    assert not set_number(after, SetNumber("input", (1, 2, 0), "6")).refused


@pytest.mark.parametrize(
    "edit",
    [
        SetNumber("input", (2, 0, 0), "1"),
        SetNumber("input", (0, 0, 1), "1"),
        SetNumber("input", (0, 0), "1"),
        SetNumber("bias", (2,), "1"),
        SetNumber("kernel", (0, 0, 0, -1), "1"),
    ],
)
def test_a_cell_that_is_gone_is_told(sheet: NumberSheet, edit: SetNumber) -> None:
    with pytest.raises(ValueError, match="The cell was removed before 1 arrived in it"):
        set_number(sheet, edit)
