"""Sentences on where parameters, work and memory are, and how others count them."""

from collections.abc import Iterator, Sequence

from explorer import units
from explorer.architecture.blocks import blocks_of
from explorer.architecture.layers import Family
from explorer.architecture.network.budget import (
    CONVENTIONS,
    HALF,
    Holding,
    Resource,
    first_half,
    flops_with_bias_and_pooling,
    holding,
    largest_block,
    largest_layers,
    total_amount,
)
from explorer.architecture.summary import LayerSummary, last_grid
from explorer.kept import SEVERAL, kept
from explorer.words import listed, several

NEARLY_HALF = 0.45
_MOST_NAMED = 6
"""More layers than this are counted, not listed."""


@kept(results=SEVERAL)
def budget_facts(rows: tuple[LayerSummary, ...]) -> tuple[str, ...]:
    """What stands out: where the parameters, the work and the memory are, in this order.

    A sentence is left out if a network has nothing of the kind.
    """
    return (*_parameter_fact(rows), *_work_fact(rows), *_memory_fact(rows))


def _parameter_fact(rows: Sequence[LayerSummary]) -> Iterator[str]:
    held = largest_layers(rows, Resource.PARAMETERS)
    if held is None:
        return
    without = "" if any(row.family is Family.DENSE for row in rows) else "Without dense layers, "
    share, first = units.percent(held.share), held.rows[0]
    if len(held.rows) == 1:
        yield (
            f"{without}{first.name} alone holds {share} of the parameters: "
            f"{units.count(held.amount)} of {units.count(total_amount(rows, Resource.PARAMETERS))}."
        )
        return
    names = f"{len(held.rows)} layers"
    if len(held.rows) <= _MOST_NAMED:
        names = listed([row.name for row in held.rows])
    yield (
        f"{without}{names} together hold {share} of the parameters, "
        f"{units.count(first.num_parameters)} each."
    )


def _work_fact(rows: Sequence[LayerSummary]) -> Iterator[str]:
    convolutions = first_half(rows, Resource.WORK, Family.CONVOLUTION)
    dense = holding([row for row in rows if row.family is Family.DENSE], rows, Resource.WORK)
    if convolutions is None:
        if dense.share > HALF:
            yield f"The dense layers do {units.percent(dense.share)} of the work."
        return
    others = f", the dense layers {units.percent(dense.share)}" if dense.rows else ""
    yield (
        f"The convolutions of {_blocks(convolutions)} do {units.percent(convolutions.share)} of "
        f"the work{others}."
    )


def _blocks(held: Holding) -> str:
    """The blocks of these layers: "block 1", "blocks 1 and 2", "blocks 1 to 3"."""
    first, *more = [block for block, _ in blocks_of(held.rows)]
    if not more:
        return first
    joined = "and" if len(more) == 1 else "to"
    return f"{first.replace('block', 'blocks')} {joined} {more[-1].removeprefix('block ')}"


def _memory_fact(rows: Sequence[LayerSummary]) -> Iterator[str]:
    held = largest_block(rows, Resource.MEMORY)
    if held is None:
        return
    block = next(blocks_of(held.rows))[0]
    largest = max(held.rows, key=lambda row: row.num_activations)
    nearly = ", nearly half" if NEARLY_HALF <= held.share < HALF else ""
    yield (
        f"{block.capitalize()} holds {units.percent(held.share)} of the activation memory{nearly}: "
        f"{largest.name} writes {units.sized(largest.output_shape, 'value')}."
    )


@kept(results=SEVERAL)
def conventions_table(rows: tuple[LayerSummary, ...]) -> dict[str, list[str] | list[int]]:
    """This network's work and activations by each convention, by column title."""
    return {
        "Called": [each.name for each in CONVENTIONS],
        "This network": [each.amount(rows) for each in CONVENTIONS],
        "Counts": [each.counted for each in CONVENTIONS],
        "Used by": [each.used_by for each in CONVENTIONS],
        "Source": [each.source for each in CONVENTIONS],
    }


def conventions_note(rows: Sequence[LayerSummary]) -> str:
    """This network's work and activations, as counted here and elsewhere."""
    macs, flops, google, values, timm = (each.amount(rows) for each in CONVENTIONS)
    last = last_grid(rows)
    up_to_last_grid = flops_with_bias_and_pooling(rows[: rows.index(last) + 1])
    inner = ""
    if up_to_last_grid != google:
        inner = f" ({_flops(up_to_last_grid)} up to {last.name}, where that table ends)"
    return (
        f"{units.macs(macs)} as counted here and by torchvision, which calls them “GFLOPS”; "
        f"{_flops(flops)} if a multiplication and an addition count as two operations; "
        f"{_flops(google)} with biases and pooling, as in Google's table{inner}. "
        f"{_counted_by_timm(timm, values)}"
    )


def _counted_by_timm(counted: int, values: int) -> str:
    """How many of all values timm counts."""
    written = "convolutions and dense layers write, and calls them activations."
    if counted == values:
        return f"timm counts the {several(values, 'value')} in memory too: all that {written}"
    return (
        f"Of the {several(values, 'value')} in memory, timm counts the {units.count(counted)} that "
        f"{written}"
    )


def _flops(number: int) -> str:
    return units.macs(number).replace("MAC", "FLOP")
