"""What deserves a sentence: rows that a layer leaves out, fields larger than the picture."""

from collections.abc import Iterator, Sequence

from explorer import units
from explorer.architecture.network.block_results import BlockResult
from explorer.architecture.shapes import Sweep
from explorer.architecture.summary import LayerSummary, beyond_input
from explorer.kept import SEVERAL, kept
from explorer.words import listed, noun, several

_MOST_NAMED = 3
"""More rows than this are counted, not listed."""


@kept(results=SEVERAL)
def shape_notes(rows: tuple[LayerSummary, ...]) -> tuple[str, ...]:
    """A sentence for each layer whose windows leave out rows or columns of its input.

    Returns:
        "block3_pool leaves out row 44 and column 44 of its input, counted from 0: 45×45 ..."
    """
    return tuple(_shape_notes(rows))


def _shape_notes(rows: tuple[LayerSummary, ...]) -> Iterator[str]:
    for row in rows:
        sides = ((row.rows, "row"), (row.columns, "column"))
        left_out = [_named(sweep, name) for sweep, name in sides if sweep and sweep.unreached]
        if left_out:
            yield (
                f"{row.name} leaves out {listed(left_out)} of its input, counted from 0: "
                f"{units.size(row.input_shape[:2])} becomes {units.size(row.output_shape[:2])}."
            )


def _named(sweep: Sweep, name: str) -> str:
    """What was left out: "row 44", "rows 43 and 44", or "12 rows" if there are many."""
    left_out = sweep.unreached
    if len(left_out) > _MOST_NAMED:
        return several(len(left_out), name)
    return f"{noun(len(left_out), name)} {listed(left_out)}"


def field_note(rows: Sequence[LayerSummary]) -> str:
    """One sentence: from which layer on, if any, a receptive field is larger than the image."""
    with_field = [row for row in rows if row.receptive_field]
    beyond = beyond_input(rows)
    if not beyond:
        last = with_field[-1]
        return (
            "Every receptive field fits into the picture. The largest is "
            f"{_field_size(last)} px, at {last.name}."
        )
    first = beyond[0]
    before = with_field[: with_field.index(first)]
    start = "From"
    if before:
        start = (
            f"{before[-1].name} is the last layer whose receptive field ({_field_size(before[-1])} "
            "px) fits into the picture; from"
        )
    beyond_it = "it" if before else "the picture"
    return f"{start} {first.name} on ({_field_size(first)} px), fields are larger than {beyond_it}."


def _field_size(row: LayerSummary) -> int:
    return row.receptive_field.size if row.receptive_field else 0


def stride_note(result: BlockResult) -> str:
    """How a block's strided convolutions shrink its input; "" where none is strided.

    Returns:
        "3 convolutions with stride 2: 224 to 28", with both sides where they differ.
    """
    block = result.block
    if block.stride == 1:
        return ""
    sides = [
        units.count(shape[0]) if _is_square(result) else units.size(shape[:2])
        for shape in (result.before, result.convolved)
    ]
    count = several(block.repeats, "convolution")
    return f"{count} with stride {block.stride}: {sides[0]} to {sides[1]}"


def _is_square(result: BlockResult) -> bool:
    return all(height == width for height, width, _ in (result.before, result.convolved))


def stride_notes(results: Sequence[BlockResult]) -> tuple[str, ...]:
    """A sentence for each block in which more than one convolution is strided."""
    return tuple(
        f"Block {result.number}: {stride_note(result)}. Stride applies to every convolution of "
        "a block."
        for result in results
        if result.block.stride > 1 and result.block.repeats > 1
    )
