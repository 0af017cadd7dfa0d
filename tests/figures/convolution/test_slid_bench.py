"""What the bench in the browser gets of poolings, flipped kernels, single rows and transposes."""

import base64

import numpy as np

from explorer.architecture.shapes import square
from explorer.arrays import Float64Array
from explorer.convolution.bench import BenchLayer
from explorer.convolution.bench_edits import SetNumber
from explorer.convolution.layer import HandLayer
from explorer.convolution.number_sheet import NumberSheet, set_number
from explorer.convolution.pooling import work_out_windows
from explorer.convolution.sequences import along_steps
from explorer.convolution.transposed import work_out_transposed
from explorer.figures.convolution.bench_data import BenchData, BenchWords
from explorer.figures.convolution.bench_shown import (
    convolution_refused,
    convolution_shown,
    pooling_refused,
    pooling_shown,
    transposed_shown,
    typed_from_the_end,
    typed_in_rows,
)

GRID = np.array([[1.0, 5, 2], [4, 5, 0]])[..., np.newaxis]
KERNEL = np.array([[1.0, 2], [3, 4]]).reshape(2, 2, 1, 1)
SHEET = NumberSheet(GRID, KERNEL, np.zeros(1), {})
WORDS = BenchWords()


def step(data: BenchData, name: str) -> Float64Array:
    """One of the arrays, flat."""
    return np.frombuffer(base64.b64decode(data.steps[name]), "<f4").astype(np.float64)


def test_a_max_pooling_says_which_value_wins() -> None:
    work = work_out_windows(GRID, square(2, padding="same"), average=False)
    data = pooling_shown(SHEET, ("grey",), work, WORDS, "maximum")
    assert data.kernel is None
    assert data.bias is None
    assert (data.output.rows, data.output.columns, data.output.names) == (2, 3, ("grey",))
    assert step(data, "after").tolist() == [5, 5, 2, 5, 5, 0]
    assert step(data, "winner").reshape(-1, 2).tolist() == [
        *([0, 1], [0, 0], [0, 0]),
        *([0, 1], [0, 0], [0, 0]),
    ]
    assert data.grid.texts == [[["1", "5", "2", ""], ["4", "5", "0", ""], [""] * 4]]
    assert data.grid.kinds[2] == ["padding"] * 4
    assert np.isnan(step(data, "values")[-3:]).all()


def test_an_average_pooling_has_no_winner() -> None:
    work = work_out_windows(GRID, square(2), average=True)
    data = pooling_shown(SHEET, ("grey",), work, WORDS, "average")
    assert step(data, "after").tolist() == [15 / 4, 3]
    assert set(step(data, "winner")) == {-1}
    assert data.limits == {"input": 5, "output": 3.75}


def test_a_pooling_that_cannot_be_keeps_what_was_typed() -> None:
    sheet = set_number(SHEET, SetNumber("input", (1, 2, 0), "abc"))
    data = pooling_refused(sheet, ("grey",), "Too large.", WORDS, "maximum")
    assert data.output.problem == "Too large."
    assert data.typed == {"input:1,2,0": "abc"}
    assert list(data.refused) == ["input:1,2,0"]
    assert data.grid.texts[0][1] == ["4", "5", "0"]


def bench(kernel: Float64Array, grid: Float64Array = GRID) -> BenchLayer:
    return BenchLayer(grid, HandLayer(kernel, np.zeros(1), square(2)), ("grey",))


def test_a_flipped_kernel_is_typed_from_its_end() -> None:
    data = typed_from_the_end(convolution_refused(bench(KERNEL[::-1, ::-1]), SHEET, "", WORDS))
    assert data.kernel is not None
    assert data.kernel.texts == [[[["4", "3"], ["2", "1"]]]]
    assert data.kernel.cells == [[(1, 1), (1, 0)], [(0, 1), (0, 0)]]
    for row, column in np.ndindex(2, 2):  # each cell holds the number that it edits
        typed = data.kernel.cells[row][column]
        assert float(data.kernel.texts[0][0][row][column]) == KERNEL[(*typed, 0, 0)]


def test_one_row_is_typed_where_it_comes_from() -> None:
    layer = HandLayer(KERNEL[[1]], np.zeros(1), along_steps(2, padding="causal"))
    row = BenchLayer(GRID[[1]], layer, ("grey",))
    data = typed_in_rows(convolution_shown(row, SHEET, row.work_out(), WORDS), 1, 1)
    assert data.kernel is not None
    assert data.grid.texts == [[["0", "4", "5", "0"]]]
    assert data.grid.cells == [[None, (1, 0), (1, 1), (1, 2)]]
    assert data.kernel.cells == [[(1, 0), (1, 1)]]
    assert step(data, "after").tolist() == [4 * 4, 3 * 4 + 4 * 5, 3 * 5]


def test_a_transposed_convolution_shows_zeros_between_and_the_kernel_flipped() -> None:
    grid = np.array([[1.0, 10]])[..., np.newaxis]
    layer = HandLayer(KERNEL, np.zeros(1), square(2, 2))
    found = work_out_transposed(grid, layer)
    data = transposed_shown(BenchLayer(grid, layer, ("grey",)), SHEET, found, WORDS)
    assert data.kernel is not None
    assert data.kernel.texts == [[[["4", "3"], ["2", "1"]]]]
    assert data.kernel.cells[0][0] == (1, 1)
    assert data.grid.kinds[1] == ["padding", "value", "between", "value", "padding"]
    assert data.grid.cells[1] == [None, (0, 0), None, (0, 1), None]
    assert step(data, "after").tolist() == [1, 2, 10, 20, 3, 4, 30, 40]
