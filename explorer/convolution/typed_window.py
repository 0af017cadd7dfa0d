"""A window and its input as short texts, typed by a learner or carried by a link.

One number stands for both axes, two for rows and columns: a stride of ``2`` or ``2x1``. A padding
is ``same``, ``valid``, ``full``, one number of zeros for all sides, two for rows and columns, or
four for top, bottom, left and right, as in ``1_0_2_1``. A shape is ``6x5x3``: rows, columns and
channels. Brackets, spaces and commas are read too, so that ``(2, 1)`` can be copied from code.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from explorer.architecture.limits import shown
from explorer.architecture.shapes import GRID_RANK, GridWindow, Window, WindowPadding
from explorer.architecture.typed import GROUPED
from explorer.convolution.limits import (
    MOST_CHANNELS,
    MOST_DILATION,
    MOST_KERNEL_SIDE,
    MOST_SIDE,
    MOST_STRIDE,
    MOST_ZEROS,
)

WindowField = Literal["kernel_size", "padding", "stride", "dilation"]

TypedPadding = tuple[WindowPadding, WindowPadding]
"""Of the rows and of the columns."""

_WORDS: tuple[Literal["same", "valid", "full"], ...] = ("same", "valid", "full")
_PAIR = len(("rows", "columns"))
_FOUR_SIDES = len(("top", "bottom", "left", "right"))
_BETWEEN = re.compile(r"\s*[x×*,;_\s]\s*", re.IGNORECASE)
_BRACKETS = str.maketrans("()[]", "    ")
_NUMBER = re.compile("[0-9]{1,6}")

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class WindowLimits:
    """The largest numbers that are accepted.

    Attributes:
        side: Rows, and columns, of the input.
        channels: Of the input.
        kernel_side: Rows, and columns, of the kernel.
        stride: From one output to the next.
        dilation: From one weight to the next.
        zeros: On one side.
    """

    side: int
    channels: int
    kernel_side: int
    stride: int
    dilation: int
    zeros: int


BENCH_LIMITS = WindowLimits(
    MOST_SIDE, MOST_CHANNELS, MOST_KERNEL_SIDE, MOST_STRIDE, MOST_DILATION, MOST_ZEROS
)
"""Of what is worked out by hand."""


@dataclass(frozen=True, slots=True)
class TypedWindow:
    """What the texts of a window say.

    Attributes:
        window: None where one of them cannot be read.
        problems: A sentence for each text that cannot be read.
    """

    window: GridWindow | None
    problems: dict[WindowField, str]


def parse_sides(text: str, what: str, most: int) -> tuple[int, int]:
    """Rows and columns: (2, 2) from "2", (2, 1) from "2x1", "2 × 1", "2, 1" or "(2, 1)".

    Args:
        text: What was typed.
        what: What it is, such as "stride".
        most: The largest number that is accepted; the smallest is 1.

    Raises:
        ValueError: What was received, what is accepted, and what to write.
    """
    numbers = _numbers(text)
    if len(numbers) in {1, _PAIR} and all(1 <= number <= most for number in numbers):
        return numbers[0], numbers[-1]
    raise ValueError(
        f"{_not_a(what, text)} Write a whole number from 1 to {most:,}, such as 2, or two numbers "
        "for rows × columns, such as 2x1."
    )


def parse_shape(text: str, limits: WindowLimits = BENCH_LIMITS) -> tuple[int, int, int]:
    """(6, 5, 3) from "6x5x3" or "(6, 5, 3)"; (6, 5, 1) from "6x5", and (6, 6, 1) from "6".

    Args:
        text: What was typed.
        limits: What is accepted.

    Raises:
        ValueError: What was received, what is accepted, and what to write.
    """
    numbers = _numbers(text)
    if 1 <= len(numbers) <= GRID_RANK and min(numbers) >= 1:
        height, width = numbers[0], numbers[min(1, len(numbers) - 1)]
        channels = numbers[-1] if len(numbers) == GRID_RANK else 1
        if max(height, width) <= limits.side and channels <= limits.channels:
            return height, width, channels
    raise ValueError(
        f"{_not_a('shape', text)} Write rows × columns × channels, with 1 to {limits.side:,} rows "
        f"and columns and 1 to {limits.channels:,} channels, such as 6x5x1."
    )


def parse_padding(text: str, most: int = MOST_ZEROS) -> TypedPadding:
    """Padding of rows and of columns: ((1, 0), (2, 1)) from "1_0_2_1", (1, 2) from "1x2".

    Args:
        text: What was typed.
        most: The largest number of zeros on one side.

    Raises:
        ValueError: What was received, what is accepted, and what to write.
    """
    word = _word(text)
    for known in _WORDS:
        if word == known:
            return known, known
    numbers = _numbers(text)
    if all(number <= most for number in numbers):
        match numbers:
            case (number,):
                return number, number
            case (rows, columns):
                return rows, columns
            case (top, bottom, left, right):
                return _shortest(top, bottom), _shortest(left, right)
    raise ValueError(
        f"{_not_a('padding', text)} Write same, valid or full, or how many zeros, from 0 to "
        f"{most:,}: 1 for all sides, 1x2 for rows × columns, or 1_0_2_1 for top, bottom, left and "
        "right."
    )


def parse_window(
    kernel_size: str,
    stride: str,
    dilation: str,
    padding: str,
    limits: WindowLimits = BENCH_LIMITS,
) -> TypedWindow:
    """Read the four texts of a window; each that cannot be read gets its sentence.

    Args:
        kernel_size: For rows and columns, as `parse_sides` reads it.
        stride: Likewise.
        dilation: Likewise.
        padding: As `parse_padding` reads it.
        limits: What is accepted.
    """
    problems: dict[WindowField, str] = {}

    def read(field: WindowField, parse: Callable[[], _Value]) -> _Value | None:
        try:
            return parse()
        except ValueError as error:
            problems[field] = str(error)
            return None

    sizes = read("kernel_size", lambda: parse_sides(kernel_size, "kernel size", limits.kernel_side))
    strides = read("stride", lambda: parse_sides(stride, "stride", limits.stride))
    dilations = read("dilation", lambda: parse_sides(dilation, "dilation", limits.dilation))
    zeros = read("padding", lambda: parse_padding(padding, limits.zeros))
    if sizes is None or strides is None or dilations is None or zeros is None:
        return TypedWindow(None, problems)
    rows, columns = map(Window, sizes, strides, dilations, zeros)
    return TypedWindow(GridWindow(rows, columns), problems)


def plain_sides(text: str) -> str:
    """The one way to write sides or a shape: "2x3" from "2, 3" or "(2, 3)".

    A text that cannot be read stays as it is, so that it can be mended.
    """
    numbers = _numbers(text)
    return "x".join(map(str, numbers)) if numbers else text


def plain_padding(text: str) -> str:
    """The same for a padding: "same" from "'SAME'", "1_0_2_1" from "1, 0, 2, 1"."""
    word = _word(text)
    if word in _WORDS:
        return word
    numbers = _numbers(text)
    if len(numbers) == _FOUR_SIDES:
        return "_".join(map(str, numbers))
    return plain_sides(text) if len(numbers) <= _PAIR else text


def _word(text: str) -> str:
    return text.strip(" \t\"'").lower()


def sides_text(rows: int, columns: int) -> str:
    """What `parse_sides` reads: "2" for (2, 2), "2x1" for (2, 1)."""
    return f"{rows}" if rows == columns else f"{rows}x{columns}"


def shape_text(*shape: int) -> str:
    """What `parse_shape` reads: "6x6x1"."""
    return "x".join(map(str, shape))


def padding_text(rows: WindowPadding, columns: WindowPadding) -> str:
    """What `parse_padding` reads: "same", "1", "1x2" or "1_0_2_1".

    Raises:
        ValueError: One axis has a word and the other has another padding.
    """
    if isinstance(rows, str) or isinstance(columns, str):
        if rows != columns:
            raise ValueError(
                f"Received the paddings {rows!r} for rows and {columns!r} for columns. Expected "
                "one word for both, or numbers of zeros. Write numbers."
            )
        return str(rows)
    if isinstance(rows, int) and isinstance(columns, int):
        return sides_text(rows, columns)
    sides = [number for axis in (rows, columns) for number in _both_sides(axis)]
    return "_".join(map(str, sides))


def _both_sides(zeros: int | tuple[int, int]) -> tuple[int, int]:
    return zeros if isinstance(zeros, tuple) else (zeros, zeros)


def _shortest(before: int, after: int) -> int | tuple[int, int]:
    return before if before == after else (before, after)


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers of a text; none where something else is in it, or it can be read in two ways."""
    plain = text.translate(_BRACKETS).strip(" \t,")
    parts = _BETWEEN.split(plain)
    if GROUPED.fullmatch(plain) or not all(_NUMBER.fullmatch(part) for part in parts):
        return ()
    return tuple(map(int, parts))


def _not_a(what: str, text: str) -> str:
    """What was received; a number such as "1,024" might be two."""
    plain = text.strip()
    if not plain:
        return f"The {what} is empty."
    article = "an" if what[0] in "aeiou" else "a"
    told = f"“{shown(plain.replace('×', 'x'))}” is not {article} {what}."
    if GROUPED.fullmatch(plain):
        return f"{told} It may be one number or several: leave out the comma, or write x."
    return told
