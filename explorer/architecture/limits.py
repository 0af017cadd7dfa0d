"""How large a configuration may be, and sentences that name what is beyond it.

The bounds leave room for every network of the presets and keep what a page draws, computes and
links to small.
"""

import reprlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from string import ascii_letters, digits
from typing import get_args

from explorer.architecture.layers import Padding
from explorer.architecture.networks import Block, Head
from explorer.words import listed

MAX_BLOCKS = 12
MAX_CONVOLUTIONS = 100
"""In all blocks together."""

MAX_HIDDEN_LAYERS = 6
"""Dense layers before the one for the classes."""

LARGEST_SIDE = 1024
"""px of an input or a map: the arithmetic allows more, a drawing does not show it."""

QUOTED_LENGTH = 20
"""Characters of a visitor's text that a sentence repeats."""

_HARMLESS = frozenset(ascii_letters + digits + " ._-+,;='\"[]{}")
"""No markup comes of these: no link, no colour, no tag."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The values that a field may have.

    Attributes:
        least: The smallest number.
        most: The largest number; below ``least`` where no number is accepted.
        decimals: Digits after the point; 0 for whole numbers.
        words: What is accepted besides: words, or True and False.
    """

    least: float = 1
    most: float = 0
    decimals: int = 0
    words: tuple[str | bool, ...] = ()

    def holds(self, value: object) -> bool:
        """Whether a field may have this value, whatever its type."""
        if isinstance(value, str | bool):
            return value in self.words
        if isinstance(value, int) or (self.decimals and isinstance(value, float)):
            return self.least <= value <= self.most and round(value, self.decimals) == value
        return False

    def nearest(self, number: float) -> float:
        """The number nearest to ``number`` that is accepted."""
        within = min(max(number, self.least), self.most)
        return round(within, self.decimals) if self.decimals else within

    def __str__(self) -> str:
        choices = [str(word) if isinstance(word, bool) else f'"{word}"' for word in self.words]
        if self.least <= self.most:
            kind = f"a number with at most {self.decimals} decimals" if self.decimals else ""
            choices.append(f"{kind or 'a whole number'} from {self.least} to {self.most}")
        return listed(choices, "or")


def _words_of(record: type, field: str) -> Accepted:
    return Accepted(words=get_args(record.__annotations__[field]))


_RATE = Accepted(0, 0.95, decimals=4)

BLOCK_LIMITS: Mapping[str, Accepted] = {
    "filters": Accepted(1, 4096),
    "repeats": Accepted(1, 16),
    "kernel_size": Accepted(1, 15),
    "stride": Accepted(1, 8),
    "padding": Accepted(0, 8, words=get_args(Padding)),
    "dilation": Accepted(1, 8),
    "normalisation": _words_of(Block, "normalisation"),
    "dropout": _RATE,
    "pooling": _words_of(Block, "pooling"),
    "pool_size": Accepted(1, 8),
    "pool_stride": Accepted(1, 8),
    "pool_padding": Accepted(words=get_args(Padding)),
    "trainable": Accepted(words=(True, False)),
}
"""What each field of a block accepts; a kernel size, where there is one for each convolution."""

HEAD_LIMITS: Mapping[str, Accepted] = {
    "classes": Accepted(1, 100_000),
    "units": Accepted(1, 16_384),
    "reduction": _words_of(Head, "reduction"),
    "dropout": _RATE,
}
"""What each field of a head accepts: ``units`` and ``dropout`` for each dense layer."""


def check_limits(blocks: Sequence[Block], head: Head | None) -> tuple[str, ...]:
    """Everything in a configuration that is beyond the limits.

    Args:
        blocks: First block first.
        head: None for a network that ends with its last block.

    Returns:
        Plain sentences that name the block and the field, what was received and what is accepted;
        () where there is nothing to say.
    """
    return check_values(
        [values_of(block) for block in blocks], None if head is None else values_of(head)
    )


def values_of(record: Block | Head) -> dict[str, object]:
    """The fields of a block or a head by name."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def check_values(
    blocks: Sequence[Mapping[str, object]], head: Mapping[str, object] | None
) -> tuple[str, ...]:
    """As `check_limits`, for what is no `Block` and no `Head` yet.

    Args:
        blocks: Every field of each block by name, with whatever value.
        head: Likewise.
    """
    problems = []
    if len(blocks) > MAX_BLOCKS:
        problems.append(f"A network has at most {MAX_BLOCKS} blocks. Received: {len(blocks)}.")
    for number, block in enumerate(blocks, 1):
        problems += _block_problems(block, f"Block {number}")
    repeats = [block["repeats"] for block in blocks]
    convolutions = sum(count for count in repeats if isinstance(count, int))
    if convolutions > MAX_CONVOLUTIONS:
        problems.append(
            f"All blocks together have at most {MAX_CONVOLUTIONS} convolutions. "
            f"Received: {shown(convolutions)}."
        )
    if head is not None:
        problems += _head_problems(head)
    return tuple(problems)


def _block_problems(values: Mapping[str, object], where: str) -> list[str]:
    sizes = _several(values["kernel_size"])
    received = [(field, values[field]) for field in BLOCK_LIMITS if field != "kernel_size"]
    received += [("kernel_size", size) for size in sizes]
    problems = _beyond(where, received, BLOCK_LIMITS)
    if problems:
        return problems
    if isinstance(values["kernel_size"], tuple) and len(sizes) != values["repeats"]:
        problems.append(
            f"{where}: give one kernel size, or one for each convolution. Received: {len(sizes)} "
            f"kernel sizes for repeats={values['repeats']}."
        )
    if values["stride"] != 1 and values["dilation"] != 1:
        problems.append(
            f"{where}: stride and dilation cannot both be larger than 1. Received: stride "
            f"{values['stride']}, dilation {values['dilation']}. Set one of them to 1."
        )
    return problems


def _head_problems(values: Mapping[str, object]) -> list[str]:
    units, rates = _several(values["units"]), _several(values["dropout"])
    received = [(field, values[field]) for field in ("classes", "reduction")]
    received += [("units", number) for number in units]
    received += [("dropout", rate) for rate in rates]
    problems = _beyond("Head", received, HEAD_LIMITS)
    if len(units) > MAX_HIDDEN_LAYERS:
        problems.append(
            f"Head: hidden dense layers are at most {MAX_HIDDEN_LAYERS}. Received: {len(units)}."
        )
    elif rates and len(rates) != len(units) + 1:
        problems.append(
            f"Head: give a dropout rate before each of its {len(units) + 1} dense layers, "
            f"or none. Received: {len(rates)} rates."
        )
    return problems


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _beyond(
    where: str, received: Iterable[tuple[str, object]], limits: Mapping[str, Accepted]
) -> list[str]:
    sentences = [
        f"{where}: {field.replace('_', ' ')} must be {limits[field]}. Received: {shown(value)}."
        for field, value in received
        if not limits[field].holds(value)
    ]
    return list(dict.fromkeys(sentences))  # each convolution of a block may have the same fault


def shown(value: object) -> str:
    """A value as a sentence shows it: short, and of harmless characters."""
    write = repr if isinstance(value, int) else reprlib.repr  # short, however deep a list is
    text = value if isinstance(value, str) else write(value)
    start = "".join(letter if letter in _HARMLESS else "?" for letter in text[:QUOTED_LENGTH])
    return start + ("..." if len(text) > QUOTED_LENGTH else "")
