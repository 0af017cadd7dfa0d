"""Files that are nearly where they are expected, or nearly named so."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

_MOST_FILES = 1000
"""Looked at in a folder."""

_ENDINGS = re.compile(
    r"( ?\(\d+\)| - copy|_copy|\.(h5|hdf5|keras|txt|bin|part|partial|crdownload|download))+$"
)
"""What copying, saving twice or an interrupted download appends to a name."""


def similar_file(expected: Path) -> Path | None:
    """A file beside an expected one that has nearly its name."""
    found = {path.name: path for path in _files(expected.parent) if path != expected}
    same = [path for path in found.values() if _is_copy_of(path, expected)]
    close = same or [found[name] for name in get_close_matches(expected.name, found, 1, 0.8)]
    return close[0] if close else None


def misplaced(expected: Path) -> list[Path]:
    """Copies of an expected file in its folder, the folders in that, and the one above.

    Args:
        expected: Where the file should be. It is among the answers if it is there.
    """
    folder = expected.parent
    inner = [path for path in _entries(folder) if path.is_dir() and not path.name.startswith(".")]
    places = [folder, folder.parent, *inner]
    return [path for place in places for path in _files(place) if _is_copy_of(path, expected)]


def _is_copy_of(path: Path, expected: Path) -> bool:
    return _plain(path.name) == _plain(expected.name)


def _plain(name: str) -> str:
    """A name without what was appended to it."""
    return _ENDINGS.sub("", name.lower().removeprefix("copy of "))


def _files(folder: Path) -> Iterator[Path]:
    # The lock that a download leaves has no ending of these and is another name.
    return (path for path in _entries(folder) if path.is_file())


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(islice(folder.iterdir(), _MOST_FILES))
    except OSError:  # not there, or not ours to read
        return []
