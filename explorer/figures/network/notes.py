"""What deserves a sentence: rows that a layer leaves out, fields larger than the picture."""

from collections.abc import Iterator, Sequence

from explorer import units
from explorer.architecture.fields.coverage import seen_by_last_grid
from explorer.architecture.network.block_results import BlockResult
from explorer.architecture.shapes import Sweep
from explorer.architecture.summary import LayerSummary, beyond_input, last_grid
from explorer.kept import SEVERAL, kept
from explorer.words import listed, noun, several

WHOLE_PICTURE = "the whole picture"
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
            # "row 1, and 12 columns" is not "row 1 and 12".
            joined = ", and " if left_out[-1][0].isdigit() else " and "
            yield (
                f"{row.name} leaves out {joined.join(left_out)} of its input, counted from 0: "
                f"{units.size(row.input_shape[:2])} becomes {units.size(row.output_shape[:2])}."
            )


def _named(sweep: Sweep, name: str) -> str:
    """What was left out: "row 44", "rows 43 and 44", or "12 rows" if there are many."""
    left_out = sweep.unreached
    if len(left_out) > _MOST_NAMED:
        return several(len(left_out), name)
    return f"{noun(len(left_out), name)} {listed(left_out)}"


def field_note(rows: Sequence[LayerSummary]) -> str:
    """From which layer on, if any, a field is larger than the picture; in one sentence or two."""
    with_field = [row for row in rows if row.has_grid]
    beyond = [row for row in beyond_input(rows) if row.has_grid]
    if not beyond:
        last = with_field[-1]
        return (
            "No field is larger than the picture. The largest receptive field is "
            f"{_field_size(last)}, at {last.name}."
        )
    first, height_and_width = beyond[0], rows[0].input_shape[:2]
    limit = "the picture"
    if len({*height_and_width}) > 1:
        limit = f"the picture's shorter side, {min(height_and_width)} px"
    before = with_field[: with_field.index(first)]
    if not before:
        return f"From {first.name} on ({_field_size(first)}), fields are larger than {limit}."
    return (
        f"{before[-1].name} is the last layer whose receptive field ({_field_size(before[-1])}) "
        f"is not larger than {limit}. From {first.name} on ({_field_size(first)}), fields are "
        "larger."
    )


def seen_words(rows: Sequence[LayerSummary], row: LayerSummary) -> str:
    """What a unit of a layer can see of the picture, in a few words: "212 px"."""
    return _field_size(row) if row.receptive_field else _seen_together(rows)


def all_note(rows: Sequence[LayerSummary]) -> str:
    """What the units see that have no field of their own; "" where every layer has fields."""
    if all(row.receptive_field for row in rows):
        return ""
    together = _seen_together(rows)
    last = last_grid(rows).name
    whole = ", which is the whole picture" if together == WHOLE_PICTURE else f": {together}"
    return f"“all”: each unit sees all that {last} sees{whole}."


def _seen_together(rows: Sequence[LayerSummary]) -> str:
    """What the units of the last grid see together: "the whole picture", "9×9 of 12×12 px"."""
    seen = tuple(int(each.sum()) for each in seen_by_last_grid(rows))
    picture = rows[0].input_shape[:2]
    return WHOLE_PICTURE if seen == picture else f"{units.size(seen)} of {units.size(picture)} px"


def _field_size(row: LayerSummary) -> str:
    return units.pixels(row.receptive_field.sizes if row.receptive_field else 0)


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
