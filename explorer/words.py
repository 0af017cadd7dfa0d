"""Singular, plural and lists in English: "1 layer", "3 layers", "a, b and c"."""

from collections.abc import Sequence

_SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spelled(number: int) -> str:
    """A number at the start of a sentence: "two", "nine", "10"."""
    return _SPELLED[number] if number < len(_SPELLED) else f"{number:,}"


def noun(number: float, singular: str) -> str:
    """The noun alone: "layer" for 1, "layers" for any other number."""
    return singular if number == 1 else f"{singular}s"


def several(number: int, singular: str) -> str:
    """A number and its noun: "1 layer", "0 layers", "4,096 units"."""
    return f"{number:,} {noun(number, singular)}"


def listed(parts: Sequence[object], joined: str = "and") -> str:
    """A list in a sentence: "a", "a and b", "a, b and c"; "" for an empty one.

    Args:
        parts: What to list.
        joined: The word before the last part: "and" or "or".
    """
    *before, last = map(str, parts) if parts else [""]
    return f"{', '.join(before)} {joined} {last}" if before else last


def capitalised(sentence: str) -> str:
    """A sentence with a capital at its start; the rest is unchanged."""
    return sentence[:1].upper() + sentence[1:]
