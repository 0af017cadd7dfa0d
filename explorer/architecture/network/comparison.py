"""Two networks side by side: which layers correspond, and how they differ."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum
from typing import assert_never

from explorer.architecture import layers as kinds
from explorer.architecture.blocks import HEAD, block_name
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary

ComparedValue = str | int | float | bool | Shape


class Match(StrEnum):
    """How two layers relate."""

    SAME = "same"
    DIFFERENT = "different"
    ONLY_FIRST = "only in the first"
    ONLY_SECOND = "only in the second"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two layers: its name, and its value in each."""

    what: str
    first: ComparedValue
    second: ComparedValue


@dataclass(frozen=True, slots=True)
class Pair:
    """Two corresponding layers, or one layer without a partner.

    Attributes:
        block: "block 3", or "head".
        first: The layer of the first network; None if it has none.
        second: Likewise.
        made_otherwise: How the layers themselves differ: "kernel_size", "kind" ...
        comes_out_otherwise: How their results differ: "output_shape", "num_parameters".
    """

    block: str
    first: LayerSummary | None
    second: LayerSummary | None
    made_otherwise: tuple[Difference, ...] = ()
    comes_out_otherwise: tuple[Difference, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All differences, those of the layers themselves first."""
        return self.made_otherwise + self.comes_out_otherwise

    @property
    def match(self) -> Match:
        """How the two layers relate."""
        if self.second is None:
            return Match.ONLY_FIRST
        if self.first is None:
            return Match.ONLY_SECOND
        return Match.DIFFERENT if self.differences else Match.SAME


def compare_networks(
    first: Sequence[LayerSummary], second: Sequence[LayerSummary]
) -> tuple[Pair, ...]:
    """Put two networks side by side, block by block.

    Within a block, the first convolution is paired with the first, the second with the second, and
    pooling with pooling. In the head, flattening is paired with averaging, and the last dense layer
    with the last.

    Args:
        first: A network's summary, for any input shape.
        second: Another's, for the same input shape or a different one.

    Returns:
        Pairs in network order; every layer of both networks is in exactly one.
    """
    by_block, others = _by_block(first), _by_block(second)
    head_last = sorted(by_block | others, key=lambda block: block == HEAD)
    return tuple(
        pair
        for block in head_last
        for pair in _pairs(block, by_block.get(block, []), others.get(block, []))
    )


def _by_block(rows: Sequence[LayerSummary]) -> dict[str, list[LayerSummary]]:
    blocks: dict[str, list[LayerSummary]] = {}
    for row in rows:
        blocks.setdefault(block_name(row.name), []).append(row)
    return blocks


def _pairs(
    block: str, first: Sequence[LayerSummary], second: Sequence[LayerSummary]
) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, _places(first), _places(second), autojunk=False)
    for what, start, end, other_start, other_end in matcher.get_opcodes():
        if what == "equal":
            for one, other in zip(first[start:end], second[other_start:other_end], strict=True):
                yield _pair(block, one, other)
        else:
            yield from (Pair(block, row, None) for row in first[start:end])
            yield from (Pair(block, None, row) for row in second[other_start:other_end])


def _places(rows: Sequence[LayerSummary]) -> list[tuple[str, int]]:
    """Each layer's role, and its number among the layers with that role."""
    last_dense = next((row for row in reversed(rows) if isinstance(row.layer, kinds.Dense)), None)
    seen: Counter[str] = Counter()
    places = []
    for row in rows:
        role = "last dense" if row is last_dense else _role(row.layer)
        seen[role] += 1
        places.append((role, seen[role]))
    return places


def _role(layer: kinds.Layer) -> str:
    match layer:
        case kinds.Conv2D():
            return "convolution"
        case kinds.MaxPool2D() | kinds.AveragePool2D():
            return "pooling"
        case kinds.BatchNorm() | kinds.LRN():
            return "normalisation"
        case kinds.Flatten() | kinds.GlobalAveragePool() | kinds.GlobalMaxPool():
            return "reduction"
        case kinds.Dense() | kinds.Dropout() | kinds.Activation() | kinds.ZeroPad2D():
            return type(layer).__name__
        case _:
            assert_never(layer)


def _pair(block: str, first: LayerSummary, second: LayerSummary) -> Pair:
    made = tuple(_differences_of_layers(first.layer, second.layer))
    results = tuple(_differences(first, second, ("output_shape", "num_parameters")))
    return Pair(block, first, second, made, results)


def _differences_of_layers(first: kinds.Layer, second: kinds.Layer) -> Iterator[Difference]:
    """How two layers differ in themselves, apart from their names."""
    if type(first) is not type(second):
        yield Difference("kind", type(first).__name__, type(second).__name__)
    compared = {field.name for field in fields(second)} - {"name"}
    common = [field.name for field in fields(first) if field.name in compared]
    yield from _differences(first, second, common)


def _differences(first: object, second: object, names: Sequence[str]) -> Iterator[Difference]:
    for name in names:
        one, other = getattr(first, name), getattr(second, name)
        if one != other:
            yield Difference(name, one, other)
