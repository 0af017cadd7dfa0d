"""The other ways to slide a window, as tables of numbers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from explorer.arrays import Float64Array
from explorer.convolution.bench_edits import OutputCell
from explorer.convolution.layer import ConvolutionWork
from explorer.convolution.matrices import PatchProduct
from explorer.convolution.shifts import ShiftedPooling, differences
from explorer.convolution.transposed import TransposedWork
from explorer.figures.convolution.bench_shown import map_names
from explorer.figures.convolution.number_tables import (
    MatrixPart,
    NumberTable,
    number_tables,
    part_around,
)

_MAP, _CHANNEL = "map", "ch."


def pooled_maps(shifted: ShiftedPooling, channel: int, name: str) -> str:
    """One channel and its pooled map, before and after a shift; what changed is framed.

    Args:
        shifted: The pooling.
        channel: Which.
        name: Of the channel, "" for the only one.
    """
    of = f", {name}" * bool(name)
    unmoved: list[NumberTable | str] = [
        _plain(f"Input{of}", shifted.unshifted[..., channel]),
        "→",
        _plain(f"Its outputs{of}", shifted.before.result[..., channel]),
    ]
    moved: list[NumberTable | str] = [
        _plain(
            f"Input shifted{of}; framed: changed",
            shifted.shifted[..., channel],
            shifted.of_input.is_changed[..., channel],
        ),
        "→",
        _plain(
            f"Its outputs{of}; framed: changed",
            shifted.after.result[..., channel],
            shifted.of_output.is_changed[..., channel],
        ),
    ]
    return f'<div class="grids">{number_tables(unmoved)}{number_tables(moved)}</div>'


def both_maps(straight: ConvolutionWork, turned: ConvolutionWork, number: int) -> str:
    """One map of a cross-correlation and of a true convolution; where they differ is framed."""
    name = _of_map(straight, number)
    one, other = straight.sums[..., number], turned.sums[..., number]
    framed = differences(one, other).is_changed
    return number_tables(
        [
            _plain(f"Sums of the cross-correlation{name}", one),
            _plain(f"Sums of the true convolution{name}; framed: differs", other, framed),
        ]
    )


def step_table(same: ConvolutionWork, causal: ConvolutionWork, number: int) -> str:
    """A row of the input, and one map with "same" and with causal padding, step by step.

    An output stands at its own step: its number times the stride.
    """
    along = same.sweeps[1]
    steps = along.size_in
    inputs = np.moveaxis(same.padded[0, along.pad_before :][:steps], -1, 0)
    names = [f"input, channel {channel}" for channel in range(len(inputs))]
    own = np.arange(along.size_out) * along.window.stride
    lines = np.full((2, steps), np.nan)
    lines[:, own] = same.activation[0, :, number], causal.activation[0, :, number]
    table = NumberTable(
        f"Step by step{_of_map(same, number)}",
        np.concatenate([inputs, lines]),
        [*(["input"] if len(inputs) == 1 else names), 'output, "same"', "output, causal"],
        [str(step) for step in range(steps)],
        "step",
    )
    return number_tables([table])


def patch_part(product: PatchProduct, work: ConvolutionWork, cell: OutputCell) -> MatrixPart:
    """The patches that are shown: those around the chosen output's."""
    return part_around(product.patches.shape, cell[0] * work.sums.shape[1] + cell[1])


def patch_tables(product: PatchProduct, work: ConvolutionWork, cell: OutputCell) -> str:
    """Patches times kernel, with the row of an output marked."""
    part = patch_part(product, work, cell)
    row = cell[0] * work.sums.shape[1] + cell[1]
    _, _, kernel_rows, kernel_columns, channels = work.patches.shape
    taps = place_names((kernel_rows, kernel_columns, channels), _CHANNEL)
    outputs = place_names((*work.sums.shape[:2], 1))
    maps = map_names(work.sums.shape[-1])
    shown_outputs, shown_taps = _of(outputs, part.rows), _of(taps, part.columns)
    marked, marked_map = row - part.rows.start, cell[2] if len(maps) > 1 else None
    return number_tables(
        [
            NumberTable(
                "Patches", part.of(product.patches), shown_outputs, shown_taps, "output", marked
            ),
            "×",
            NumberTable(
                "Kernel",
                product.kernel[part.columns.start : part.columns.stop],
                shown_taps,
                maps,
                "weight",
                marked_column=marked_map,
            ),
            "=",
            NumberTable(
                "Sums",
                product.result[part.rows.start : part.rows.stop],
                shown_outputs,
                maps,
                "output",
                marked,
                marked_map,
            ),
        ],
        same_colours=False,
    )


