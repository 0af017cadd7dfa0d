"""Edits to a sheet: what a browser sends, and what each edit does.

Rows have keys, not places: an edit finds its row whatever was added, moved or removed while it was
on its way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from explorer.architecture.head_fields import head_of_kind
from explorer.architecture.limits import MAX_BLOCKS, MAX_CONVOLUTIONS, shown
from explorer.architecture.network.sheet import (
    FIELDS,
    FIELDS_OF_HEAD,
    NEW_BLOCK,
    BlockSheet,
    SheetRow,
    typed_in_head,
    typed_in_row,
)
from explorer.architecture.networks import Head
from explorer.architecture.typed import LONGEST_CELL
from explorer.edits import SentEdits, read_sent

HEAD_KEY, KIND = "head", "kind"
"""The key of the head's cells, and the name of the cell that says which head it is."""

LONGEST_KEY = 40
"""Characters of a row's key."""

GONE = "The block was removed before this edit arrived."


@dataclass(frozen=True, slots=True)
class SetCell:
    """Something was typed or chosen in a cell."""

    row: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class AddBlock:
    """A row was added before another one, or at the end ("" for `before`); `copied` names a row."""

    row: str
    before: str = ""
    copied: str = ""


@dataclass(frozen=True, slots=True)
class DeleteBlock:
    """A row was deleted."""

    row: str


@dataclass(frozen=True, slots=True)
class MoveBlock:
    """A row was moved so many places down; up, if below 0."""

    row: str
    by: int


@dataclass(frozen=True, slots=True)
class UndoLast:
    """The last change is taken back."""


@dataclass(frozen=True, slots=True)
class ResetAll:
    """All changes are taken back."""


Edit = SetCell | AddBlock | DeleteBlock | MoveBlock | UndoLast | ResetAll


def read_edits(sent: object) -> SentEdits[Edit]:
    """What a browser sent; whatever is not an edit is left out."""
    return read_sent(sent, _read_edit)


def _read_edit(sent: object) -> Edit | None:
    edit: Edit | None = None
    match sent:
        case {"kind": "set", "row": str(row), "field": str(name), "text": str(text)}:
            known = {*FIELDS_OF_HEAD, KIND} if row == HEAD_KEY else {*FIELDS}
            edit = SetCell(row, name, text[: LONGEST_CELL + 1]) if name in known else None
        case {"kind": "add", "row": str(row), "before": str(before), "copied": str(copied)}:
            fits = 0 < len(row) <= LONGEST_KEY and row != HEAD_KEY
            edit = AddBlock(row, before, copied) if fits else None
        case {"kind": "delete", "row": str(row)}:
            edit = DeleteBlock(row)
        case {"kind": "move", "row": str(row), "by": int(by)}:
            edit = MoveBlock(row, by)
        case {"kind": "undo"}:
            edit = UndoLast()
        case {"kind": "reset"}:
            edit = ResetAll()
    return edit


# --- what an edit does ---------------------------------------------------------------------------


def apply_edit(sheet: BlockSheet, edit: SetCell | AddBlock | DeleteBlock | MoveBlock) -> BlockSheet:
    """The sheet after an edit.

    Raises:
        ValueError: It cannot be done; the sheet stays as it was, and the message says why.
    """
    match edit:
        case SetCell(row=key) if key == HEAD_KEY:
            return _set_in_head(sheet, edit)
        case SetCell():
            place = _place(sheet, edit.row, f"{FIELDS[edit.field].column} {shown(edit.text)}")
            rows = list(sheet.rows)
            rows[place] = typed_in_row(
                rows[place], {edit.field: edit.text}, _repeats_left(sheet, edit.row)
            )
            after = tuple(rows)
        case AddBlock():
            after = _added(sheet, edit)
        case DeleteBlock():
            after = tuple(row for row in sheet.rows if row.key != edit.row)
            if sheet.rows and not after:
                raise ValueError("A network needs at least one block. Add one before this one.")
        case MoveBlock():
            place = _place(sheet, edit.row, "Moving it")
            row, others = sheet.rows[place], [*sheet.rows[:place], *sheet.rows[place + 1 :]]
            target = min(max(place + edit.by, 0), len(others))
            after = (*others[:target], row, *others[target:])
    return _tried_again(replace(sheet, rows=after))


def _set_in_head(sheet: BlockSheet, edit: SetCell) -> BlockSheet:
    if edit.field == KIND:
        return replace(sheet, head=head_of_kind(edit.text, sheet.head), head_refused={})
    return typed_in_head(sheet, sheet.head or Head(), {edit.field: edit.text})


def _place(sheet: BlockSheet, key: str, what: str) -> int:
    keys = [row.key for row in sheet.rows]
    if key not in keys:
        raise ValueError(f"{GONE} {what} was not applied.")
    return keys.index(key)


def _added(sheet: BlockSheet, edit: AddBlock) -> tuple[SheetRow, ...]:
    rows = {row.key: row for row in sheet.rows}
    if edit.row in rows:  # it arrived before
        return sheet.rows
    if len(rows) == MAX_BLOCKS:
        raise ValueError(
            f"A network has at most {MAX_BLOCKS} blocks. Received: {MAX_BLOCKS + 1}. Delete one "
            "before you add another."
        )
    new = replace(rows.get(edit.copied, SheetRow("", NEW_BLOCK)), key=edit.row)
    left = _repeats_left(sheet)
    if new.block.repeats > left:
        raise ValueError(
            f"All blocks together have at most {MAX_CONVOLUTIONS} convolutions. "
            f"Received: {MAX_CONVOLUTIONS - left + new.block.repeats}. Lower the repeats of a "
            "block before you add another."
        )
    place = list(rows).index(edit.before) if edit.before in rows else len(rows)
    return (*sheet.rows[:place], new, *sheet.rows[place:])


def _repeats_left(sheet: BlockSheet, without: str = "") -> int:
    """How many convolutions the rows leave, without one of them."""
    return MAX_CONVOLUTIONS - sum(row.block.repeats for row in sheet.rows if row.key != without)


def _tried_again(sheet: BlockSheet) -> BlockSheet:
    """The sheet in which cells are accepted that now fit."""
    for place, row in enumerate(sheet.rows):
        if row.refused:
            again = typed_in_row(row, {}, _repeats_left(sheet, row.key))
            sheet = replace(sheet, rows=(*sheet.rows[:place], again, *sheet.rows[place + 1 :]))
    return sheet


def sentences_of(sheet: BlockSheet) -> Mapping[str, Mapping[str, str]]:
    """What is wrong with each refused cell, and what is used instead; by row key and field."""
    told = {
        row.key: {
            name: _sentence(refusal.problem, FIELDS[name].cell(getattr(row.block, name)))
            for name, refusal in row.refused.items()
        }
        for row in sheet.rows
    }
    head = sheet.head or Head()
    told[HEAD_KEY] = {
        name: _sentence(refusal.problem, FIELDS_OF_HEAD[name].cell(getattr(head, name)))
        for name, refusal in sheet.head_refused.items()
    }
    return told


def _sentence(problem: str, used: str) -> str:
    return f"{problem} Until you change it, {used or 'none'} is used."
