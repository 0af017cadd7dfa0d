"""Edits that a browser numbers, shows at once, and sends until the page says that they were taken.

What is sent is a list of all edits that the browser does not yet know to have arrived, so each may
arrive twice. `session.edit_ledger` does each of them once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

_Edit = TypeVar("_Edit")

LONGEST_SENDER = 40
"""Characters of a sender's name."""


@dataclass(frozen=True, slots=True)
class NumberedEdit(Generic[_Edit]):
    """An edit in the order of its sender.

    Attributes:
        number: Of the edit, from 1.
        known: The number of the last edit whose result somebody had seen when making this one.
        edit: What is done.
    """

    number: int
    known: int
    edit: _Edit


@dataclass(frozen=True, slots=True)
class SentEdits(Generic[_Edit]):
    """What a browser sends.

    Attributes:
        sender: Names the editor in the browser whose edits these are.
        edits: First edit first.
    """

    sender: str = ""
    edits: tuple[NumberedEdit[_Edit], ...] = ()

    def after(self, number: int) -> "SentEdits[_Edit]":
        """The edits with larger numbers."""
        return replace(self, edits=tuple(each for each in self.edits if each.number > number))


def read_sent(sent: object, read_edit: Callable[[object], _Edit | None]) -> SentEdits[_Edit]:
    """What a browser sent; whatever is not an edit is left out.

    Args:
        sent: Anything: ``{"sender": ..., "edits": [{"number": ..., "known": ..., ...}, ...]}``.
        read_edit: Reads one edit, without its numbers; None if it is not one.
    """
    match sent:
        case {"sender": str(sender), "edits": list(edits)} if len(sender) <= LONGEST_SENDER:
            read = (_read_numbered(each, read_edit) for each in edits)
            known = (edit for edit in read if edit is not None)
            return SentEdits(sender, tuple(sorted(known, key=lambda edit: edit.number)))
        case _:
            return SentEdits()


def _read_numbered(
    sent: object, read_edit: Callable[[object], _Edit | None]
) -> NumberedEdit[_Edit] | None:
    edit = read_edit(sent)
    match sent:
        case {"number": int(number), "known": int(known)} if edit is not None and number > 0:
            return NumberedEdit(number, known, edit)
        case _:
            return None
