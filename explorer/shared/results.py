"""What ended work gave: kept by what it was about, and the latest of each kind."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any, NamedTuple

from cachetools import LRUCache

MOST_KEPT = 64
"""Results of each kind: pictures of at most 0.15 MiB, averages of 0.1 MiB, lists of sizes."""


class Subject(NamedTuple):
    """What work is about.

    Attributes:
        kind: The sort of work, such as "race". An asker has one of each kind, the newest.
        about: Equal only if the result is the same.
    """

    kind: str
    about: Hashable


class Results:
    """Results of ended work. Whoever uses it holds a lock of their own."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        """Keep nothing yet.

        Args:
            most_kept: Results of each kind to keep.
        """
        self._kept: dict[str, LRUCache[Hashable, Any]] = defaultdict(lambda: LRUCache(most_kept))
        self._latest: dict[str, Any] = {}

    def note(self, subject: Subject, result: object, *, keep: bool) -> None:
        """Work has ended.

        Args:
            subject: What it was about.
            result: What came out.
            keep: Whether it is kept for whoever asks for the same; else only as the latest.
        """
        self._latest[subject.kind] = result
        if keep:
            self._kept[subject.kind][subject.about] = result

    def kept(self, subject: Subject) -> Any:
        """The kept result about a subject, else None."""
        return self._kept[subject.kind].get(subject.about)

    def latest(self, kind: str) -> Any:
        """The newest result of a kind, whatever it is about; None before the first."""
        return self._latest.get(kind)

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
        self._latest.clear()
