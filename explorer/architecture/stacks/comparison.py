"""The costs of two ways to see equally far: one large kernel, and a stack of small ones.

The same difference can be stated in two ways: "one kernel has 38.9 % more than the stack" and "the
stack saves 28.0 %". The VGG paper's "81 % more" is the first (arXiv:1409.1556, section 2.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from math import isqrt, prod, sqrt
from typing import assert_never

from explorer.architecture.cost import BYTES_PER_VALUE
from explorer.architecture.layers import Conv2D, ZeroPad2D, sides_of
from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import FieldAlong
from explorer.architecture.shapes import Shape, Window
from explorer.architecture.stacks.stacks import Stack, field_size, to_network, windows_of
from explorer.architecture.summary import LayerSummary, summarize, totals

MapSize = tuple[int, int]
"""(height, width) in px of the input map."""

KEPT_STACKS = 4096
"""Tables and curves need the same stacks again and again."""


class Amount(StrEnum):
    """What an alternative takes, each in its own unit."""

    WEIGHTS = "weights"
    PARAMETERS = "weights and biases"
    MACS = "multiply-accumulates"
    MEMORY = "activation memory"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way from a map to another, and all its costs.

    Attributes:
        name: What sentences and tables call it.
        rows: Its summary, first layer first.
    """

    name: str
    rows: tuple[LayerSummary, ...]

    @property
    def convolutions(self) -> tuple[LayerSummary, ...]:
        """The rows that have kernels."""
        return tuple(row for row in self.rows if isinstance(row.layer, Conv2D))

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows that slide over the map, first layer first."""
        return windows_of([row.layer for row in self.rows])

    @property
    def receptive_field(self) -> FieldAlong:
        """The receptive field of the output's units; all windows of a stack are square."""
        field = self.rows[-1].receptive_field
        return field.height if field else FieldAlong()

    @property
    def output_shape(self) -> Shape:
        """(height, width, channels) of the output."""
        return self.rows[-1].output_shape

    @property
    def kernel_areas(self) -> tuple[int, ...]:
        """Weights of each convolution for one input and one output channel: 9 for 3x3.

        With C channels everywhere, their sum times C^2 is the number of weights.
        """
        layers = (row.layer for row in self.rows)
        return tuple(
            prod(sides_of(layer.kernel_size)) for layer in layers if isinstance(layer, Conv2D)
        )

    @property
    def num_relus(self) -> int:
        """Layers that apply a ReLU."""
        return sum(
            isinstance(row.layer, Conv2D) and row.layer.activation == "relu" for row in self.rows
        )

    def amount(self, amount: Amount) -> int:
        """Weights, MACs or bytes for one image.

        Memory is that of the input map and of each layer's output. Padding does not count, whether
        a convolution or a separate layer adds it.
        """
        total = totals(self.rows)
        match amount:
            case Amount.WEIGHTS:
                return sum(row.num_weights for row in self.rows)
            case Amount.PARAMETERS:
                return total.num_parameters
            case Amount.MACS:
                return total.num_macs
            case Amount.MEMORY:
                counted = [row for row in self.rows if not isinstance(row.layer, ZeroPad2D)]
                made = sum(row.num_activations for row in counted)
                return BYTES_PER_VALUE * (prod(self.rows[0].input_shape) + made)
            case _:
                assert_never(amount)


@dataclass(frozen=True, slots=True)
class StackComparison:
    """One kernel and a stack, from the same map to the same number of channels."""

    one: Alternative
    stack: Alternative

    @property
    def same_field(self) -> bool:
        """Whether both see equally far."""
        return self.one.receptive_field.size == self.stack.receptive_field.size

    @property
    def same_output(self) -> bool:
        """Whether both outputs have the same shape."""
        return self.one.output_shape == self.stack.output_shape

    def more_in_one(self, amount: Amount) -> float:
        """How much more the one kernel takes, as a share of the stack's: 25 v 18 is 0.389."""
        return self.one.amount(amount) / self.stack.amount(amount) - 1

    def saved_by_stack(self, amount: Amount) -> float:
        """How much the stack saves, as a share of the one kernel's: 18 v 25 is 0.28."""
        return 1 - self.stack.amount(amount) / self.one.amount(amount)


def alternative(network: Network, input_shape: Shape) -> Alternative:
    """Work out a network without dense layers as one of several alternatives.

    Raises:
        ValueError: The network cannot be applied; see `summary.summarize`.
    """
    return Alternative(network.name, summarize(network, input_shape))


