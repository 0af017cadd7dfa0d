"""Published numbers, whether ours agree with them, and the table of the VGG paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from explorer.architecture.layers import WITH_WEIGHTS
from explorer.architecture.network.budget import (
    activations_with_weights,
    flops_with_bias_and_pooling,
)
from explorer.architecture.network.input_sizes import AtSize, at_size
from explorer.architecture.networks import IMAGENET_SHAPE, PRESETS
from explorer.architecture.receptive_field import FieldAlong
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary, last_grid, summarize, totals


class Quantity(StrEnum):
    """What a published number counts."""

    WEIGHT_LAYERS = "layers with weights"
    PARAMETERS = "parameters"
    WEIGHTS = "weights without biases"
    TRAINABLE = "trainable parameters"
    NON_TRAINABLE = "non-trainable parameters"
    LAYER_PARAMETERS = "parameters of the layer"
    MACS = "multiply-accumulates"
    FLOPS = "2 × MACs + biases + pooling, up to the layer"
    ACTIVATIONS = "outputs of convolutions and dense layers"
    GRID_SIDE = "side of the grid, px"
    RECEPTIVE_FIELD = "receptive field, px"
    EFFECTIVE_STRIDE = "effective stride, px"
    EFFECTIVE_PADDING = "effective padding, px"


@dataclass(frozen=True, slots=True)
class Published:
    """One number that somebody published.

    Attributes:
        network_key: Of `networks.PRESETS`.
        input_shape: (height, width, channels) it was published for.
        quantity: What it counts.
        value: As printed, with as many digits.
        source: Who printed it.
        layer: The layer it describes; "" for the whole network (for a field, its last grid).
        unit: The unit of the printed value, such as 10^6.
        cut_off: Whether the source truncates where others round.
    """

    network_key: str
    input_shape: Shape
    quantity: Quantity
    value: Decimal
    source: str
    layer: str = ""
    unit: int = 1
    cut_off: bool = False


class Check(NamedTuple):
    """Our exact number, and whether it agrees with the published one to the printed digits."""

    ours: int
    matches: bool


def check(published: Published) -> Check:
    """Work out a published number and compare it.

    Raises:
        KeyError: No such network exists.
        ValueError: The network has no such layer, or cannot be applied to the input.
    """
    ours = _MEASURES[published.quantity](_rows_up_to(published))
    rounding = ROUND_DOWN if published.cut_off else ROUND_HALF_UP
    printed = (Decimal(ours) / published.unit).quantize(published.value, rounding)
    return Check(ours, printed == published.value)


def _rows_up_to(published: Published) -> tuple[LayerSummary, ...]:
    rows = _summary(published.network_key, published.input_shape)
    if not published.layer:
        return rows
    names = [row.name for row in rows]
    if published.layer not in names:
        raise ValueError(
            f"{published.network_key} has no layer called {published.layer!r}. "
            f"Use one of: {', '.join(names)}."
        )
    return rows[: names.index(published.layer) + 1]


@cache
def _summary(network_key: str, input_shape: Shape) -> tuple[LayerSummary, ...]:
    return summarize(PRESETS[network_key], input_shape)


def _field(rows: Sequence[LayerSummary]) -> FieldAlong:
    """Along the rows: all published windows are square."""
    field = last_grid(rows).receptive_field
    return field.height if field else FieldAlong()


_MEASURES: Mapping[Quantity, Callable[[Sequence[LayerSummary]], int]] = {
    Quantity.WEIGHT_LAYERS: lambda rows: sum(row.family in WITH_WEIGHTS for row in rows),
    Quantity.PARAMETERS: lambda rows: totals(rows).num_parameters,
    Quantity.WEIGHTS: lambda rows: sum(row.num_weights for row in rows),
    Quantity.TRAINABLE: lambda rows: totals(rows).num_trainable,
    Quantity.NON_TRAINABLE: lambda rows: totals(rows).num_non_trainable,
    Quantity.LAYER_PARAMETERS: lambda rows: rows[-1].num_parameters,
    Quantity.MACS: lambda rows: totals(rows).num_macs,
    Quantity.FLOPS: flops_with_bias_and_pooling,
    Quantity.ACTIVATIONS: activations_with_weights,
    Quantity.GRID_SIDE: lambda rows: last_grid(rows).output_shape[0],
    Quantity.RECEPTIVE_FIELD: lambda rows: _field(rows).size,
    Quantity.EFFECTIVE_STRIDE: lambda rows: _field(rows).effective_stride,
    Quantity.EFFECTIVE_PADDING: lambda rows: _field(rows).effective_padding,
}
"""How to measure each quantity on the layers up to the one in question."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Share of ImageNet's validation pictures classified wrongly, in %: top-1 and top-5 error."""

    top1: float
    top5: float


@dataclass(frozen=True, slots=True)
class PaperConfiguration:
    """One column of the paper's table 1, with the paper's numbers for it.

    Attributes:
        column: As in the paper.
        network_key: Of `networks.PRESETS`.
        weight_layers: Table 1.
        million_parameters: Table 2, rounded to millions.
        errors: Table 3, trained and tested at one scale, S = Q = 256, as for every column.
        best_errors: Table 4, S in [256; 512] and Q in {256, 384, 512}; None for other columns.
    """

    column: str
    network_key: str
    weight_layers: int
    million_parameters: int
    errors: Errors
    best_errors: Errors | None = None


PAPER_TABLE = (
    PaperConfiguration("A", "vgg11", 11, 133, Errors(29.6, 10.4)),
    PaperConfiguration("A-LRN", "vgg11-lrn", 11, 133, Errors(29.7, 10.5)),
    PaperConfiguration("B", "vgg13", 13, 133, Errors(28.7, 9.9)),
    PaperConfiguration("C", "vgg16-c", 16, 134, Errors(28.1, 9.4)),
    PaperConfiguration("D", "vgg16", 16, 138, Errors(27.0, 8.8), Errors(24.8, 7.5)),
    PaperConfiguration("E", "vgg19", 19, 144, Errors(27.3, 9.0), Errors(24.8, 7.5)),
)
"""The paper's six networks. Source: arXiv:1409.1556, tables 1 to 4."""


@cache
def our_numbers(configuration: PaperConfiguration) -> AtSize:
    """Work out a column of the paper's table at 224 x 224."""
    return at_size(PRESETS[configuration.network_key], IMAGENET_SHAPE)
