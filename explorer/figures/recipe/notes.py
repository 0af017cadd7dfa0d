"""VGG's training and testing in words: draws, epochs, beginnings, maps of classes."""

from collections.abc import Sequence

from explorer import units
from explorer.recipe.at_test_time import (
    COMPARED_CROPS,
    COMPARED_SCALES,
    FLIPS,
    GRID_CROPS,
    TEST_SCALES,
    ClassMap,
)
from explorer.recipe.draws import (
    CROP_SIDE,
    SCALES,
    Draw,
    RecipeSettings,
    ScaleKey,
    num_crops,
)
from explorer.recipe.initialisation import WEIGHT_VARIANCE, Beginning, taken_share
from explorer.recipe.results import ScaleResult
from explorer.recipe.schedule import (
    BATCH_SIZE,
    FIRST_RATE_AT_384,
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
        f"from row {draw.row:,}, column {draw.column:,}: "
        f"{units.percent(draw.seen_share)} of the photo",
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


def scales_note() -> str:
    """With which weights, and at which rate, training at larger scales began."""
    return (
        f"Training at S = 384 px began with the weights of S = 256 px, at a learning rate of "
        f"{FIRST_RATE_AT_384}. Training with S drawn for each picture began with the weights of "
        "S = 384 px."
    )


def many_crops_note() -> str:
    """How many crops the paper judged, and what it compares that with."""
    crops, scales = FLIPS * GRID_CROPS**2, len(TEST_SCALES["256-512"])
    return (
        f"{crops} crops at each of {scales} scales Q are {scales * crops}. The paper compares them "
        f"with the {COMPARED_CROPS} crops over {COMPARED_SCALES} scales of Szegedy et al. 2014, "
        "and doubts that they are worth their time."
    )


def results_table(results: Sequence[ScaleResult]) -> dict[str, list[str | float | int]]:
    """The paper's errors by training scale, test scales and way of testing, by column title."""
    return {
        "Network": [each.column for each in results],
        "Trained at S": [_scale_text(each.trained) for each in results],
        "Tested at Q": [", ".join(map(str, each.tested)) for each in results],
        "How": [each.method for each in results],
        "Top-1 error, %": [each.errors.top1 for each in results],
        "Top-5 error, %": [each.errors.top5 for each in results],
        "Paper's table": [each.table for each in results],
    }


def _scale_text(key: ScaleKey) -> str:
    least, most = SCALES[key]
    return f"{least}" if least == most else f"{least} to {most}"


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
        f"all parameters. Random weights had mean 0 and variance {WEIGHT_VARIANCE}; biases began "
        "at 0."
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
