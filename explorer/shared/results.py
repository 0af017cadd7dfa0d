"""What ended work gave, kept by what it was about."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any, NamedTuple

from cachetools import LRUCache

from explorer.digests import IsGone, drop_where

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

    def keep(self, subject: Subject, result: object) -> None:
        """Keep a result for whoever asks for the same.

        Args:
            subject: What it is about.
            result: What came out.
        """
        self._kept[subject.kind][subject.about] = result

    def kept(self, subject: Subject) -> Any:
        """The kept result about a subject, else None."""
        return self._kept[subject.kind].get(subject.about)

    def drop(self, is_gone: IsGone) -> None:
        """Drop the results that are about something that has gone."""
        for kept in self._kept.values():
            drop_where(kept, is_gone)

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
