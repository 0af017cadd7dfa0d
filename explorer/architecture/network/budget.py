"""Where a network spends its parameters, its work and its memory; and how others count them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import assert_never

from explorer.architecture.blocks import blocks_of
from explorer.architecture.layers import WITH_WEIGHTS, Family
from explorer.architecture.summary import LayerSummary, totals

HALF = 0.5


class Resource(StrEnum):
    """What a layer takes, each in a unit of its own."""

    PARAMETERS = "parameters"
    WORK = "work"
    MEMORY = "activation memory"


@dataclass(frozen=True, slots=True)
class Holding:
    """What some layers take of a resource.

    Attributes:
        rows: The layers, in network order.
        amount: Parameters, MACs or bytes of these layers together.
        share: 0 to 1, of the whole network; of the memory, the picture's own part included.
    """

    rows: tuple[LayerSummary, ...]
    amount: int
    share: float


def amount(row: LayerSummary, resource: Resource) -> int:
    """What a layer takes: parameters, MACs, or bytes of its output in float32."""
    match resource:
        case Resource.PARAMETERS:
            return row.num_parameters
        case Resource.WORK:
            return row.num_macs
        case Resource.MEMORY:
            return row.activation_bytes
        case _:
            assert_never(resource)


def total_amount(rows: Sequence[LayerSummary], resource: Resource) -> int:
    """What a whole network takes; of the memory, the picture's own part included."""
    total = totals(rows)
    match resource:
        case Resource.PARAMETERS:
            return total.num_parameters
        case Resource.WORK:
            return total.num_macs
        case Resource.MEMORY:
            return total.activation_bytes
        case _:
            assert_never(resource)


def holding(
    members: Sequence[LayerSummary], rows: Sequence[LayerSummary], resource: Resource
) -> Holding:
    """What ``members`` take of the network ``rows``; a share of 0 where there is nothing."""
    together = sum(amount(row, resource) for row in members)
    whole = total_amount(rows, resource)
    return Holding(tuple(members), together, together / whole if whole else 0.0)


def largest_layers(rows: Sequence[LayerSummary], resource: Resource) -> Holding | None:
    """The layer that takes most, or all that share this place; None where no layer takes any."""
    most = max((amount(row, resource) for row in rows), default=0)
    if not most:
        return None
    return holding([row for row in rows if amount(row, resource) == most], rows, resource)


def largest_block(rows: Sequence[LayerSummary], resource: Resource) -> Holding | None:
    """The block that takes most, the first of several; None where no layer takes any."""
    blocks = [holding(members, rows, resource) for _, members in blocks_of(rows)]
    largest = max(blocks, key=lambda block: block.amount, default=None)
    return largest if largest is not None and largest.amount else None


def first_half(rows: Sequence[LayerSummary], resource: Resource, family: Family) -> Holding | None:
    """The layers of one family, in as few of the first blocks as hold half of a resource.

    Returns:
        None where all layers of the family hold less than half.
    """
    of_family = [[row for row in members if row.family is family] for _, members in blocks_of(rows)]
    for members in accumulate(of_family):
        held = holding(members, rows, resource)
        if held.share >= HALF:
            return held
    return None


def flops_with_bias_and_pooling(rows: Sequence[LayerSummary]) -> int:
    """FLOPs of these layers together as Google's table counts them."""
    return sum(row.costs.num_flops_with_bias_and_pooling for row in rows)


def activations_with_weights(rows: Sequence[LayerSummary]) -> int:
    """Values that convolutions and dense layers write, as timm's "activations" count them."""
    return sum(row.num_activations for row in rows if row.family in WITH_WEIGHTS)


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to count, and what it gives for a network.

    Attributes:
        name: What the number is called there.
        resource: What is counted.
        counted: What goes into it.
        used_by: Who counts so.
        source: Where that is written.
        amount: The number of a network.
    """

    name: str
    resource: Resource
    counted: str
    used_by: str
    source: str
    amount: Callable[[Sequence[LayerSummary]], int]


CONVENTIONS = (
    Convention(
        "MACs",
        Resource.WORK,
        "one for each product that is added up",
        "this explorer; torchvision, as “GFLOPS”; timm, as “GMACs”",
        "docs.pytorch.org/vision/stable/models.html",
        lambda rows: totals(rows).num_macs,
    ),
    Convention(
        "FLOPs",
        Resource.WORK,
        "2 × MACs",
        "papers that count additions and multiplications",
        "the definition",
        lambda rows: totals(rows).num_flops,
    ),
    Convention(
        "FLOPs with biases and pooling",
        Resource.WORK,
        "2 × MACs, an addition for each bias, an operation for each value in a pooling window",
        "Google's table, which ends at the last grid",
        "google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md",
        flops_with_bias_and_pooling,
    ),
    Convention(
        "Values of the picture and all outputs",
        Resource.MEMORY,
        "the picture, convolutions, pooling, dense layers and what else writes values",
        "this explorer",
        "the definition",
        lambda rows: totals(rows).num_activations,
    ),
    Convention(
        "Activations",
        Resource.MEMORY,
        "outputs of convolutions and dense layers only",
        "timm",
        "timm, model card of vgg16",
        activations_with_weights,
    ),
)
"""Work in the three conventions in use, and activations in two; each over all layers given."""
