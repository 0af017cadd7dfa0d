"""How large a set of photos may be, and what its labels may be called."""

import unicodedata

from explorer.transfer.photo_set import TAUGHT_SIDE
from explorer.words import listed, several

FEWEST_LABELS, MOST_LABELS = 2, 10
"""A head tells at least two things apart."""

MOST_PHOTOS = 2000
"""In one set."""

PHOTO_BYTES = TAUGHT_SIDE * TAUGHT_SIDE * 3
"""What the pixels of one photo take."""

LONGEST_LABEL = 40
"""Characters."""

LONGEST_FILE_NAME = 80
"""Characters of a file's name that are kept."""

_CUT = "…"


def clean_text(text: str, longest: int | None = None) -> str:
    """A visitor's text in one line without control characters, in composed letters, cut.

    Computers of one maker write the same Korean or accented letters in pieces: they are put
    together, so that equal names are equal.

    Args:
        text: Anything; what looks like markup stays as it is, as text.
        longest: Characters that are kept; None for all.
    """
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Zs"} else letter
        for letter in composed
        if unicodedata.category(letter) not in {"Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(printable.split())
    if longest is None or len(line) <= longest:
        return line
    return line[: longest - 1].rstrip() + _CUT


def same_label(label: str, labels: tuple[str, ...]) -> str | None:
    """The label of a set that differs from a text by capitals at most; None if there is none."""
    return next((each for each in labels if each.casefold() == label.casefold()), None)


def checked_label(text: str, others: tuple[str, ...]) -> str:
    """What a label that somebody typed is called.

    Args:
        text: What was typed.
        others: The set's other labels.

    Raises:
        ValueError: It is empty or too long, or another label is called so.
    """
    label = clean_text(text)
    if not label:
        raise ValueError(
            f"The label has no letters. Write 1 to {LONGEST_LABEL} characters, such as: cat."
        )
    if len(label) > LONGEST_LABEL:
        raise ValueError(
            f"The label has more than {LONGEST_LABEL} characters. Write a shorter one, such as: "
            "cat."
        )
    if (other := same_label(label, others)) is not None:
        raise ValueError(f"The set already has the label {other}. Write another name.")
    return label


def check_room(num_photos: int, num_labels: int) -> None:
    """Refuse a set beyond the limits.

    Raises:
        ValueError: It has too many photos or labels.
    """
    if num_labels > MOST_LABELS:
        raise ValueError(
            f"The set would have {several(num_labels, 'label')}. It has at most {MOST_LABELS}. "
            "Remove a label first."
        )
    if num_photos > MOST_PHOTOS:
        raise ValueError(
            f"The set would have {several(num_photos, 'photo')}. It has at most {MOST_PHOTOS:,}. "
            "Remove some photos first."
        )


def set_problems(photos_by_label: dict[str, tuple[int, int]]) -> tuple[str, ...]:
    """Why a set cannot be taught with yet, and what to do; empty if it can.

    Args:
        photos_by_label: The numbers of photos for training and for validation of each label.
    """
    labels = list(photos_by_label)
    if not any(map(sum, photos_by_label.values())):
        return ("The set has no photos. Add some, or choose a ready-made set.",)
    problems = []
    if len(labels) < FEWEST_LABELS:
        problems.append(
            f"The set has {several(len(labels), 'label')}. A head tells at least {FEWEST_LABELS} "
            "labels apart: add another label and photos for it."
        )
    empty = [label for label, parts in photos_by_label.items() if not any(parts)]
    if len(empty) == 1:
        problems.append(f"{empty[0]} has no photos. Add some, or remove the label.")
    elif empty:
        problems.append(f"{listed(empty)} have no photos. Add some, or remove the labels.")
    for label, (training, validation) in photos_by_label.items():
        if training == 0 < validation:
            problems.append(
                f"{label} has no photos for training. Move some of its photos there, or add others."
            )
    return tuple(problems)
