"""What is taken away from the photo or from the network, and what to ask about that."""

from typing import Any

from explorer.architecture.fields.projective import ProjectiveField, projective_fields
from explorer.architecture.interventions import ChannelsOff, OffWish, StrongestOff
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import LayerSummary
from explorer.observed import Observed
from explorer.session.address import correct
from explorer.session.parameter import LARGEST_PLACE
from explorer.session.parameters import (
    CHANNEL,
    COVER,
    HIDDEN_HEIGHT,
    HIDDEN_LEFT,
    HIDDEN_TOP,
    HIDDEN_WIDTH,
    OFF,
    OFF_CHANNEL,
    OFF_MANY,
    PHOTO,
    REACHES,
    TAKEN,
    WATCHED,
    WEIGHTS,
)
from explorer.shared.questions.causes import CausedSpread, WatchedMap
from explorer.shared.questions.classes import BothProbabilities
from explorer.views.classes import why_no_classes
from explorer.views.interventions import covered
from explorer.views.maps import chosen_wall

WHOLE = LARGEST_PLACE + 1
"""A side of the photo, in the unit of the chosen patch."""

MIDDLE_OF_PHOTO = Box(3750, 3750, 6249, 6249)
"""Of a photo that is not known: a quarter of each side."""

SHOWN_FIRST = {"chelsea": Box(2680, 1830, 4999, 4409)}
"""By photo: the part that shows the point; the eye of the cat, on our left."""


def hidden_patch(size: tuple[int, int]) -> Box:
    """The patch of the photo that is hidden, at an input size (height, width) in px.

    It has at least one pixel, and all of it is on the photo.
    """
    usual = SHOWN_FIRST.get(PHOTO.chosen(), MIDDLE_OF_PHOTO)
    start, length = HIDDEN_TOP.chosen(), HIDDEN_HEIGHT.chosen()
    top, bottom = _along((start, length), (usual.top, usual.height), size[0])
    start, length = HIDDEN_LEFT.chosen(), HIDDEN_WIDTH.chosen()
    left, right = _along((start, length), (usual.left, usual.width), size[1])
    return Box(top, left, bottom, right)


def _along(
    chosen: tuple[int | None, int | None], usual: tuple[int, int], side: int
) -> tuple[int, int]:
    """The first and the last px along one side, from where the patch starts and its length."""
    start, length = (
        each if value is None else value for value, each in zip(chosen, usual, strict=True)
    )
    first = min(_pixels(start, side), side - 1)
    return first, min(first + max(_pixels(length, side), 1), side) - 1


def _pixels(part: int, side: int) -> int:
    """Ten-thousandths of a side in whole px."""
    return (part * side + WHOLE // 2) // WHOLE


def choose_hidden(patch: Box, size: tuple[int, int]) -> None:
    """Choose the patch that is hidden; call it from a callback.

    Args:
        patch: In px; what is outside the photo does not count.
        size: (height, width) of the photo in px.
    """
    inside, (height, width) = patch.clipped(*size), size
    if inside.num_pixels:
        HIDDEN_TOP.choose(_part(inside.top, height))
        HIDDEN_LEFT.choose(_part(inside.left, width))
        HIDDEN_HEIGHT.choose(_part(inside.height, height))
        HIDDEN_WIDTH.choose(_part(inside.width, width))


def _part(pixels: int, side: int) -> int:
    """Whole px in ten-thousandths of a side; the whole side is one less."""
    return min(round(pixels * WHOLE / side), LARGEST_PLACE)


def off_wish(row: LayerSummary) -> OffWish:
    """The channels of a layer that the visitor switches off."""
    num_channels = row.output_shape[-1]
    match OFF.chosen():
        case "strongest":
            return StrongestOff(row.name, off_many(num_channels))
        case "all-but":
            return ChannelsOff(row.name, (off_channel(num_channels),), all_but=True)
        case "one":
            return ChannelsOff(row.name, (off_channel(num_channels),))


def off_channel(num_channels: int) -> int:
    """The one channel that is switched off, or left: the chosen one, or the last there is."""
    channel = min(OFF_CHANNEL.chosen(), num_channels - 1)
    correct(OFF_CHANNEL, channel)
    return channel


def off_many(num_channels: int) -> int:
    """How many of the strongest are switched off: as many as chosen, or all there are."""
    many = min(OFF_MANY.chosen(), num_channels)
    if OFF_MANY.chosen() != OFF_MANY.usual:
        correct(OFF_MANY, many)
    return many


def with_hidden_patch(observed: Observed) -> Observed:
    """The same with the chosen patch of the photo hidden."""
    patch = hidden_patch(observed.picture.size)
    hidden = covered(observed.picture, patch, COVER.chosen())
    return Observed(observed.network, hidden, observed.preparation, observed.interventions)


def reaching_patch(observed: Observed) -> Box | None:
    """The part of the photo whose projective field is framed; None where no patch is hidden."""
    if TAKEN.chosen() != "patch":
        return None
    patch = hidden_patch(observed.picture.size)
    if REACHES.chosen() == "patch":
        return patch
    row, column = (patch.top + patch.bottom) // 2, (patch.left + patch.right) // 2
    return Box(row, column, row, column)


def reached_units(observed: Observed) -> tuple[ProjectiveField, ...]:
    """The units that this part of the photo can reach, of each layer; () where there is none."""
    patch = reaching_patch(observed)
    return projective_fields(observed.network.rows, patch) if patch else ()


def watched_question(second: Observed, row: LayerSummary) -> WatchedMap:
    """What to ask about the map of a layer that the visitor watches."""
    chosen = min(CHANNEL.chosen(), row.output_shape[-1] - 1)
    channel = None if WATCHED.chosen() == "most" else chosen
    return WatchedMap(second, None, row.name, channel, chosen_wall().look)


def lost_question(second: Observed) -> WatchedMap:
    """What to ask about a map that is switched off, or about the one that is left."""
    off = second.interventions[0]
    return WatchedMap(second, None, off.layer_name, off.channels[0], chosen_wall().look)


def spread_question(observed: Observed, second: Observed) -> CausedSpread:
    """What to ask about how far the change has spread."""
    is_patch = TAKEN.chosen() == "patch"
    patch = hidden_patch(observed.picture.size) if is_patch else None
    return CausedSpread(second, None, patch)


def classes_question(second: Observed) -> BothProbabilities:
    """What to ask about the classes; only where `why_no_classes` says nothing."""
    return BothProbabilities(second, None)


def all_questions(observed: Observed, second: Observed, row: LayerSummary) -> tuple[Any, ...]:
    """All that the page wants to know, in one look."""
    return (
        watched_question(second, row),
        spread_question(observed, second),
        *([lost_question(second)] if second.interventions else []),
        *([] if why_no_classes(observed, WEIGHTS.chosen()) else [classes_question(second)]),
    )
