"""The last corner of a layer's input: reached, left out and padded cells, and the last window."""

from dataclasses import dataclass

import plotly.graph_objects as go
import pytest

from explorer.architecture.layers import AveragePool2D, Conv2D, Family, Layer, MaxPool2D, ZeroPad2D
from explorer.architecture.networks import PRESETS
from explorer.architecture.shapes import sweeps_of
from explorer.architecture.summary import summarize
from explorer.figures.network.window_grid import window_grid

SIGNS = {Family.CONVOLUTION: ("0", "", "×"), Family.POOLING: ("-", "", "×")}
KINDS = {0: "padding", 1: "reached", 2: "left out"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the figure shows: a word per (row, column), and the frame's first and last of each."""

    cells: dict[tuple[int, int], str]
    frame_rows: tuple[float, float]
    frame_columns: tuple[float, float]

    def rows_where(self, kind: str, column: int) -> list[int]:
        """The rows of a kind in one column."""
        return [row for (row, at), word in self.cells.items() if (at, word) == (column, kind)]

    def columns_where(self, kind: str, row: int) -> list[int]:
        """The columns of a kind in one row."""
        return [column for (at, column), word in self.cells.items() if (at, word) == (row, kind)]


def seen(figure: go.Figure, family: Family = Family.CONVOLUTION) -> Seen:
    """Read the figure of a layer of a family."""
    (grid,), (frame,) = figure.data, figure.layout.shapes
    assert (grid.zmin, grid.zmax) == (0, 2)
    cells = {}
    for row, kinds, signs in zip(grid.y, grid.z, grid.text, strict=True):
        for column, kind, sign in zip(grid.x, kinds, signs, strict=True):
            assert sign == SIGNS[family][kind]  # not by colour alone
            cells[row, column] = KINDS[kind]
    # a cell extends half a step to both sides of its number
    return Seen(cells, (frame.y0 + 0.5, frame.y1 - 0.5), (frame.x0 + 0.5, frame.x1 - 0.5))


def corner(layer: Layer, height: int, width: int) -> Seen:
    """The corner of a layer's input of that size."""
    sweeps = sweeps_of(layer, (height, width, 3))
    assert sweeps is not None
    signs = Family.POOLING if layer.family is Family.POOLING else Family.CONVOLUTION
    return seen(window_grid(*sweeps, layer.family), signs)


def test_at_180_px_row_44_and_column_44_are_left_out() -> None:
    rows = summarize(PRESETS["vgg16-no-top"], (180, 180, 3))
    (pool,) = (row for row in rows if row.name == "block3_pool")
    assert pool.rows is not None
    assert pool.columns is not None
    grid = seen(window_grid(pool.rows, pool.columns))
    left_out = {place for place, word in grid.cells.items() if word == "left out"}
    assert left_out == {place for place in grid.cells if 44 in place}
    assert set(grid.cells.values()) == {"left out", "reached"}
    assert grid.frame_rows == grid.frame_columns == (42, 43)


@pytest.mark.parametrize(
    ("layer", "rows", "columns"),
    [
        # the last window of (start, end), worked out by hand on 7 rows and 10 columns
        (MaxPool2D("pool"), (4, 5), (8, 9)),
        (MaxPool2D("pool", 2, 2, "same"), (6, 7), (8, 9)),
        (AveragePool2D("pool", 3, 3), (3, 5), (6, 8)),
        (Conv2D("conv", 4, 3), (5, 7), (8, 10)),
        (Conv2D("conv", 4, 3, padding="valid"), (4, 6), (7, 9)),
        (Conv2D("conv", 4, 3, 2), (5, 7), (8, 10)),
        (Conv2D("conv", 4, 3, dilation=2), (4, 8), (7, 11)),
        (Conv2D("conv", 4, 1, 4), (4, 4), (8, 8)),
        (ZeroPad2D("zeros", 2), (8, 8), (11, 11)),
    ],
    ids=str,
)
def test_the_frame_is_the_last_window(
    layer: Layer, rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    grid = corner(layer, 7, 10)
    assert (grid.frame_rows, grid.frame_columns) == (rows, columns)
    ends = [(row, column) for row in rows for column in columns]
    assert set(ends) <= grid.cells.keys()
    assert all(grid.cells[place] != "left out" for place in ends)


@pytest.mark.parametrize(
    ("layer", "rows", "columns"),
    [
        # zeros before and after, on 7 rows and 10 columns
        (Conv2D("conv", 4, 3), [-1, 7], [-1, 10]),
        (Conv2D("conv", 4, 3, 2), [-1, 7], [10]),  # TensorFlow puts the odd zero after
        (Conv2D("conv", 4, 5), [-2, -1, 7, 8], [-1, 10, 11]),  # 13 columns are drawn
        (MaxPool2D("pool", 2, 2, "same"), [7], []),
        (MaxPool2D("pool"), [], []),
        (ZeroPad2D("zeros", 1), [-1, 7], [-1, 10]),
    ],
    ids=str,
)
def test_padding_stands_around_the_input(layer: Layer, rows: list[int], columns: list[int]) -> None:
    grid = corner(layer, 7, 10)
    assert grid.rows_where("padding", column=5) == rows
    assert grid.columns_where("padding", row=3) == columns
    corners = [(row, column) for row in rows for column in columns]
    assert all(grid.cells[place] == "padding" for place in corners)


@pytest.mark.parametrize(
    ("layer", "rows", "columns"),
    [
        (MaxPool2D("pool"), [6], []),
        (MaxPool2D("pool", 2, 3), [2, 5, 6], [2, 5, 8, 9]),  # gaps between windows, too
        (Conv2D("conv", 4, 1, 4), [1, 2, 3, 5, 6], [1, 2, 3, 5, 6, 7, 9]),
        (AveragePool2D("pool", 3, 3), [6], [9]),
        (Conv2D("conv", 4, 3), [], []),
    ],
    ids=str,
)
def test_what_no_window_reaches_is_crossed(
    layer: Layer, rows: list[int], columns: list[int]
) -> None:
    grid = corner(layer, 7, 10)
    assert grid.rows_where("left out", column=0) == rows
    assert grid.columns_where("left out", row=0) == columns


@pytest.mark.parametrize("size", [(224, 300), (300, 224)], ids=str)
def test_a_large_input_is_drawn_in_its_last_corner_only(size: tuple[int, int]) -> None:
    height, width = size
    grid = corner(Conv2D("conv", 64, 3), height, width)
    rows, columns = ({place[axis] for place in grid.cells} for axis in (0, 1))
    assert rows == set(range(height - 12, height + 1))  # 12 rows, and the zeros after them
    assert columns == set(range(width - 12, width + 1))


def test_a_small_input_is_drawn_whole() -> None:
    grid = corner(Conv2D("conv", 4, 3), 1, 2)
    assert {row for row, _ in grid.cells} == {-1, 0, 1}
    assert {column for _, column in grid.cells} == {-1, 0, 1, 2}
    assert grid.frame_rows == (-1, 1)
    assert grid.frame_columns == (0, 2)


def test_row_0_is_at_the_top_and_cells_are_square() -> None:
    sweeps = sweeps_of(MaxPool2D("pool"), (7, 10, 3))
    assert sweeps is not None
    layout = window_grid(*sweeps).layout
    assert layout.yaxis.autorange == "reversed"
    assert layout.yaxis.scaleanchor == "x"
    assert (layout.yaxis.title.text, layout.xaxis.title.text) == ("Row", "Column")
