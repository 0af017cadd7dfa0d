"""Two networks beside each other: which layers correspond, and in what they differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum
from typing import assert_never

from explorer.architecture.blocks import HEAD, block_name
from explorer.architecture.layers import (
    LRN,
    Activation,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Layer,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary

ComparedValue = str | int | float | bool | Shape


class Match(StrEnum):
    """How two layers stand to each other."""

    SAME = "same"
    DIFFERENT = "different"
    ONLY_FIRST = "only in the first"
    ONLY_SECOND = "only in the second"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two layers differ: what it is called, and its value in each."""

    what: str
    first: ComparedValue
    second: ComparedValue


@dataclass(frozen=True, slots=True)
class Pair:
    """Two layers that correspond, or one that has no partner.

    Attributes:
        block: "block 3", or "head".
        first: The layer of the first network; None where it has none.
        second: Likewise.
        made_otherwise: In what the layers themselves differ: "kernel_size", "kind" ...
        comes_out_otherwise: In what their results differ: "output_shape", "num_parameters".
    """

    block: str
    first: LayerSummary | None
    second: LayerSummary | None
    made_otherwise: tuple[Difference, ...] = ()
    comes_out_otherwise: tuple[Difference, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All differences: how the layers were made first."""
        return self.made_otherwise + self.comes_out_otherwise

    @property
    def match(self) -> Match:
        """How the two stand to each other."""
        if self.second is None:
            return Match.ONLY_FIRST
        if self.first is None:
            return Match.ONLY_SECOND
        return Match.DIFFERENT if self.differences else Match.SAME


def compare_networks(
    first: Sequence[LayerSummary], second: Sequence[LayerSummary]
) -> tuple[Pair, ...]:
    """Put two networks beside each other, block by block.

    Within a block the first convolution stands by the first, the second by the second, pooling by
    pooling; in the head flattening by averaging, and the last dense layer by the last.

    Args:
        first: A network's summary, for any input shape.
        second: Another's, for the same input shape or not.

    Returns:
        Pairs in network order; every layer of both networks is in exactly one.
    """
    blocks_of_first, blocks_of_second = _by_block(first), _by_block(second)
    return tuple(
        pair
        for block in _in_order(blocks_of_first, blocks_of_second)
        for pair in _pairs(block, blocks_of_first.get(block, []), blocks_of_second.get(block, []))
    )


def _by_block(rows: Sequence[LayerSummary]) -> dict[str, list[LayerSummary]]:
    blocks: dict[str, list[LayerSummary]] = {}
    for row in rows:
        blocks.setdefault(block_name(row.name), []).append(row)
    return blocks


def _in_order(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """The names of the blocks of both, the head last."""
    return sorted(dict.fromkeys([*first, *second]), key=lambda block: block == HEAD)


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
    """What each layer is there for, and its number among those that are there for the same."""
    last_dense = next((row for row in reversed(rows) if isinstance(row.layer, Dense)), None)
    seen: Counter[str] = Counter()
    places = []
    for row in rows:
        role = "last dense" if row is last_dense else _role(row.layer)
        seen[role] += 1
        places.append((role, seen[role]))
    return places


def _role(layer: Layer) -> str:
    match layer:
        case Conv2D():
            return "convolution"
        case MaxPool2D() | AveragePool2D():
            return "pooling"
        case BatchNorm() | LRN():
            return "normalisation"
        case Flatten() | GlobalAveragePool():
            return "reduction"
        case Dense() | Dropout() | Activation() | ZeroPad2D():
            return type(layer).__name__
        case _:
            assert_never(layer)


def _pair(block: str, first: LayerSummary, second: LayerSummary) -> Pair:
    results = ("output_shape", "num_parameters")
    return Pair(
        block,
        first,
        second,
        tuple(_differences_of_layers(first.layer, second.layer)),
        tuple(_differences(first, second, results)),
    )


def _differences_of_layers(first: Layer, second: Layer) -> Iterator[Difference]:
    """In what two layers were made otherwise, their names aside."""
    if type(first) is not type(second):
        yield Difference("kind", type(first).__name__, type(second).__name__)
    names_of_second = {field.name for field in fields(second)}
    common = [field.name for field in fields(first) if field.name in names_of_second - {"name"}]
    yield from _differences(first, second, common)


def _differences(first: object, second: object, names: Sequence[str]) -> Iterator[Difference]:
    for name in names:
        one, other = getattr(first, name), getattr(second, name)
        if one != other:
            yield Difference(name, one, other)
