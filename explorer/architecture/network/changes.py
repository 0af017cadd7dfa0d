"""How a configuration differs from a preset, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from explorer.architecture.block_fields import USUAL, block_parts
from explorer.architecture.network.notation import plain_block, plain_head
from explorer.architecture.networks import Block, Head, Network
from explorer.words import several

ADDED_OR_REMOVED = 3
"""An added or removed block counts as this many changes in the search for the fewest."""


@dataclass(frozen=True, slots=True)
class _Told:
    """Sentences, and how many changes they state."""

    num_changes: int
    sentences: tuple[str, ...]

    def then(self, more: "_Told") -> "_Told":
        return _Told(self.num_changes + more.num_changes, (*self.sentences, *more.sentences))


def describe_changes(
    preset: Network, blocks: Sequence[Block], head: Head | None
) -> tuple[str, ...]:
    """How a configuration differs from a preset, in as few changes as possible.

    Args:
        preset: What the blocks and the head started from.
        blocks: First block first; within the limits.
        head: None for a network that ends with its last block.

    Returns:
        Plain sentences, one for each changed block and for each change of the head; () where the
        layers are the same. Blocks have their new numbers, and removed blocks their old ones.
    """
    before = [plain_block(block) for block in preset.blocks]
    after = [plain_block(block) for block in blocks]

    @cache
    def shortest(old: int, new: int) -> _Told:
        """The changes from block ``old`` before and block ``new`` after on, counted from 0."""
        told = [_Told(0, ())] if (old, new) == (len(before), len(after)) else []
        if old < len(before) and new < len(after):
            changes = _changed_parts(block_parts(before[old]), block_parts(after[new]))
            sentences = (f"Block {new + 1}: {', '.join(changes)}.",) if changes else ()
            told.append(_Told(len(changes), sentences).then(shortest(old + 1, new + 1)))
        if old < len(before):
            removed = _Told(ADDED_OR_REMOVED, (f"Block {old + 1} of {preset.name} removed.",))
            told.append(removed.then(shortest(old + 1, new)))
        if new < len(after):
            sentence = f"Block {new + 1} added: {_whole_block(after[new])}."
            told.append(_Told(ADDED_OR_REMOVED, (sentence,)).then(shortest(old, new + 1)))
        return min(told, key=lambda each: each.num_changes)

    return (*shortest(0, 0).sentences, *_head_changes(preset.head, head))


def _changed_parts(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [
        f"{part} {before[part]} -> {after[part]}" for part in before if before[part] != after[part]
    ]


def _whole_block(block: Block) -> str:
    """Filters, repeats, and whatever differs from the usual block."""
    parts, usual = block_parts(block), block_parts(USUAL)
    told = [
        f"{part} {text}"
        for part, text in parts.items()
        if part == "repeats" or (part != "filters" and text != usual[part])
    ]
    return ", ".join([several(block.filters, "filter"), *told])


def _head_changes(before: Head | None, after: Head | None) -> list[str]:
    if before is None or after is None:
        if after is not None:
            parts = _head_parts(plain_head(after))
            told = ", ".join(f"{part} {text}" for part, text in parts.items())
            return [f"Head added: {after.reduction}, {told}."]
        return [] if before is None else ["Head removed."]
    old, new = plain_head(before), plain_head(after)
    changes = _changed_parts(_head_parts(old), _head_parts(new))
    if old.reduction != new.reduction:
        changes.insert(0, f"{new.reduction} instead of {old.reduction}")
    return [f"Head: {change}." for change in changes]


def _head_parts(head: Head) -> dict[str, str]:
    return {
        "hidden layers": "-".join(map(str, head.units)) or "none",
        "dropout": "-".join(f"{rate:g}" for rate in head.dropout) or "none",
        "classes": str(head.classes),
    }
