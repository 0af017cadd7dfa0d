"""A visitor's own set: kept while the visitor is there, bounded for all visitors together."""

from collections.abc import Iterator

import pytest

from explorer.belongings import belongings
from explorer.images.ready_sets import ready_set
from explorer.session import taught_set
from explorer.session.taught_set import (
    SET_IS_GONE,
    NoRoomForSet,
    OwnSet,
    bytes_of_all_sets,
    change_set,
    chosen_set,
    drop_set,
    keep_set,
    miss_own_set,
    own_digests,
    own_set,
)
from explorer.session.transfer_parameters import SET
from explorer.settings import SETS
from explorer.shared.engine import Engine
from explorer.transfer.limits import PHOTO_BYTES
from explorer.transfer.photo_set import OWN, PhotoSet
from explorer.transfer.set_edits import EditedSet, add_photos, remove_photos, undo_removal
from tests.transfer.photos import new_photo, set_of

VISITORS = 30


class Here:
    """The visitor whose page runs."""

    name = "Ada"
    told: tuple[str, ...] = ()

    def tell(self, *problems: str) -> None:
        self.told = (*self.told, *problems)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    visitor = Here()
    states: dict[str, dict[str, object]] = {}

    class State:
        def setdefault(self, key: str, value: object) -> object:
            return states.setdefault(visitor.name, {}).setdefault(key, value)

    monkeypatch.setattr(taught_set, "visitor_id", lambda: visitor.name)
    monkeypatch.setattr(taught_set, "tell_of_link", visitor.tell)
    monkeypatch.setattr("explorer.session.parameter.visitor_state", State())
    yield visitor
    for name in ("Ada", *map(str, range(VISITORS))):
        belongings.forget(name)


def test_a_ready_made_set_is_chosen_from_the_start() -> None:
    assert chosen_set() is ready_set("textures")
    assert own_set() is None
    assert own_digests() == ()


def test_an_own_set_is_chosen_once_it_is_kept() -> None:
    keep_set(set_of(a=2, b=1))
    assert chosen_set() == set_of(a=2, b=1)
    assert SET.chosen() == OWN
    SET.choose("shapes")
    assert chosen_set() is ready_set("shapes")


def test_an_own_set_that_is_gone_is_told_once(here: Here) -> None:
    SET.choose(OWN)
    miss_own_set()
    miss_own_set()
    assert here.told == (SET_IS_GONE,)
    assert chosen_set() is ready_set("textures")


def test_a_dropped_set_is_gone() -> None:
    keep_set(set_of(a=2))
    drop_set()
    assert (own_set(), bytes_of_all_sets(), SET.chosen()) == (None, 0, "textures")


def test_a_ready_made_set_is_copied_with_the_first_change() -> None:
    first = chosen_set().photos[0].picture.digest
    change_set(lambda edited: remove_photos(edited, [first]))
    assert (SET.chosen(), len(chosen_set().photos)) == (OWN, len(ready_set("textures").photos) - 1)
    assert own_digests() == ()  # others look at these photos too
    change_set(undo_removal)
    assert len(chosen_set().photos) == len(ready_set("textures").photos)


def test_own_photos_are_never_replaced_by_a_copy() -> None:
    keep_set(set_of(a=2))
    SET.choose("shapes")
    with pytest.raises(ValueError, match="in place of your own photos"):
        change_set(lambda edited: edited)
    SET.choose(OWN)
    assert chosen_set() == set_of(a=2)


def test_what_can_be_undone_counts_as_kept() -> None:
    keep_set(set_of(a=3))
    change_set(lambda edited: remove_photos(edited, [edited.photos.photos[0].picture.digest]))
    assert bytes_of_all_sets() == 3 * PHOTO_BYTES
    assert len(own_digests()) == 3


def test_thirty_visitors_share_a_bound(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """2 MiB are 27 photos: the 28th photo of all visitors is refused, and what was kept stays."""
    monkeypatch.setenv(SETS.variable, "2")
    kept = 2 * 2**20 // PHOTO_BYTES
    for number in range(VISITORS):
        here.name = str(number)
        one_photo = add_photos(PhotoSet(), [new_photo(number)])
        if number < kept:
            keep_set(one_photo)
            continue
        with pytest.raises(NoRoomForSet, match=f"about 27 photos.* raise {SETS.variable}"):
            keep_set(one_photo)
        assert own_set() is None
    assert kept == 27
    assert bytes_of_all_sets() == kept * PHOTO_BYTES


def test_a_full_server_still_lets_a_set_shrink(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_set(set_of(a=20))
    monkeypatch.setenv(SETS.variable, "1")
    with pytest.raises(NoRoomForSet, match="Use fewer photos"):
        change_set(
            lambda edited: EditedSet(add_photos(edited.photos, [new_photo(99)]), edited.before)
        )
    assert len(chosen_set().photos) == 20
    few = set(list(own_digests())[:10])
    change_set(lambda edited: remove_photos(edited, few))
    change_set(lambda edited: EditedSet(edited.photos))
    assert len(chosen_set().photos) == 10


def test_forgetting_a_visitor_frees_the_set(here: Here) -> None:
    for number in range(3):
        here.name = str(number)
        keep_set(add_photos(PhotoSet(), [new_photo(number)]))
    engine = Engine()
    engine.forget("1")
    assert bytes_of_all_sets() == 2 * PHOTO_BYTES
    here.name = "1"
    assert own_set() is None


def test_what_is_forgotten_with_a_visitor_is_named_by_its_photos() -> None:
    photos = set_of(a=2)
    mixed = PhotoSet(("a",), (*photos.photos, ready_set("shapes").photos[0]))
    assert OwnSet(EditedSet(mixed)).cache_key == tuple(p.picture.digest for p in photos.photos)
