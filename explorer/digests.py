"""What identifies pixels in the keys of caches, and which photo they come from."""

from collections.abc import Callable, Collection, Hashable, Iterator, MutableMapping
from typing import Any

IsGone = Callable[[Hashable], bool]
"""Whether a key names something that has gone."""


class Digest(str):
    """A SHA-256 of pixels, hexadecimal; equal to the same text, whatever the origin.

    Attributes:
        origin: Digest of the photo that the pixels were made from.
    """

    origin: str

    def __new__(cls, text: str, origin: str = "") -> "Digest":
        """Make a digest; without an origin, of a photo itself."""
        digest = super().__new__(cls, text)
        digest.origin = origin or text
        return digest


def digests_in(key: Hashable) -> Iterator[Digest]:
    """The digests of all pictures that a key names, at any depth."""
    if isinstance(key, Digest):
        yield key
    elif isinstance(key, tuple):
        for part in key:
            yield from digests_in(part)


def drop_where(kept: MutableMapping[Any, Any], is_gone: IsGone) -> None:
    """Drop what is kept under keys that name something that has gone."""
    for key in [key for key in kept if is_gone(key)]:
        del kept[key]


def comes_from(key: Hashable, photos: Collection[str]) -> bool:
    """Whether a key names a picture that was made from one of these photos."""
    return any(digest.origin in photos for digest in digests_in(key))
