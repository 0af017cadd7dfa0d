"""What the bench in a browser sends: numbers that were typed, and the output that is looked at."""

from dataclasses import dataclass
from typing import Literal, get_args

from explorer.architecture.typed import LONGEST_CELL

BenchPart = Literal["input", "kernel", "bias"]
"""What can be typed into."""

BENCH_PARTS: tuple[BenchPart, ...] = get_args(BenchPart)

_AXES: dict[BenchPart, int] = {"input": 3, "kernel": 4, "bias": 1}

OutputCell = tuple[int, int, int]
"""Row, column and filter of an output."""


@dataclass(frozen=True, slots=True)
class SetNumber:
    """Something was typed into a cell.

    Attributes:
        part: Which numbers the cell belongs to.
        index: Row, column and channel of the input without its padding; row, column, channel of
            the group and filter of the kernel; the filter of a bias. The cell may not exist.
        text: What was typed, cut where it can only be refused.
    """

    part: BenchPart
    index: tuple[int, ...]
    text: str


def read_set_number(sent: object) -> SetNumber | None:
    """A typed number, or None if it is not one; for `edits.read_sent`."""
    match sent:
        case {"kind": "set", "part": str(part), "index": list(index), "text": str(text)}:
            for known in BENCH_PARTS:
                if part == known and _all_places(index, _AXES[known]):
                    return SetNumber(known, tuple(index), text[: LONGEST_CELL + 1])
    return None


@dataclass(frozen=True, slots=True)
class BenchPlace:
    """The output that is looked at, and the one that it is compared with."""

    cell: OutputCell | None
    pinned: OutputCell | None


def read_place(sent: object) -> BenchPlace | None:
    """Where somebody looks, or None if it says nothing about it. The outputs may not exist."""
    match sent:
        case {"cell": (list() | None) as cell, "pinned": (list() | None) as pinned}:
            return BenchPlace(_read_cell(cell), _read_cell(pinned))
        case _:
            return None


def _read_cell(sent: list[object] | None) -> OutputCell | None:
    match sent:
        case [int(row), int(column), int(channel)] if sent is not None and _all_places(sent, 3):
            return row, column, channel
        case _:
            return None


def _all_places(index: list[object], axes: int) -> bool:
    """Whether these are so many whole numbers of 0 or more."""
    return len(index) == axes and all(type(at) is int and at >= 0 for at in index)
