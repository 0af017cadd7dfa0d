"""The fields of a block, one row each: what it accepts, and how it is written everywhere.

The text of a link, the table that people edit, the limits and the sentences about changes all
follow from these rows. A new field of `Block` needs one row here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from explorer.architecture.accepted import Accepted
from explorer.architecture.layers import Padding
from explorer.architecture.networks import Block
from explorer.architecture.typed import (
    NotSquareError,
    read_share,
    read_side,
    read_sides,
    read_whole_number,
)
from explorer.words import several

Values = dict[str, Any]
"""The fields of a block or a head, by name."""

USUAL = Block(filters=1)
"""Fields that are not given are as in VGG."""

NUMBER = "[0-9]+"
RATE_DIGITS = 2
"""The fewest digits of a dropout rate: "o5" could mean 5 % or 0.5."""

RATE_PATTERN = f"o[0-9]{{{RATE_DIGITS},}}"
RATE = Accepted(0, 0.95, decimals=4)
POOLINGS = {"max": "max", "avg": "average"}
FROZEN, TRAINED = "true", "false"
"""Whether a block is frozen, as a cell of the table of blocks writes it."""


@dataclass(frozen=True, slots=True)
class Option:
    """How the text of a link writes a field, or several that belong together.

    Attributes:
        pattern: A regular expression for the whole option.
        write: Writes the option for a block.
        read: Turns a match of the pattern into values of fields.
        samples: Examples that a sentence shows.
    """

    pattern: str
    write: Callable[[Block], str]
    read: Callable[[re.Match[str]], Values]
    samples: str


@dataclass(frozen=True, slots=True)
class BlockField:
    """Everything about one field of a block.

    Attributes:
        name: The field's name.
        accepted: The values it accepts.
        option: How a link writes it; None where another option or the block's start covers it.
        words: Its value in a sentence about changes; by default the value itself.
        title: What the table of blocks and its sentences call it; by default its name.
        label: Its name in a sentence about changes; by default its name.
        is_part: Whether another field's words cover it, so that it has none of its own.
        cell: Writes a value as a cell of the table.
        read: Turns what was typed into a value. Raises a ValueError if that makes no sense; where
            there is a hint, its message says what does.
        short: A shorter title, where the table has little room.
        hint: How to write a cell that holds more than a number.
        of_pooling: Whether it stands with the pooling in the table, not with the convolutions.
        per_convolution: Whether it accepts one value for each convolution.
    """

    name: str
    accepted: Accepted
    option: Option | None = None
    words: Callable[[Block], str] | None = None
    title: str = ""
    label: str = ""
    is_part: bool = False
    cell: Callable[[Any], str] = str
    read: Callable[[str], Any] = read_whole_number
    short: str = ""
    hint: str = ""
    of_pooling: bool = False
    per_convolution: bool = False

    @property
    def column(self) -> str:
        """The title of its column."""
        return self.title or self.name.replace("_", " ").capitalize()

    @property
    def called(self) -> str:
        """What sentences call it."""
        return self.label or self.name.replace("_", " ")

    def told(self, block: Block) -> str:
        """The block's value as a sentence states it."""
        return str(getattr(block, self.name)) if self.words is None else self.words(block)

    def each(self, value: object) -> tuple[object, ...]:
        """The values of the convolutions, where they differ; else the one value for all."""
        return value if self.per_convolution and isinstance(value, tuple) else (value,)


# --- how values are written ----------------------------------------------------------------------


def words_of(record: type, field: str) -> Accepted:
    """The words that a record's field may hold, as its annotation lists them."""
    return Accepted(words=get_args(record.__annotations__[field]))


def _number(letter: str, name: str) -> Option:
    return Option(
        f"{letter}({NUMBER})",
        lambda block: f"{letter}{getattr(block, name)}",
        lambda match: {name: int(match[1])},
        f"{letter}2",
    )


def _word(name: str, codes: Mapping[str, str | bool]) -> Option:
    """A code for each word except the usual one, which is not written."""
    return Option(
        "|".join(codes),
        lambda block: code_for(getattr(block, name), codes),
        lambda match: {name: codes[match[0]]},
        ", ".join(codes),
    )


def code_for(word: str | bool, codes: Mapping[str, Any]) -> str:
    """The code of a word; "" where it has none."""
    return next((code for code, meaning in codes.items() if meaning == word), "")


def write_rate(rate: float) -> str:
    """A dropout rate as its digits after the decimal point: "o50", "o125"."""
    digits = f"{rate:.{RATE.decimals}f}".partition(".")[2]
    return f"o{digits.rstrip('0').ljust(RATE_DIGITS, '0')}"


def read_rate(text: str) -> float:
    """What `write_rate` wrote; 0 for an empty text."""
    return float(f"0.{text[1:] or 0}")


def _write_sizes(block: Block) -> str:
    sizes = block.kernel_size if isinstance(block.kernel_size, tuple) else (block.kernel_size,)
    return f"k{'-'.join(map(str, sizes))}"


def _read_sizes(match: re.Match[str]) -> Values:
    return {"kernel_size": _one_or_each(match[1].split("-"))}


def _one_or_each(parts: Sequence[str | int]) -> int | tuple[int, ...]:
    sizes = tuple(map(int, parts))
    return sizes if len(sizes) > 1 else sizes[0]


