"""What a visitor can choose. One declaration gives its key, its link, its default and its value.

A choice is kept apart from the widget that shows it. Streamlit forgets a widget's value as soon as
a page without that widget is opened; what was chosen holds until another choice replaces it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import isfinite
from re import fullmatch
from typing import Generic, TypeVar, cast

from explorer.session.state import visitor_state

Value = TypeVar("Value")
Code = TypeVar("Code", bound=str)
WholeNumber = TypeVar("WholeNumber", int, int | None)

LARGEST_PLACE = 9999
"""The largest channel, row or column in any layer."""

_CHOICES = "choices"

_AT_HAND: ContextVar[dict[str, object] | None] = ContextVar("choices_at_hand", default=None)
"""The choices of the visitor whose page runs in this thread; None where none does."""


def choices() -> dict[str, object]:
    """What this visitor has chosen so far, by key; defaults are left out."""
    at_hand = _AT_HAND.get()
    return _kept_choices() if at_hand is None else at_hand


def _kept_choices() -> dict[str, object]:
    chosen: dict[str, object] = visitor_state.setdefault(_CHOICES, {})
    return chosen


@contextmanager
def choices_at_hand() -> Iterator[None]:
    """Look this visitor's choices up once: a page asks for them fifty times."""
    token = _AT_HAND.set(_kept_choices())
    try:
        yield
    finally:
        _AT_HAND.reset(token)


def replace_choices(chosen: Mapping[str, object]) -> None:
    """Replace all choices."""
    kept, new = choices(), dict(chosen)
    kept.clear()
    kept.update(new)


@dataclass(frozen=True, eq=False)
class Parameter(ABC, Generic[Value]):
    """Something that a visitor can choose.

    Attributes:
        key: Its name in an address, and the key of the widget that shows it.
        usual: The default; no address contains it.
    """

    key: str
    usual: Value = field(kw_only=True)

    @abstractmethod
    def read(self, text: str) -> Value:
        """The value that ``text`` stands for in a link.

        Raises:
            ValueError: The text is not a value of this parameter; the message says what is.
        """

    def write(self, value: Value) -> str:
        """The value as text for a link, which `read` reads."""
        return str(value)

    def chosen(self) -> Value:
        """What the visitor has chosen, or the default."""
        return cast(Value, choices().get(self.key, self.usual))

    def choose(self, value: Value) -> None:
        """Choose a value for every page; call it from a callback."""
        if value == self.usual:
            self.forget()
        else:
            choices()[self.key] = value

    def forget(self) -> None:
        """Go back to the default; call it from a callback."""
        choices().pop(self.key, None)


@dataclass(frozen=True, eq=False)
class OneOf(Parameter[Code]):
    """One of several values: links carry its code, people read its label.

    Attributes:
        labels: Label by code, in the order in which they are listed.
    """

    labels: Mapping[Code, str]

    @property
    def codes(self) -> tuple[Code, ...]:
        """All values, in the order in which they are listed."""
        return tuple(self.labels)

    def read(self, text: str) -> Code:
        """See `Parameter.read`."""
        for code in self.labels:
            if code == text:
                return code
        raise ValueError(f"Choose one of: {', '.join(self.labels)}.")


@dataclass(frozen=True, eq=False)
class Whole(Parameter[WholeNumber]):
    """A whole number from ``least`` to ``most``; a default of None leaves it to the page."""

    least: int
    most: int

    def read(self, text: str) -> WholeNumber:
        """See `Parameter.read`."""
        if fullmatch("[0-9]{1,6}", text) and self.least <= int(text) <= self.most:
            return int(text)
        raise ValueError(f"Write a whole number from {self.least} to {self.most:,}.")


@dataclass(frozen=True, eq=False)
class Real(Parameter[float | None]):
    """A number whose bounds another choice sets; None means that choice's own default."""

    def read(self, text: str) -> float:
        """See `Parameter.read`."""
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if isfinite(number):
            return number
        raise ValueError("Write a number, such as 8.")

    def write(self, value: float | None) -> str:
        """See `Parameter.write`."""
        return f"{value:g}"


@dataclass(frozen=True, eq=False)
class Switch(Parameter[bool]):
    """Something that is on or off."""

    def read(self, text: str) -> bool:
        """See `Parameter.read`."""
        if text in ("true", "false"):
            return text == "true"
        raise ValueError("Write true or false.")

    def write(self, value: bool) -> str:
        """See `Parameter.write`."""
        return str(value).lower()


@dataclass(frozen=True, eq=False)
class Text(Parameter[str]):
    """A text that is typed; whoever reads it says what is wrong with it.

    Attributes:
        plain: Gives the one way in which a link writes what can be typed in several.
    """

    plain: Callable[[str], str] = str

    def read(self, text: str) -> str:
        """See `Parameter.read`."""
        return self.plain(text)

    def choose(self, value: str) -> None:
        """See `Parameter.choose`."""
        super().choose(self.plain(value))


@dataclass(frozen=True, eq=False)
class Name(Parameter[str]):
    """The name of something that some networks have and others do not; "" for none."""

    def read(self, text: str) -> str:
        """See `Parameter.read`."""
        if fullmatch("[a-z0-9_]{1,40}", text):
            return text
        raise ValueError("Write a layer's name, such as block3_conv3.")
