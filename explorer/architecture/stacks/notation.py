"""The steps of a stack as a short text, typed by a learner or carried by a link.

Three convolutions of 3x3 are ``3,3,3``; ``3s2,3d2,p2`` is a convolution of 3x3 with stride 2, one
with dilation 2, and a pooling of 2x2.

    text        = step { "," step }
    step        = convolution | pooling
    convolution = kernel size [ "s" stride ] [ "d" dilation ]
    pooling     = "p" size [ "s" stride ]        without a stride, it moves by its size

The channels between the convolutions are one number, or one for each but the last: ``64,96``.
"""

import re

from explorer.architecture.limits import shown
from explorer.architecture.stacks.stacks import Convolution, Pooling, Step, check_number_of_steps

EXAMPLE = "3,3,3 or 3s2,3d2,p2"
HOW_TO_WRITE = (
    "a kernel size, with s and a stride or d and a dilation if needed (3, 3s2, 3d2), or p and the "
    "size of a pooling (p2, p3s2)"
)

CHANNELS_EXAMPLE = "64, or 64,96 for one number per convolution except the last"

_SEPARATOR = ","
_NUMBER = "[0-9]{1,9}"
_CONVOLUTION = re.compile(f"({_NUMBER})(?:s({_NUMBER}))?(?:d({_NUMBER}))?")
_POOLING = re.compile(f"p({_NUMBER})(?:s({_NUMBER}))?")


def parse_stack(text: str) -> tuple[Step, ...]:
    """Read the steps of a stack, first step first; spaces and capital letters make no difference.

    All steps may be poolings here, but a `Stack` refuses that.

    Raises:
        ValueError: A step cannot be read or built. The message says what is accepted.
    """
    parts = [part.strip() for part in text.lower().split(_SEPARATOR)]
    if not any(parts):
        raise ValueError(f"A stack needs at least one step. Received: none. Write {EXAMPLE}.")
    check_number_of_steps(len(parts))
    return tuple(_parse_step(part, number) for number, part in enumerate(parts, 1))


def parse_channels(text: str) -> int | tuple[int, ...] | None:
    """Read the channels between a stack's convolutions; None for an empty text.

    Raises:
        ValueError: What was received, and what is accepted.
    """
    parts = [part.strip() for part in text.split(_SEPARATOR)]
    if not any(parts):
        return None
    if not all(re.fullmatch(_NUMBER, part) for part in parts):
        raise ValueError(
            f'Channels between must be whole numbers. Received: "{shown(text)}". '
            f"Write {CHANNELS_EXAMPLE}."
        )
    numbers = tuple(map(int, parts))
    return numbers if len(numbers) > 1 else numbers[0]


def _parse_step(part: str, number: int) -> Step:
    try:
        if match := _CONVOLUTION.fullmatch(part):
            kernel_size, stride, dilation = (int(group or 1) for group in match.groups())
            return Convolution(kernel_size, stride, dilation)
        if match := _POOLING.fullmatch(part):
            pool_size, stride = (int(group or match[1]) for group in match.groups())
            return Pooling(pool_size, stride)
    except ValueError as error:
        raise ValueError(f'Step {number}, "{shown(part)}": {error}') from error
    raise ValueError(
        f'Step {number} of the stack cannot be read. Received: "{shown(part)}". '
        f"Accepted: {HOW_TO_WRITE}. Write {EXAMPLE}."
    )
