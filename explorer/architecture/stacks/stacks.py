"""Stacks of convolutions and poolings; a single kernel is a stack of one.

Stacks of 3x3 in place of one larger kernel: Simonyan & Zisserman, arXiv:1409.1556, section 2.3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import count, groupby, repeat
from typing import assert_never

from explorer.architecture.layers import Conv2D, Layer, MaxPool2D, cannot_combine
from explorer.architecture.limits import BLOCK_LIMITS, shown
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import FieldAlong
from explorer.architecture.shapes import Axis, Window, window_of
from explorer.words import noun

MAX_STEPS = 12
SMALL_KERNEL = 3
SINGLE_KERNELS = (5, 7, 9, 11)
"""The kernels that stacks of 3x3 are compared with: 11 and 5 as in AlexNet, 7 as in ZFNet."""

_COUNT_WORDS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_MOST_GROUPS_NAMED = 2


@dataclass(frozen=True, slots=True)
class Convolution:
    """A step that convolves with a square kernel, padding "same", and applies a ReLU."""

    kernel_size: int
    stride: int = 1
    dilation: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn, and kernels without a middle."""
        for field in ("kernel_size", "stride", "dilation"):
            _require_within_limits("A convolution", field, getattr(self, field))
        if self.kernel_size % 2 == 0:
            smaller, larger = self.kernel_size - 1, self.kernel_size + 1
            raise ValueError(
                "A convolution's kernel size must be odd, because an even kernel has no middle and "
                f'"same" padding would be one-sided. Received: {self.kernel_size}. '
                f"Use {smaller} or {larger}."
            )
        if self.stride > 1 and self.dilation > 1:
            raise ValueError(f"A convolution's {cannot_combine(self.stride, self.dilation)}")

    def __str__(self) -> str:
        """In words: "3×3", "3×3 stride 2"."""
        words = [f"{self.kernel_size}×{self.kernel_size}"]
        words += [f"stride {self.stride}"] * (self.stride > 1)
        words += [f"dilation {self.dilation}"] * (self.dilation > 1)
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Pooling:
    """A step that keeps the largest value of each window, padding "valid"."""

    pool_size: int = 2
    stride: int = 2

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        _require_within_limits("A pooling", "pool_size", self.pool_size)
        _require_within_limits("A pooling", "pool_stride", self.stride)

    def __str__(self) -> str:
        """In words, after "pooling of": "2×2", "3×3 stride 2"."""
        words = f"{self.pool_size}×{self.pool_size}"
        return words if self.stride == self.pool_size else f"{words} stride {self.stride}"


Step = Convolution | Pooling


@dataclass(frozen=True, slots=True)
class Stack:
    """Steps in order, and how many channels go in, lie between and come out.

    Attributes:
        steps: First step first; at least one convolution.
        channels_in: Channels of the input map.
        channels_out: Channels of the last convolution's output.
        channels_between: Channels after each earlier convolution: one number for all of them, or
            one for each. None: the same as ``channels_out``, as in VGG.
    """

    steps: tuple[Step, ...]
    channels_in: int
    channels_out: int
    channels_between: int | tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        """Require a convolution, few enough steps, and channels for each convolution."""
        check_number_of_steps(len(self.steps))
        if not self.num_convolutions:
            raise ValueError(
                "A stack needs at least one convolution, because pooling makes no new channels. "
                f"Received: {', '.join(_groups(self.steps)) or 'no steps'}. "
                "Add a convolution, such as 3×3."
            )
        for channels in (self.channels_in, *self.filters):
            if not BLOCK_LIMITS["filters"].holds(channels):
                raise ValueError(
                    f"Channels must be {BLOCK_LIMITS['filters']}. Received: {shown(channels)}."
                )
        if len(self.filters) != self.num_convolutions:
            raise ValueError(
                "Give one number of channels between, or one for each convolution but the last: "
                f"{self.num_convolutions - 1}. Received: {len(self.filters) - 1}."
            )

    @property
    def num_convolutions(self) -> int:
        """Steps that convolve."""
        return sum(isinstance(step, Convolution) for step in self.steps)

    @property
    def filters(self) -> tuple[int, ...]:
        """Output channels of each convolution."""
        between = self.channels_between
        if not isinstance(between, tuple):
            each = self.channels_out if between is None else between
            between = (each,) * (self.num_convolutions - 1)
        return (*between, self.channels_out)

    @property
    def title(self) -> str:
        """A name: "one 5×5", "two 3×3"; "stack of 4 steps" where that would be too long."""
        groups = _groups(self.steps)
        if len(groups) > _MOST_GROUPS_NAMED:
            return f"stack of {len(self.steps)} steps"
        return ", ".join(groups)


