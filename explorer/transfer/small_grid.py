"""A grid of a few numbers, to see what Flatten and the two kinds of global pooling make of it."""

import re

import numpy as np

from explorer.arrays import Float32Array

SMALL_SHAPE = (2, 2, 3)
"""(height, width, channels)."""

USUAL_NUMBERS = (*(1, 0, 5), *(3, 2, 0), *(0, 8, 1), *(4, 2, 2))
"""The channels of the first position, then those of the position to its right, row after row."""

MOST_IN_SMALL_GRID = 999

_NUMBERS = re.compile(r"[\s,;]*-?\d{1,3}(?:[\s,;]+-?\d{1,3})*[\s,;]*", re.ASCII)
_LONGEST = 200


def read_small_grid(text: str) -> Float32Array:
    """The grid of a text with its numbers, position by position; "" for the usual one.

    Returns:
        float32 `SMALL_SHAPE`.

    Raises:
        ValueError: There are not as many whole numbers, or one is too large.
    """
    numbers: list[int] = list(USUAL_NUMBERS)
    if text.strip():
        fits = len(text) <= _LONGEST and _NUMBERS.fullmatch(text) is not None
        numbers = [int(each) for each in re.findall(r"-?\d+", text)] if fits else []
    if len(numbers) != len(USUAL_NUMBERS):
        raise ValueError(
            f"“{text[:20]}” is not a grid of {' × '.join(map(str, SMALL_SHAPE))}. Write "
            f"{len(USUAL_NUMBERS)} whole numbers from -{MOST_IN_SMALL_GRID} to "
            f"{MOST_IN_SMALL_GRID}, the {SMALL_SHAPE[-1]} maps of each position together: "
            f"{write_small_grid(USUAL_NUMBERS)}."
        )
    return np.array(numbers, np.float32).reshape(SMALL_SHAPE)


def write_small_grid(numbers: tuple[int, ...]) -> str:
    """The text that `read_small_grid` reads, with a comma after each position."""
    channels = SMALL_SHAPE[-1]
    positions = [numbers[at : at + channels] for at in range(0, len(numbers), channels)]
    return ", ".join(" ".join(map(str, each)) for each in positions)
