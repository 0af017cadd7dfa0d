"""Training pictures as they were drawn: resized, cropped, mirrored, shifted in colour."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.arrays import Uint8Array
from explorer.images.sizing import fit
from explorer.recipe.colour_shift import LARGEST_LEVEL, Triple
from explorer.recipe.draws import CROP_SIDE, Draw


@dataclass(frozen=True, slots=True)
class DrawnStages:
    """One draw, step by step; each RGB, uint8 (height, width, 3).

    Attributes:
        resized: The whole photo, its shorter side S.
        cropped: 224 x 224 px of it.
        mirrored: The same, mirrored if the draw says so.
        shifted: What the network is trained on.
    """

    resized: Uint8Array
    cropped: Uint8Array
    mirrored: Uint8Array
    shifted: Uint8Array


def drawn(pixels: Uint8Array, draw: Draw) -> Uint8Array:
    """The training picture of a draw.

    In training, the shift leaves fractions and values beyond 0 and 255. A picture has none: they
    are rounded and cut off here.

    Args:
        pixels: The photo, RGB, uint8 (height, width, 3), of the size that the draw was made for.
        draw: What was drawn.

    Returns:
        RGB, uint8 (224, 224, 3).

    Raises:
        ValueError: The pixels are not an RGB picture.
    """
    return drawn_stages(pixels, draw).shifted


def drawn_stages(pixels: Uint8Array, draw: Draw) -> DrawnStages:
    """The same step by step.

    Raises:
        ValueError: The pixels are not an RGB picture.
    """
    return _stages(fit(pixels, draw.size, "squeeze"), draw)


def all_drawn(pixels: Uint8Array, draws: Sequence[Draw]) -> list[Uint8Array]:
    """The training pictures of several draws; the photo is resized once for each size.

    Raises:
        ValueError: The pixels are not an RGB picture.
    """
    pictures: dict[int, Uint8Array] = {}
    for size in dict.fromkeys(draw.size for draw in draws):  # one large picture at a time
        resized = fit(pixels, size, "squeeze")
        for draw in draws:
            if draw.size == size:
                pictures[draw.number] = _stages(resized, draw).shifted
    return [pictures[draw.number] for draw in draws]


def colour_shifted(pixels: Uint8Array, shift: Triple) -> Uint8Array:
    """Add grey levels to red, green and blue, rounded and from 0 to 255."""
    rounded: Uint8Array = np.clip(np.rint(pixels + np.array(shift)), 0, LARGEST_LEVEL).astype(
        np.uint8
    )
    return rounded


def _stages(resized: Uint8Array, draw: Draw) -> DrawnStages:
    rows = slice(draw.row, draw.row + CROP_SIDE)
    columns = slice(draw.column, draw.column + CROP_SIDE)
    cropped = np.ascontiguousarray(resized[rows, columns])
    mirrored = np.ascontiguousarray(cropped[:, ::-1]) if draw.mirrored else cropped
    return DrawnStages(resized, cropped, mirrored, colour_shifted(mirrored, draw.shift))
