"""A network as a sheet that people edit: a row for each block, texts in cells.

A cell keeps what was typed. If it is refused, its block keeps the value from before, and the rest
of the sheet can still be edited.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from explorer.architecture.accepted import Accepted
from explorer.architecture.block_fields import BLOCK_FIELDS, BlockField
from explorer.architecture.head_fields import HEAD_FIELDS, HeadField, head_values_with
from explorer.architecture.limits import (
    BLOCK_LIMITS,
    HEAD_LIMITS,
    MAX_CONVOLUTIONS,
    block_problems,
    head_problems,
    shown,
    values_of,
)
from explorer.architecture.networks import Block, Head
from explorer.architecture.typed import NotSquareError

CellTexts = dict[str, str]
"""What the cells of a row hold, by the name of the field."""

_Record = TypeVar("_Record", Block, Head)

NEW_BLOCK = Block(512, 2)
"""What a new row holds, and what an empty cell means."""

FIELDS: Mapping[str, BlockField] = {each.name: each for each in BLOCK_FIELDS}
FIELDS_OF_HEAD: Mapping[str, HeadField] = {each.name: each for each in HEAD_FIELDS}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that is refused.

    Attributes:
        text: What was typed.
        problem: What is wrong with it, and what is accepted.
    """

    text: str
    problem: str


Refusals = Mapping[str, Refusal]
"""By the name of the field, the last one typed at the end."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A block, and what was typed into its cells but refused.

    Attributes:
        key: Names the row whatever is added, removed or moved.
        block: The last one within the limits.
        refused: CellTexts that do not hold the block's values.
    """

    key: str
    block: Block
    refused: Refusals = field(default_factory=dict)

    @property
    def cells(self) -> CellTexts:
        """What the cells show."""
        return block_cells(self.block) | texts_of(self.refused)


@dataclass(frozen=True, slots=True)
class BlockSheet:
    """All rows, and the head.

    Attributes:
        rows: First block first.
        head: The last one within the limits; None for a network without.
        head_refused: CellTexts that do not hold the head's values.
    """

    rows: tuple[SheetRow, ...]
    head: Head | None = None
    head_refused: Refusals = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks, without what is refused."""
        return tuple(row.block for row in self.rows)

    @property
    def head_cells(self) -> CellTexts:
        """What the head's cells show."""
        return head_cells(self.head or Head()) | texts_of(self.head_refused)

    @property
    def has_refusals(self) -> bool:
        """Whether a cell is refused."""
        return bool(self.head_refused) or any(row.refused for row in self.rows)


def sheet_of(blocks: Sequence[Block], head: Head | None) -> BlockSheet:
    """The sheet of a network; the same keys for as many blocks."""
    rows = tuple(SheetRow(str(number), block) for number, block in enumerate(blocks, 1))
    return BlockSheet(rows, head)


def block_cells(block: Block) -> CellTexts:
    """A block's values as cells."""
    return {each.name: each.cell(getattr(block, each.name)) for each in BLOCK_FIELDS}


def head_cells(head: Head) -> CellTexts:
    """A head's values as cells."""
    return {each.name: each.cell(getattr(head, each.name)) for each in HEAD_FIELDS}


def texts_of(refused: Refusals) -> CellTexts:
    """What was typed into cells that are refused."""
    return {name: refusal.text for name, refusal in refused.items()}


# --- taking what was typed -----------------------------------------------------------------------


def typed_in_row(row: SheetRow, typed: Mapping[str, str], most_repeats: int) -> SheetRow:
    """A row after something was typed; what was refused before may be accepted with it.

    Args:
        row: The row before.
        typed: Texts by field; an empty one means the usual value.
        most_repeats: How many convolutions the other blocks leave.
    """

    def read(name: str, text: str) -> Any:
        each = FIELDS[name]
        text = text if text.strip() else each.cell(getattr(NEW_BLOCK, name))
        return _read(each, each.called, BLOCK_LIMITS[name], text)

    def combine(block: Block, values: Mapping[str, Any]) -> Block:
        return _block_with(block, values, most_repeats)

    block, refused = _settle(row.block, texts_of(row.refused) | dict(typed), read, combine)
    return replace(row, block=block, refused=refused)


def typed_in_head(sheet: BlockSheet, head: Head, typed: Mapping[str, str]) -> BlockSheet:
    """A sheet after something was typed into its head, likewise."""

    def read(name: str, text: str) -> Any:
        each = FIELDS_OF_HEAD[name]
        text = text if text.strip() else each.empty
        return _read(each, name, HEAD_LIMITS[name], text)

    def combine(before: Head, values: Mapping[str, Any]) -> Head:
        after = head_values_with(before, values)
        problems = head_problems(after)
        if problems:
            raise ValueError(problems[0])
        return Head(**after)

    head, refused = _settle(head, texts_of(sheet.head_refused) | dict(typed), read, combine)
    return replace(sheet, head=head, head_refused=refused)


def _settle(
    record: _Record,
    typed: Mapping[str, str],
    read: Callable[[str, str], Any],
    combine: Callable[[_Record, Mapping[str, Any]], _Record],
) -> tuple[_Record, Refusals]:
    """Take as much of what was typed as goes together, the newest first."""
    values: dict[str, Any] = {}
    refused: dict[str, Refusal] = {}
    for name, text in typed.items():
        try:
            values[name] = read(name, text)
        except ValueError as error:
            refused[name] = Refusal(text, str(error))
    try:
        return combine(record, values), refused
    except ValueError:  # not all together: one after the other
        pass
    for name in reversed(values):
        try:
            record = combine(record, {name: values[name]})
        except ValueError as error:
            refused[name] = Refusal(typed[name], str(error))
    return record, refused


def _block_with(block: Block, values: Mapping[str, Any], most_repeats: int) -> Block:
    after: dict[str, Any] = {**values_of(block), **values}
    problems = block_problems(after)
    if problems:
        raise ValueError(problems[0])
    if after["repeats"] > most_repeats:
        raise ValueError(
            f"all blocks together have at most {MAX_CONVOLUTIONS} convolutions, and the others "
            f"leave {most_repeats}. Received: {after['repeats']}."
        )
    return Block(**after)


def _read(each: BlockField | HeadField, called: str, accepted: Accepted, text: str) -> Any:
    """The value that was typed into a cell.

    Raises:
        ValueError: It makes no sense; the message says what was typed and what is accepted.
    """
    try:
        return each.read(text)
    except NotSquareError as error:
        sentence = str(error) if each.hint else f"'{shown(text)}' is not a {called}. {error}"
        raise ValueError(sentence) from error
    except ValueError as error:
        if each.hint:
            raise
        raise ValueError(f"{called} must be {accepted}. Received: {shown(text)}.") from error
