"""Matrices as tables of coloured numbers with named rows and columns, in HTML.

A table that is wider or higher than its place scrolls in a box of its own. Of a large matrix a part
is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from explorer import units
from explorer.arrays import Float64Array
from explorer.figures.maps.number_grids import NEGATIVE, POSITIVE, STRONGEST
from explorer.words import listed, several

MOST_TABLE_ROWS, MOST_TABLE_COLUMNS = 16, 64
"""Of a matrix that is shown whole. The rows fit in the table's box, so that the one that is looked
at is in sight."""

_IN_FRONT = 3
"""Columns that are shown before the one that is looked at."""


@dataclass(frozen=True, slots=True)
class MatrixPart:
    """The part of a matrix that is shown.

    Attributes:
        shape: Of the whole matrix.
        rows: The numbers of the rows that are shown.
        columns: Likewise.
    """

    shape: tuple[int, int]
    rows: range
    columns: range

    def of(self, matrix: Float64Array) -> Float64Array:
        """The values of the part."""
        return matrix[self.rows.start : self.rows.stop, self.columns.start : self.columns.stop]


def part_around(shape: tuple[int, ...], row: int = 0, column: int = 0) -> MatrixPart:
    """The part of a matrix around a place; all of it where it is small enough.

    Args:
        shape: (rows, columns) of the matrix.
        row: One that is shown, in the middle if possible.
        column: One that is shown, near the left.
    """
    rows, columns = shape
    return MatrixPart(
        (rows, columns),
        _stretch(rows, row - MOST_TABLE_ROWS // 2, MOST_TABLE_ROWS),
        _stretch(columns, column - _IN_FRONT, MOST_TABLE_COLUMNS),
    )


def _stretch(size: int, first: int, most: int) -> range:
    start = max(min(first, size - most), 0)
    return range(start, min(start + most, size))


def part_note(part: MatrixPart) -> str:
    """How much of a matrix is not shown; "" where all of it is."""
    hidden = [
        f"{several(size - len(shown), name)} of {size:,}"
        for name, shown, size in (
            ("row", part.rows, part.shape[0]),
            ("column", part.columns, part.shape[1]),
        )
        if len(shown) < size
    ]
    if not hidden:
        return ""
    return f"The table shows the part around the chosen output. Not shown: {listed(hidden)}."


@dataclass(frozen=True, slots=True, eq=False)
class NumberTable:
    """A matrix to be shown.

    Attributes:
        caption: What it is.
        values: (rows, columns); NaN where there is nothing.
        row_names: As many as rows.
        column_names: As many as columns.
        corner: What the names stand for.
        marked: The number of the row that is looked at; None for none.
        marked_column: Likewise.
        framed: Which values are framed, the shape of ``values``; None for none.
    """

    caption: str
    values: Float64Array
    row_names: Sequence[str]
    column_names: Sequence[str]
    corner: str = ""
    marked: int | None = None
    marked_column: int | None = None
    framed: npt.NDArray[np.bool_] | None = None


def number_tables(parts: Sequence[NumberTable | str], *, same_colours: bool = True) -> str:
    """Tables in a line, with signs such as "×" between them.

    Args:
        parts: A table, or a sign.
        same_colours: Whether equal values have equal colours in all of them.
    """
    values = [part.values for part in parts if isinstance(part, NumberTable)]
    largest = max(map(_largest, values))
    inside = "".join(
        f'<span class="sign">{escape(part)}</span>'
        if isinstance(part, str)
        else _figure(part, largest if same_colours else _largest(part.values))
        for part in parts
    )
    return f'<div class="grids matrices">{inside}</div>'


def _largest(values: Float64Array) -> float:
    """Without its sign; 0 where all values are missing."""
    return float(np.abs(np.nan_to_num(values)).max(initial=0.0))


def _figure(table: NumberTable, largest: float) -> str:
    heads = "".join(
        f'<th scope="col"{_classes(number == table.marked_column)}>{escape(name)}</th>'
        for number, name in enumerate(table.column_names)
    )
    framed = np.zeros(table.values.shape, bool) if table.framed is None else table.framed
    named = zip(table.row_names, table.values.tolist(), framed.tolist(), strict=True)
    lines = "".join(
        f"<tr{_classes(number == table.marked)}>"
        f'<th scope="row">{escape(name)}</th>{_cells(row, frames, largest, table.marked_column)}'
        "</tr>"
        for number, (name, row, frames) in enumerate(named)
    )
    corner = f'<th scope="col">{escape(table.corner)}</th>'
    caption = escape(table.caption)
    return (
        f"<figure><figcaption>{caption}</figcaption>"
        f'<div class="scrolled" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="numbers"><thead><tr>{corner}{heads}</tr></thead><tbody>{lines}</tbody>'
        "</table></div></figure>"
    )


def _cells(row: Sequence[float], frames: Sequence[bool], largest: float, marked: int | None) -> str:
    values = enumerate(zip(row, frames, strict=True))
    return "".join(
        f"<td{_classes(at == marked, is_framed)}{_colour(value, largest)}>{_text(value)}</td>"
        for at, (value, is_framed) in values
    )


def _classes(is_marked: bool, is_framed: bool = False) -> str:
    names = " ".join(["marked"] * is_marked + ["framed"] * is_framed)
    return f' class="{names}"' if names else ""


def _text(value: float) -> str:
    return "" if np.isnan(value) else units.three_digits(value)


def _colour(value: float, largest: float) -> str:
    if np.isnan(value) or not value:
        return ""
    colour = NEGATIVE if value < 0 else POSITIVE
    return f' style="background: rgba({colour}, {STRONGEST * abs(value) / largest:.2f})"'
