"""Who is here, and which photos they look at: what nobody looks at any more is dropped."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from contextlib import suppress
from functools import partial
from time import monotonic

from explorer.digests import Digest, comes_from, drop_where

_log = logging.getLogger(__name__)

GRACE_S = 60.0
"""How long a visitor who left may take to come back, after a reload or a short loss of network."""

SWEEP_S = 15.0
"""Between two looks for visitors who have left."""

IDLE_S = 4 * 3600.0
"""After that time without a click a visitor counts as gone, if nobody said so."""


class Visitors:
    """Visitors by a value that identifies each; any thread may use it."""

    def __init__(self, most_photos: int, when_left: Callable[[Hashable], None]) -> None:
        """Start with nobody.

        Args:
            most_photos: How many photos of one visitor are kept.
            when_left: Called in a thread of its own for everybody who has gone for good.
        """
        self._lock = threading.Lock()
        self._most_photos = most_photos
        self._when_left = when_left
        self._photos: dict[Hashable, OrderedDict[Digest, None]] = {}
        self._seen: dict[Hashable, float] = {}
        self._left: dict[Hashable, float] = {}
        self._sweeper: threading.Thread | None = None

    def note(self, visitor: Hashable, *digests: Digest) -> bool:
        """A visitor is here, and looks at photos with these digests.

        Returns:
            Whether they have to give up an earlier photo, because they have looked at many.
        """
        with self._lock:
            self._seen[visitor] = monotonic()
            self._left.pop(visitor, None)
            photos = self._photos.setdefault(visitor, OrderedDict())
            for digest in digests:
                photos[digest] = None
                photos.move_to_end(digest)
            num_given_up = max(0, len(photos) - self._most_photos)
            for _ in range(num_given_up):
                photos.popitem(last=False)
            if self._sweeper is None:
                sweeper = threading.Thread(target=self._sweep, name="sweeper", daemon=True)
                with suppress(RuntimeError):  # no thread can start now: the next visit tries again
                    sweeper.start()
                    self._sweeper = sweeper
            return num_given_up > 0

    def admit(self, visitor: Hashable, most: int) -> bool:
        """Let a visitor in, unless so many others are here."""
        with self._lock:
            is_known = visitor in self._seen and visitor not in self._left
            is_full = len(self._seen) - len(self._left) >= most
        if is_full and not is_known:
            return False
        self.note(visitor)
        return True

    def leave(self, visitor: Hashable) -> None:
        """A visitor's connection has ended; they may come back for a while."""
        with self._lock:
            if visitor in self._seen:
                self._left[visitor] = monotonic()

    def is_wanted(self, digest: str) -> bool:
        """Whether somebody looks at a photo."""
        with self._lock:
            return any(digest in photos for photos in self._photos.values())

    def num_photos(self, visitor: Hashable) -> int:
        """How many photos of a visitor are kept, each once for each input size."""
        with self._lock:
            return len(self._photos.get(visitor, ()))

    @property
    def wanted(self) -> frozenset[str]:
        """The digests of all photos that somebody looks at."""
        with self._lock:
            return frozenset(digest for photos in self._photos.values() for digest in photos)

    @property
    def num_here(self) -> int:
        """Visitors who have not left."""
        with self._lock:
            return len(self._seen) - len(self._left)

    def forget(self, visitor: Hashable) -> None:
        """Forget a visitor at once."""
        with self._lock:
            self._drop(visitor)

    def forget_photos_of(self, visitor: Hashable, origins: Collection[str]) -> None:
        """A visitor no longer looks at pictures that were made from photos, by their digests."""
        with self._lock:
            photos = self._photos.get(visitor, OrderedDict())
            drop_where(photos, partial(comes_from, photos=origins))

    def forget_those_gone(self) -> None:
        """Forget everybody who left longer ago than the grace, or has not been seen for hours."""
        with self._lock:
            now = monotonic()
            gone = [each for each, when in self._left.items() if now - when >= GRACE_S]
            gone += [each for each, when in self._seen.items() if now - when >= IDLE_S]
            for visitor in gone:
                self._drop(visitor)
        for visitor in dict.fromkeys(gone):
            try:
                self._when_left(visitor)
            except Exception:  # the others who have gone are to be forgotten too
                _log.exception("What a visitor left behind could not be dropped")

    def _drop(self, visitor: Hashable) -> None:
        for kept in (self._photos, self._seen, self._left):
            kept.pop(visitor, None)

    def _sweep(self) -> None:
        """Look for those who have gone, until nobody is left."""
        pause = threading.Event()
        while True:
            pause.wait(SWEEP_S)
            self.forget_those_gone()
            with self._lock:
                if not self._seen:
                    self._sweeper = None
                    return
