"""What the training of VGG does to a picture by chance: seeded draws that everybody can repeat.

Simonyan & Zisserman, arXiv:1409.1556, section 3.1: a training picture is resized until its shorter
side is S, a square of 224 x 224 px is cropped at random, mirrored half of the time, and shifted in
colour. S is 256, 384, or drawn from 256 to 512 for each picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from statistics import NormalDist
from types import MappingProxyType
from typing import Literal

from explorer.recipe.colour_shift import ALPHA_DEVIATION, ColourComponents, Triple

CROP_SIDE = 224
MIRRORED_SHARE = 0.5
NO_SHIFT: Triple = (0.0, 0.0, 0.0)

_SMALLEST_STEP = 2.0**-54
"""Half the step between two numbers of `Random.random`: 0 itself is never drawn."""

ScaleKey = Literal["256", "384", "256-512"]

SCALES: Mapping[ScaleKey, tuple[int, int]] = MappingProxyType(
    {"256": (256, 256), "384": (384, 384), "256-512": (256, 512)}
)
"""Smallest and largest S, px."""


@dataclass(frozen=True, slots=True)
class RecipeSettings:
    """Which transforms are drawn.

    Attributes:
        scale: A key of `SCALES`.
        crops: Whether the crop's place is drawn; otherwise it is the middle.
        mirrors: Whether half of the pictures are mirrored; otherwise none is.
        shifts_colour: Whether the colour is shifted.
        seed: The same seed gives the same draws.
    """

    scale: ScaleKey = "256-512"
    crops: bool = True
    mirrors: bool = True
    shifts_colour: bool = True
    seed: int = 16

    @property
    def shares_scale(self) -> bool:
        """Whether all pictures have the same S."""
        least, most = SCALES[self.scale]
        return least == most


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn for one training picture.

    Attributes:
        number: From 1 on.
        scale: S, px: the shorter side after resizing.
        size: (height, width) after resizing, px.
        row: First row of the crop.
        column: First column of the crop.
        mirrored: Whether left and right change places.
        alphas: One for each principal component of colour.
        shift: What they add to red, green and blue, grey levels.
    """

    number: int
    scale: int
    size: tuple[int, int]
    row: int
    column: int
    mirrored: bool
    alphas: Triple
    shift: Triple

    @property
    def seen_share(self) -> float:
        """The share of the photo that the crop shows, 0 to 1."""
        return CROP_SIDE**2 / (self.size[0] * self.size[1])


def draw_many(
    settings: RecipeSettings, photo: tuple[int, int], colours: ColourComponents, count: int
) -> tuple[Draw, ...]:
    """The first draws of a seed.

    A draw depends on the seed and its own number alone, and each of its numbers is drawn whether
    it is used or not. So more draws change none before them, and a transform that is switched off
    changes no other.

    Args:
        settings: Which transforms.
        photo: (height, width) of the photo, px.
        colours: What the colour shift moves along.
        count: How many draws.
    """
    return tuple(_draw(settings, photo, colours, number) for number in range(1, count + 1))


def _draw(
    settings: RecipeSettings, photo: tuple[int, int], colours: ColourComponents, number: int
) -> Draw:
    # Only `random()` of a seeded generator is the same in every version of Python.
    chance = Random(f"{settings.seed}-{number}")
    for_scale, for_row, for_column, for_mirror = (chance.random() for _ in range(4))
    bell = NormalDist(0, ALPHA_DEVIATION)
    first, second, third = (bell.inv_cdf(chance.random() + _SMALLEST_STEP) for _ in range(3))
    alphas = (first, second, third) if settings.shifts_colour else NO_SHIFT
    scale = _whole(for_scale, *SCALES[settings.scale])
    height, width = size = size_at(photo, scale)
    middle = not settings.crops
    return Draw(
        number,
        scale,
        size,
        (height - CROP_SIDE) // 2 if middle else _whole(for_row, 0, height - CROP_SIDE),
        (width - CROP_SIDE) // 2 if middle else _whole(for_column, 0, width - CROP_SIDE),
        settings.mirrors and for_mirror < MIRRORED_SHARE,
        alphas,
        colours.shift(alphas),
    )


def _whole(chance: float, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``, each as likely, for a number from 0 to below 1."""
    return least + int(chance * (most - least + 1))


def size_at(photo: tuple[int, int], scale: int) -> tuple[int, int]:
    """(height, width) of a photo in proportion, its shorter side ``scale`` px."""
    height, width = photo
    shorter = min(photo)
    return round(height * scale / shorter), round(width * scale / shorter)


def num_crops(size: tuple[int, int]) -> int:
    """How many different crops a picture of (height, width) px has, unmirrored."""
    height, width = size
    return max(height - CROP_SIDE + 1, 0) * max(width - CROP_SIDE + 1, 0)
