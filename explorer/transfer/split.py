"""Which photos judge the head: a part of each label, without near-duplicates of the others.

Shots of a burst are nearly the same photo. If the head learned from one and were judged by another,
it would seem to know what it only remembers. So a burst stays in one part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from explorer.arrays import Float32Array, Uint8Array
from explorer.kept import kept
from explorer.observed import Picture
from explorer.transfer.photo_set import PhotoSet, SetPart, SetPhoto

ONE_IN = 5
"""About one photo in five of each label is for validation."""

SUMMARY_SIDE = 16
"""Squares along each side of the coarse picture that near-duplicates are judged by."""

NEARLY_SAME = 0.9
"""Cosine between two coarse pictures from which they count as nearly the same photo.

The sample photos shifted by 3 of 160 px, turned by 2 degrees, blurred, or 0.6 to 1.25 times as
bright are above; shifted by 16 px or enlarged by 15 % they are at it or below, as are two of them.
"""

SUMMARY_VALUES = SUMMARY_SIDE * SUMMARY_SIDE * 3 + 3
_MIDDLE_GREY = 127.5

_Bursts = Mapping[int, Sequence[SetPhoto]]


def summary(pixels: Uint8Array) -> Float32Array:
    """What near-duplicates are judged by: the means of 16 x 16 squares, as a vector of length 1.

    Each colour is centred, so that exposure hardly counts. The mean colour follows, for photos that
    show nothing else.

    Args:
        pixels: RGB, uint8 (side, side, 3); the side is a multiple of 16.

    Returns:
        float32 (771,).
    """
    part = len(pixels) // SUMMARY_SIDE
    squares = pixels.reshape(SUMMARY_SIDE, part, SUMMARY_SIDE, part, 3).mean((1, 3))
    colour = squares.mean((0, 1))
    described = np.concatenate([(squares - colour).ravel(), colour - _MIDDLE_GREY])
    vector: Float32Array = (described / np.linalg.norm(described)).astype(np.float32)
    return vector


@kept(mib=16)
def _summary_of(picture: Picture) -> Float32Array:
    return summary(picture.pixels)


def find_bursts(
    known: Sequence[SetPhoto], new: Sequence[Picture], first_free: int
) -> tuple[int, ...]:
    """The burst of each new photo: that of a photo that is nearly the same, or one of its own.

    Known photos keep theirs. A new photo that links two known bursts joins the one that is more
    like it.

    Args:
        known: Photos of the set.
        new: Those that come.
        first_free: The number of the next burst.
    """
    vectors = np.empty((len(known) + len(new), SUMMARY_VALUES), np.float32)
    for row, photo in enumerate(known):
        vectors[row] = _summary_of(photo.picture)
    bursts = [photo.burst for photo in known]
    for row, picture in enumerate(new, len(known)):
        vectors[row] = _summary_of(picture)
        likeness = vectors[:row] @ vectors[row]
        nearest = int(likeness.argmax()) if row else -1
        if row and likeness[nearest] >= NEARLY_SAME:
            bursts.append(bursts[nearest])
        else:
            bursts.append(first_free)
            first_free += 1
    return tuple(bursts[len(known) :])


def divided(photo_set: PhotoSet, settled: Iterable[str] = ()) -> PhotoSet:
    """The set with about a fifth of each label for validation, and no burst in both parts.

    The same photos are divided alike in whatever order they came. A label whose photos are all
    nearly the same has none for validation.

    Args:
        photo_set: Its photos have their bursts.
        settled: Digests of photos that stay where they are, with the bursts that they belong to.
    """
    stay = frozenset(settled)
    bursts: defaultdict[int, list[SetPhoto]] = defaultdict(list)
    for photo in photo_set.photos:
        bursts[photo.burst].append(photo)
    parts = {
        burst: next((each.part for each in photos if each.picture.digest in stay), None)
        for burst, photos in bursts.items()
    }
    chosen = {burst: part for burst, part in parts.items() if part is not None}
    for label in photo_set.labels:
        _choose_for_validation(label, bursts, chosen)
    photos = tuple(
        replace(each, part=chosen.get(each.burst, "training")) for each in photo_set.photos
    )
    return replace(photo_set, photos=photos)


def _choose_for_validation(label: str, bursts: _Bursts, chosen: dict[int, SetPart]) -> None:
    """Choose bursts of a label for validation until it has about a fifth of its photos there."""
    sizes = Counter({burst: n for burst, photos in bursts.items() if (n := _count(photos, label))})
    wanted = round(sizes.total() / ONE_IN) if len(sizes) > 1 else 0
    if len(sizes) > 1:
        wanted = max(1, wanted)
    missing = wanted - sum(n for burst, n in sizes.items() if chosen.get(burst) == "validation")
    free = sorted(set(sizes) - set(chosen), key=lambda burst: _drawn(bursts[burst]))
    has_some = missing < wanted
    for burst in free:
        if sizes[burst] <= missing:
            chosen[burst] = "validation"
            missing -= sizes[burst]
            has_some = True
    smallest = min(
        (burst for burst in free if burst not in chosen), key=lambda b: sizes[b], default=None
    )
    if not has_some and smallest is not None and 2 * sizes[smallest] <= sizes.total():
        chosen[smallest] = "validation"
    for burst in free:
        chosen.setdefault(burst, "training")


def _count(photos: Sequence[SetPhoto], label: str) -> int:
    return sum(photo.label == label for photo in photos)


def _drawn(photos: Sequence[SetPhoto]) -> str:
    """An order that depends on the pixels alone, and is as good as drawn at random."""
    return min(str(photo.picture.digest) for photo in photos)
