"""How long pages take to put together, so that the teacher's page can name the slowest."""

import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import monotonic

LATEST_RUNS = 200
"""Runs of each page to remember: some minutes of a class."""


@dataclass(frozen=True, slots=True)
class PageTime:
    """How long the latest runs of a page took.

    Attributes:
        page: Its title.
        median_s: Seconds of the run in the middle.
        longest_s: Seconds of the longest.
        num_runs: How many runs are remembered.
    """

    page: str
    median_s: float
    longest_s: float
    num_runs: int


class PageTimes:
    """The seconds of the latest runs, by page; any thread may use it."""

    def __init__(self, latest_runs: int = LATEST_RUNS) -> None:
        """Remember this many runs of each page."""
        self._lock = threading.Lock()
        self._seconds: dict[str, deque[float]] = defaultdict(partial(deque, maxlen=latest_runs))

    @contextmanager
    def noting(self, page: str) -> Iterator[None]:
        """Note how long a page's run takes, also when a click or an error ends it early."""
        start = monotonic()
        try:
            yield
        finally:
            self.note(page, monotonic() - start)

    def note(self, page: str, seconds: float) -> None:
        """Note a run."""
        with self._lock:
            self._seconds[page].append(seconds)

    def slowest_first(self) -> tuple[PageTime, ...]:
        """All pages that have run, by their median."""
        with self._lock:
            found = [
                PageTime(page, median(seconds), max(seconds), len(seconds))
                for page, seconds in self._seconds.items()
            ]
        return tuple(sorted(found, key=lambda each: each.median_s, reverse=True))

    def forget(self) -> None:
        """Remember nothing, for tests."""
        with self._lock:
            self._seconds.clear()


page_times = PageTimes()
"""Those of this process."""
