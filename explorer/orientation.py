"""The eight ways in which a camera may store a picture, and how it is turned upright.

The number is the tag "Orientation" of EXIF 2.3; a picture without it, or with any other number, is
stored upright.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explorer.arrays import Uint8Array

STORED_UPRIGHT = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """What turns a stored picture upright: first flips, then rows and columns change places.

    Attributes:
        what: The same in words.
        flips_rows: Whether the stored rows are put in reverse order.
        flips_columns: Whether the stored columns are.
        swaps: Whether rows become columns.
    """

    what: str
    flips_rows: bool = False
    flips_columns: bool = False
    swaps: bool = False


TURNS: Mapping[int, Turn] = MappingProxyType(
    {
        STORED_UPRIGHT: Turn("stored upright"),
        2: Turn("mirrored, left and right change places", flips_columns=True),
        3: Turn("turned by 180°", flips_rows=True, flips_columns=True),
        4: Turn("mirrored, top and bottom change places", flips_rows=True),
        5: Turn("mirrored, rows and columns change places", swaps=True),
        6: Turn("turned by 90° clockwise", flips_rows=True, swaps=True),
        7: Turn("turned by 180° and mirrored, rows and columns change places", True, True, True),
        8: Turn("turned by 90° counter-clockwise", flips_columns=True, swaps=True),
    }
)
"""By the number of the tag."""


def turned_upright(stored: Uint8Array, orientation: int) -> Uint8Array:
    """Turn a picture as it is stored, RGB, uint8 (height, width, 3), upright."""
    turn = TURNS.get(orientation, TURNS[STORED_UPRIGHT])
    flipped = stored[:: -1 if turn.flips_rows else 1, :: -1 if turn.flips_columns else 1]
    return np.ascontiguousarray(flipped.swapaxes(0, 1) if turn.swaps else flipped)


def as_stored(upright: Uint8Array, orientation: int) -> Uint8Array:
    """Undo `turned_upright`."""
    turn = TURNS.get(orientation, TURNS[STORED_UPRIGHT])
    flipped = upright.swapaxes(0, 1) if turn.swaps else upright
    rows, columns = -1 if turn.flips_rows else 1, -1 if turn.flips_columns else 1
    return np.ascontiguousarray(flipped[::rows, ::columns])


def stored_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """(height, width) as stored of a picture that has ``size`` upright; the same the other way."""
    turn = TURNS.get(orientation, TURNS[STORED_UPRIGHT])
    return (size[1], size[0]) if turn.swaps else size


def stored_place(
    place: tuple[float, float], size: tuple[int, int], orientation: int
) -> tuple[float, float]:
    """Where a place of the upright picture is in the stored one.

    Args:
        place: (row, column) in px from the upper left corner of the upright picture.
        size: (height, width) of the upright picture.
        orientation: As stored.
    """
    turn = TURNS.get(orientation, TURNS[STORED_UPRIGHT])
    row, column = (place[1], place[0]) if turn.swaps else place
    height, width = stored_size(size, orientation)
    return (
        height - row if turn.flips_rows else row,
        width - column if turn.flips_columns else column,
    )
