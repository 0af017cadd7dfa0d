"""What the bench in the browser gets, against windows that are slid cell by cell."""

import base64
from random import Random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.architecture.shapes import GridWindow, Window, square
from explorer.convolution.bench import BenchLayer, OtherChannels
from explorer.convolution.bench_edits import SetNumber
from explorer.convolution.layer import HandLayer
from explorer.convolution.number_sheet import NumberSheet, set_number
from explorer.convolution.pooling import work_out_windows
from explorer.convolution.transposed import work_out_transposed
from explorer.figures.convolution.bench_data import BenchData, BenchWords
from explorer.figures.convolution.bench_shown import (
    convolution_refused,
    convolution_shown,
    pooling_shown,
    transposed_shown,
)

WORDS = BenchWords()


def decoded(data: BenchData, name: str, *shape: int) -> NDArray[np.float32]:
    """One of the steps."""
    return np.frombuffer(base64.b64decode(data.steps[name]), "<f4").reshape(shape)


def layer_of(kernel: NDArray[np.float64], window: GridWindow, **options: Any) -> HandLayer:
    return HandLayer(kernel, np.arange(float(kernel.shape[-1])), window, **options)


def sheet_of(grid: NDArray[np.float64], layer: HandLayer) -> NumberSheet:
    kernel, bias = np.asarray(layer.kernel, np.float64), np.asarray(layer.bias, np.float64)
    return NumberSheet(grid, kernel, bias, {})


def shown(grid: NDArray[np.float64], layer: HandLayer) -> BenchData:
    bench = BenchLayer(grid, layer, tuple(map(str, range(grid.shape[-1]))))
    return convolution_shown(bench, sheet_of(grid, layer), bench.work_out(), WORDS)


def test_every_output_is_the_sum_of_what_its_taps_read() -> None:
    """By hand from the texts and taps that the browser has, against the output that it shows."""
    draw = Random("taps of the bench")
    for _ in range(60):
        groups, filters, of_a_group = draw.choice([(1, 1, 1), (1, 3, 2), (2, 2, 1), (3, 3, 1)])
        windows = [
            Window(
                draw.randint(1, 3),
                draw.choice([1, 2]),
                draw.choice([1, 1, 2]),
                draw.choice(["same", "full", "valid", (1, 2)]),  # type: ignore[arg-type]
            )
            for _axis in range(2)
        ]
        sides = [draw.randint(each.extent, 7) for each in windows]
        grid = np.array(
            [draw.randint(-4, 4) for _ in range(sides[0] * sides[1] * groups * of_a_group)], float
        ).reshape(*sides, -1)
        kernel = np.array(
            [draw.randint(-3, 3) for _ in range(9 * of_a_group * filters)], float
        ).reshape(3, 3, of_a_group, filters)[: windows[0].size, : windows[1].size]
        data = shown(grid, layer_of(kernel, GridWindow(*windows), groups=groups))
        output = data.output
        after = decoded(data, "after", output.rows, output.columns, filters)
        for row, column, number in np.ndindex(after.shape):
            total = float(number)  # the bias
            for place, channel in enumerate(data.reads[number]):
                for i, at_row in enumerate(data.taps.rows[row]):
                    for j, at_column in enumerate(data.taps.columns[column]):
                        read = float(data.grid.texts[channel][at_row][at_column])
                        total += read * float(data.kernel.texts[number][place][i][j])  # type: ignore[union-attr]
            assert after[row, column, number] == total


def test_padding_and_what_is_never_read_are_marked() -> None:
    window = GridWindow(Window(2, 3, padding=(1, 0)), Window(2, 2))
    data = shown(np.ones((5, 4, 1)), layer_of(np.ones((2, 2, 1, 1)), window))
    assert (data.grid.rows, data.grid.columns) == (6, 4)
    assert [[kind[0] for kind in row] for row in data.grid.kinds] == [
        ["p", "p", "p", "p"],
        ["v", "v", "v", "v"],
        ["u", "u", "u", "u"],
        ["v", "v", "v", "v"],
        ["v", "v", "v", "v"],
        ["u", "u", "u", "u"],
    ]
    assert data.grid.cells[0] == [None] * 4
    assert data.grid.cells[1] == [(0, 0), (0, 1), (0, 2), (0, 3)]
    assert data.grid.texts[0][0] == ["0"] * 4


