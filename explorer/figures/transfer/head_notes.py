"""What heads cost and why, in sentences."""

from math import prod

import numpy as np

from explorer import units
from explorer.architecture.shapes import Shape
from explorer.arrays import Float32Array
from explorer.transfer.heads import HeadTotals
from explorer.transfer.plan import TrainingPlan
from explorer.words import listed, several

BATCH = 32
"""Photos of the example, as in the articles."""


def values_note(flat: HeadTotals, pooled: HeadTotals) -> str:
    """Why a head after Flatten has more parameters than one after global pooling.

    Args:
        flat: After Flatten.
        pooled: The same head after global pooling.
    """
    height, width, channels = flat.grid
    if height == width == 1:
        return (
            f"The base ends in a grid of 1×1×{channels}: each map is one value. Flatten, GAP and "
            f"GMP pass on the same {channels} values, so the three heads are the same."
        )
    return (
        f"The base ends in a grid of {units.size(flat.grid)}. Flatten passes on all {height:,} × "
        f"{width:,} × {channels} = {flat.num_values:,} values; GAP and GMP pass on "
        f"{pooled.num_values}, one for each map. So the first dense layer has "
        f"{flat.first_dense:,} parameters after Flatten and {pooled.first_dense:,} after GAP or "
        f"GMP: {_times(flat.first_dense / pooled.first_dense)} as many after Flatten."
    )


def batch_note(input_shape: Shape, grid: tuple[int, int, int], layer: str) -> str:
    """The shapes of a batch of photos before and after.

    Args:
        input_shape: (height, width, channels) of a photo, px.
        grid: (height, width, channels) of the layer's output.
        layer: Its name.
    """
    height, width, channels = grid
    return (
        f"A batch of {BATCH} photos of {units.size(input_shape[:2])} px leaves {layer} as "
        f"({BATCH}, {height}, {width}, {channels}). "
        f"Flatten makes ({BATCH}, {height * width * channels}) of it, GAP and GMP "
        f"({BATCH}, {channels})."
    )


def freezing_note(totals: HeadTotals, blocks: tuple[int, ...], plan: TrainingPlan) -> str:
    """What training changes, and what it leaves as it is.

    Args:
        totals: Of the head.
        blocks: Numbers of the blocks that are not frozen.
        plan: What was chosen; it may unfreeze blocks that come after the head's layer.
    """
    head = several(totals.head, "parameter")
    share = units.percent(totals.trainable / totals.total, 2)
    if not totals.frozen:
        return f"Nothing is frozen: training changes all {several(totals.total, 'parameter')}."
    if not blocks:
        beyond = (
            f"The network ends at {plan.features}, so it has no block {plan.unfrozen_from} to "
            "train. "
            if plan.unfrozen_from
            else ""
        )
        return (
            f"{beyond}Training changes only the head's {head}, {share} of the network. The "
            f"{totals.frozen:,} of the convolutions are frozen: they stay as VGG16 learned them."
        )
    names = f"block{'' if len(blocks) == 1 else 's'} {listed(blocks)}"
    return (
        f"Training changes the head's {head} and the {totals.base_trainable:,} of {names}, "
        f"{share} of the network. The other {totals.frozen:,} are frozen: they stay as VGG16 "
        "learned them."
    )


def pooled_note(
    grid: tuple[int, int, int], average: Float32Array, largest: Float32Array, num_zeros: int
) -> str:
    """What both kinds of pooling keep of the map with the largest average.

    Args:
        grid: (height, width, channels) of the layer's output.
        average: The mean of each map, float32 (channels,).
        largest: Its largest value, likewise.
        num_zeros: How many values of the grid are 0.
    """
    number, strongest = prod(grid), int(np.argmax(average))
    return (
        f"Of the {number:,} values that Flatten would pass on, {units.percent(num_zeros / number)} "
        f"are 0. GAP and GMP pass on one for each map. Map {strongest} has the largest average, "
        f"{units.three_digits(float(average[strongest]))}; its largest value is "
        f"{units.three_digits(float(largest[strongest]))}."
    )


def _times(ratio: float) -> str:
    return f"{ratio:,.1f} times"
