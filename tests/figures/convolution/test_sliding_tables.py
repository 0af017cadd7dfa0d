"""Matrices as tables: what stands in them, what is marked, and what is cut."""

import re

import numpy as np
import pytest

from explorer.architecture.shapes import GridWindow, Window, square
from explorer.arrays import Float64Array
from explorer.convolution.kernels import flipped
from explorer.convolution.layer import HandLayer, work_out_convolution
from explorer.convolution.matrices import as_matrix, as_patch_product
from explorer.convolution.sequences import along_steps
from explorer.convolution.shifts import pool_before_and_after
from explorer.convolution.transposed import work_out_transposed
from explorer.figures.convolution.number_tables import (
    MOST_TABLE_COLUMNS,
    MOST_TABLE_ROWS,
    NumberTable,
    number_tables,
    part_around,
    part_note,
)
from explorer.figures.convolution.sliding_tables import (
    both_maps,
    matrix_tables,
    patch_tables,
    place_names,
    pooled_maps,
    step_table,
    transpose_tables,
)

GRID = np.arange(1.0, 13).reshape(3, 4, 1)
KERNEL = np.array([[1.0, 2], [0, -1]]).reshape(2, 2, 1, 1)
ONE_AND_TWO = (("a", 1.0), ("b", 2.0))


def tables(html: str) -> dict[str, list[list[str]]]:
    """The cells of each table by its caption, row by row, with the names of the rows."""
    found = {}
    for figure in re.findall("<figure>.*?</figure>", html, re.S):
        caption = re.search("<figcaption>(.*?)</figcaption>", figure)
        assert caption
        lines = re.findall("<tr.*?</tr>", figure.partition("</thead>")[2])
        found[caption[1]] = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in lines]
    return found


def marked(html: str) -> list[str]:
    """The names of the rows that are marked."""
    return re.findall(r'<tr class="marked"><th scope="row">(.*?)</th>', html)


def framed(html: str) -> list[str]:
    """The values that are framed."""
    return re.findall(r'<td class="framed"[^>]*>(.*?)</td>', html)


def convolution(kernel: Float64Array, window: GridWindow, grid: Float64Array = GRID):
    return work_out_convolution(grid, HandLayer(kernel, np.zeros(kernel.shape[-1]), window))


def test_names_and_numbers() -> None:
    html = number_tables(
        [NumberTable("<A>", np.array([[1.0, -0.5], [np.nan, 0]]), ["a", "b"], ["x", "y"]), "×"]
    )
    assert tables(html) == {"&lt;A&gt;": [["a", "1", "−0.5"], ["b", "", "0"]]}
    assert html.count("background: rgba(230, 159, 0") == 1  # above 0
    assert html.count("background: rgba(0, 114, 178") == 1
    assert 'tabindex="0" role="region" aria-label="&lt;A&gt;"' in html


def test_colours_of_one_range_or_of_their_own() -> None:
    parts = [
        NumberTable(name, np.array([[value]]), ["0"], ["0"]) for name, value in (("a", 1), ("b", 2))
    ]
    same, own = number_tables(parts), number_tables(parts, same_colours=False)
    assert len(set(re.findall(r"rgba\(.*?\)", same))) == 2
    assert len(set(re.findall(r"rgba\(.*?\)", own))) == 1


def test_a_table_of_zeros_has_no_colours() -> None:
    html = number_tables([NumberTable("a", np.zeros((1, 1)), ["0"], ["0"])])
    assert "rgba" not in html