@lru_cache(KEPT_STACKS)
def measure(stack: Stack, map_size: MapSize) -> Alternative:
    """Work out a stack.

    Args:
        stack: The stack, or a single kernel.
        map_size: (height, width) in px.

    Raises:
        ValueError: The stack sees more than the whole map, or the map has no pixels.
    """
    network, (height, width) = to_network(stack), map_size
    size = field_size(windows_of(network.layers))
    if size > min(height, width):
        kind = "single kernel" if len(stack.steps) == 1 else "stack"
        raise ValueError(
            f"A {kind} must not see more than the map. Received: {stack.title}, seeing "
            f"{size:,}×{size:,} px, and a map of {height}×{width} px. {_way_out(stack, size)}"
        )
    return alternative(network, (height, width, stack.channels_in))


def _way_out(stack: Stack, size: int) -> str:
    """What to choose so that a stack that sees ``size`` px fits on a map."""
    larger = f"a map of at least {size} px a side"
    smaller = "fewer or smaller kernels, strides, dilations or poolings"
    if size > LARGEST_SIDE:
        return f"A map has at most {LARGEST_SIDE:,} px a side here: choose {smaller}."
    return f"Choose {larger}." if len(stack.steps) == 1 else f"Choose {larger}, or {smaller}."


def compare_stacks(one: Stack, stack: Stack, map_size: MapSize) -> StackComparison:
    """Work out a single kernel and a stack for the same map.

    Args:
        one: The single kernel.
        stack: What may replace it; its field may differ.
        map_size: (height, width) in px.

    Raises:
        ValueError: Their input or output channels differ, or one of them sees more than the map.
    """
    ends, other_ends = ((each.channels_in, each.channels_out) for each in (one, stack))
    if ends != other_ends:
        raise ValueError(
            "Two stacks must have the same number of channels in, and of channels out. "
            f"Received: {ends[0]} in and {ends[1]} out, {other_ends[0]} in and {other_ends[1]} out."
        )
    return StackComparison(measure(one, map_size), measure(stack, map_size))


def over_channels(
    one: Stack, stack: Stack, map_size: MapSize, channels: Sequence[int]
) -> dict[int, StackComparison]:
    """Compare both for each number C of channels: C in, C between and C out.

    Raises:
        ValueError: One of the two sees more than the map.
    """
    return {
        number: compare_stacks(
            replace(one, channels_in=number, channels_out=number, channels_between=number),
            replace(stack, channels_in=number, channels_out=number, channels_between=number),
            map_size,
        )
        for number in channels
    }


def over_channels_between(
    one: Stack, stack: Stack, map_size: MapSize, channels: Sequence[int]
) -> dict[int, StackComparison]:
    """Compare both for each number of channels between the stack's convolutions.

    Raises:
        ValueError: One of the two sees more than the map.
    """
    return {
        number: compare_stacks(one, replace(stack, channels_between=number), map_size)
        for number in channels
    }


@dataclass(frozen=True, slots=True)
class BreakEven:
    """How many channels between its convolutions make a stack as expensive as one kernel.

    Attributes:
        exact: Where both take the same, usually between two whole numbers; 0 if even a stack with
            one channel between takes as much or more.
        most_that_saves: The largest whole number for which the stack takes less; 0 for none.
    """

    exact: float
    most_that_saves: int


def break_even(one: Stack, stack: Stack, map_size: MapSize, amount: Amount) -> BreakEven | None:
    """Where a stack stops saving as the channels between grow.

    Every amount of a stack is a polynomial a M^2 + b M + c in the number M of channels between:
    inner convolutions go from M to M channels, and the first and last have one end fixed. So three
    values determine the polynomial, and the break-even is its root.

    Args:
        one: The single kernel.
        stack: The stack; its own channels between make no difference.
        map_size: (height, width) in px.
        amount: What the stack should save.

    Returns:
        The break-even; None if the stack has one convolution, so nothing lies between.

    Raises:
        ValueError: See `compare_stacks`.
    """
    if stack.num_convolutions == 1:
        return None
    compared = over_channels_between(one, stack, map_size, (1, 2, 3))
    at_1, at_2, at_3 = (each.stack.amount(amount) for each in compared.values())
    limit = compared[1].one.amount(amount)
    twice_a = at_3 - 2 * at_2 + at_1
    twice_b = 2 * (at_2 - at_1) - 3 * twice_a
    twice_missing = 2 * (at_1 - limit) - twice_a - twice_b
    return _positive_root(twice_a, twice_b, twice_missing)


def _positive_root(a: int, b: int, c: int) -> BreakEven:
    """Where a M^2 + b M + c, which never falls for M > 0, passes 0; exact for whole numbers."""
    if c >= 0:
        return BreakEven(0.0, 0)
    if a == 0:
        return BreakEven(-c / b, (-c - 1) // b)
    discriminant = b * b - 4 * a * c
    whole = (isqrt(discriminant) - b) // (2 * a)
    if a * whole**2 + b * whole + c == 0:
        return BreakEven(float(whole), whole - 1)
    return BreakEven((sqrt(discriminant) - b) / (2 * a), whole)
