"""What grows with the input size, and what does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from explorer.architecture.layers import Dense, Layer, ReductionLayer
from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape, smallest_input_size, sweep, window_of
from explorer.architecture.summary import LayerSummary, last_grid, summarize, totals

CURVE_SIDES = range(32, 512 + 1, 8)
"""Square inputs in px, from the smallest that VGG accepts to one that strains a laptop."""

KEPT_CURVES = 32
"""How many networks' curves are kept; an input size is only a mark on its network's curve."""


@dataclass(frozen=True, slots=True)
class AtSize:
    """A network's numbers at one input size.

    Attributes:
        input_shape: (height, width, channels) in px.
        first_dense: Parameters of the first dense layer; None if there is no such layer.
        num_parameters: Of the whole network.
        num_macs: Multiply-accumulates for one picture.
        activation_bytes: Bytes of the picture and all outputs in float32.
        grid: (rows, columns) of the last grid.
        receptive_field: Its longer side at the last grid, in px.
    """

    input_shape: Shape
    first_dense: int | None
    num_parameters: int
    num_macs: int
    activation_bytes: int
    grid: tuple[int, int]
    receptive_field: int


def at_size(network: Network, input_shape: Shape) -> AtSize:
    """Work a network out for one input size.

    Raises:
        ValueError: The network cannot be applied to it; see `summary.summarize`.
    """
    rows = summarize(network, input_shape)
    total, dense, last = totals(rows), first_dense(rows), last_grid(rows)
    height, width, _ = last.output_shape
    return AtSize(
        input_shape,
        dense.num_parameters if dense else None,
        total.num_parameters,
        total.num_macs,
        total.activation_bytes,
        (height, width),
        max(last.receptive_field.sizes) if last.receptive_field else 1,
    )


@lru_cache(KEPT_CURVES)
def over_sizes(
    network: Network, channels: int, sides: range | tuple[int, ...] = CURVE_SIDES
) -> tuple[AtSize, ...]:
    """Work a network out for square inputs; sizes that do not fit are left out.

    Args:
        network: The network.
        channels: Of the input.
        sides: In px, smallest first.
    """
    smallest = smallest_input_size(network.layers)
    return tuple(at_size(network, (side, side, channels)) for side in sides if side >= smallest)


def first_dense(rows: Sequence[LayerSummary]) -> LayerSummary | None:
    """The first dense layer of a summary, or None."""
    return next((row for row in rows if isinstance(row.layer, Dense)), None)


def reduction(layers: Sequence[Layer]) -> ReductionLayer | None:
    """The layer that turns the last grid into one row of values, or None."""
    return next((layer for layer in layers if isinstance(layer, ReductionLayer)), None)


def last_grid_sides(layers: Sequence[Layer], side: int) -> tuple[int, int]:
    """Rows and columns of the last grid for a square input of ``side`` px."""
    height = width = side
    for layer in layers:
        window = window_of(layer)
        if window is not None:
            height = sweep(window.rows, height).size_out
            width = sweep(window.columns, width).size_out
    return height, width


def sides_of_same_grid(network: Network, side: int) -> tuple[int, int]:
    """The smallest and the largest square input, in px, that end in the same grid as ``side``.

    A larger input never ends in a smaller grid, so all sizes between them end in it too. The search
    ends at `LARGEST_SIDE`: after large strides, far larger inputs may end in the same grid.
    """
    smallest, grid = smallest_input_size(network.layers), last_grid_sides(network.layers, side)
    lowest = highest = side
    while lowest > smallest and last_grid_sides(network.layers, lowest - 1) == grid:
        lowest -= 1
    while highest < LARGEST_SIDE and last_grid_sides(network.layers, highest + 1) == grid:
        highest += 1
    return lowest, highest