def matrix_part(matrix: Float64Array, row: int) -> MatrixPart:
    """The part of a sparse matrix around the first place of a row that is not 0."""
    filled = np.flatnonzero(matrix[row])
    return part_around(matrix.shape, row, int(filled[0]) if filled.size else 0)


def flat_place(work: ConvolutionWork, cell: OutputCell) -> int:
    """The number of an output in the order of an array (height, width, filters)."""
    return int(np.ravel_multi_index(cell, work.sums.shape))


def matrix_tables(
    matrix: Float64Array, values: Float64Array, work: ConvolutionWork, cell: OutputCell
) -> str:
    """The one sparse matrix times the input as a column, with the row of an output marked.

    Args:
        matrix: (outputs, inputs).
        values: The input, (height, width, channels).
        work: The convolution.
        cell: The output.
    """
    row = flat_place(work, cell)
    return _times_column("Matrix", matrix, matrix_part(matrix, row), row, (values, work.sums))


def transpose_tables(
    matrix: Float64Array, values: Float64Array, found: TransposedWork, cell: OutputCell
) -> str:
    """The direct convolution's matrix, and its transpose times the input as a column.

    Args:
        matrix: Of the direct convolution, (its outputs, its inputs).
        values: The input of the transposed one, (height, width, channels).
        found: The transposed convolution.
        cell: One of its outputs.
    """
    row = flat_place(found.work, cell)
    part = matrix_part(matrix.T, row)
    direct = MatrixPart((part.shape[1], part.shape[0]), part.columns, part.rows)
    inputs = place_names(values.shape, _CHANNEL)
    outputs = place_names(found.work.sums.shape)
    first = NumberTable(
        "Matrix of the direct convolution",
        direct.of(matrix),
        _of(inputs, direct.rows),
        _of(outputs, direct.columns),
        marked_column=row - direct.columns.start,
    )
    return number_tables([first]) + _times_column(
        "Its transpose", matrix.T, part, row, (values, found.work.sums)
    )


def _times_column(
    caption: str,
    matrix: Float64Array,
    part: MatrixPart,
    row: int,
    grids: tuple[Float64Array, Float64Array],
) -> str:
    """A matrix times the input as a column makes the sums as a column."""
    values, sums = grids
    outputs = _of(place_names(sums.shape), part.rows)
    inputs = _of(place_names(values.shape, _CHANNEL), part.columns)
    marked = row - part.rows.start
    column = values.ravel()[part.columns.start : part.columns.stop, np.newaxis]
    result = sums.ravel()[part.rows.start : part.rows.stop, np.newaxis]
    return number_tables(
        [
            NumberTable(caption, part.of(matrix), outputs, inputs, "output", marked),
            "×",
            NumberTable("Input", column, inputs, [""], "value"),
            "=",
            NumberTable("Sums", result, outputs, [""], "output", marked),
        ],
        same_colours=False,
    )


def place_names(shape: tuple[int, ...], name: str = _MAP) -> tuple[str, ...]:
    """Places in the order of an array: "(0, 1)", or "(0, 1) map 2" where there are several.

    Args:
        shape: (height, width, channels or filters).
        name: What the last axis counts.
    """
    height, width, deep = shape
    return tuple(
        f"({row}, {column})" + f" {name} {number}" * (deep > 1)
        for row in range(height)
        for column in range(width)
        for number in range(deep)
    )


def _of(names: Sequence[str], shown: range) -> Sequence[str]:
    return names[shown.start : shown.stop]


def _of_map(work: ConvolutionWork, number: int) -> str:
    names = map_names(work.sums.shape[-1])
    return f", {names[number]}" * (len(names) > 1)


def _plain(
    caption: str, values: Float64Array, framed: npt.NDArray[np.bool_] | None = None
) -> NumberTable:
    """A map, its rows and columns by number."""
    rows, columns = (list(map(str, range(size))) for size in values.shape)
    return NumberTable(caption, values, rows, columns, framed=framed)
