"""Results that are computed once and kept for everybody, within a bound.

A result depends on the arguments alone: a decorated function takes all it depends on as arguments,
which can be compared. Threads that ask for the same result at once share one computation.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from threading import Condition
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from explorer.digests import comes_from, drop_where

Arguments = ParamSpec("Arguments")
Kept = TypeVar("Kept")

SMALL_BYTES = 64
"""About what a number, a name or a record takes besides its contents."""

SEVERAL = 32
"""Results to keep of a figure, a table or a text: most visitors ask for the same few."""

_caches: list[tuple[LRUCache[Any, Any], Condition]] = []


def kept(
    *, mib: float | None = None, results: int = 1
) -> Callable[[Callable[Arguments, Kept]], Callable[Arguments, Kept]]:
    """Keep the latest results of a function. They are shared: nobody may change them.

    Args:
        mib: The most MiB to keep; None to count results instead.
        results: The most results to keep.
    """

    def decorate(function: Callable[Arguments, Kept]) -> Callable[Arguments, Kept]:
        cache: LRUCache[Any, Kept] = (
            LRUCache(results) if mib is None else LRUCache(mib * 2**20, getsizeof=num_bytes)
        )
        condition = Condition()
        _caches.append((cache, condition))
        return cast(Callable[Arguments, Kept], cached(cache, _key, condition=condition)(function))

    return decorate


def kept_values(mib: int) -> tuple[LRUCache[Any, Any], Condition]:
    """A cache for values that come several at a time, and the condition to hold around its use.

    Its keys name the pictures that values are made of, by digest: they go with those.
    """
    cache, condition = LRUCache[Any, Any](mib * 2**20, getsizeof=num_bytes), Condition()
    _caches.append((cache, condition))
    return cache, condition


def _key(*args: object, **kwargs: object) -> Hashable:
    """What results are kept under: a picture's digest, not its pixels, which would stay too."""
    light = (getattr(value, "cache_key", value) for value in args)
    return hashkey(*light, **kwargs)


def forget_all() -> None:
    """Drop all kept results of all functions."""
    for cache, condition in _caches:
        with condition:
            cache.clear()


def forget_photos(photos: Collection[str]) -> None:
    """Drop all kept results about photos, by their digests, and about pictures made from them."""
    for cache, condition in _caches:
        with condition:
            drop_where(cache, partial(comes_from, photos=photos))


def num_bytes(value: object) -> int:
    """About how much memory a value takes: its arrays, texts and files."""
    match value:
        case np.ndarray():
            return value.nbytes
        case bytes() | str():
            return SMALL_BYTES + len(value)
        case Mapping():
            return SMALL_BYTES + sum(map(num_bytes, (*value.keys(), *value.values())))
        case tuple() | list():
            return SMALL_BYTES + sum(map(num_bytes, value))
        case _ if is_dataclass(value):
            own, parts = getattr(value, "num_bytes", None), fields(value)
            known = own if isinstance(own, int) else None  # what else it refers to is not its own
            values = (getattr(value, each.name) for each in parts if known is None)
            return SMALL_BYTES + (known or 0) + sum(map(num_bytes, values))
        case _:
            return SMALL_BYTES
