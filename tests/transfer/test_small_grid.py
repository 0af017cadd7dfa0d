"""Numbers that are typed for a small grid."""

import numpy as np
import pytest

from explorer.transfer.small_grid import USUAL_NUMBERS, read_small_grid, write_small_grid


def test_numbers_are_read_position_by_position() -> None:
    grid = read_small_grid("1 2 3, 4 5 6, 7 8 9, 10 -11 999")
    assert grid.dtype == np.float32
    assert grid[0, 0].tolist() == [1, 2, 3]
    assert grid[0, 1].tolist() == [4, 5, 6]
    assert grid[1, 1].tolist() == [10, -11, 999]


@pytest.mark.parametrize("text", ["", "  ", write_small_grid(USUAL_NUMBERS)])
def test_the_usual_numbers(text: str) -> None:
    assert read_small_grid(text).ravel().tolist() == list(USUAL_NUMBERS)


@pytest.mark.parametrize(
    "text",
    ["1 2 3", "1 " * 13, "1000 " * 12, "1.5 " * 12, "1-2 " * 6, "٢ " * 12, "<b>", "1 " * 5000],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a grid of 2 × 2 × 3\. Write 12 whole numbers"):
        read_small_grid(text)