@pytest.mark.parametrize(
    ("shape", "place", "rows", "columns"),
    [
        ((16, 64), (15, 63), (0, 16), (0, 64)),
        ((17, 65), (0, 0), (0, 16), (0, 64)),
        ((100, 200), (50, 90), (42, 58), (87, 151)),
        ((100, 200), (99, 199), (84, 100), (136, 200)),
        ((1, 1), (0, 0), (0, 1), (0, 1)),
    ],
)
def test_the_part_around_a_place(
    shape: tuple[int, int], place: tuple[int, int], rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    part = part_around(shape, *place)
    assert (part.rows, part.columns) == (range(*rows), range(*columns))
    whole = shape[0] <= MOST_TABLE_ROWS and shape[1] <= MOST_TABLE_COLUMNS
    assert (part_note(part) == "") == whole
    matrix = np.arange(float(np.prod(shape))).reshape(shape)
    assert part.of(matrix)[0, 0] == rows[0] * shape[1] + columns[0]


def test_what_is_cut_is_counted() -> None:
    assert part_note(part_around((100, 65))) == (
        "The table shows the part around the chosen output. Not shown: 84 rows of 100 and 1 column "
        "of 65."
    )


def test_patches_times_kernel() -> None:
    work = convolution(KERNEL, square(2))
    html = patch_tables(as_patch_product(work, KERNEL), work, (1, 2, 0))
    found = tables(html)
    assert found["Patches"][5] == ["(1, 2)", "7", "8", "11", "12"]
    assert found["Kernel"] == [["(0, 0)", "1"], ["(0, 1)", "2"], ["(1, 0)", "0"], ["(1, 1)", "−1"]]
    assert found["Sums"][5] == ["(1, 2)", "11"]  # 7 + 2 * 8 - 12
    assert marked(html) == ["(1, 2)", "(1, 2)"]


def test_the_sparse_matrix_times_the_input() -> None:
    work = convolution(KERNEL, square(2))
    html = matrix_tables(as_matrix(KERNEL, work.sweeps), GRID, work, (0, 1, 0))
    found = tables(html)
    assert found["Matrix"][1] == [
        "(0, 1)",
        *["0", "1", "2", "0", "0", "0"],
        "−1",
        *["0", "0", "0", "0", "0"],
    ]
    assert [row[1] for row in found["Input"]] == [str(number) for number in range(1, 13)]
    assert found["Sums"][1] == ["(0, 1)", "1"]  # 2 + 2 * 3 - 7
    assert marked(html) == ["(0, 1)", "(0, 1)"]


def test_a_large_matrix_shows_the_row_that_is_looked_at() -> None:
    grid, kernel = np.ones((12, 12, 3)), np.ones((3, 3, 3, 2))
    work = convolution(kernel, square(3), grid)
    html = matrix_tables(as_matrix(kernel, work.sweeps), grid, work, (9, 9, 1))
    found = tables(html)
    assert marked(html) == ["(9, 9) map 1", "(9, 9) map 1"]
    assert len(found["Matrix"]) == MOST_TABLE_ROWS
    assert len(found["Input"]) == MOST_TABLE_COLUMNS
    assert "1" in found["Matrix"][-1][1:]


def test_the_transpose_gives_the_transposed_convolution() -> None:
    layer = HandLayer(KERNEL, np.zeros(1), square(2, 2))
    grid = np.array([[1.0, 10]])[..., np.newaxis]
    found = work_out_transposed(grid, layer)
    matrix = as_matrix(KERNEL, found.direct)
    html = transpose_tables(matrix, grid, found, (1, 3, 0))
    shown = tables(html)
    assert shown["Matrix of the direct convolution"] == [
        ["(0, 0)", *["1", "2", "0", "0", "0"], "−1", "0", "0"],
        ["(0, 1)", *["0", "0", "1", "2", "0", "0", "0"], "−1"],
    ]
    assert [row[1:] for row in shown["Its transpose"]] == [
        *(["1", "0"], ["2", "0"], ["0", "1"], ["0", "2"]),
        *(["0", "0"], ["−1", "0"], ["0", "0"], ["0", "−1"]),
    ]
    assert [row[1] for row in shown["Sums"]] == ["1", "2", "10", "20", "0", "−1", "0", "−10"]
    assert marked(html) == ["(1, 3)", "(1, 3)"]
    assert '<th scope="col" class="marked">(1, 3)</th>' in html


def test_maps_before_and_after_a_shift() -> None:
    edge = np.tile([0.0, 0, 0, 9, 9, 9], (2, 1))[..., np.newaxis]
    html = pooled_maps(pool_before_and_after(edge, square(2, 2), (0, 1), average=False), 0, "")
    found = tables(html)
    assert found["Its outputs"] == [["0", "0", "9", "9"]]
    assert found["Its outputs; framed: changed"] == [["0", "0", "0", "9"]]
    assert found["Input shifted; framed: changed"] == [
        [row, *["0", "0", "0", "0", "9", "9"]] for row in "01"
    ]
    assert framed(html) == ["0", "0", "0"]  # two of the input, one of the output


def test_maps_of_one_of_several_channels() -> None:
    grid = np.stack([np.zeros((2, 2)), np.ones((2, 2))], axis=-1)
    html = pooled_maps(pool_before_and_after(grid, square(1), (0, 0), average=True), 1, "green")
    assert tables(html)["Input, green"] == [["0", "1", "1"], ["1", "1", "1"]]


def test_both_maps_frame_where_they_differ() -> None:
    kernel = np.array([[1.0, 2]]).reshape(1, 2, 1, 1)
    window = GridWindow(Window(1), Window(2))
    grid = np.array([[[0.0], [1], [1]]])
    html = both_maps(
        convolution(kernel, window, grid), convolution(flipped(kernel), window, grid), 0
    )
    assert [cells for each in tables(html).values() for cells in each] == [
        ["0", "2", "3"],
        ["0", "1", "3"],
    ]
    assert framed(html) == ["1"]


def test_outputs_stand_at_their_own_step() -> None:
    kernel = np.array([[1.0, 10, 100]]).reshape(1, 3, 1, 1)
    grid = np.arange(1.0, 6).reshape(1, 5, 1)
    same, causal = (
        convolution(kernel, along_steps(3, 2, 1, padding), grid) for padding in ("same", "causal")
    )
    (lines,) = tables(step_table(same, causal, 0)).values()
    assert lines == [
        ["input", *"12345"],
        ["output, &quot;same&quot;", "210", "", "432", "", "54"],
        ["output, causal", "100", "", "321", "", "543"],
    ]


def test_names_of_places() -> None:
    assert place_names((1, 2, 1)) == ("(0, 0)", "(0, 1)")
    assert place_names((1, 1, 2), "ch.") == ("(0, 0) ch. 0", "(0, 0) ch. 1")
