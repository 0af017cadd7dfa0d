"""Inputs to begin with: pictures small enough to be worked out by hand, in whole numbers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float64Array

BRIGHT = 9
"""The brightest value of a drawing; 0 is dark. One digit, so that products stay readable."""

_SEVEN = (((0.0, 0.0), (0.0, 1.0)), ((0.0, 1.0), (1.0, 0.35)))
"""The strokes of a seven, from (row, column) to (row, column), in shares of height and width."""

_FRAMED_FROM = 7
"""Rows or columns from which a digit keeps one free at either end."""


@dataclass(frozen=True, slots=True)
class InputPreset:
    """An input to begin with.

    Attributes:
        title: For people.
        channels: Makes one channel each from rows and columns, both (height, width): the number of
            each cell's row and column. The first stands alone; the others differ from it, so that
            it can be seen which channel is read.
        note: What is to be seen in the first, one sentence.
        from_size: (rows, columns) from which that is true.
        otherwise: What is to be seen in a smaller one.
    """

    title: str
    channels: tuple[Callable[[Float64Array, Float64Array], Float64Array], ...]
    note: str
    from_size: tuple[int, int]
    otherwise: str


def input_values(preset: str, height: int, width: int, channels: int) -> Float64Array:
    """The numbers of a preset.

    Args:
        preset: One of `INPUT_PRESETS`.
        height: Rows.
        width: Columns.
        channels: From 1 on; where the preset has fewer they begin again.

    Returns:
        Whole numbers from 0 on, (height, width, channels).
    """
    rows, columns = np.indices((height, width), np.float64)
    drawn = INPUT_PRESETS[preset].channels
    return np.stack([drawn[each % len(drawn)](rows, columns) for each in range(channels)], axis=-1)


def input_note(preset: str, height: int, width: int, channels: int) -> str:
    """What is to be seen in a preset; arguments as for `input_values`."""
    known = INPUT_PRESETS[preset]
    if height == width == 1:
        note = f"A single cell: {input_values(preset, 1, 1, 1).item():.0f}."
    elif height >= known.from_size[0] and width >= known.from_size[1]:
        note = known.note
    else:
        note = known.otherwise
    return note + " This is the first channel; each further one differs from it." * (channels > 1)


def _second_half(along: Float64Array) -> Float64Array:
    """Dark in the first half of an axis, bright in the second."""
    return np.where(along >= (along.max() + 1) // 2, float(BRIGHT), 0.0)


def _edge(rows: Float64Array, columns: Float64Array) -> Float64Array:
    """Dark on the left, bright on the right; above and below where there is but one column."""
    return _second_half(columns if columns.any() else rows)


def _edge_below(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return _edge(columns, rows)


def _diagonal_edge(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return _second_half(rows + columns)


def _edge_to_dark(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return float(BRIGHT) - _edge(rows, columns)


def _squares(rows: Float64Array, columns: Float64Array) -> Float64Array:
    """Bright and dark cells in turn; the first is bright."""
    return np.where((rows + columns) % 2 == 0, float(BRIGHT), 0.0)


def _other_squares(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return BRIGHT - _squares(rows, columns)


def _large_squares(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return _squares(rows // 2, columns // 2)


def _stripes(rows: Float64Array, columns: Float64Array) -> Float64Array:
    """Bright and dark columns in turn."""
    return _squares(np.zeros_like(rows), columns)


def _seven(rows: Float64Array, columns: Float64Array) -> Float64Array:
    """A seven, brightest where a stroke meets the middle of a cell."""
    (top, tall), (left, wide) = _frame(rows), _frame(columns)
    cells = np.stack([rows, columns], axis=-1)
    corner, size = np.array([top, left]), np.array([tall, wide])
    strokes = [tuple(corner + size * np.array(end) for end in stroke) for stroke in _SEVEN]
    distance = np.min([_distance(cells, *stroke) for stroke in strokes], axis=0)
    brightness: Float64Array = np.round(BRIGHT * np.clip((1 - distance) * 1.5, 0, 1))
    return brightness


def _frame(along: Float64Array) -> tuple[float, float]:
    """Where the digit begins along an axis and how far it reaches, in cells.

    A single row (or column) cuts through the middle of it.
    """
    last = float(along.max())
    if last == 0:
        return -2.0, 4.0
    free = float(last + 1 >= _FRAMED_FROM)
    return free, last - 2 * free


def _distance(cells: Float64Array, start: Float64Array, end: Float64Array) -> Float64Array:
    """From the middle of each cell to a stroke, in cells: (height, width)."""
    along = end - start
    share = ((cells - start) @ along) / max(float(along @ along), 1.0)
    distance: Float64Array = np.linalg.norm(
        cells - start - np.clip(share, 0, 1)[..., np.newaxis] * along, axis=-1
    )
    return distance


def _faint_seven(rows: Float64Array, columns: Float64Array) -> Float64Array:
    """The seven at half its brightness, rounded down."""
    return np.floor(_seven(rows, columns) / 2)


def _dark_seven(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return BRIGHT - _seven(rows, columns)


def _seven_from_behind(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return _seven(rows, columns)[:, ::-1]


def _to_the_right(rows: Float64Array, columns: Float64Array) -> Float64Array:
    """The number of the column; of the row where there is but one column."""
    return columns if columns.any() else rows


def _downwards(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return _to_the_right(columns, rows)


def _to_the_corner(rows: Float64Array, columns: Float64Array) -> Float64Array:
    return rows + columns


def _to_the_left(rows: Float64Array, columns: Float64Array) -> Float64Array:
    rising = _to_the_right(rows, columns)
    return float(rising.max()) - rising


INPUT_PRESETS = {
    "edge": InputPreset(
        "edge",
        (_edge, _edge_below, _diagonal_edge, _edge_to_dark),
        "Dark on the left, bright on the right.",
        (1, 2),
        "Dark above, bright below.",
    ),
    "checkerboard": InputPreset(
        "checkerboard",
        (_squares, _other_squares, _large_squares, _stripes),
        "Every cell differs from the cells beside it.",
        (1, 1),
        "",
    ),
    "digit": InputPreset(
        "digit",
        (_seven, _faint_seven, _dark_seven, _seven_from_behind),
        "A seven: a horizontal stroke and a slanting one.",
        (3, 3),
        "A few cells across a seven.",
    ),
    "gradient": InputPreset(
        "gradient",
        (_to_the_right, _downwards, _to_the_corner, _to_the_left),
        "Each column is brighter by 1 than the one on its left.",
        (1, 2),
        "Each row is brighter by 1 than the one above it.",
    ),
}
"""By its name in a link."""
