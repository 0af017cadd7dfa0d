"""A set as a zip that can be uploaded again: folders for its parts and labels, PNGs inside."""

import io
import json
import re
import zipfile

from explorer.images.encoding import png_rgb
from explorer.transfer.limits import clean_text
from explorer.transfer.photo_set import PhotoSet, SetPhoto

_A_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can state: the same set gives the same file."""

_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')
"""What folders cannot be called on some computer."""


def set_archive(photo_set: PhotoSet) -> bytes:
    """A zip of a set, in memory: the pixels that the network gets, without loss.

    It takes no more than about the set itself, for PNGs are not larger than pixels.

    Args:
        photo_set: Its labels without photos are not in the file.
    """
    buffer = io.BytesIO()
    folders = _folders(photo_set.labels)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = _note(folders)
        for number, photo in enumerate(photo_set.photos, 1):
            archive.writestr(
                _entry(photo, folders[photo.label], number), png_rgb(photo.picture.pixels)
            )
    return buffer.getvalue()


def labels_by_folder(comment: bytes) -> dict[str, str]:
    """What the folders of a zip are called in a set, where that is not their own name.

    Args:
        comment: The zip's, from anybody; empty for no difference, as is one that is no such note.
    """
    try:
        found = json.loads(comment)
    except (ValueError, RecursionError):  # brackets in brackets
        return {}
    if not isinstance(found, dict):
        return {}
    return {folder: clean_text(name) for folder, name in found.items() if isinstance(name, str)}


def _note(folders: dict[str, str]) -> bytes:
    """The comment that `labels_by_folder` reads."""
    differing = {folder: label for label, folder in folders.items() if folder != label}
    return json.dumps(differing).encode("ascii") if differing else b""


def _entry(photo: SetPhoto, folder: str, number: int) -> zipfile.ZipInfo:
    """The place of a photo; the name of its file stays with the visitor."""
    return zipfile.ZipInfo(f"{photo.part}/{folder}/{number:04}.png", _A_DAY)


def _folders(labels: tuple[str, ...]) -> dict[str, str]:
    """A folder's name for each label, no two the same on any computer."""
    names: dict[str, str] = {}
    for label in labels:
        name = _NOT_IN_NAMES.sub("_", label).strip(" .") or "label"
        taken = {each.casefold() for each in names.values()}
        while name.casefold() in taken:
            name += "_"
        names[label] = name
    return names
