"""Turns, in the order of asking: of threads that compute, and of pages that are put together.

Python's own locks may be taken by whoever comes at the right moment, so that somebody who waits can
wait for ever where others never stop.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, local
from types import TracebackType

from explorer.settings import PAGES

PATIENCE_S = 10.0
"""s after which a page goes on without its turn, whatever holds the others up."""


class FairPlaces:
    """A number of places, taken in the order of asking; any thread may ask, or leave one."""

    def __init__(self, num: int = 1) -> None:
        """Make room for ``num`` threads at once."""
        self._num = self._free = num
        self._waiting: deque[Event] = deque()
        self._lock = Lock()

    @property
    def num_free(self) -> int:
        """Places that nobody has."""
        return self._free

    @property
    def num_waiting(self) -> int:
        """Threads that wait for one."""
        return len(self._waiting)

    def acquire(self, timeout: float | None = None) -> bool:
        """Wait for a place, at most ``timeout`` s; whether there was one in time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(timeout):
            return True
        with self._lock:
            if mine.is_set():  # just now
                return True
            self._waiting.remove(mine)
            return False

    def release(self) -> None:
        """Leave a place, to who waits longest.

        Raises:
            ValueError: Nobody has one.
        """
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            elif self._free == self._num:
                raise ValueError("Received a place that nobody has. Take one before it is left.")
            else:
                self._free += 1

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class Turns:
    """Turns of pages; any thread may ask.

    Python runs one thread at a time. Thirty pages put together in thirty threads are all done at
    the end; one after the other, half of them are done in half the time.
    """

    def __init__(self, places: int) -> None:
        """Make room for ``places`` threads at once; 0 for any number."""
        self._places = FairPlaces(places)
        self._is_limited = places > 0
        self._here = local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a place and hold it; at most PATIENCE_S. A thread that has one keeps it."""
        if not self._is_limited or self._holds_one:
            yield
            return
        self._take()
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
        self._take()  # not where the page ends, because of another click

    @property
    def _holds_one(self) -> bool:
        return bool(getattr(self._here, "holds_one", False))

    def _take(self) -> None:
        self._here.holds_one = self._places.acquire(PATIENCE_S)

    def _leave(self) -> None:
        if self._holds_one:
            self._here.holds_one = False
            self._places.release()


PAGE_TURNS = Turns(PAGES.value)
"""For all pages: with more at once the first of many visitors wait longer, the last no less."""
