"""Blocks and a head as a short text for links.

VGG16 is ``64x2_128x2_256x3_512x3_512x3__flat-4096-4096-c1000``.

    text   = blocks [ "__" head ]           without a head, the network ends with its last block
    blocks = "none" | block { "_" block }
    block  = filters [ "x" repeats ] { "." option }
    head   = "flat" | "avg" | "max", { [ "-o" rate ] "-" units }, [ "-o" rate ], "-c" classes

Options may come in any order. Anything left out is as in VGG:

    k5, k3-3-1       kernel size, or one for each convolution
    s4               stride
    p2, valid        zeros on each side of the input, or no padding
    d2               dilation
    bn, lrn          normalisation
    o25              dropout: the digits after "0.", at least two
    max3, max3-1, avg2-2-same, none     pooling: kind, size, stride, padding
    frozen           not trained

Two configurations have the same text if and only if they make the same layers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.architecture.accepted import Accepted
from explorer.architecture.block_fields import (
    BLOCK_FIELDS,
    NUMBER,
    RATE_PATTERN,
    USUAL,
    Values,
    code_for,
    read_rate,
    write_rate,
)
from explorer.architecture.limits import (
    BLOCK_LIMITS,
    HEAD_LIMITS,
    MAX_BLOCKS,
    MAX_CONVOLUTIONS,
    MAX_HIDDEN_LAYERS,
    check_limits,
    check_values,
    shown,
    values_of,
)
from explorer.architecture.networks import Block, Head

Configuration = tuple[tuple[Block, ...], Head | None]

MAX_LENGTH = 2000
"""Characters of a text; the longest configuration within the limits needs about 1,100."""

MAX_PROBLEMS = 5
"""Most sentences about one text."""

_OPTIONS = tuple(field.option for field in BLOCK_FIELDS if field.option)
_SAMPLES = ", ".join(option.samples for option in _OPTIONS)
_NO_BLOCKS = "none"
_REDUCTIONS = {"flat": "flatten", "avg": "average", "max": "max"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means, as far as it can be read.

    Attributes:
        blocks: First block first; within the limits.
        head: None for a network that ends with its last block.
        problems: Plain sentences about the parts that could not be taken as they are.
    """

    blocks: tuple[Block, ...]
    head: Head | None
    problems: tuple[str, ...] = ()


# --- writing -------------------------------------------------------------------------------------


def write_network(blocks: Sequence[Block], head: Head | None) -> str:
    """The text of a configuration: letters, digits, ".", "_" and "-" only.

    Args:
        blocks: First block first.
        head: None for a network that ends with its last block.

    Raises:
        ValueError: The configuration exceeds the limits.
    """
    problems = check_limits(blocks, head)
    if problems:
        raise ValueError(problems[0])
    text = "_".join(map(_write_block, blocks)) or _NO_BLOCKS
    return text if head is None else f"{text}__{_write_head(head)}"


def plain_block(block: Block) -> Block:
    """A block of the same layers, with defaults for whatever does not change them."""
    sizes = set(block.kernel_sizes)
    if len(sizes) == 1:
        block = replace(block, kernel_size=sizes.pop())
    if block.pooling == "none":
        window = ("pool_size", "pool_stride", "pool_padding")
        block = replace(block, **{field: getattr(USUAL, field) for field in window})
    return block


def plain_head(head: Head) -> Head:
    """A head of the same layers, without dropout rates if all are 0."""
    return head if any(head.dropout) else replace(head, dropout=())


def _write_block(block: Block) -> str:
    filters = f"{block.filters}x{block.repeats}" if block.repeats > 1 else f"{block.filters}"
    plain = plain_block(block)
    written = [(option.write(plain), option.write(USUAL)) for option in _OPTIONS]
    return ".".join([filters, *(option for option, usual in written if option != usual)])


def _write_head(head: Head) -> str:
    dense = [*map(str, head.units), f"c{head.classes}"]
    rates = plain_head(head).dropout or (0.0,) * len(dense)
    parts = [code_for(head.reduction, _REDUCTIONS)]
    for rate, layer in zip(rates, dense, strict=True):
        parts += [write_rate(rate), layer] if rate else [layer]
    return "-".join(parts)


# --- reading -------------------------------------------------------------------------------------


def read(text: str) -> Configuration:
    """The blocks and the head that a text stands for.

    Raises:
        ValueError: A part of the text cannot be read or exceeds the limits. The message names the
            part, what was received and what is accepted.
    """
    reading = read_nearest(text, ((), None))
    if reading.problems:
        raise ValueError(reading.problems[0])
    return reading.blocks, reading.head


def read_nearest(text: str, fallback: Configuration) -> Reading:
    """The network nearest to a text; no text makes it raise.

    A number outside its limits becomes the nearest limit. Options and blocks that cannot be read
    are left out. If no block can be read, or the head cannot, the fallback's is used.

    Args:
        text: What a link carries.
        fallback: Blocks and a head within the limits.
    """
    problems: list[str] = []
    if len(text) > MAX_LENGTH:
        problems.append(
            f"The text of a network has at most {MAX_LENGTH} characters. Received: {len(text)}."
        )
    blocks_text, separator, head_text = text[:MAX_LENGTH].partition("__")
    blocks = _read_blocks(blocks_text, problems)
    head = _read_head(head_text, problems) if separator else None
    problems += check_values(blocks or (), head)

    nearest_blocks = fallback[0] if blocks is None else _nearest_blocks(blocks)
    if head is not None:
        nearest_head: Head | None = _nearest_head(head)
    else:
        nearest_head = fallback[1] if separator or blocks is None else None
    return Reading(nearest_blocks, nearest_head, _few(problems))


