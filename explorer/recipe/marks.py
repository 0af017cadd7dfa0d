"""Draws that contradict the label, as a teacher or learner marks them, and as a link carries them.

``3m.7c`` marks draw 3, because mirroring changed what it shows, and draw 7, because the object was
cropped away.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, cast

MOST_DRAWS = 16

Contradiction = Literal["m", "c", "k"]

CONTRADICTIONS: Mapping[Contradiction, str] = MappingProxyType(
    {
        "m": "mirrored: text, or a side that matters",
        "c": "cropped: the object is cut off or missing",
        "k": "colour: it no longer is what the label says",
    }
)
"""Why a draw can contradict the label, by its sign in links."""

Marks = Mapping[int, Contradiction]
"""Number of a draw -> what is wrong with it."""

_MARK = re.compile(f"([1-9][0-9]?)([{''.join(CONTRADICTIONS)}])")
_BETWEEN = "."


def write_marks(marks: Marks) -> str:
    """The marks as text for a link, by number; "" for none."""
    return _BETWEEN.join(f"{number}{why}" for number, why in sorted(marks.items()))


def read_marks(text: str) -> Marks:
    """The marks that `write_marks` wrote.

    Raises:
        ValueError: It cannot be read. The message says what is accepted.
    """
    found: dict[int, Contradiction] = {}
    for part in filter(None, text.split(_BETWEEN)):
        match = _MARK.fullmatch(part)
        if match is None or int(match[1]) > MOST_DRAWS:
            raise ValueError(
                f"Marks are numbers of draws from 1 to {MOST_DRAWS} with a letter each, such as "
                f"3m.7c. The letters are {', '.join(CONTRADICTIONS)}."
            )
        found[int(match[1])] = cast(Contradiction, match[2])
    return MappingProxyType(found)


def marked(marks: Marks, number: int, why: Contradiction | None) -> Marks:
    """The marks with one more, one changed, or one less where ``why`` is None."""
    others = {each: reason for each, reason in marks.items() if each != number}
    return MappingProxyType(others if why is None else others | {number: why})


def possible_contradictions(mirrored: bool, shifted: bool) -> tuple[Contradiction, ...]:
    """Why a draw can contradict its label at all: what was not done cannot be wrong."""
    able: Iterable[tuple[Contradiction, bool]] = (("m", mirrored), ("c", True), ("k", shifted))
    return tuple(why for why, can in able if can)
