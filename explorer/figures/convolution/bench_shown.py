"""A layer that was worked out by hand, as the bench in the browser shows it."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Sweep, Sweeps, Window
from explorer.arrays import Float64Array
from explorer.convolution.bench import BenchLayer
from explorer.convolution.layer import ConvolutionWork
from explorer.convolution.notation import number_text
from explorer.convolution.number_sheet import NumberSheet
from explorer.convolution.pooling import PoolingWork
from explorer.convolution.reading import times_read
from explorer.convolution.transposed import TransposedWork
from explorer.figures.convolution.bench_data import (
    BenchData,
    BenchGrid,
    BenchKernel,
    BenchKind,
    BenchOutput,
    BenchTaps,
    BenchTerm,
    BenchWords,
)
from explorer.operations import NumberArray

_Cell = TypeVar("_Cell")

SIGNIFICANT = 6
"""Digits of a number that nobody typed."""

_FLOAT32 = np.finfo(np.float32)


def convolution_shown(
    bench: BenchLayer, sheet: NumberSheet, work: ConvolutionWork, words: BenchWords
) -> BenchData:
    """A convolution.

    Args:
        bench: The layer.
        sheet: Its numbers as they were typed.
        work: Its steps.
        words: Headings.
    """
    return replace(
        convolution_refused(bench, sheet, "", words),
        grid=_grid(bench.grid, work.sweeps),
        **_results(bench, work),
    )


def convolution_refused(
    bench: BenchLayer, sheet: NumberSheet, problem: str, words: BenchWords
) -> BenchData:
    """A convolution that cannot be: its numbers, without padding, and why."""
    layer, others = bench.layer, bench.others
    return BenchData(
        kind="convolution",
        channels=bench.channels,
        grid=_grid(bench.grid, _unpadded(bench.grid)),
        words=words,
        output=BenchOutput(problem=problem),
        kernel=_kernel(layer.kernel),
        bias=[number_text(each) for each in layer.bias.tolist()],
        rest=None if others is None else BenchTerm(others.name, _text(others.value)),
        activation=layer.activation,
        **_extents(input=bench.grid, kernel=layer.kernel),
        **_refusals(sheet),
    )


def transposed_shown(
    bench: BenchLayer, sheet: NumberSheet, found: TransposedWork, words: BenchWords
) -> BenchData:
    """A transposed convolution: one over the input with zeros between, with the flipped kernel."""
    layer = replace(bench.layer, kernel=found.kernel)
    shown = convolution_refused(replace(bench, layer=layer), sheet, "", words)
    rows, columns = found.direct
    strides = rows.window.stride, columns.window.stride
    return replace(
        typed_from_the_end(shown),
        grid=_grid(found.spread, found.work.sweeps, found.is_value, strides),
        **_results(bench, found.work),
    )


def typed_from_the_end(data: BenchData) -> BenchData:
    """A bench whose kernel is shown flipped: its first weight is the last that was typed."""
    if data.kernel is None:
        return data
    cells = [line[::-1] for line in data.kernel.cells[::-1]]
    return replace(data, kernel=replace(data.kernel, cells=cells))


def typed_in_rows(data: BenchData, of_input: int, of_kernel: int) -> BenchData:
    """A bench with one row of what was typed.

    Args:
        data: Its input and its kernel have one row each.
        of_input: Which row of the typed input it is.
        of_kernel: Which row of the typed kernel it is.
    """
    lines = [[None if at is None else (of_input, at[1]) for at in row] for row in data.grid.cells]
    moved = replace(data, grid=replace(data.grid, cells=lines))
    if data.kernel is None:
        return moved
    cells = [[(of_kernel, column) for _, column in line] for line in data.kernel.cells]
    return replace(moved, kernel=replace(data.kernel, cells=cells))


def pooling_shown(
    sheet: NumberSheet,
    channels: tuple[str, ...],
    work: PoolingWork,
    words: BenchWords,
    kind: BenchKind,
) -> BenchData:
    """A pooling of a sheet's input: the values in each window, and which one wins."""
    height, width, num_channels = work.result.shape
    none = np.full((*work.result.shape, 2), -1)
    steps = {
        "values": work.values,
        "winner": none if work.winner is None else work.winner,
        "after": work.result,
    }
    return replace(
        pooling_refused(sheet, channels, "", words, kind),
        grid=_grid(sheet.grid, work.sweeps, padding_text=""),
        output=BenchOutput(height, width, num_channels, channels),
        taps=_taps(work.sweeps),
        reads=[[channel] for channel in range(num_channels)],
        steps=_encoded(steps),
        **_extents(input=sheet.grid, output=work.result),
    )


def pooling_refused(
    sheet: NumberSheet, channels: tuple[str, ...], problem: str, words: BenchWords, kind: BenchKind
) -> BenchData:
    """A pooling that cannot be: its input, and why."""
    return BenchData(
        kind=kind,
        channels=channels,
        grid=_grid(sheet.grid, _unpadded(sheet.grid)),
        words=words,
        output=BenchOutput(problem=problem),
        **_extents(input=sheet.grid),
        **_refusals(sheet),
    )