def _read_blocks(text: str, problems: list[str]) -> list[Values] | None:
    """The fields of each block that can be read; None if none can."""
    if text == _NO_BLOCKS:
        return []
    blocks: list[Values] = []
    for position, part in enumerate(text.split("_"), 1):
        block = _read_block(part, len(blocks) + 1, problems)
        if block is not None:
            blocks.append(block)
        else:
            problems.append(
                f"Part {position} of the text is not a block. A block begins with its filters and "
                f"repeats, such as 64 or 64x2. Received: '{shown(part)}'."
            )
    return blocks or None


def _read_block(text: str, number: int, problems: list[str]) -> Values | None:
    """Every field of a block; None if the text does not begin like one."""
    start, *options = text.split(".")
    match = re.fullmatch(f"({NUMBER})(?:x({NUMBER}))?", start)
    if match is None:
        return None
    given: Values = {"filters": int(match[1]), "repeats": int(match[2] or 1)}
    for option in options:
        values = _read_option(option)
        if not values:
            problems.append(
                f"Block {number}: '{shown(option)}' is not an option. Options are {_SAMPLES}."
            )
        elif given.keys() & values.keys():
            problems.append(
                f"Block {number}: '{shown(option)}' and an earlier option set the same field. "
                "Leave one of them out."
            )
        else:
            given |= values
    return values_of(USUAL) | given


def _read_option(text: str) -> Values:
    """The fields that an option sets; {} if it cannot be read."""
    for option in _OPTIONS:
        match = re.fullmatch(option.pattern, text)
        if match is not None:
            return option.read(match)
    return {}


def _read_head(text: str, problems: list[str]) -> Values | None:
    """Every field of a head; None if it cannot be read."""
    dense = f"(?:-{RATE_PATTERN})?-"
    match = re.fullmatch(f"({'|'.join(_REDUCTIONS)})((?:{dense}{NUMBER})*{dense}c{NUMBER})", text)
    if match is None:
        problems.append(
            "Head: write flat, avg or max, the units of each hidden layer, and c with the number "
            "of classes, such as flat-4096-4096-c1000, or avg-o50-512-c10 for a dropout rate of "
            f"0.50. Received: '{shown(text)}'."
        )
        return None
    steps = re.findall(f"(?:-({RATE_PATTERN}))?-c?({NUMBER})", match[2])
    *units, classes = (int(number) for _, number in steps)
    rates = tuple(read_rate(rate) for rate, _ in steps)
    return {
        "classes": classes,
        "units": tuple(units),
        "reduction": _REDUCTIONS[match[1]],
        "dropout": rates if any(rates) else (),
    }


# --- the nearest configuration within the limits -------------------------------------------------


def _nearest_blocks(blocks: Sequence[Values]) -> tuple[Block, ...]:
    left = MAX_CONVOLUTIONS
    nearest = []
    for values in blocks[:MAX_BLOCKS]:
        block = _nearest_block(values, left)
        left -= block.repeats
        nearest.append(block)
        if not left:
            break
    return tuple(nearest)


def _nearest_block(values: Values, most_repeats: int) -> Block:
    near = {field: _nearest(value, BLOCK_LIMITS[field]) for field, value in values.items()}
    near["repeats"] = repeats = min(near["repeats"], most_repeats)
    if isinstance(near["kernel_size"], tuple):
        sizes = near["kernel_size"]
        near["kernel_size"] = (sizes + sizes[-1:] * repeats)[:repeats]
    if near["stride"] > 1:
        near["dilation"] = 1
    return plain_block(Block(**near))


def _nearest_head(values: Values) -> Head:
    near = {field: _nearest(value, HEAD_LIMITS[field]) for field, value in values.items()}
    near["units"] = near["units"][:MAX_HIDDEN_LAYERS]
    *hidden, last = near["dropout"] or (0.0,)
    near["dropout"] = (*hidden[:MAX_HIDDEN_LAYERS], last)
    if len(near["dropout"]) == 1 and near["units"]:
        near["dropout"] = ()
    return plain_head(Head(**near))


def _nearest(value: Any, accepted: Accepted) -> Any:
    """The value itself if it is a word, else the nearest number; for several values, each."""
    if isinstance(value, tuple):
        return tuple(_nearest(part, accepted) for part in value)
    return value if isinstance(value, str | bool) else accepted.nearest(value)


def _few(problems: Sequence[str]) -> tuple[str, ...]:
    """The first sentences, and how many more there are."""
    if len(problems) <= MAX_PROBLEMS:
        return tuple(problems)
    shown_ones = problems[: MAX_PROBLEMS - 1]
    return (*shown_ones, f"The text has {len(problems) - len(shown_ones)} more errors.")
