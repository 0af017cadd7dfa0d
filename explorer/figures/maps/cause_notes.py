"""What taking something away did, in sentences with numbers."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from explorer import units
from explorer.architecture.fields.projective import ProjectiveField
from explorer.architecture.interventions import ChannelsOff
from explorer.architecture.summary import LayerSummary
from explorer.equivariance import Response
from explorer.figures.maps.change_notes import difference
from explorer.figures.maps.spread import ShownSpread
from explorer.words import listed, noun, several

MOST_LISTED = 8
"""Channels that a sentence lists; of more it says how many."""


class MeasuredSpread(ShownSpread, Protocol):
    """How far a change has spread in one layer, with its numbers."""

    @property
    def response(self) -> Response:
        """How much the layer changed."""

    @property
    def num_outside(self) -> int:
        """Places that changed though the patch cannot reach them."""


def off_words(off: ChannelsOff, num_channels: int) -> str:
    """Which channels of a layer are switched off.

    Args:
        off: What is switched off.
        num_channels: Of the layer.
    """
    if off.all_but:
        return (
            f"all channels of {off.layer_name} but {listed(off.channels)}: "
            f"{len(off.numbers(num_channels))} of {num_channels}"
        )
    if len(off.channels) == 1:
        return f"channel {off.channels[0]} of {off.layer_name}"
    named = f": {listed(off.channels)}" if len(off.channels) <= MOST_LISTED else ""
    return f"{len(off.channels)} of {several(num_channels, 'channel')} of {off.layer_name}{named}"


def lost_title(off: ChannelsOff) -> str:
    """What a map of one of these channels is."""
    return f"Channel {off.channels[0]}, {'left' if off.all_but else 'off'}"


def spread_facts(
    rows: Sequence[LayerSummary],
    spreads: Mapping[str, MeasuredSpread],
    reached: Sequence[ProjectiveField],
) -> tuple[str, ...]:
    """What the change did to the layers, in sentences.

    Args:
        rows: The layers, first layer first.
        spreads: By layer name; layers without one are left out.
        reached: The units that the hidden patch can reach, of each layer; () where none is hidden.
    """
    shown = [(row, spreads[row.name]) for row in rows if row.name in spreads]
    changed = [each for each in shown if each[1].num_changed]
    if not changed:
        return ("Nothing changed, in any layer: every number is the same as before.",)
    return (
        _how_much(changed, shown[-1]),
        _how_far(*changed[0]),
        _how_far(*shown[-1]),
        *_checked(shown, reached),
    )


def _how_much(
    changed: Sequence[tuple[LayerSummary, MeasuredSpread]],
    last: tuple[LayerSummary, MeasuredSpread],
) -> str:
    row, most = max(changed, key=lambda each: each[1].response.in_place.relative_difference)
    told = f"{row.name} changed most: its relative difference is {_difference(most)}."
    if row.name == last[0].name:
        return told
    return f"{told} That of {last[0].name}, the last layer, is {_difference(last[1])}."


def _difference(spread: MeasuredSpread) -> str:
    return difference(spread.response.in_place)


def _how_far(row: LayerSummary, spread: MeasuredSpread) -> str:
    height, width, _ = row.output_shape
    places = height * width
    share = units.percent(spread.num_changed / places)
    return (
        f"In {row.name}, {units.count(spread.num_changed)} of {several(places, 'unit')} changed "
        f"({share}), in one channel or more."
    )


def _checked(
    shown: Sequence[tuple[LayerSummary, MeasuredSpread]], reached: Sequence[ProjectiveField]
) -> tuple[str, ...]:
    """Whether what cannot be reached stayed as it was; nothing where no patch is hidden."""
    if not reached:
        return ()
    outside = [(row.name, spread.num_outside) for row, spread in shown if spread.num_outside]
    if not outside:
        what = "one layer" if len(shown) == 1 else f"all {len(shown)} layers"
        return (
            "Outside the units that the patch can reach, nothing changed: compared number by "
            f"number, in {what}.",
        )
    names = listed([name for name, _ in outside])
    number = sum(num for _, num in outside)
    return (
        f"Outside the units that the patch can reach, {several(number, 'unit')} changed, in "
        f"{names}.",
    )


def too_early_note(row: LayerSummary, off: ChannelsOff) -> str:
    """Why a layer cannot have changed that comes before the one where something is switched off."""
    return (
        f"{row.name} comes before {off.layer_name}: nothing that happens there can change it. "
        "Choose a later layer."
    )


def verdict_note(before: tuple[str, float], then: float, after: tuple[str, float]) -> str:
    """What became of the most probable class.

    Args:
        before: The most probable class before, and its probability.
        then: The probability of the same class afterwards.
        after: The most probable class afterwards, and its probability.
    """
    share = f"from {units.percent(before[1])} to {units.percent(then)}"
    if before[0] == after[0]:
        return f"{before[0]} stays the most probable class: {share}."
    return (
        f"{before[0]} goes {share}. The most probable class is now {after[0]}, with "
        f"{units.percent(after[1])}."
    )


def patch_reach_note(reached: Sequence[ProjectiveField]) -> str:
    """How the projective field grows over the depth; "" where nothing is framed."""
    if not reached:
        return ""
    first, last = reached[0], reached[-1]
    if len(reached) == 1:
        return f"It can reach {_reach(first)}."
    return f"It can reach {_reach(first)}, and {_reach(last)}."


def _reach(field: ProjectiveField) -> str:
    places = field.grid[0] * field.grid[1]
    return (
        f"{units.count(field.num_units)} of {units.count(places)} {noun(places, 'unit')} of "
        f"{field.layer_name}"
    )
