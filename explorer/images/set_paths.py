"""What the path of a photo says: its label, its part, its name. Nothing is opened by it."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from explorer.transfer.limits import LONGEST_FILE_NAME, clean_text
from explorer.transfer.photo_set import SetPart

PARTS_BY_FOLDER: dict[str, SetPart] = {
    **dict.fromkeys(("training", "train"), "training"),
    **dict.fromkeys(("validation", "valid", "val", "test"), "validation"),
}
"""What folders are called that hold a part of a set.

The label's folder is inside, so that a label may be called train, too.
"""

_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})

_DRIVE = re.compile("[A-Za-z]:")


class UnsafePath(ValueError):  # noqa: N818 -- what the path is
    """A path that leads outside its folder."""


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """What a path says.

    Attributes:
        label: The folder that the photo is in, cleaned but not cut; "" if there is none.
        part: The part that a folder above it names; None if none does.
        name: The file's, cleaned.
    """

    label: str
    part: SetPart | None
    name: str


def is_of_the_system(path: str) -> bool:
    """Whether a file was made by an operating system for itself, not by the visitor."""
    names = path.replace("\\", "/").split("/")
    return any(name.startswith(".") and name != ".." for name in names if name != ".") or any(
        name.casefold() in _OF_SYSTEMS for name in names
    )


def place_of(path: str) -> PhotoPlace:
    """Read a path, with slashes or backslashes between its folders.

    Raises:
        UnsafePath: It leads outside.
    """
    slashed = path.replace("\\", "/")
    names = [name for name in PurePosixPath(slashed).parts if name != "."]
    if slashed.startswith("/") or _DRIVE.match(slashed) or ".." in names or not names:
        raise UnsafePath(
            "Its path leads outside the zip or folder. Accepted: paths such as cat/1.jpg. Pack the "
            "folder again."
        )
    *above, inner, name = ["", *names]
    parts = [PARTS_BY_FOLDER[each] for each in map(str.casefold, above) if each in PARTS_BY_FOLDER]
    label = clean_text(inner)
    return PhotoPlace(label, parts[-1] if parts else None, clean_text(name, LONGEST_FILE_NAME))