def _results(bench: BenchLayer, work: ConvolutionWork) -> dict[str, Any]:
    """The parts of the data that only a layer with an output has."""
    height, width, filters = work.activation.shape
    steps: dict[str, NumberArray] = {
        "products": work.products,
        "channel_sums": work.channel_sums,
        "sums": work.sums,
        "before": work.pre_activation,
        "after": work.activation,
    }
    if bench.layer.activation == "softmax":
        before = work.pre_activation
        steps["powers"] = np.exp(before - before.max(axis=-1, keepdims=True))
    return {
        "output": BenchOutput(height, width, filters, map_names(filters)),
        "taps": _taps(work.sweeps),
        "reads": work.channels_read.T.tolist(),
        "steps": _encoded(steps),
        **_extents(input=bench.grid, kernel=bench.layer.kernel, output=work.activation),
    }


def _refusals(sheet: NumberSheet) -> dict[str, Any]:
    """The parts of the data that say what was typed and is not a number."""
    return {
        "refused": {str(cell): sentence for cell, sentence in sheet.sentences.items()},
        "typed": {str(cell): refusal.text for cell, refusal in sheet.refused.items()},
    }


def map_names(filters: int) -> tuple[str, ...]:
    """The names of the maps that filters make."""
    return ("map",) if filters == 1 else tuple(f"map {number}" for number in range(filters))


def _grid(
    values: Float64Array,
    sweeps: Sweeps,
    is_value: npt.NDArray[np.bool_] | None = None,
    strides: Position = (1, 1),
    padding_text: str = "0",
) -> BenchGrid:
    """The input with its padding.

    Args:
        values: (height, width, channels), with zeros between where a transposed one puts them.
        sweeps: How the window moves over it.
        is_value: Where it holds a value of the input, (height, width); everywhere without.
        strides: How far apart these values stand.
        padding_text: What stands in the padding.
    """
    kinds = np.where(times_read(sweeps) > 0, "value", "unreached")
    if is_value is not None:
        kinds = np.where(is_value, kinds, "between")
    cells: list[list[Position | None]] = [
        [
            None if kind == "between" else (row // strides[0], column // strides[1])
            for column, kind in enumerate(line)
        ]
        for row, line in enumerate(kinds.tolist())
    ]
    tall, wide = (along.pad_before + along.size_in + along.pad_after for along in sweeps)
    return BenchGrid(
        tall,
        wide,
        kinds=_with_unread_padding(_padded(kinds.tolist(), sweeps, "padding"), sweeps),
        cells=_padded(cells, sweeps, None),
        texts=[
            _padded([[number_text(each) for each in row] for row in channel], sweeps, padding_text)
            for channel in np.moveaxis(values, -1, 0).tolist()
        ],
    )


def _padded(lines: list[list[_Cell]], sweeps: Sweeps, fill: _Cell) -> list[list[_Cell]]:
    """Rows of cells with others around them."""
    rows, columns = sweeps
    wide = [[fill] * columns.pad_before + line + [fill] * columns.pad_after for line in lines]
    empty = [fill] * (columns.pad_before + columns.size_in + columns.pad_after)
    above, below = ([empty[:] for _ in range(many)] for many in (rows.pad_before, rows.pad_after))
    return [*above, *wide, *below]


def _with_unread_padding(kinds: list[list[Any]], sweeps: Sweeps) -> list[list[Any]]:
    """Kinds of cells; padding that no window reads is a kind of its own."""
    rows, columns = ({index for tap in taps for index in tap} for taps in _indices_read(sweeps))
    return [
        [
            "unread padding" if kind == "padding" and not (r in rows and c in columns) else kind
            for c, kind in enumerate(line)
        ]
        for r, line in enumerate(kinds)
    ]


def _unpadded(grid: Float64Array) -> Sweeps:
    """A window of one cell, which reads everything and needs no padding."""
    rows, columns = (Sweep(Window(1), size, size) for size in grid.shape[:2])
    return rows, columns


def _taps(sweeps: Sweeps) -> BenchTaps:
    return BenchTaps(*_indices_read(sweeps))


def _indices_read(sweeps: Sweeps) -> tuple[list[list[int]], list[list[int]]]:
    """The rows, and columns, of the padded grid that each output row, and column, reads."""
    rows, columns = (
        [[index + along.pad_before for index in along.taps(unit)] for unit in range(along.size_out)]
        for along in sweeps
    )
    return rows, columns


def _kernel(kernel: NumberArray) -> BenchKernel:
    rows, columns = kernel.shape[:2]
    texts = [
        [[[number_text(each) for each in row] for row in part] for part in parts]
        for parts in kernel.transpose(3, 2, 0, 1).tolist()
    ]
    cells = [[(row, column) for column in range(columns)] for row in range(rows)]
    return BenchKernel(rows, columns, texts, cells)


def _encoded(steps: Mapping[str, NumberArray]) -> dict[str, str]:
    """Arrays as base64, of float32 where all digits that are shown fit, otherwise of float64."""
    return {
        name: b64encode(
            np.ascontiguousarray(values, "<f4" if _fits_float32(values) else "<f8").tobytes()
        ).decode()
        for name, values in steps.items()
    }


def _fits_float32(values: NumberArray) -> bool:
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    return bool(((sizes >= _FLOAT32.tiny) & (sizes <= _FLOAT32.max)).all())


def _extents(**parts: NumberArray) -> dict[str, Any]:
    """The parts of the data that say how large the numbers are, for colours and headings."""
    return {
        "limits": {name: float(np.abs(values).max()) for name, values in parts.items()},
        "ranges": {
            name: (float(values.min()), float(values.max())) for name, values in parts.items()
        },
    }


def _text(number: float) -> str:
    return f"{number:.{SIGNIFICANT}g}"
