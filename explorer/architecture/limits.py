"""How large a configuration may be, and sentences that name what exceeds a limit.

The limits leave room for every preset and keep what a page draws, computes and links to small.
"""

import reprlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from string import ascii_letters, digits

from explorer.architecture.accepted import Accepted
from explorer.architecture.block_fields import BLOCK_FIELDS, RATE, words_of
from explorer.architecture.layers import cannot_combine
from explorer.architecture.networks import Block, Head
from explorer.words import several

MAX_BLOCKS = 12
MAX_CONVOLUTIONS = 100
"""In all blocks together."""

MAX_HIDDEN_LAYERS = 6
"""Dense layers before the one for the classes."""

LARGEST_SIDE = 1024
"""px of an input or a map. The arithmetic allows more, but a drawing cannot show it."""

QUOTED_LENGTH = 20
"""Characters of a visitor's text that a sentence repeats."""

_HARMLESS = frozenset(ascii_letters + digits + " ._-+,;='\"[]{}")
"""Characters that cannot form markup: no link, no colour, no tag."""


BLOCK_LIMITS: Mapping[str, Accepted] = {field.name: field.accepted for field in BLOCK_FIELDS}
"""What each field of a block accepts, or each of its values where it has several."""

HEAD_LIMITS: Mapping[str, Accepted] = {
    "classes": Accepted(1, 100_000),
    "units": Accepted(1, 16_384),
    "reduction": words_of(Head, "reduction"),
    "dropout": RATE,
}
"""What each field of a head accepts: ``units`` and ``dropout`` for each dense layer."""


def check_limits(blocks: Sequence[Block], head: Head | None) -> tuple[str, ...]:
    """Everything in a configuration that exceeds the limits.

    Args:
        blocks: First block first.
        head: None for a network that ends with its last block.

    Returns:
        Plain sentences that name the block and the field, what was received and what is accepted;
        () where everything is within the limits.
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
    """As `check_limits`, for values that are not yet a `Block` or a `Head`.

    Args:
        blocks: Every field of each block by name, with any value.
        head: Likewise.
    """
    problems = []
    if len(blocks) > MAX_BLOCKS:
        problems.append(f"A network has at most {MAX_BLOCKS} blocks. Received: {len(blocks)}.")
    for number, block in enumerate(blocks, 1):
        problems += [f"Block {number}: {problem}" for problem in block_problems(block)]
    repeats = [block["repeats"] for block in blocks]
    convolutions = sum(count for count in repeats if isinstance(count, int))
    if convolutions > MAX_CONVOLUTIONS:
        problems.append(
            f"All blocks together have at most {MAX_CONVOLUTIONS} convolutions. "
            f"Received: {shown(convolutions)}."
        )
    if head is not None:
        problems += [f"Head: {problem}" for problem in head_problems(head)]
    return tuple(problems)


def block_problems(values: Mapping[str, object]) -> list[str]:
    """What exceeds the limits in one block, in sentences that do not name it.

    Args:
        values: Every field of the block by name, with any value.
    """
    received = [
        (field.name, value) for field in BLOCK_FIELDS for value in field.each(values[field.name])
    ]
    problems = _beyond(received, BLOCK_LIMITS)
    if problems:
        return problems
    sizes = values["kernel_size"]
    if isinstance(sizes, tuple) and len(sizes) != values["repeats"]:
        problems.append(
            "give one kernel size, or one for each convolution. Received: "
            f"{several(len(sizes), 'kernel size')} for repeats={values['repeats']}."
        )
    if values["stride"] != 1 and values["dilation"] != 1:
        problems.append(cannot_combine(values["stride"], values["dilation"]))
    return problems


def head_problems(values: Mapping[str, object]) -> list[str]:
    """As `block_problems`, for a head."""
    units, rates = _several(values["units"]), _several(values["dropout"])
    received = [(field, values[field]) for field in ("classes", "reduction")]
    received += [("units", number) for number in units]
    received += [("dropout", rate) for rate in rates]
    problems = _beyond(received, HEAD_LIMITS)
    if len(units) > MAX_HIDDEN_LAYERS:
        problems.append(
            f"use at most {MAX_HIDDEN_LAYERS} hidden dense layers. Received: {len(units)}."
        )
    elif rates and len(rates) != len(units) + 1:
        problems.append(
            f"give a dropout rate before each of its {len(units) + 1} dense layers, "
            f"or none. Received: {several(len(rates), 'rate')}."
        )
    return problems


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _beyond(received: Iterable[tuple[str, object]], limits: Mapping[str, Accepted]) -> list[str]:
    sentences = [
        f"{field.replace('_', ' ')} must be {limits[field]}. Received: {shown(value)}."
        for field, value in received
        if not limits[field].holds(value)
    ]
    return list(dict.fromkeys(sentences))  # convolutions may share a fault


def shown(value: object) -> str:
    """A value as a sentence shows it: short, in harmless characters."""
    write = repr if isinstance(value, int) else reprlib.repr  # short, however deep a list is
    text = value if isinstance(value, str) else write(value)
    start = "".join(letter if letter in _HARMLESS else "?" for letter in text[:QUOTED_LENGTH])
    return start + ("..." if len(text) > QUOTED_LENGTH else "")
