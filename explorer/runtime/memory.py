"""How much memory a network may take, and returning what is freed. Needs no TensorFlow."""

import ctypes
import os
import sys
from collections.abc import Sequence
from math import prod

from explorer import units
from explorer.architecture.cost import BYTES_PER_VALUE
from explorer.architecture.summary import LayerSummary
from explorer.runtime.resident import resident_memory

MEBIBYTE = 2**20

LIMIT_VARIABLE = "VGG16_BUILD_MIB"
DEFAULT_LIMIT_MIB = 1792
"""VGG19 with its dense layers takes 1,316 MiB at 224 x 224 px, VGG16 at 256 x 256 px 1,656."""

COPIES_WHILE_MADE = 3
"""Keras draws, scales and shifts random weights: for a while it holds three copies of a layer's.

Measured with dense layers of 392 and 1,225 MiB: the peak was 1,175 and 3,675 MiB.
"""

COPIES_WHILE_COMPUTED = 2
"""Of a layer's input and output. A convolution's output exists before and after its bias is added;
a dilated one copies its input too. Never more, measured with layers of 64 to 256 MiB.
"""

HEAP_BYTES = 64 * MEBIBYTE
"""Freed blocks between blocks in use, and TensorFlow's bookkeeping: mostly 15 to 70 MiB.

The C library keeps freed blocks of up to 32 MiB: with many layers that large, up to 140 MiB.
"""

MUCH_BYTES = 1536 * MEBIBYTE
"""A server with VGG16 and one visitor takes less: 1.2 to 1.4 GiB; with a class, 2 GiB."""

M_ARENA_MAX, ARENAS = -8, 2
"""The C library's number for this setting, and how many places; it would take 8 for each core."""


class TooLarge(ValueError):  # noqa: N818 -- what the network is, not what went wrong
    """Building a network would take more memory than is allowed.

    Attributes:
        required: Bytes that it would take.
        limit: Bytes that are allowed.
    """

    def __init__(self, required: int, limit: int) -> None:
        super().__init__(
            f"Building this network takes about {_mebibytes(required)} MiB of memory. The limit is "
            f"{_mebibytes(limit)} MiB. Choose a smaller input or a network with fewer parameters "
            f"and channels, or start the explorer with a larger {LIMIT_VARIABLE}."
        )
        self.required = required
        self.limit = limit


def require_memory(summary: Sequence[LayerSummary], *, keep_outputs: bool = False) -> None:
    """Refuse a network that would take too much; the arguments are those of `required_bytes`.

    Raises:
        TooLarge: It would take more than `memory_limit`.
        ValueError: The limit is not a whole number.
    """
    required, limit = required_bytes(summary, keep_outputs=keep_outputs), memory_limit()
    if required > limit:
        raise TooLarge(required, limit)


def required_bytes(summary: Sequence[LayerSummary], *, keep_outputs: bool = False) -> int:
    """Estimate what building a network and one pass of a photo take at their peak.

    The peak comes either while the weights are made, or while the layer with the largest input and
    output computes. What TensorFlow takes anyway is not counted.

    Args:
        summary: The network's layers for the photo's size.
        keep_outputs: Whether all activations are kept until the end of the pass, or only those
            that the next layer reads.
    """
    made = most_while_made = kept = most_while_computed = 0
    for row in summary:
        most_while_made = max(most_while_made, made + COPIES_WHILE_MADE * row.num_parameters)
        made += row.num_parameters
        in_and_out = prod(row.input_shape) + prod(row.output_shape)
        most_while_computed = max(most_while_computed, kept + COPIES_WHILE_COMPUTED * in_and_out)
        if keep_outputs:
            kept += prod(row.input_shape)
    return HEAP_BYTES + BYTES_PER_VALUE * max(most_while_made, made + most_while_computed)


def memory_limit() -> int:
    """How many bytes a network may take: the environment variable VGG16_BUILD_MIB, or 1792 MiB.

    Raises:
        ValueError: The variable is not a whole number.
    """
    text = os.environ.get(LIMIT_VARIABLE) or str(DEFAULT_LIMIT_MIB)
    if not text.isdecimal():
        raise ValueError(
            f"{LIMIT_VARIABLE} must be a whole number of MiB, such as {DEFAULT_LIMIT_MIB}. "
            f"Received: {text!r}."
        )
    return int(text) * MEBIBYTE


def share_arenas() -> None:
    """Let all threads take memory from two places; each of many places would keep freed blocks.

    Call it at the start: it does not move what has been taken already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def give_back_memory() -> None:
    """Return freed memory to the operating system; the C library would keep it for later."""
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


def _mebibytes(num_bytes: int) -> str:
    return units.count(-(-num_bytes // MEBIBYTE))


def give_back_if_much() -> None:
    """The same where so much is in use that it matters.

    Below that, what is freed serves the next pass, which takes 0.12 s then and 0.15 s with memory
    that is new (one photo at 224 x 224 px, measured on two cores).
    """
    if (resident_memory().now or 0) > MUCH_BYTES:
        give_back_memory()
