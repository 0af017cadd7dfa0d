"""The numbers of an input or a kernel as text: in a link, and in a cell.

A link writes them with characters that need no escaping in an address: "_" between the columns,
"~" between rows, "~~" between channels, "~~~" between filters. "1_2~3_4" has two rows.
"""

from math import isfinite
from re import fullmatch

import numpy as np

from explorer.architecture.typed import GROUPED, LONGEST_CELL
from explorer.arrays import Float64Array

LARGEST_NUMBER = 1_000_000
"""What a cell may hold, with either sign."""

HOW_TO_WRITE_NUMBERS = 'Write rows as "1_2_3", with "~" between rows and "~~" between channels.'

_COLUMNS, _ROWS, _CHANNELS, _FILTERS = "_", "~", "~~", "~~~"
_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?"
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})
_MOST_SHOWN = 20
"""Characters of a refused text that a sentence repeats."""


def read_number(text: str) -> float:
    """The number in a cell: 3 from "3", -0.5 from " -.5", 1000 from "1e3".

    Raises:
        ValueError: The text is not a number, or it is too large.
    """
    plain = text.strip().translate(_MINUS).lower()
    if not plain:
        raise ValueError("The cell is empty. Write a number, such as 0.")
    if len(plain) > LONGEST_CELL or not fullmatch(_NUMBER, plain):
        shown = plain[:_MOST_SHOWN] + ("…" if len(plain) > _MOST_SHOWN else "")
        raise ValueError(f'"{shown}" is not a number. {_advice(plain)}')
    number = float(plain)
    if not isfinite(number) or abs(number) > LARGEST_NUMBER:
        raise ValueError(
            f'"{plain[:_MOST_SHOWN]}" is too large. Write a number from -{LARGEST_NUMBER:,} to '
            f"{LARGEST_NUMBER:,}."
        )
    return number + 0.0  # not -0


def _advice(plain: str) -> str:
    """What to write; a comma may be a decimal point, or stand between thousands."""
    with_point, whole = plain.replace(",", "."), plain.replace(",", "")
    is_decimal = plain.count(",") == 1 and fullmatch(_NUMBER, with_point)
    if GROUPED.fullmatch(plain.lstrip("+-")):
        return f"Write {whole} or {with_point}." if is_decimal else f"Write {whole}."
    return f"Write {with_point}." if is_decimal else "Write 3 or -0.5."


def number_text(number: float) -> str:
    """A number as a cell and a link show it: the shortest text that means it."""
    text = repr(float(number) + 0.0)
    return text.removesuffix(".0").replace("e+", "e").replace("e-0", "e-")


def write_numbers(values: Float64Array) -> str:
    """The numbers of an input or a kernel as text, which `read_numbers` reads.

    Args:
        values: (rows, columns, channels, filters), (rows, columns, channels), or (columns,).
    """
    if values.ndim == 1:
        values = values[np.newaxis, :, np.newaxis]
    with_filters = values.reshape(*values.shape[:3], -1)
    return _FILTERS.join(map(_write_channels, np.moveaxis(with_filters, -1, 0)))


def _write_channels(values: Float64Array) -> str:
    return _CHANNELS.join(map(_write_grid, np.moveaxis(values, -1, 0)))


def _write_grid(grid: Float64Array) -> str:
    return _ROWS.join(_COLUMNS.join(map(number_text, row)) for row in grid.tolist())


def read_numbers(text: str) -> Float64Array:
    """The numbers of a kernel, or of an input as of one filter.

    Returns:
        (rows, columns, channels, filters).

    Raises:
        ValueError: A part is not a number, or rows, channels or filters have different sizes.
    """
    nested = [
        [
            [[read_number(cell) for cell in row.split(_COLUMNS)] for row in channel.split(_ROWS)]
            for channel in part.split(_CHANNELS)
        ]
        for part in text.split(_FILTERS)
    ]
    try:
        values = np.array(nested, np.float64)
    except ValueError:
        raise ValueError(
            f"The numbers do not form a grid: rows differ in length. {HOW_TO_WRITE_NUMBERS}"
        ) from None
    return np.ascontiguousarray(values.transpose(2, 3, 1, 0))


def fitted(values: Float64Array, shape: tuple[int, ...]) -> Float64Array:
    """Numbers in another shape: what does not fit is left out, what is missing is 0.

    Args:
        values: Of as many axes as ``shape``.
        shape: What is wanted.
    """
    result = np.zeros(shape)
    common = tuple(slice(min(sides)) for sides in zip(values.shape, shape, strict=True))
    result[common] = values[common]
    return result
