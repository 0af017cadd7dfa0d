"""Which edits of an editor in the browser were done, and why the last of them changed nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from explorer.edits import NumberedEdit, SentEdits
from explorer.session.state import visitor_state

_Edit = TypeVar("_Edit")


@dataclass(frozen=True, slots=True)
class _Problem:
    """Why edits changed nothing, and which edit of which sender was the last of them."""

    sentence: str = ""
    sender: str = ""
    number: int = 0

    def is_known_to(self, sender: str, number: int) -> bool:
        """Whether somebody who had seen the result of edit `number` could read it."""
        return sender != self.sender or number >= self.number


@dataclass(frozen=True, slots=True)
class EditLedger:
    """The edits of one editor, for the visitor whose page or callback runs.

    Attributes:
        editor: Its name, which no other editor has.
    """

    editor: str

    def take(self, sent: SentEdits[_Edit], do: Callable[[_Edit], None]) -> bool:
        """Do what a browser sent and was not yet done; call it from a callback.

        Args:
            sent: Its edits.
            do: Does one of them, or raises a ValueError that says why it cannot be done.

        Returns:
            Whether there was something to do.
        """
        taken: dict[str, int] = visitor_state.setdefault(self._taken_key, {})
        new = sent.after(taken.get(sent.sender, 0))
        for each in new.edits:
            self._take_one(sent.sender, each, do)
            taken[sent.sender] = each.number
        return bool(new.edits)

    def taken(self) -> dict[str, int]:
        """The number of the last edit that was done or refused, by its sender."""
        return dict(visitor_state.get(self._taken_key, {}))

    def told(self) -> str:
        """Why the last edits changed nothing; "" where they did."""
        return self._problem().sentence

    def refuse(self, sentence: str) -> None:
        """Remember why an edit changed nothing; call it from a callback."""
        visitor_state[self._problem_key] = _Problem(sentence)

    def forget_problem(self) -> None:
        """Remember that the last edit was done; call it from a callback."""
        visitor_state[self._problem_key] = _Problem()

    def _take_one(
        self, sender: str, edit: NumberedEdit[_Edit], do: Callable[[_Edit], None]
    ) -> None:
        problem = self._problem()
        kept = "" if problem.is_known_to(sender, edit.known) else problem.sentence
        try:
            do(edit.edit)
        except ValueError as error:
            sentences = dict.fromkeys(filter(None, (kept, str(error))))
            problem = _Problem(" ".join(sentences), sender, edit.number)
        else:
            problem = _Problem(kept, problem.sender, problem.number) if kept else _Problem()
        visitor_state[self._problem_key] = problem

    def _problem(self) -> _Problem:
        return visitor_state.get(self._problem_key) or _Problem()

    @property
    def _taken_key(self) -> str:
        return f"{self.editor}_edits_taken"

    @property
    def _problem_key(self) -> str:
        return f"{self.editor}_edit_problem"
