"""The chosen set of photos: a ready-made one, or the visitor's own."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from explorer.belongings import belongings
from explorer.digests import Digest
from explorer.images.ready_sets import READY_SETS, ready_set
from explorer.session.address import tell_of_link
from explorer.session.transfer_parameters import SET
from explorer.session.visitor import visitor_id
from explorer.settings import SETS
from explorer.transfer.limits import MOST_PHOTOS, PHOTO_BYTES
from explorer.transfer.photo_set import OWN, PhotoSet
from explorer.transfer.set_edits import EditedSet

SET_IS_GONE = (
    "Photos of your own are not part of a link and do not survive a reload or a restart of the "
    "server. A ready-made set is shown. Add your photos again: a set that you downloaded as a zip "
    "comes back with its labels."
)

_OWN_SET = "own_set"
_MIB = 2**20

_keeping = threading.Lock()
"""Held while a set is measured and kept, so that two visitors do not take the same room."""


class NoRoomForSet(ValueError):  # noqa: N818 -- what happened, with what to do
    """The photos of all visitors together would take more memory than the server gives them."""


@dataclass(frozen=True, slots=True)
class OwnSet:
    """A visitor's own set, with what can be undone."""

    edited: EditedSet

    @property
    def num_bytes(self) -> int:
        """How much memory its pixels take; copies of ready-made photos count too."""
        return sum(each.picture.pixels.nbytes for each in self.edited.all_photos.values())

    @property
    def cache_key(self) -> tuple[Digest, ...]:
        """The digests that the visitor brought along, which are forgotten with the visitor."""
        digests = (each.picture.digest for each in self.edited.all_photos.values())
        return tuple(digest for digest in digests if digest.origin not in READY_SETS)


def own_set() -> EditedSet | None:
    """The visitor's own set, which may have no photos yet; None before there is one."""
    found: OwnSet | None = belongings.get(visitor_id(), _OWN_SET)
    return None if found is None else found.edited


def chosen_set() -> PhotoSet:
    """The set for every page of the section; a page may get one without photos."""
    own, chosen = own_set(), SET.chosen()
    if chosen == OWN and own is not None:
        return own.photos
    return ready_set(chosen if chosen in READY_SETS else SET.usual)


def miss_own_set() -> None:
    """If an own set is chosen that is no longer here, choose a ready-made one and say so.

    Call it before anything of a page is shown.
    """
    if SET.chosen() == OWN and own_set() is None:
        SET.forget()
        tell_of_link(SET_IS_GONE)


def keep_set(photo_set: PhotoSet) -> None:
    """Keep a set as the visitor's own and choose it; call it from a callback.

    Raises:
        NoRoomForSet: The server has no room for it; what was kept before stays.
    """
    keep_edited(EditedSet(photo_set))


def keep_edited(edited: EditedSet) -> None:
    """The same, with what can be undone.

    Raises:
        NoRoomForSet: The server has no room for it; what was kept before stays.
    """
    with _keeping:
        _keep(OwnSet(edited))
    SET.choose(OWN)


def change_set(change: Callable[[EditedSet], EditedSet]) -> EditedSet:
    """Change the visitor's own set, or a copy of the ready-made one; call it from a callback.

    Args:
        change: Gives the changed set; nothing else changes the set meanwhile.

    Raises:
        NoRoomForSet: The server has no room for it; what was kept before stays.
        ValueError: As ``change`` does.
    """
    with _keeping:
        own = own_set()
        if SET.chosen() != OWN and own is not None and own.photos.photos:
            raise ValueError(
                "A change would copy this ready-made set in place of your own photos. Choose your "
                "own photos to change those, or delete them first."
            )
        copied = EditedSet(chosen_set())
        changed = change(own if own is not None and SET.chosen() == OWN else copied)
        _keep(OwnSet(changed))
    SET.choose(OWN)
    return changed


def add_to_own_set(add: Callable[[EditedSet], EditedSet]) -> EditedSet:
    """Add to the visitor's own set, whichever set is chosen meanwhile; call it from a callback.

    Args:
        add: Gives the set with more photos; nothing else changes the set meanwhile.

    Raises:
        NoRoomForSet: The server has no room for it; what was kept before stays.
    """
    with _keeping:
        whole = add(own_set() or EditedSet(PhotoSet()))
        _keep(OwnSet(whole))
    return whole


def own_digests() -> tuple[Digest, ...]:
    """The digests of the photos that this visitor brought along for a set."""
    found: OwnSet | None = belongings.get(visitor_id(), _OWN_SET)
    return () if found is None else found.cache_key


def drop_set() -> None:
    """Keep the visitor's own set no longer, and choose a ready-made one; call it from a callback.

    `views.collecting` also forgets what was made of it.
    """
    belongings.forget(visitor_id(), _OWN_SET)
    SET.forget()


def bytes_of_all_sets() -> int:
    """What the own sets of all visitors take."""
    return sum(each.num_bytes for each in belongings.of_everybody(_OWN_SET).values())


def _keep(own: OwnSet) -> None:
    visitor = visitor_id()
    before: OwnSet | None = belongings.get(visitor, _OWN_SET)
    mine = 0 if before is None else before.num_bytes
    others = bytes_of_all_sets() - mine
    most = SETS.value * _MIB
    if own.num_bytes > mine and others + own.num_bytes > most:
        raise NoRoomForSet(
            f"The server keeps {SETS.value:,} MiB of photos for all visitors together, about "
            f"{most // PHOTO_BYTES:,} photos, and {others // _MIB:,} MiB of others are there. "
            f"This set would take {own.num_bytes / _MIB:,.1f} MiB. Use fewer photos, or ask "
            f"whoever runs the server to raise {SETS.variable}."
        )
    belongings.keep(visitor, _OWN_SET, own)


MOST_SET_MIB = MOST_PHOTOS * PHOTO_BYTES / _MIB
"""MiB of the largest set."""
