"""Where a network spends its parameters, work and memory, and how others count them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import assert_never

from explorer.architecture.blocks import blocks_of
from explorer.architecture.layers import WITH_WEIGHTS, Family
from explorer.architecture.summary import LayerSummary, Totals, totals

HALF = 0.5


class Resource(StrEnum):
    """What a layer takes, each in its own unit."""

    PARAMETERS = "parameters"
    WORK = "work"
    MEMORY = "activation memory"


@dataclass(frozen=True, slots=True)
class Holding:
    """What some layers take of a resource.

    Attributes:
        rows: The layers, in network order.
        amount: Parameters, MACs or bytes of these layers together.
        share: 0 to 1, of the whole network; its memory includes the picture.
    """

    rows: tuple[LayerSummary, ...]
    amount: int
    share: float


def amount(taken: LayerSummary | Totals, resource: Resource) -> int:
    """What a layer or a network takes: parameters, MACs, or bytes of activations in float32."""
    match resource:
        case Resource.PARAMETERS:
            return taken.num_parameters
        case Resource.WORK:
            return taken.num_macs
        case Resource.MEMORY:
            return taken.activation_bytes
        case _:
            assert_never(resource)


def total_amount(rows: Sequence[LayerSummary], resource: Resource) -> int:
    """What a whole network takes; its memory includes the picture."""
    return amount(totals(rows), resource)


def holding(
    members: Sequence[LayerSummary], rows: Sequence[LayerSummary], resource: Resource
) -> Holding:
    """What ``members`` take of the network ``rows``; a share of 0 if the network takes nothing."""
    together = sum(amount(row, resource) for row in members)
    whole = total_amount(rows, resource)
    return Holding(tuple(members), together, together / whole if whole else 0.0)


def largest_layers(rows: Sequence[LayerSummary], resource: Resource) -> Holding | None:
    """The layer that takes most, or all of them if several tie; None where no layer takes any."""
    most = max((amount(row, resource) for row in rows), default=0)
    if not most:
        return None
    return holding([row for row in rows if amount(row, resource) == most], rows, resource)


def heaviest_layer(rows: Sequence[LayerSummary]) -> LayerSummary:
    """The layer with the most parameters; the first one if several tie, or if none has any."""
    return max(rows, key=lambda row: row.num_parameters)


def largest_block(rows: Sequence[LayerSummary], resource: Resource) -> Holding | None:
    """The block that takes most, or the first if several tie; None where no layer takes any."""
    blocks = [holding(members, rows, resource) for _, members in blocks_of(rows)]
    largest = max(blocks, key=lambda block: block.amount, default=None)
    return largest if largest is not None and largest.amount else None


def first_half(rows: Sequence[LayerSummary], resource: Resource, family: Family) -> Holding | None:
    """The layers of one family in the fewest first blocks that hold half of a resource.

    Returns:
        None where all layers of the family together hold less than half.
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
    """Values that convolutions and dense layers write: what timm calls "activations"."""
    return sum(row.num_activations for row in rows if row.family in WITH_WEIGHTS)


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to count, and what it gives for a network.

    Attributes:
        name: What its users call the number.
        resource: What is counted.
        counted: What goes into the number.
        used_by: Who counts this way.
        source: Where they say so.
        amount: Counts it for the layers of a network.
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
        "one for each product in a sum",
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
        "2 × MACs, one addition for each bias, one operation for each value in a pooling window",
        "Google's table, which ends at the last grid",
        "google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md",
        flops_with_bias_and_pooling,
    ),
    Convention(
        "Values of the picture and all outputs",
        Resource.MEMORY,
        "the picture and the output of every layer that writes values",
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
"""Three conventions in use for work, and two for activations; each counts all layers given."""
