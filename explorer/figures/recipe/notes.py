"""VGG's training and testing in words: draws, epochs, beginnings, maps of classes."""

from collections.abc import Sequence

from explorer import units
from explorer.recipe.at_test_time import FLIPS, GRID_CROPS, ClassMap
from explorer.recipe.draws import CROP_SIDE, Draw, RecipeSettings, num_crops
from explorer.recipe.initialisation import Beginning, taken_share
from explorer.recipe.schedule import (
    BATCH_SIZE,
    ITERATIONS,
    PAPER_EPOCHS,
    PAPER_TRAINING_PICTURES,
    TRAINING_PICTURES,
    epochs_of,
)
from explorer.words import listed, several


def draw_note(draw: Draw, settings: RecipeSettings) -> str:
    """What was drawn for one picture; what is switched off is left out."""
    parts = [
        f"S = {draw.scale} px, so {units.size(draw.size)} px",
        f"from row {draw.row}, column {draw.column}: {units.percent(draw.seen_share)} of the photo",
    ]
    if settings.mirrors:
        parts.append("mirrored" if draw.mirrored else "not mirrored")
    if settings.shifts_colour:
        parts.append(f"red {_shift(draw, 0)}, green {_shift(draw, 1)}, blue {_shift(draw, 2)}")
    return f"{'; '.join(parts)}."


def _shift(draw: Draw, channel: int) -> str:
    return f"{draw.shift[channel]:+.1f}".replace("-", "−")


def crops_note(size: tuple[int, int]) -> str:
    """How many different training pictures one scale gives of a photo, colour aside."""
    places = num_crops(size)
    return (
        f"At {units.size(size)} px, a crop of {CROP_SIDE}×{CROP_SIDE} px has "
        f"{several(places, 'place')}: {2 * places:,} pictures with their mirror images."
    )


def epochs_note() -> str:
    """Whether the paper's iterations and epochs agree."""
    seen = ITERATIONS * BATCH_SIZE
    return (
        f"{ITERATIONS:,} iterations × {BATCH_SIZE} pictures = {seen:,} pictures. ImageNet's "
        f"training set has {TRAINING_PICTURES:,}, so each was seen {epochs_of(ITERATIONS):.2f} "
        f"times: the paper's {PAPER_EPOCHS} epochs. With the 1.3 million to which the paper "
        f"rounds, it would be {epochs_of(ITERATIONS, PAPER_TRAINING_PICTURES):.1f}."
    )


def beginnings_note(found: Sequence[Beginning], name: str) -> str:
    """How much of a network began with A's trained layers.

    Args:
        found: How each of its layers began.
        name: Of the network.
    """
    taken = [each.layer for each in found if each.taken_from]
    return (
        f"{len(taken)} of the {several(len(found), 'layer')} with weights of {name} began with "
        f"trained layers of A: {listed(taken)}. They hold {units.percent(taken_share(found))} of "
        "all parameters."
    )


def class_map_note(found: ClassMap) -> str:
    """What judging a whole picture gives."""
    rows, columns = found.size
    scores = rows * columns
    window = found.grid[0] - rows + 1, found.grid[1] - columns + 1
    start = (
        f"A picture of {units.size(found.picture)} px leaves a grid of {units.size(found.grid)} "
        f"after the last pooling. On it, a window of {units.size(window)} has "
        f"{several(scores, 'place')} ({rows}×{columns})"
    )
    if scores == 1:
        return f"{start}: one answer, as with dense layers."
    return (
        f"{start}: {scores} answers, {found.stride} px apart, whose mean is the picture's. Each "
        f"can see {found.field} px each way, more than the {CROP_SIDE} px of a crop."
    )


def work_note(scale: int, found: ClassMap, crop_macs: int) -> str:
    """The work of a whole picture against that of many crops.

    Args:
        scale: Q, px.
        found: The map of classes of a picture with that shorter side.
        crop_macs: Of one crop of 224 x 224 px.
    """
    whole, crops = FLIPS * found.num_macs, FLIPS * GRID_CROPS**2
    return (
        f"At Q = {scale} px, the picture and its mirror image take {units.macs(whole)}. "
        f"{crops} crops ({GRID_CROPS}×{GRID_CROPS}, each mirrored, too) take "
        f"{units.macs(crops * crop_macs)}: {crops * crop_macs / whole:.1f} times as much."
    )
