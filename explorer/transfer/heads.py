"""VGG16's blocks with another head: the network of a plan, and what of it learns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from explorer.architecture.head_fields import HEAD_FIELDS
from explorer.architecture.limits import head_problems, values_of
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import last_grid, summarize, totals
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.reduction import num_reduced

VGG16_BLOCKS = PRESETS["vgg16"].blocks

MOST_HEAD_PARAMETERS = 8_000_000
"""Of a head that is taught: with its gradient and Adam's two means 122 MiB while it learns."""

_UNITS = next(field for field in HEAD_FIELDS if field.name == "units")


@dataclass(frozen=True, slots=True)
class HeadTotals:
    """Parameters of a base with a head, and of each of the two.

    Attributes:
        grid: (height, width, channels) that the base ends with.
        num_values: How many of them are left for the first dense layer.
        first_dense: Parameters of that layer.
        head: Parameters of all dense layers; all are trained.
        base: Parameters of the convolutions.
        base_trainable: Those of them that are trained too.
    """

    grid: tuple[int, int, int]
    num_values: int
    first_dense: int
    head: int
    base: int
    base_trainable: int

    @property
    def total(self) -> int:
        """All parameters."""
        return self.base + self.head

    @property
    def trainable(self) -> int:
        """All parameters that training changes."""
        return self.base_trainable + self.head

    @property
    def frozen(self) -> int:
        """All parameters that training leaves as they are."""
        return self.total - self.trainable


@dataclass(frozen=True, slots=True)
class KnownHead:
    """A head that people meet, with everything that decides its numbers.

    Attributes:
        label: What people read.
        size: Height and width of the input, px.
        classes: How many.
        plan: The rest.
    """

    label: str
    size: tuple[int, int]
    classes: int
    plan: TrainingPlan


KNOWN_HEADS: Mapping[str, KnownHead] = {
    "ten": KnownHead("10 classes on the average of each map", (224, 224), 10, TrainingPlan()),
    "two": KnownHead(
        "An article's: 160×160 px, 512 units, 2 classes",
        (160, 160),
        2,
        TrainingPlan(units=(512,)),
    ),
    "dropout": KnownHead(
        "An article's: 120 units with dropout, everything trained",
        (224, 224),
        10,
        TrainingPlan(units=(120,), dropout=0.5, unfrozen_from=1),
    ),
    "flat": KnownHead(
        "Flatten and 256 units, 10 classes",
        (224, 224),
        10,
        TrainingPlan(reduction="flatten", units=(256,)),
    ),
    "paper": KnownHead(
        "VGG16's own head: Flatten, 4,096, 4,096 and 1,000",
        (224, 224),
        1000,
        TrainingPlan(reduction="flatten", units=(4096, 4096)),
    ),
    "one": KnownHead("A grid of 1×1: 32×32 px", (32, 32), 10, TrainingPlan()),
}
"""By their keys."""


def read_units(text: str) -> tuple[int, ...]:
    """Units of the hidden dense layers from "", "256" or "512, 256".

    Raises:
        ValueError: The text is not such a list, or has numbers beyond the limits of a head.
    """
    units: tuple[int, ...] = _UNITS.read(text)
    problems = head_problems(values_of(replace(Head(), units=units)))
    if problems:
        raise ValueError(f"Hidden dense layers: {problems[0]}")
    return units


def write_units(units: tuple[int, ...]) -> str:
    """The text that `read_units` reads."""
    return _UNITS.cell(units)


def head_of(plan: TrainingPlan, classes: int) -> Head:
    """The head of a plan."""
    rates = (plan.dropout,) * (len(plan.units) + 1) if plan.dropout else ()
    return Head(classes, plan.units, plan.reduction, rates)


def base_blocks(plan: TrainingPlan) -> tuple[Block, ...]:
    """The blocks of VGG16 up to the layer that the head is put on; frozen but for the last ones."""
    last = FEATURE_LAYERS.index(plan.features) + 1
    first = plan.unfrozen_from or last + 1
    return tuple(
        replace(block, trainable=number >= first)
        for number, block in enumerate(VGG16_BLOCKS[:last], 1)
    )


def taught_network(plan: TrainingPlan, classes: int, input_shape: Shape) -> Network:
    """VGG16's blocks with the head of a plan.

    Args:
        plan: Its features, reduction, units, dropout, and what is unfrozen.
        classes: Outputs of the head.
        input_shape: (height, width, channels) in px.
    """
    return build_network(
        f"VGG16 to {plan.features} with a head for {classes:,}",
        base_blocks(plan),
        head_of(plan, classes),
        default_input_shape=input_shape,
    )


def num_head_parameters(plan: TrainingPlan, num_values: int, num_labels: int) -> int:
    """Weights and biases of the head's dense layers."""
    sizes = (num_values, *plan.units, num_labels)
    return sum((before + 1) * after for before, after in pairwise(sizes))


def check_head_size(plan: TrainingPlan, num_values: int, num_labels: int) -> None:
    """Refuse a head that is too large to be taught here.

    Args:
        plan: Its hidden dense layers.
        num_values: How many values of each photo it reads.
        num_labels: Its outputs.

    Raises:
        ValueError: It is.
    """
    num = num_head_parameters(plan, num_values, num_labels)
    if num > MOST_HEAD_PARAMETERS:
        raise ValueError(
            f"This head has {num:,} parameters. At most {MOST_HEAD_PARAMETERS:,} are taught here. "
            "Choose the average of each map, fewer units, or a later layer."
        )


def head_totals(plan: TrainingPlan, classes: int, input_shape: Shape) -> HeadTotals:
    """The parameters of `taught_network`.

    Raises:
        ValueError: The input is too small for the base; see `summary.summarize`.
    """
    rows = summarize(taught_network(plan, classes, input_shape), input_shape)
    height, width, channels = last_grid(rows).output_shape
    num_base = next(place for place, row in enumerate(rows) if row.name == plan.features) + 1
    base, dense = totals(rows[:num_base]), [row for row in rows[num_base:] if row.num_parameters]
    return HeadTotals(
        (height, width, channels),
        num_reduced((height, width, channels), plan.reduction),
        dense[0].num_parameters,
        sum(row.num_parameters for row in dense),
        base.num_parameters,
        base.num_trainable,
    )
