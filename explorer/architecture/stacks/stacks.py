"""Stacks of convolutions and poolings; a single kernel is a stack of one.

Stacks of 3x3 in place of one larger kernel: Simonyan & Zisserman, arXiv:1409.1556, section 2.3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import count, groupby, repeat
from typing import assert_never

from explorer.architecture.layers import Conv2D, Layer, MaxPool2D
from explorer.architecture.limits import BLOCK_LIMITS, shown
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import ReceptiveField
from explorer.architecture.shapes import Window, window_of
from explorer.words import noun

MAX_STEPS = 12
SMALL_KERNEL = 3
SINGLE_KERNELS = (5, 7, 9, 11)
"""What one compares stacks of 3x3 with: 11 and 5 as in AlexNet, 7 as in ZFNet."""

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
        """Refuse what cannot be drawn, and kernels that padding would put off the centre."""
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
            raise ValueError(
                "A convolution's stride and dilation cannot both be larger than 1. Received: "
                f"stride {self.stride}, dilation {self.dilation}. Set one of them to 1."
            )

    def __str__(self) -> str:
        """As a person says it: "3×3", "3×3 stride 2"."""
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
        """As a person says it after "pooling of": "2×2", "3×3 stride 2"."""
        words = f"{self.pool_size}×{self.pool_size}"
        return words if self.stride == self.pool_size else f"{words} stride {self.stride}"


Step = Convolution | Pooling


@dataclass(frozen=True, slots=True)
class Stack:
    """Steps in order, and how many channels go in, lie between and come out.

    Attributes:
        steps: First step first; at least one convolution.
        channels_in: Of the map that goes in.
        channels_out: Of what the last convolution makes.
        channels_between: Of what each convolution before the last makes: one number for all of
            them, or one for each. None: as many as come out, as in VGG.
    """

    steps: tuple[Step, ...]
    channels_in: int
    channels_out: int
    channels_between: int | tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        """A stack has a convolution, few enough steps, and channels for each convolution."""
        check_steps(self.steps)
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
        """Channels that each convolution makes."""
        between = self.channels_between
        if not isinstance(between, tuple):
            each = self.channels_out if between is None else between
            between = (each,) * (self.num_convolutions - 1)
        return (*between, self.channels_out)

    @property
    def title(self) -> str:
        """What to call it: "one 5×5", "two 3×3"; "stack of 4 steps" where that is too long."""
        groups = _groups(self.steps)
        if len(groups) > _MOST_GROUPS_NAMED:
            return f"stack of {len(self.steps)} steps"
        return ", ".join(groups)


def single_kernel(
    kernel_size: int, channels_in: int, channels_out: int, *, stride: int = 1
) -> Stack:
    """One convolution, as a stack of one.

    Raises:
        ValueError: A number is beyond the limits, or the kernel is even.
    """
    return Stack((Convolution(kernel_size, stride),), channels_in, channels_out)


def steps_of_3x3(kernel_size: int) -> tuple[Step, ...]:
    """The convolutions of 3x3 that together see as much as one kernel of ``kernel_size``.

    Each of them adds 2 px to a receptive field of 1 px (arXiv:1409.1556, section 2.3).

    Raises:
        ValueError: The kernel is even, or smaller than 3.
    """
    if kernel_size < SMALL_KERNEL or kernel_size % 2 == 0:
        raise ValueError(
            "Convolutions of 3×3 see 3, 5, 7 px and so on: the single kernel must be odd and at "
            f"least {SMALL_KERNEL}. Received: {shown(kernel_size)}."
        )
    return (Convolution(SMALL_KERNEL),) * ((kernel_size - 1) // (SMALL_KERNEL - 1))


def check_number_of_steps(number: int) -> None:
    """Refuse more steps than a picture can show.

    Raises:
        ValueError: What was received, and what is accepted.
    """
    if number > MAX_STEPS:
        raise ValueError(
            f"A stack has at most {MAX_STEPS} steps. Received: {number:,}. Leave some out."
        )


def check_steps(steps: Sequence[Step]) -> None:
    """Refuse too many steps, and steps that make no channels.

    Raises:
        ValueError: What was received, and what is accepted.
    """
    check_number_of_steps(len(steps))
    if not any(isinstance(step, Convolution) for step in steps):
        raise ValueError(
            "A stack needs at least one convolution, because pooling makes no new channels. "
            f"Received: {', '.join(_groups(steps)) or 'no steps'}. Add a convolution, such as 3×3."
        )


def _groups(steps: Sequence[Step]) -> list[str]:
    """Equal steps in a row together, as a person says it: "two 3×3", "one pooling of 2×2"."""
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
    """The stack as a network: ``conv1``, ``conv2`` ... and ``pool1`` ... in order."""
    return _network(stack.title, stack.steps, stack.filters)


def one_channel_network(steps: Sequence[Step]) -> Network:
    """Steps as a network of one channel, for their fields: unlike a stack they may all pool."""
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


def windows_of(layers: Sequence[Layer]) -> tuple[Window, ...]:
    """The windows that layers slide, first layer first."""
    windows = (window_of(layer) for layer in layers)
    return tuple(window for window in windows if window is not None)


def field_size(windows: Sequence[Window]) -> int:
    """Rows (or columns) in px of the input that one unit behind ``windows`` sees."""
    start = ReceptiveField()
    return reduce(lambda field, window: field.through(window, 0, 0), windows, start).size


def _require_within_limits(what: str, field: str, value: object) -> None:
    if not BLOCK_LIMITS[field].holds(value):
        raise ValueError(
            f"{what}'s {field.removeprefix('pool_').replace('_', ' ')} must be "
            f"{BLOCK_LIMITS[field]}. Received: {shown(value)}."
        )
