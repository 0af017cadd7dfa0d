"""What ended work gave, kept by what it was about."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any, NamedTuple

from cachetools import LRUCache

from explorer.digests import IsGone, drop_where
from explorer.kept import num_bytes

MOST_KEPT = 64
"""Results of each kind: pictures of at most 0.15 MiB, averages of 0.1 MiB, lists of sizes."""


MOST_KEPT_BYTES = 64 * 2**20
"""Of the results of each kind: a trained head may take more, and is then kept by who asked only."""


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
        kept = self._kept[subject.kind]
        kept[subject.about] = result
        while sum(map(num_bytes, kept.values())) > MOST_KEPT_BYTES:
            kept.popitem()  # the one that was needed longest ago

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