def test_zeros_between_belong_to_nobody() -> None:
    grid, kernel = np.arange(1.0, 5.0).reshape(2, 2, 1), np.ones((2, 2, 1, 1))
    layer = HandLayer(kernel, np.zeros(1), square(2, 2))
    bench = BenchLayer(grid, layer, ("channel 0",))
    work = work_out_transposed(grid, layer)
    data = transposed_shown(bench, sheet_of(grid, layer), work, WORDS)
    assert [kind[0] for kind in data.grid.kinds[1]] == ["p", "v", "b", "v", "p"]
    assert data.grid.cells[1] == [None, (0, 0), None, (0, 1), None]
    assert data.grid.cells[3] == [None, (1, 0), None, (1, 1), None]
    assert data.grid.texts[0][3] == ["0", "3", "0", "4", "0"]
    assert data.kernel is not None
    assert data.kernel.cells[0] == [(1, 1), (1, 0)]  # shown flipped, typed where it comes from
    assert decoded(data, "after", 4, 4).tolist() == [
        [1, 1, 2, 2],
        [1, 1, 2, 2],
        [3, 3, 4, 4],
        [3, 3, 4, 4],
    ]


@pytest.mark.parametrize("average", [False, True])
def test_a_pooling_has_no_kernel_and_its_padding_no_value(average: bool) -> None:
    grid = np.arange(6.0).reshape(2, 3, 1)
    work = work_out_windows(grid, square(2, 2, padding="same"), average=average)
    sheet = NumberSheet(grid, np.zeros((1, 1, 1, 1)), np.zeros(1), {})
    data = pooling_shown(sheet, ("map",), work, WORDS, "average" if average else "maximum")
    assert data.kernel is None
    assert data.grid.texts[0] == [["0", "1", "2", ""], ["3", "4", "5", ""]]
    assert decoded(data, "after", 2).tolist() == ([2.0, 3.5] if average else [4.0, 5.0])
    assert decoded(data, "winner", 2, 2).tolist() == (
        [[-1, -1]] * 2 if average else [[1, 1], [1, 0]]
    )


def test_what_other_channels_add_is_a_term_and_part_of_the_output() -> None:
    grid, layer = np.ones((1, 1, 1)), layer_of(np.ones((1, 1, 1, 1)), square(1))
    bench = BenchLayer(grid, layer, ("channel 7",), OtherChannels("the other 61 channels", 0.25))
    data = convolution_shown(bench, sheet_of(grid, layer), bench.work_out(), WORDS)
    assert data.rest is not None
    assert (data.rest.name, data.rest.text) == ("the other 61 channels", "0.25")
    assert data.bias == ["0"]
    assert decoded(data, "after", 1).tolist() == [1.25]


def test_a_refused_layer_keeps_its_numbers_and_says_why() -> None:
    grid, layer = np.ones((2, 3, 1)), layer_of(np.ones((3, 3, 1, 1)), square(3))
    sheet = set_number(sheet_of(grid, layer), SetNumber("input", (0, 0, 0), "x"))
    data = convolution_refused(BenchLayer(grid, layer, ("a",)), sheet, "Too small.", WORDS)
    assert data.output.problem == "Too small."
    assert data.steps == {}
    assert (data.grid.rows, data.grid.columns) == (2, 3)
    assert data.typed == {"input:0,0,0": "x"}
    assert data.refused["input:0,0,0"].startswith('"x" is not a number.')


def test_colours_reach_to_the_number_that_is_farthest_from_0() -> None:
    grid = np.array([[[-3.0], [2.0]]])
    data = shown(grid, layer_of(np.array([[[[5.0]]]]), square(1)))
    assert data.limits == {"input": 3.0, "kernel": 5.0, "output": 15.0}


def test_softmax_brings_the_powers_that_it_compares() -> None:
    grid, kernel = np.array([[[1.0]]]), np.array([[[[0.0, 1.0, 1000.0]]]])
    window = square(1)
    data = shown(grid, HandLayer(kernel, np.zeros(3), window, activation="softmax"))
    expected = [1.0, 2.7182817459106445, np.inf]  # e as a float32; e^1000 is larger than any
    assert decoded(data, "powers", 3).tolist() == expected
    assert "powers" not in shown(grid, HandLayer(kernel, np.zeros(3), window)).steps
