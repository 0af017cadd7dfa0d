"""The fields of a head as people edit them, and heads that people meet often."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from explorer.architecture.networks import Head
from explorer.architecture.typed import LONGEST_CELL, read_share, read_whole_number

NO_HEAD, OWN_HEAD = "none", "own"

HEADS: Mapping[str, Head] = {
    "the paper's: flatten, 4096, 4096": Head(),
    "average, 512": Head(units=(512,), reduction="average"),
    "average, dropout, 120, dropout": Head(units=(120,), reduction="average", dropout=(0.5, 0.5)),
}
"""Heads that people meet often, with any number of classes."""

_Number = TypeVar("_Number", int, float)


def _numbers_from(text: str, number: Callable[[str], _Number], sample: str) -> tuple[_Number, ...]:
    """The numbers in a text, with commas or spaces between them."""
    try:
        if len(text) > LONGEST_CELL:
            raise ValueError
        return tuple(map(number, text.replace(" %", "%").replace(",", " ").split()))
    except ValueError as error:
        raise ValueError(
            f'"{text[:20]}" is not a list of numbers. Write some, such as {sample}, or nothing.'
        ) from error


@dataclass(frozen=True, slots=True)
class HeadField:
    """One field of a head, as a cell.

    Attributes:
        name: The field's name.
        title: What stands before its cell.
        cell: Writes a value as a cell.
        read: Turns what was typed into a value. Raises a ValueError if that makes no sense; where
            there is a hint, its message says what does.
        hint: How to write a cell that holds more than a number.
        empty: What an empty cell means, as a cell.
    """

    name: str
    title: str
    cell: Callable[[Any], str] = str
    read: Callable[[str], Any] = read_whole_number
    hint: str = ""
    empty: str = ""


HEAD_FIELDS: tuple[HeadField, ...] = (
    HeadField("reduction", "From grid to values by", read=str),
    HeadField(
        "units",
        "Units of the hidden dense layers",
        lambda units: ", ".join(map(str, units)),
        lambda text: _numbers_from(text, read_whole_number, "4096, 4096"),
        hint="such as 4096, 4096",
    ),
    HeadField(
        "dropout",
        "Dropout before each dense layer",
        lambda rates: ", ".join(f"{rate:g}" for rate in rates),
        lambda text: _numbers_from(text, read_share, "0.5, 0.5, 0"),
        hint="such as 0.5, 0.5, 0",
    ),
    HeadField("classes", "Classes", empty=str(Head().classes)),
)
"""In the order of the editor's cells."""


def kind_of(head: Head | None) -> str:
    """The head's name in the list of those that people meet often; "own" for any other."""
    if head is None:
        return NO_HEAD
    known = {replace(each, classes=head.classes): kind for kind, each in HEADS.items()}
    return known.get(head, OWN_HEAD)


def head_of_kind(kind: str, before: Head | None) -> Head | None:
    """The head of a name in that list, with as many classes as before.

    Raises:
        ValueError: There is no head of that name.
    """
    usual = before or Head()
    if kind == NO_HEAD:
        return None
    if kind == OWN_HEAD:
        return usual
    if kind in HEADS:
        return replace(HEADS[kind], classes=usual.classes)
    raise ValueError(f"Choose one of: {NO_HEAD}, {', '.join(HEADS)}, {OWN_HEAD}.")


def head_values_with(head: Head, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a head by name, with other values.

    A dense layer without a rate gets 0, such as a new one. Rates of layers that are removed go.
    """
    values = {each.name: getattr(head, each.name) for each in HEAD_FIELDS} | dict(typed)
    num_layers = len(values["units"]) + 1
    rates = values["dropout"] if "dropout" in typed else values["dropout"][:num_layers]
    rates = (*rates, *(0.0,) * (num_layers - len(rates)))
    return values | {"dropout": rates if any(rates) else ()}
