"""Which block of a network a layer belongs to, read from Keras' layer names."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from explorer.architecture.summary import LayerSummary

HEAD = "head"


def block_name(layer_name: str) -> str:
    """The block a layer belongs to: "block3_conv1" -> "block 3", "fc1" -> "head"."""
    prefix, _, rest = layer_name.partition("_")
    number = prefix.removeprefix("block")
    return f"block {number}" if rest and number.isdigit() else HEAD


def blocks_of(rows: Sequence[LayerSummary]) -> Iterator[tuple[str, list[LayerSummary]]]:
    """The rows of a summary, block by block."""
    for block, members in groupby(rows, lambda row: block_name(row.name)):
        yield block, list(members)


def block_face(members: Sequence[LayerSummary]) -> LayerSummary:
    """The layer that represents its block: the first one with weights, else the first."""
    with_weights = (row for row in members if row.num_macs)
    return next(with_weights, members[0])
