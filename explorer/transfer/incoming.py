"""Photos that come into a set: which of them it takes, and why it leaves others out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.observed import Picture
from explorer.transfer.limits import MOST_LABELS, MOST_PHOTOS, same_label
from explorer.transfer.photo_set import PhotoSet, SetPart

FULL = f"The set is full. It has at most {MOST_PHOTOS:,} photos. Remove some to add others."


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """A photo that comes into a set.

    Attributes:
        picture: RGB, uint8 (TAUGHT_SIDE, TAUGHT_SIDE, 3).
        label: What it shows.
        name: What its file was called, cut; untrusted.
        part: What it is for; None to leave that to the split.
        path: Where its file was, to name it by if it is left out; cut, untrusted.
    """

    picture: Picture
    label: str
    name: str
    part: SetPart | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was left out, or several that nobody looked at.

    Attributes:
        name: Its path, cut; untrusted.
        reason: What was received, what is accepted, what to do.
        num_files: How many files they are.
    """

    name: str
    reason: str
    num_files: int = 1


@dataclass(frozen=True, slots=True)
class Admission:
    """Which of several photos a set takes.

    Attributes:
        taken: Those that it takes, with labels as the set writes them.
        refused: The others.
    """

    taken: tuple[NewPhoto, ...]
    refused: tuple[RefusedFile, ...]


def admit_photos(photo_set: PhotoSet, new: Sequence[NewPhoto]) -> Admission:
    """Decide which photos a set takes: the first of equal ones, as many as there is room for.

    Args:
        photo_set: As it is.
        new: In the order in which they came.
    """
    label_of = {photo.picture.digest: photo.label for photo in photo_set.photos}
    labels = photo_set.labels
    taken: list[NewPhoto] = []
    refused: list[RefusedFile] = []
    for photo in new:
        label = same_label(photo.label, labels) or photo.label
        if reason := _reason(label, labels, label_of.get(photo.picture.digest), len(label_of)):
            refused.append(RefusedFile(photo.path or photo.name, reason))
            continue
        labels = tuple(dict.fromkeys((*labels, label)))
        label_of[photo.picture.digest] = label
        taken.append(replace(photo, label=label))
    return Admission(tuple(taken), tuple(refused))


def _reason(label: str, labels: tuple[str, ...], known_as: str | None, num_photos: int) -> str:
    """Why a set does not take a photo; "" if it does."""
    if known_as == label:
        return f"The set already has this photo under {label}. It is kept once."
    if known_as is not None:
        return (
            f"The set already has this photo, under {known_as}. A photo has one label: it stays "
            f"there. If {label} is right, open it there and choose that label."
        )
    if num_photos >= MOST_PHOTOS:
        return FULL
    if label not in labels and len(labels) >= MOST_LABELS:
        return (
            f"The set has {MOST_LABELS} labels, the most there may be. Remove a label first, or "
            "put the photo under one of them."
        )
    return ""


def is_full(photo_set: PhotoSet) -> bool:
    """Whether a set takes no more photos."""
    return len(photo_set.photos) >= MOST_PHOTOS


def grouped(refused: Sequence[RefusedFile]) -> dict[str, tuple[str, ...]]:
    """Names of the files by the reason why they were left out, most files first."""
    names: dict[str, list[str]] = {}
    for each in refused:
        names.setdefault(each.reason, []).append(each.name)
    ordered = sorted(names.items(), key=lambda item: -len(item[1]))
    return {reason: tuple(each) for reason, each in ordered}