def single_kernel(
    kernel_size: int, channels_in: int, channels_out: int, *, stride: int = 1
) -> Stack:
    """One convolution, as a stack of one.

    Raises:
        ValueError: A number exceeds the limits, or the kernel is even.
    """
    return Stack((Convolution(kernel_size, stride),), channels_in, channels_out)


def steps_of_3x3(kernel_size: int) -> tuple[Step, ...]:
    """The 3x3 convolutions that together see as far as one kernel of ``kernel_size``.

    Each of them adds 2 px to a receptive field of 1 px (arXiv:1409.1556, section 2.3).

    Raises:
        ValueError: The kernel is even, or smaller than 3.
    """
    if kernel_size < SMALL_KERNEL or kernel_size % 2 == 0:
        raise ValueError(
            "3×3 convolutions see 3, 5, 7 px and so on, so the single kernel must be odd and at "
            f"least {SMALL_KERNEL}. Received: {shown(kernel_size)}."
        )
    return (Convolution(SMALL_KERNEL),) * ((kernel_size - 1) // (SMALL_KERNEL - 1))


def check_number_of_steps(number: int) -> None:
    """Raise a ValueError for more steps than a picture can show."""
    if number > MAX_STEPS:
        raise ValueError(
            f"A stack has at most {MAX_STEPS} steps. Received: {number:,}. Leave some out."
        )


def _groups(steps: Sequence[Step]) -> list[str]:
    """Consecutive equal steps in words: "two 3×3", "one pooling of 2×2"."""
    groups = ((step, len(list(members))) for step, members in groupby(steps))
    return [f"{_COUNT_WORDS[repeats]} {_kind(step, repeats)}{step}" for step, repeats in groups]


def _kind(step: Step, repeats: int) -> str:
    match step:
        case Convolution():
            return ""
        case Pooling():
            return f"{noun(repeats, 'pooling')} of "
        case _:
            assert_never(step)


def to_network(stack: Stack) -> Network:
    """The stack as a network with layers ``conv1``, ``conv2`` ... and ``pool1`` ..."""
    return _network(stack.title, stack.steps, stack.filters)


def one_channel_network(steps: Sequence[Step]) -> Network:
    """Steps as a network with one channel, for its fields; unlike in a stack, all may pool."""
    return _network(f"steps: {len(steps)}", steps, repeat(1))


def _network(name: str, steps: Sequence[Step], num_filters: Iterable[int]) -> Network:
    filters, conv_numbers, pool_numbers = iter(num_filters), count(1), count(1)
    layers: list[Layer] = []
    for step in steps:
        match step:
            case Pooling(size, stride):
                layers.append(MaxPool2D(f"pool{next(pool_numbers)}", size, stride))
            case Convolution(size, stride, dilation):
                layer_name = f"conv{next(conv_numbers)}"
                layers.append(Conv2D(layer_name, next(filters), size, stride, dilation=dilation))
            case _:
                assert_never(step)
    return Network(name, tuple(layers))


def windows_of(layers: Sequence[Layer], axis: Axis = "rows") -> tuple[Window, ...]:
    """The windows that layers slide along one axis, first layer first."""
    windows = (window_of(layer) for layer in layers)
    return tuple(window.along(axis) for window in windows if window is not None)


def field_size(windows: Sequence[Window]) -> int:
    """Rows (or columns), in px of the input, that one unit after ``windows`` sees."""
    return reduce(lambda field, window: field.through(window, 0), windows, FieldAlong()).size


def _require_within_limits(what: str, field: str, value: object) -> None:
    if not BLOCK_LIMITS[field].holds(value):
        raise ValueError(
            f"{what}'s {field.removeprefix('pool_').replace('_', ' ')} must be "
            f"{BLOCK_LIMITS[field]}. Received: {shown(value)}."
        )
