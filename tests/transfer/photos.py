"""Photos for sets, made by hand."""

import numpy as np

from explorer.arrays import Uint8Array
from explorer.observed import picture_of
from explorer.transfer.incoming import NewPhoto
from explorer.transfer.photo_set import TAUGHT_SIDE, PhotoSet, SetPart, SetPhoto


def pixels_of(seed: int) -> Uint8Array:
    """A coarse random pattern, unlike that of any other seed."""
    squares = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    part = TAUGHT_SIDE // 8
    return squares.repeat(part, 0).repeat(part, 1)


def nearly(pixels: Uint8Array, seed: int = 0) -> Uint8Array:
    """The same a moment later: a little noise, and a little brighter."""
    noise = np.random.default_rng(seed).normal(6, 4, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def photo_of(
    seed: int, label: str = "a", burst: int | None = None, part: SetPart = "training"
) -> SetPhoto:
    """A photo of a set, its own burst unless one is given."""
    return SetPhoto(
        picture_of(pixels_of(seed)), label, f"{seed}.png", seed if burst is None else burst, part
    )


def new_photo(seed: int, label: str = "a", part: SetPart | None = None) -> NewPhoto:
    """One that comes into a set."""
    return NewPhoto(picture_of(pixels_of(seed)), label, f"{seed}.png", part)


def set_of(**many: int) -> PhotoSet:
    """A set with so many photos for training of each label."""
    seeds = iter(range(sum(many.values())))
    photos = tuple(photo_of(next(seeds), label) for label, n in many.items() for _ in range(n))
    return PhotoSet(tuple(many), photos)
