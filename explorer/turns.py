"""Turns: how many pages are put together at once.

Python runs one thread at a time. Thirty pages put together in thirty threads are all done at the
end; one after the other, half of them are done in half the time. First come, first served.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, local

from explorer.settings import PAGES

PATIENCE_S = 10.0
"""s after which a page goes on without its turn, whatever holds the others up."""


class Turns:
    """A number of places, taken in the order of asking; any thread may ask."""

    def __init__(self, places: int) -> None:
        """Make room for ``places`` threads at once; 0 for any number."""
        self._free = places
        self._is_limited = places > 0
        self._waiting: deque[Event] = deque()
        self._lock = Lock()
        self._here = local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a place and hold it; at most PATIENCE_S. A thread that has one keeps it."""
        if not self._is_limited or self._holds_one:
            yield
            return
        self._here.holds_one = self._take()
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Give the place up while this thread waits for something else; nothing without one."""
        if not self._holds_one:
            yield
            return
        self._leave()
        yield
        self._here.holds_one = self._take()  # not where the page ends, because of another click

    @property
    def _holds_one(self) -> bool:
        return bool(getattr(self._here, "holds_one", False))

    def _take(self) -> bool:
        """Wait for a place; whether there was one in time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(PATIENCE_S):
            return True
        with self._lock:
            if mine.is_set():  # just now
                return True
            self._waiting.remove(mine)
            return False

    def _leave(self) -> None:
        if not self._holds_one:
            return
        self._here.holds_one = False
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


PAGE_TURNS = Turns(PAGES.value)
"""For all pages: with more at once the first of many visitors wait longer, the last no less."""
