"""Who reads what, against windows moved cell by cell and probes through the convolution."""

from itertools import product
from random import Random

import numpy as np
import pytest

from explorer.architecture.shapes import GridWindow, Sweeps, Window, square, sweep
from explorer.convolution.layer import HandLayer, work_out_convolution
from explorer.convolution.reading import (
    cells_of_weight,
    cells_read,
    is_padding,
    outputs_reading,
    products_of_weight,
    times_read,
)

WINDOWS = [
    square(1),
    square(3, padding="same"),
    square(2, 3),
    square(3, padding="full"),
    GridWindow(Window(1, 2), Window(4, padding=(0, 2))),
    GridWindow(Window(2, 1, 2, "same"), Window(3, 2)),
    GridWindow(Window(3, 2, 2, 2), Window(2, 3, 2, (1, 0))),
]
HEIGHT, WIDTH = 6, 7


def sweeps_over(window: GridWindow) -> Sweeps:
    return sweep(window.rows, HEIGHT), sweep(window.columns, WIDTH)


def weights_of(window: GridWindow, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(window.rows.size, window.columns.size, 2, 3))


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_a_probe_reaches_the_outputs_that_read_its_cell(window: GridWindow) -> None:
    """A single 1 in the input changes those outputs and no others."""
    kernel = np.ones((window.rows.size, window.columns.size, 1, 1))
    sweeps = sweeps_over(window)
    times = times_read(sweeps)
    for cell in product(range(HEIGHT), range(WIDTH)):
        probe = np.zeros((HEIGHT, WIDTH, 1))
        probe[cell] = 1
        layer = HandLayer(kernel, np.zeros(1), window)
        sums = work_out_convolution(probe, layer).sums[..., 0]
        assert outputs_reading(sweeps, cell) == tuple(map(tuple, np.argwhere(sums).tolist()))
        assert times[cell] == sums.sum()


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_outputs_and_cells_agree_in_both_directions(window: GridWindow) -> None:
    sweeps = sweeps_over(window)
    outputs = list(product(range(sweeps[0].size_out), range(sweeps[1].size_out)))
    pairs = {(output, cell) for output in outputs for cell in cells_read(sweeps, output)}
    rows, columns = (range(-along.pad_before, along.size_in + along.pad_after) for along in sweeps)
    back = {
        (output, cell)
        for cell in product(rows, columns)
        for output in outputs_reading(sweeps, cell)
    }
    assert pairs == back


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_what_an_output_reads_is_its_patch(window: GridWindow) -> None:
    grid = np.random.default_rng(3).normal(size=(HEIGHT, WIDTH, 2))
    work = work_out_convolution(grid, HandLayer(weights_of(window, 4), np.zeros(3), window))
    for output in product(range(work.sums.shape[0]), range(work.sums.shape[1])):
        cells = cells_read(work.sweeps, output)
        values = [[0, 0] if is_padding(work.sweeps, at) else grid[at].tolist() for at in cells]
        assert work.patches[output].reshape(-1, 2).tolist() == values


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_every_product_of_a_weight(window: GridWindow) -> None:
    grid, kernel = np.random.default_rng(5).normal(size=(HEIGHT, WIDTH, 2)), weights_of(window, 6)
    work = work_out_convolution(grid, HandLayer(kernel, np.zeros(3), window))
    draw = Random(7)
    i, j = draw.randrange(window.rows.size), draw.randrange(window.columns.size)
    made, cells = products_of_weight(work, (i, j), 1, 2), cells_of_weight(work.sweeps, (i, j))
    for output in np.ndindex(*made.shape):
        row, column = cells[output].tolist()
        inside = 0 <= row < HEIGHT and 0 <= column < WIDTH
        assert made[output] == (grid[row, column, 1] * kernel[i, j, 1, 2] if inside else 0)


def test_cells_that_no_window_reaches() -> None:
    window = GridWindow(Window(2, 3), Window(2, 2))
    assert np.argwhere(times_read(sweeps_over(window)) == 0).tolist() == [
        [row, column]
        for row, column in product(range(HEIGHT), range(WIDTH))
        if row in {2, 5} or column == 6
    ]


@pytest.mark.parametrize(
    ("output", "message"),
    [((4, 0), r"output \(4, 0\).*rows 0 to 3"), ((0, -1), r"output \(0, -1\).*columns 0 to 4")],
)
def test_an_output_that_does_not_exist(output: tuple[int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cells_read(sweeps_over(square(3)), output)


def test_a_cell_or_a_weight_that_does_not_exist() -> None:
    sweeps = sweeps_over(square(3, padding=1))
    with pytest.raises(ValueError, match=r"cell \(-2, 0\).*rows -1 to 6 and columns -1 to 7"):
        outputs_reading(sweeps, (-2, 0))
    with pytest.raises(ValueError, match=r"weight \(0, 3\).*columns 0 to 2"):
        cells_of_weight(sweeps, (0, 3))
