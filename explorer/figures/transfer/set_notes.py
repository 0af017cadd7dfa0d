"""What is said about a set of photos: its parts, what memory it takes, what was left out."""

from collections.abc import Sequence

from explorer.figures.transfer.judged_tiles import PhotoTile
from explorer.transfer.incoming import RefusedFile, grouped
from explorer.transfer.photo_set import PhotoSet, SetPhoto
from explorer.words import several

NAMES_LISTED = 20
"""Files that are named for each reason why they were left out."""

VALIDATION_SIGN = "◆"
_MEBI = 2**20


def set_tiles(photos: Sequence[SetPhoto], first: int) -> list[PhotoTile]:
    """What stands under photos of one label.

    Args:
        photos: Those that are shown.
        first: The number of the first of them among all of the label.
    """
    return [
        PhotoTile(f"{photo.label}, photo {number}, for {photo.part}", (part_line(photo),))
        for number, photo in enumerate(photos, first)
    ]


def part_line(photo: SetPhoto) -> str:
    """The part of a photo; those for validation have a sign too."""
    return f"{VALIDATION_SIGN} validation" if photo.part == "validation" else "training"


def label_line(photo_set: PhotoSet, label: str) -> str:
    """How many photos of a label are for what."""
    training, validation = (len(photo_set.of(label, part)) for part in ("training", "validation"))
    if training + validation == 0:
        return "no photos yet"
    line = f"{training:,} for training, {validation:,} for validation"
    bursts = {photo.burst for photo in photo_set.of(label)}
    if not validation and len(bursts) == 1 and training > 1:
        return f"{line}: all are nearly the same photo, so all stay together"
    return line


def memory_line(photo_set: PhotoSet, most_mib: int) -> str:
    """How much memory a set takes.

    Args:
        photo_set: A visitor's own.
        most_mib: MiB for the photos of all visitors together.
    """
    return (
        f"{several(len(photo_set.photos), 'photo')} of 160 × 160 px take "
        f"{photo_set.num_bytes / _MEBI:,.1f} MiB of the server's memory. All visitors together may "
        f"use {most_mib:,} MiB."
    )


def taken_line(num_taken: int, num_refused: int) -> str:
    """What became of the files that were given."""
    added = f"{several(num_taken, 'photo')} added."
    if not num_refused:
        return added
    return f"{added} {several(num_refused, 'file')} left out:"


def refused_rows(refused: Sequence[RefusedFile]) -> dict[str, list[str]]:
    """The files that were left out, as columns: which, and why."""
    groups = grouped(refused)
    return {
        "Which": [_names(names) for names in groups.values()],
        "Why, and what to do": list(groups),
    }


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMES_LISTED
    listed = ", ".join(names[:NAMES_LISTED])
    return f"{listed} and {more:,} more" if more > 0 else listed
