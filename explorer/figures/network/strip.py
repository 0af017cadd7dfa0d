"""The network strip: a bar per layer, its width for channels, its height for the grid (log)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from explorer import units
from explorer.architecture.blocks import block_name
from explorer.architecture.layers import Family
from explorer.architecture.shapes import GRID_RANK, Shape
from explorer.architecture.summary import LayerSummary
from explorer.figures.theme import FAMILY_COLOURS
from explorer.words import several


@dataclass(frozen=True, slots=True)
class StripBar:
    """One layer of the strip.

    Attributes:
        name: The layer's name.
        description: Kind, shape and parameters in words, for hover and screen readers.
        colour: Of the layer's family.
        height: 0 to 1, by the grid's longer side, logarithmic; 0 for a 1x1 grid or a row of values.
        width: 0 to 1, by the number of channels, logarithmic.
        block: What stands under the bar: "block 3", or "head".
    """

    name: str
    description: str
    colour: str
    height: float
    width: float
    block: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The bars in network order, and the families that colour them, for the legend."""

    bars: tuple[StripBar, ...]
    legend: tuple[tuple[str, str], ...]


def network_strip(rows: Sequence[LayerSummary]) -> Strip:
    """Lay the layers of a summary out as bars."""
    largest_side = max(_side(row.output_shape) for row in rows)
    most_channels = max(row.output_shape[-1] for row in rows)
    bars = tuple(
        StripBar(
            name=row.name,
            description=describe(row),
            colour=FAMILY_COLOURS[row.family],
            height=_log_share(_side(row.output_shape), largest_side),
            width=_log_share(row.output_shape[-1], most_channels),
            block=block_name(row.name),
        )
        for row in rows
    )
    present = {row.family for row in rows}
    return Strip(bars, tuple((str(f), FAMILY_COLOURS[f]) for f in Family if f in present))


def describe(row: LayerSummary) -> str:
    """A layer in one line: "block1_conv1, Conv2D: 224 × 224 × 64, 1,792 parameters"."""
    return (
        f"{row.name}, {row.kind}: {units.size(row.output_shape)}, "
        f"{several(row.num_parameters, 'parameter')}"
    )


def _side(shape: Shape) -> int:
    return max(shape[:2]) if len(shape) == GRID_RANK else 1


def _log_share(value: int, largest: int) -> float:
    return log2(value) / log2(largest) if largest > 1 else 0.0
