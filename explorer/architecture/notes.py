"""What deserves a sentence in a summary: rows that pooling drops, fields beyond the image."""

from collections.abc import Iterator, Sequence

from explorer.architecture.shapes import GRID_RANK, Sweep
from explorer.architecture.summary import LayerSummary

MOST_NAMED = 3
"""More rows than this are counted, not listed."""


def shape_notes(rows: Sequence[LayerSummary]) -> Iterator[str]:
    """A sentence for each layer whose windows leave rows or columns of their input out."""
    for row in rows:
        sides = [
            _side_note(sweep, name)
            for sweep, name in ((row.rows, "row"), (row.columns, "column"))
            if sweep is not None and sweep.unreached
        ]
        if sides:
            yield f"{row.name} leaves out {' and '.join(sides)}."


def _side_note(sweep: Sweep, name: str) -> str:
    """ "row 44 of 45 (45 -> 22)", counted from 0."""
    left_out = sweep.unreached
    if len(left_out) > MOST_NAMED:
        named = f"{len(left_out)} {name}s"
    else:
        named = f"{name}{'s' if len(left_out) > 1 else ''} {', '.join(map(str, left_out))}"
    return f"{named} of its input ({sweep.size_in} → {sweep.size_out} {name}s, counted from 0)"


def beyond_input(rows: Sequence[LayerSummary]) -> list[LayerSummary]:
    """The layers whose receptive field is higher or wider than the image."""
    shortest = min(rows[0].input_shape[:2]) if rows else 0
    return [row for row in rows if row.receptive_field and row.receptive_field.size > shortest]


def field_note(rows: Sequence[LayerSummary]) -> str:
    """One sentence: from which layer on a receptive field is larger than the image, if at all."""
    with_field = [row for row in rows if row.receptive_field]
    beyond = beyond_input(rows)
    if not beyond:
        last = with_field[-1]
        return (
            f"Every unit of a grid sees less than the whole picture: the largest receptive field, "
            f"{_field_size(last)} px at {last.name}, fits into it."
        )
    first = beyond[0]
    at = with_field.index(first)
    start = (
        f"{with_field[at - 1].name} is the last layer whose units see less than the picture "
        f"({_field_size(with_field[at - 1])} px); from "
        if at
        else "From "
    )
    return f"{start}{first.name} on ({_field_size(first)} px) receptive fields reach beyond it."


def _field_size(row: LayerSummary) -> int:
    return row.receptive_field.size if row.receptive_field else 0


def last_grid(rows: Sequence[LayerSummary]) -> LayerSummary:
    """The last layer whose output still has rows and columns."""
    return next(row for row in reversed(rows) if len(row.output_shape) == GRID_RANK)
