"""Two networks side by side: a table of pairs, totals, and the differences in sentences."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from explorer import units
from explorer.architecture.layers import WITH_WEIGHTS
from explorer.architecture.network.comparison import (
    ComparedValue,
    Difference,
    Match,
    Pair,
    compare_networks,
)
from explorer.architecture.summary import LayerSummary, last_grid, totals
from explorer.kept import SEVERAL, kept
from explorer.words import listed, several

TextColumn = list[str]
Names = tuple[str, str]

DIFFERENCES = "What differs, 1 → 2"
"""Title of the comparison's last column."""

_MARKS = {
    Match.SAME: "= same",
    Match.DIFFERENT: "≠ differs",
    Match.ONLY_FIRST: "1 only",
    Match.ONLY_SECOND: "2 only",
}
NO_PARTNER = "none"
"""Where a network has no corresponding layer."""

WORDS = {
    "kernel_size": "kernel",
    "pool_size": "window",
    "use_bias": "bias",
    "output_shape": "output",
    "num_parameters": "parameters",
}
_MOST_NAMED = 6
"""More layers than this are counted, not listed."""

_SQUARES = frozenset({"kernel_size", "pool_size"})


@kept(results=SEVERAL)
def network_comparison_table(
    first: tuple[LayerSummary, ...], second: tuple[LayerSummary, ...], names: Names
) -> dict[str, TextColumn]:
    """One row per pair of layers, by column title; the titles are numbered.

    Args:
        first: A network's summary.
        second: Another's, for the same input shape or not.
        names: Of the two.
    """
    pairs = compare_networks(first, second)
    return {
        "Block": [pair.block for pair in pairs],
        "Match": [_MARKS[pair.match] for pair in pairs],
        f"1: {names[0]}": [_layer(pair.first) for pair in pairs],
        f"2: {names[1]}": [_layer(pair.second) for pair in pairs],
        DIFFERENCES: ["; ".join(map(_words, pair.differences)) for pair in pairs],
    }


def _layer(row: LayerSummary | None) -> str:
    return NO_PARTNER if row is None else f"{row.name}, {units.size(row.output_shape)}"


def _words(difference: Difference) -> str:
    what = WORDS.get(difference.what, difference.what)
    first = _value(difference.what, difference.first)
    return f"{what} {first} → {_value(difference.what, difference.second)}"


def _value(what: str, value: ComparedValue) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return units.size(value)
        case int():
            return f"{value}×{value}" if what in _SQUARES else units.count(value)
        case _:
            return str(value)


@kept(results=SEVERAL)
def totals_table(
    first: tuple[LayerSummary, ...], second: tuple[LayerSummary, ...], names: Names
) -> dict[str, TextColumn]:
    """Totals of two networks side by side, by column title, with 2 as a multiple of 1.

    Args:
        first: A network's summary.
        second: Another's.
        names: Of the two.
    """
    numbers = list(zip(_numbers(first), _numbers(second), strict=True))
    return {
        "Number": [one.title for one, _ in numbers],
        f"1: {names[0]}": [one.text for one, _ in numbers],
        f"2: {names[1]}": [other.text for _, other in numbers],
        "2 as a multiple of 1": [_multiple(one, other) for one, other in numbers],
    }


class _Number(NamedTuple):
    title: str
    text: str
    amount: int


def _numbers(rows: Sequence[LayerSummary]) -> Iterator[_Number]:
    total, last = totals(rows), last_grid(rows)
    with_weights = sum(row.family in WITH_WEIGHTS for row in rows)
    yield _Number("Layers with weights", units.count(with_weights), with_weights)
    yield _Number("Parameters", units.short(total.num_parameters), total.num_parameters)
    yield _Number("Work", units.macs(total.num_macs), total.num_macs)
    yield _Number("Activation memory", units.memory(total.activation_bytes), total.activation_bytes)
    yield _Number("Last grid", units.size(last.output_shape), prod(last.output_shape))
    if last.receptive_field:
        field = last.receptive_field.sizes
        yield _Number("Receptive field at the last grid", units.pixels(field), max(field))


def _multiple(one: _Number, other: _Number) -> str:
    if one.amount == other.amount:
        return _MARKS[Match.SAME]
    if not one.amount:
        return units.UNKNOWN
    multiple = f"{other.amount / one.amount:,.2f}"
    return "≠ nearly the same" if multiple == "1.00" else f"{multiple} ×"


@kept(results=SEVERAL)
def network_differences(
    first: tuple[LayerSummary, ...], second: tuple[LayerSummary, ...], names: Names
) -> tuple[str, ...]:
    """Short sentences: which layers were made differently, which have no partner, and the totals.

    What follows from that, such as other shapes in later layers, is left to the table.

    Args:
        first: A network's summary.
        second: Another's.
        names: Of the two.
    """
    pairs = compare_networks(first, second)
    sentences = [
        *_inputs(first, second),
        *_made_otherwise(pairs),
        *_without_partner(pairs, Match.ONLY_FIRST, names[0]),
        *_without_partner(pairs, Match.ONLY_SECOND, names[1]),
    ]
    if not sentences:
        return ("Nothing differs: the two are the same, layer by layer.",)
    return (*sentences, *_in_all(first, second))


def _inputs(first: Sequence[LayerSummary], second: Sequence[LayerSummary]) -> Iterator[str]:
    one, other = first[0].input_shape, second[0].input_shape
    if one != other:
        yield f"Input: {units.size(one)} → {units.size(other)}."


def _made_otherwise(pairs: Sequence[Pair]) -> Iterator[str]:
    """A sentence for all pairs that differ in the same way."""
    groups: dict[tuple[Difference, ...], list[str]] = {}
    for pair in pairs:
        if pair.first is not None and pair.made_otherwise:
            groups.setdefault(pair.made_otherwise, []).append(pair.first.name)
    for differences, layers in groups.items():
        yield f"{_layers_listed(layers)}: {', '.join(map(_words, differences))}."


def _without_partner(pairs: Sequence[Pair], match: Match, name: str) -> Iterator[str]:
    alone = [pair.first or pair.second for pair in pairs if pair.match is match]
    rows = [row for row in alone if row is not None]
    if rows:
        yield f"Only {name} has {_layers_listed([row.name for row in rows])}."


def _in_all(first: Sequence[LayerSummary], second: Sequence[LayerSummary]) -> Iterator[str]:
    parts = [
        f"{one.title.lower()} {one.text} → {other.text}"
        for one, other in zip(_numbers(first), _numbers(second), strict=True)
        if one.text != other.text
    ]
    if parts:
        yield f"In total: {', '.join(parts)}."


def _layers_listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them; if there are many, their number, the first and the last."""
    if len(names) > _MOST_NAMED:
        return f"{several(len(names), 'layer')} (the first is {names[0]}, the last {names[-1]})"
    return listed(names)
