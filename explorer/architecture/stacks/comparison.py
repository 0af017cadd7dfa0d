"""What two ways to see as much cost: one large kernel, and a stack of small ones.

Two conventions for one difference: "one has 38.9 % more than the stack" and "the stack saves
28.0 %". The VGG paper's "81 % more" is the first (arXiv:1409.1556, section 2.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from math import isqrt, prod, sqrt
from typing import assert_never

from explorer.architecture.cost import BYTES_PER_VALUE
from explorer.architecture.layers import Conv2D, ZeroPad2D
from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import ReceptiveField
from explorer.architecture.shapes import Shape, Window
from explorer.architecture.stacks.stacks import Stack, field_size, to_network, windows_of
from explorer.architecture.summary import LayerSummary, summarize, totals

MapSize = tuple[int, int]
"""(height, width) in px of the map that goes in."""

KEPT_STACKS = 4096
"""Tables and curves ask for the same stacks again and again."""


class Amount(StrEnum):
    """What an alternative takes, each in a unit of its own."""

    WEIGHTS = "weights"
    PARAMETERS = "weights and biases"
    MACS = "multiply-accumulates"
    MEMORY = "activation memory"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way from a map to another, and everything it takes.

    Attributes:
        name: What to call it.
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
        """What slides over the map, first layer first."""
        return windows_of([row.layer for row in self.rows])

    @property
    def receptive_field(self) -> ReceptiveField:
        """Of the units that come out."""
        return self.rows[-1].receptive_field or ReceptiveField()

    @property
    def output_shape(self) -> Shape:
        """(height, width, channels) of what comes out."""
        return self.rows[-1].output_shape

    @property
    def kernel_areas(self) -> tuple[int, ...]:
        """Weights of each convolution for one channel in and one out: 9 for 3x3.

        Where all channels are C, the sum of these times C^2 is the number of weights.
        """
        return tuple(row.layer.kernel_size**2 for row in self.rows if isinstance(row.layer, Conv2D))

    @property
    def num_relus(self) -> int:
        """Layers that apply a ReLU."""
        return sum(
            isinstance(row.layer, Conv2D) and row.layer.activation == "relu" for row in self.rows
        )

    def amount(self, amount: Amount) -> int:
        """Weights, MACs or bytes for one image.

        Memory holds the map that goes in and what each layer makes of it; zeros around a map are
        no values of it, whether a convolution adds them or a layer of its own.
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
                return BYTES_PER_VALUE * self._num_values()
            case _:
                assert_never(amount)

    def _num_values(self) -> int:
        made = (row.num_activations for row in self.rows if not isinstance(row.layer, ZeroPad2D))
        return prod(self.rows[0].input_shape) + sum(made)


@dataclass(frozen=True, slots=True)
class StackComparison:
    """One kernel and a stack, from the same map to as many channels."""

    one: Alternative
    stack: Alternative

    @property
    def same_field(self) -> bool:
        """Whether both see as much of the map."""
        return self.one.receptive_field.size == self.stack.receptive_field.size

    @property
    def same_output(self) -> bool:
        """Whether the grids that come out are equally large."""
        return self.one.output_shape == self.stack.output_shape

    def more_in_one(self, amount: Amount) -> float:
        """How much more one kernel takes, as a share of the stack's amount: 25 v 18 is 0.389."""
        return self.one.amount(amount) / self.stack.amount(amount) - 1

    def saved_by_stack(self, amount: Amount) -> float:
        """How much the stack saves, as a share of one kernel's amount: 18 v 25 is 0.28."""
        return 1 - self.stack.amount(amount) / self.one.amount(amount)


def alternative(network: Network, input_shape: Shape, name: str | None = None) -> Alternative:
    """Work a network out as one of several alternatives.

    Args:
        network: The network, without dense layers.
        input_shape: (height, width, channels) in px.
        name: What to call it; by default as the network is called.

    Raises:
        ValueError: The network cannot be applied; see `summary.summarize`.
    """
    return Alternative(name or network.name, summarize(network, input_shape))


@lru_cache(KEPT_STACKS)
def measure(stack: Stack, map_size: MapSize) -> Alternative:
    """Work a stack out.

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
            f"A {kind} must not see more than the map. Received: {stack.title}, which sees "
            f"{size:,}×{size:,} px, and a map of {height}×{width} px. {_way_out(stack, size)}"
        )
    return alternative(network, (height, width, stack.channels_in))


def _way_out(stack: Stack, size: int) -> str:
    """What makes a stack that sees ``size`` px fit on a map."""
    larger = f"a map of at least {size} px a side"
    smaller = "fewer or smaller kernels, strides, dilations or poolings"
    if size > LARGEST_SIDE:
        return f"A map has at most {LARGEST_SIDE:,} px a side here: choose {smaller}."
    return f"Choose {larger}." if len(stack.steps) == 1 else f"Choose {larger}, or {smaller}."


def compare_stacks(one: Stack, stack: Stack, map_size: MapSize) -> StackComparison:
    """Work a single kernel and a stack out for the same map.

    Args:
        one: The single kernel.
        stack: What may take its place; its field may differ.
        map_size: (height, width) in px.

    Raises:
        ValueError: Their channels in or out differ, or one of them sees more than the map.
    """
    ends, other_ends = ((each.channels_in, each.channels_out) for each in (one, stack))
    if ends != other_ends:
        raise ValueError(
            "Two stacks are compared from the same channels in to the same channels out. "
            f"Received: {ends[0]} in and {ends[1]} out, {other_ends[0]} in and {other_ends[1]} out."
        )
    return StackComparison(measure(one, map_size), measure(stack, map_size))


def over_channels(
    one: Stack, stack: Stack, map_size: MapSize, channels: Sequence[int]
) -> dict[int, StackComparison]:
    """Compare for each number C of channels, C in, C between and C out.

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
    """Compare for each number of channels between the stack's convolutions.

    Raises:
        ValueError: One of the two sees more than the map.
    """
    return {
        number: compare_stacks(one, replace(stack, channels_between=number), map_size)
        for number in channels
    }


@dataclass(frozen=True, slots=True)
class BreakEven:
    """How many channels between the convolutions make a stack as expensive as one kernel.

    Attributes:
        exact: Where both take the same, most often between two whole numbers; 0 where even a
            stack with one channel between takes as much.
        most_that_saves: The largest whole number with which the stack takes less; 0 for none.
    """

    exact: float
    most_that_saves: int


def break_even(one: Stack, stack: Stack, map_size: MapSize, amount: Amount) -> BreakEven | None:
    """Where the saving of a stack vanishes as the channels between grow.

    Every amount of a stack is a polynomial a M^2 + b M + c of the number M of channels between:
    inner convolutions go from M to M channels, the first and the last have one end fixed. So three
    values tell the polynomial, and the break-even is its root.

    Args:
        one: The single kernel.
        stack: The stack; its own channels between make no difference.
        map_size: (height, width) in px.
        amount: What is to be saved.

    Returns:
        The break-even; None where the stack has one convolution, so nothing lies between.

    Raises:
        ValueError: See `compare`.
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
    """Where a M^2 + b M + c, which never falls for M > 0, passes 0; in whole numbers exactly."""
    if c >= 0:
        return BreakEven(0.0, 0)
    if a == 0:
        return BreakEven(-c / b, (-c - 1) // b)
    discriminant = b * b - 4 * a * c
    whole = (isqrt(discriminant) - b) // (2 * a)
    if a * whole**2 + b * whole + c == 0:
        return BreakEven(float(whole), whole - 1)
    return BreakEven((sqrt(discriminant) - b) / (2 * a), whole)
