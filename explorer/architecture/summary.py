"""Everything that follows from a network and an input size, one record per layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from explorer.architecture.cost import BYTES_PER_VALUE, FLOPS_PER_MAC, Cost, cost_of
from explorer.architecture.layers import Dense, Family, GlobalPool, Layer
from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import ReceptiveField
from explorer.architecture.shapes import (
    GRID_RANK,
    Shape,
    Sweep,
    output_shape,
    smallest_input,
    smallest_size_in,
    sweeps_of,
)


@dataclass(frozen=True, slots=True)
class _Amounts:
    """What one layer, or a whole network, takes for one image.

    Attributes:
        num_parameters: Weights and biases.
        num_trainable: Those of them that gradient descent changes.
        num_macs: Multiply-accumulates; `cost` states the convention.
        num_activations: Values that are written.
    """

    num_parameters: int
    num_trainable: int
    num_macs: int
    num_activations: int

    @property
    def num_flops(self) -> int:
        """Floating-point operations: 2 x MACs."""
        return FLOPS_PER_MAC * self.num_macs

    @property
    def activation_bytes(self) -> int:
        """Bytes of the activations in float32."""
        return BYTES_PER_VALUE * self.num_activations


@dataclass(frozen=True, slots=True)
class Totals(_Amounts):
    """The sums over the rows of a summary; activations include the input itself."""

    @property
    def num_non_trainable(self) -> int:
        """Parameters that gradient descent does not change."""
        return self.num_parameters - self.num_trainable


@dataclass(frozen=True, slots=True)
class LayerSummary(_Amounts):
    """What one layer does to the shape, the parameters, the work and the receptive field.

    Attributes:
        layer: The record that the numbers follow from.
        input_shape: (height, width, channels), or (values,) after Flatten.
        output_shape: Likewise.
        rows: How the layer's window sweeps the height; None if it slides no window.
        columns: How it sweeps the width.
        receptive_field: Of the layer's units; None where each unit sees all that the last grid
            sees. A unit of Flatten is one unit of the layer before, and has its field.
    """

    layer: Layer
    input_shape: Shape
    output_shape: Shape
    rows: Sweep | None
    columns: Sweep | None
    receptive_field: ReceptiveField | None

    @property
    def name(self) -> str:
        """The layer's name, Keras' own for VGG."""
        return self.layer.name

    @property
    def kind(self) -> str:
        """The kind of layer: "Conv2D", "MaxPool2D" ..."""
        return type(self.layer).__name__

    @property
    def family(self) -> Family:
        """The layer's family, which gives it a colour."""
        return self.layer.family

    @property
    def has_grid(self) -> bool:
        """Whether the output has rows and columns."""
        return len(self.output_shape) == GRID_RANK

    @property
    def costs(self) -> Cost:
        """All that the layer costs, in every convention."""
        return cost_of(self.layer, self.input_shape, self.output_shape)

    @property
    def num_weights(self) -> int:
        """Parameters without biases."""
        return self.num_parameters - self.costs.num_biases


def summarize(network: Network, input_shape: Shape | None = None) -> tuple[LayerSummary, ...]:
    """Everything that follows from a network and an input size, one record per layer.

    Args:
        network: The network.
        input_shape: (height, width, channels) of the input in px; by default the network's own.

    Returns:
        One record per layer, first layer first.

    Raises:
        ValueError: The input shape is invalid, or a layer cannot be applied. The message names
            the layer, what it received, and the smallest input that works.
    """
    shape = tuple(network.default_input_shape if input_shape is None else input_shape)
    _check_input_shape(shape)
    field: ReceptiveField | None = ReceptiveField()
    rows: list[LayerSummary] = []
    for layer in network.layers:
        row = _summarize_layer(layer, shape, field)
        if min(row.output_shape) < 1:
            raise ValueError(_does_not_fit(network, row, rows))
        rows.append(row)
        shape, field = row.output_shape, row.receptive_field
    return tuple(rows)


def totals(rows: Sequence[LayerSummary]) -> Totals:
    """Add up the rows of a summary."""
    num_input_values = prod(rows[0].input_shape) if rows else 0
    return Totals(
        sum(row.num_parameters for row in rows),
        sum(row.num_trainable for row in rows),
        sum(row.num_macs for row in rows),
        num_input_values + sum(row.num_activations for row in rows),
    )


def beyond_input(rows: Sequence[LayerSummary]) -> list[LayerSummary]:
    """The layers whose receptive field is taller or wider than the image."""
    height, width, _ = rows[0].input_shape if rows else (0, 0, 0)
    return [
        row
        for row in rows
        if (field := row.receptive_field)
        and (field.height.size > height or field.width.size > width)
    ]


def last_grid(rows: Sequence[LayerSummary]) -> LayerSummary:
    """The last layer whose output has rows and columns."""
    return next(row for row in reversed(rows) if row.has_grid)


def _summarize_layer(layer: Layer, shape: Shape, field: ReceptiveField | None) -> LayerSummary:
    sweeps = sweeps_of(layer, shape)
    after = output_shape(layer, shape, sweeps)
    rows, columns = sweeps or (None, None)
    if field is not None and rows is not None and columns is not None:
        field = ReceptiveField(
            field.height.through(rows.window, rows.pad_before),
            field.width.through(columns.window, columns.pad_before),
        )
    costs = cost_of(layer, shape, after)
    amounts = costs.num_parameters, costs.num_trainable, costs.num_macs, costs.num_activations
    if isinstance(layer, Dense | GlobalPool) and len(after) < GRID_RANK:
        field = None
    return LayerSummary(*amounts, layer, shape, after, rows, columns, field)


def _check_input_shape(shape: Shape) -> None:
    if len(shape) != GRID_RANK or not all(isinstance(size, int) and size > 0 for size in shape):
        raise ValueError(
            "An input shape is (height, width, channels), each a whole number of 1 or more. "
            f"Received: {shape!r}."
        )


def _does_not_fit(network: Network, failing: LayerSummary, before: Sequence[LayerSummary]) -> str:
    swept = failing.rows, failing.columns
    fewest = [1 if along is None else smallest_size_in(along.window, 1) for along in swept]
    height, width = (before[0] if before else failing).input_shape[:2]
    smallest = smallest_input(network.layers)
    return (
        f"{failing.name} ({failing.kind}) needs at least {fewest[0]} rows and {fewest[1]} columns; "
        f"it received {failing.input_shape}. The smallest input that works for {network.name} is "
        f"{smallest[0]}x{smallest[1]} px; this one is {height}x{width} px. "
        f"{_what_would_fit(max(smallest))}"
    )


def _what_would_fit(smallest: int) -> str:
    """What to do about a network whose smallest input is this many px on its longer side."""
    if smallest > LARGEST_SIDE:
        return (
            f"An input has at most {LARGEST_SIDE}x{LARGEST_SIDE} px here: make kernels, strides, "
            "dilations or poolings smaller, or remove layers that shrink the grid."
        )
    return "Choose a larger input, or remove a layer that shrinks the grid."
