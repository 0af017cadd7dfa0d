"""Numbers as people type them: "4,096", "5x5", "50 %"."""

import re

LONGEST_CELL = 100
"""Characters; a kernel size for each of 16 convolutions takes 62."""

GROUPED = re.compile("[0-9]{1,3}(?:,[0-9]{3})+")
"""A number with commas between its thousands, or several numbers."""

_WHOLE = re.compile(r"([0-9]+)(?:\.0*)?")
_REAL = re.compile(r"([0-9]*(?:[.,][0-9]*)?)\s*(%?)")
_TIMES = re.compile(r"\s*[x×*]\s*", re.IGNORECASE)


class NotSquareError(ValueError):
    """The two sides of a window differ."""


def read_whole_number(text: str) -> int:
    """4096 from "4096", " 4,096 " or "4096.0".

    Raises:
        ValueError: The text is not a whole number of 0 or more.
    """
    plain = text.strip()
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    match = _WHOLE.fullmatch(plain)
    if match is None or len(plain) > LONGEST_CELL:
        raise ValueError(f"Write a whole number, such as 3. Received: {text[:20]}.")
    return int(match[1])


def read_side(text: str) -> int:
    """5 from "5", "5x5", "5 × 5" or "5*5": the side of a square.

    Raises:
        NotSquareError: Its two sides differ.
        ValueError: The text is not a whole number.
    """
    height, *others = map(read_whole_number, _TIMES.split(text, maxsplit=1))
    if others and others != [height]:
        raise NotSquareError(f"Windows are square here. Write {height} or {others[0]}.")
    return height


def read_sides(text: str) -> tuple[int, ...]:
    """(3, 3, 1) from "3, 3, 1", "3 3 1" or "3x3, 3x3, 1x1".

    Raises:
        NotSquareError: The two sides of a part differ.
        ValueError: A part is not a whole number, or there is none.
    """
    parts = _TIMES.sub("x", text).replace(",", " ").split()
    if len(text) > LONGEST_CELL or not parts:
        raise ValueError(f"Write whole numbers, such as 3, 3, 1. Received: {text[:20]}.")
    return tuple(map(read_side, parts))


def read_share(text: str) -> float:
    """0.5 from "0.5", ".5", "0,5" or "50 %".

    Raises:
        ValueError: The text is not a number of 0 or more.
    """
    match = _REAL.fullmatch(text.strip())
    if match is None or not re.search("[0-9]", match[1]) or len(text) > LONGEST_CELL:
        raise ValueError(f"Write a number, such as 0.5. Received: {text[:20]}.")
    number = float(match[1].replace(",", "."))
    return number / 100 if match[2] else number