def _type_sizes(value: int | tuple[int, ...]) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _sizes_from_cell(text: str) -> int | tuple[int, ...]:
    advice = "Write one number such as 3, or one for each convolution such as 3, 3, 1."
    try:
        return _one_or_each(read_sides(text))
    except ValueError as error:
        advice = str(error) if isinstance(error, NotSquareError) else advice
        raise ValueError(f"{text[:20]!r} is not a kernel size. {advice}") from error


def _write_padding(block: Block) -> str:
    return block.padding if isinstance(block.padding, str) else f"p{block.padding}"


def _read_padding(match: re.Match[str]) -> Values:
    return {"padding": match[0] if match[1] is None else int(match[1])}


def _padding_words(block: Block) -> str:
    if isinstance(block.padding, str):
        return block.padding
    return f"{several(block.padding, 'zero')} on each side"


def _padding_from_cell(text: str) -> str | int:
    word = text.strip().lower()
    if word in get_args(Padding):
        return word
    try:
        return read_side(text)
    except ValueError as error:
        raise ValueError(
            f"{text[:20]!r} is not a padding. Write same, valid, or a number of zeros."
        ) from error


def _trainable_from_cell(text: str) -> bool:
    if text not in (FROZEN, TRAINED):
        raise ValueError
    return text == TRAINED


def _write_pooling(block: Block) -> str:
    if block.pooling == "none":
        return "none"
    text = f"{code_for(block.pooling, POOLINGS)}{block.pool_size}"
    if block.pool_stride != USUAL.pool_stride:
        text += f"-{block.pool_stride}"
    if block.pool_padding != USUAL.pool_padding:
        text += f"-{block.pool_padding}"
    return text


def _read_pooling(match: re.Match[str]) -> Values:
    if match[0] == "none":
        return {"pooling": "none"}
    return {
        "pooling": POOLINGS[match[1]],
        "pool_size": int(match[2]),
        "pool_stride": int(match[3] or USUAL.pool_stride),
        "pool_padding": match[4] or USUAL.pool_padding,
    }


def _pooling_words(block: Block) -> str:
    if block.pooling == "none":
        return "none"
    padding = "" if block.pool_padding == "valid" else f" padding {block.pool_padding}"
    return (
        f"{block.pooling} {block.pool_size}x{block.pool_size} stride {block.pool_stride}{padding}"
    )


# --- the table -----------------------------------------------------------------------------------

BLOCK_FIELDS: tuple[BlockField, ...] = (
    BlockField("filters", Accepted(1, 4096)),
    BlockField("repeats", Accepted(1, 16)),
    BlockField(
        "kernel_size",
        Accepted(1, 15),
        Option(f"k({NUMBER}(?:-{NUMBER})*)", _write_sizes, _read_sizes, "k3, k3-3-1"),
        words=lambda block: _write_sizes(block)[1:],
        cell=_type_sizes,
        read=_sizes_from_cell,
        short="Kernel",
        hint="3, or one for each convolution: 3, 3, 1",
        per_convolution=True,
    ),
    BlockField("stride", Accepted(1, 8), _number("s", "stride"), read=read_side),
    BlockField(
        "padding",
        Accepted(0, 8, words=get_args(Padding)),
        Option(f"p({NUMBER})|same|valid", _write_padding, _read_padding, "p1, valid"),
        words=_padding_words,
        read=_padding_from_cell,
        hint="same, valid, or a number of zeros on each side",
    ),
    BlockField("dilation", Accepted(1, 8), _number("d", "dilation"), read=read_side),
    BlockField(
        "normalisation",
        words_of(Block, "normalisation"),
        _word("normalisation", {"bn": "batch", "lrn": "lrn"}),
        read=str,
        short="Norm",
    ),
    BlockField(
        "dropout",
        RATE,
        Option(
            RATE_PATTERN,
            lambda block: write_rate(block.dropout),
            lambda match: {"dropout": read_rate(match[0])},
            "o50",
        ),
        words=lambda block: f"{block.dropout:g}",
        cell=lambda rate: f"{rate:g}",
        read=read_share,
    ),
    BlockField(
        "pooling",
        words_of(Block, "pooling"),
        Option(
            f"none|(max|avg)({NUMBER})(?:-({NUMBER}))?(?:-(same|valid))?",
            _write_pooling,
            _read_pooling,
            "max3, avg2-1-same, none",
        ),
        words=_pooling_words,
        read=str,
        of_pooling=True,
    ),
    BlockField(
        "pool_size", Accepted(1, 8), is_part=True, read=read_side, short="size", of_pooling=True
    ),
    BlockField(
        "pool_stride", Accepted(1, 8), is_part=True, read=read_side, short="stride", of_pooling=True
    ),
    BlockField(
        "pool_padding",
        Accepted(words=get_args(Padding)),
        is_part=True,
        read=str,
        short="padding",
        of_pooling=True,
    ),
    BlockField(
        "trainable",
        Accepted(words=(True, False)),
        _word("trainable", {"frozen": False}),
        words=lambda block: "trained" if block.trainable else "frozen",
        title="Frozen",
        label="weights",
        cell=lambda trainable: TRAINED if trainable else FROZEN,
        read=_trainable_from_cell,
    ),
)
"""In the order of a link's options and of the table's columns."""


def block_parts(block: Block) -> dict[str, str]:
    """A block's values in words, by what sentences call the fields."""
    return {field.called: field.told(block) for field in BLOCK_FIELDS if not field.is_part}
