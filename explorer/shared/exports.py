"""Files that are made for one visitor to download, and what becomes of them.

Streamlit's download button holds a whole file in memory, and drops it only after two later runs of
some page: thirty models would be 1.7 GiB. So a file lies in the folder that Streamlit serves from
disk, piece by piece, under a name that nobody can guess. It goes when it was downloaded, when its
visitor has gone, when nobody took it, and when the server ends; after a crash, at the next start.
"""

import atexit
import os
import secrets
import shutil
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from explorer.settings import EXPORTS
from explorer.units import BYTES_PER_MIB

SERVED = Path(__file__).parents[1] / "static"
"""What Streamlit serves at app/static: it is beside the entry file."""

EXPORT_FOLDER = SERVED / "exports"

TAKE_WITHIN_S = 600.0
"""How long a file waits for its visitor."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that is ready.

    Attributes:
        path: Where it lies, alone in a folder of its own.
        num_bytes: Its size.
        since: When it was ready, on the monotonic clock.
    """

    path: Path
    num_bytes: int
    since: float

    @property
    def address(self) -> str:
        """Where a browser finds it, seen from any page."""
        return f"app/static/{self.path.relative_to(SERVED).as_posix()}"


class Exports:
    """One file at most for each visitor; any thread may use it."""

    def __init__(self, folder: Path = EXPORT_FOLDER) -> None:
        """Start with nothing; a folder is made with the first file."""
        self._folder = folder
        self._lock = threading.Lock()
        self._offers: dict[Hashable, Offer] = {}
        self._open: set[Path] = set()

    def new_folder(self) -> Path:
        """An empty folder to make a file in; give it back with `drop_folder` or `offer`."""
        path = self._folder / f"{os.getpid()}-{secrets.token_urlsafe(24)}"
        path.mkdir(mode=0o700, parents=True)
        with self._lock:
            self._open.add(path)
        return path

    def drop_folder(self, folder: Path) -> None:
        """Remove a folder and all that is in it."""
        with self._lock:
            self._open.discard(folder)
        shutil.rmtree(folder, ignore_errors=True)

    def offer(self, visitor: Hashable, path: Path) -> Offer:
        """Offer a file in a folder of its own to a visitor, in place of the one before.

        Where all files together take too much, the oldest go.
        """
        offer = Offer(path, path.stat().st_size, monotonic())
        self.remove(visitor)
        with self._lock:
            self._offers[visitor] = offer
        self._keep_within(EXPORTS.value * BYTES_PER_MIB)
        timer = threading.Timer(TAKE_WITHIN_S, self.remove, (visitor, offer))
        timer.name, timer.daemon = "export waits", True
        timer.start()
        return offer

    def offered(self, visitor: Hashable) -> Offer | None:
        """The file that waits for a visitor; None if there is none any more."""
        with self._lock:
            found = self._offers.get(visitor)
        return found if found is not None and found.path.is_file() else None

    def remove(self, visitor: Hashable, only: Offer | None = None) -> None:
        """Remove a visitor's file, or one of theirs if it is still the one that is offered."""
        with self._lock:
            found = self._offers.get(visitor)
            if found is None or only not in {None, found}:
                return
            del self._offers[visitor]
        self.drop_folder(found.path.parent)

    def remove_all(self) -> None:
        """Remove every file of this process, finished or not."""
        with self._lock:
            folders = set(self._open)
            self._offers.clear()
        for folder in folders:
            self.drop_folder(folder)

    def remove_left_over(self) -> None:
        """Remove what processes left behind that are no longer there; call it at the start."""
        if not self._folder.is_dir():
            return
        with self._lock:
            ours = set(self._open)
        for folder in self._folder.iterdir():
            owner = folder.name.partition("-")[0]
            if folder.is_dir() and folder not in ours and not _is_another(owner):
                shutil.rmtree(folder, ignore_errors=True)

    def _keep_within(self, most: int) -> None:
        with self._lock:
            newest_first = sorted(
                self._offers.items(), key=lambda each: each[1].since, reverse=True
            )
        total = 0
        for number, (visitor, offer) in enumerate(newest_first):
            total += offer.num_bytes
            if number and total > most:
                self.remove(visitor, offer)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _is_another(owner: str) -> bool:
    """Whether a process of that number runs that is not this one."""
    if not owner.isdecimal() or int(owner) == os.getpid():
        return False
    if os.name != "posix":  # there, asking would end it: it may still be there
        return True
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


exports = Exports()
"""Those of this process."""

_begun = threading.Event()


def begin_exports() -> None:
    """Clean up once, at the start of the server and at its end."""
    if not _begun.is_set():
        _begun.set()
        exports.remove_left_over()
        atexit.register(exports.remove_all)
