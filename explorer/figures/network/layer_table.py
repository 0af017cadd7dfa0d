"""The layer table: one row per layer or per block, as columns that a page shows."""

from collections import Counter
from collections.abc import Sequence

from explorer import units
from explorer.architecture.blocks import blocks_of
from explorer.architecture.summary import LayerSummary, beyond_input
from explorer.kept import SEVERAL, kept

Cells = Sequence[str | int | float | None]
FITS, BEYOND = "not larger", "↔ larger"

USUAL_COLUMNS = (
    "Kind",
    "Output",
    "Parameters",
    "MACs",
    "Memory, MiB",
    "Field, px",
    "Stride, px",
    "Field and picture",
)
"""The columns shown by default, besides the layers' names."""


@kept(results=SEVERAL)
def layer_table(rows: tuple[LayerSummary, ...]) -> dict[str, Cells]:
    """Exact numbers of each layer by column title; None if a unit sees all of the last grid."""
    return {
        "Layer": [row.name for row in rows],
        "Kind": [row.kind for row in rows],
        **_numbers([[row] for row in rows], beyond_input(rows)),
    }


@kept(results=SEVERAL)
def block_table(rows: tuple[LayerSummary, ...]) -> dict[str, Cells]:
    """The same for each block: the sums over its layers, and the output of the last one."""
    blocks = list(blocks_of(rows))
    return {
        "Block": [name for name, _ in blocks],
        "Kind": [_kinds(members) for _, members in blocks],
        **_numbers([members for _, members in blocks], beyond_input(rows)),
    }


def _kinds(members: Sequence[LayerSummary]) -> str:
    """What a block is made of, in the order of its layers: "2 Conv2D, MaxPool2D"."""
    counted = Counter(row.kind for row in members)
    return ", ".join(kind if count == 1 else f"{count} {kind}" for kind, count in counted.items())


def _numbers(
    groups: Sequence[Sequence[LayerSummary]], beyond: Sequence[LayerSummary]
) -> dict[str, Cells]:
    last = [group[-1] for group in groups]
    fields = [row.receptive_field for row in last]
    parameters = [sum(row.num_parameters for row in group) for group in groups]
    in_all = sum(parameters) or 1
    return {
        "Output": [units.size(row.output_shape) for row in last],
        "Parameters": parameters,
        "Share of parameters": [units.percent(number / in_all) for number in parameters],
        "Trainable": [sum(row.num_trainable for row in group) for group in groups],
        "MACs": [sum(row.num_macs for row in group) for group in groups],
        "Memory, MiB": [
            sum(row.activation_bytes for row in group) / units.BYTES_PER_MIB for group in groups
        ],
        "Field, px": _sides([field.sizes if field else None for field in fields]),
        "Stride, px": _sides([field.strides if field else None for field in fields]),
        "Padding, px": _sides([field.paddings if field else None for field in fields]),
        "Field and picture": [
            None if row.receptive_field is None else BEYOND if row in beyond else FITS
            for row in last
        ],
    }


def _sides(pairs: Sequence[tuple[int, int] | None]) -> Cells:
    """Whole numbers where rows and columns agree everywhere, else both as text."""
    if all(pair is None or pair[0] == pair[1] for pair in pairs):
        return [pair and pair[0] for pair in pairs]
    return [pair and units.size(pair) for pair in pairs]
