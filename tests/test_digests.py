"""Digests in the keys of caches, and what is dropped with a photo."""

import pickle

import numpy as np

from explorer.belongings import Belongings
from explorer.digests import Digest, comes_from, digests_in
from explorer.kept import forget_photos, kept
from explorer.observed import Picture, picture_of
from explorer.shared.results import Results, Subject


def test_a_digest_is_its_text_and_knows_its_photo_behind_a_border_too() -> None:
    digest = pickle.loads(pickle.dumps(Digest("ab", "photo")))
    assert (digest, digest.origin, Digest("ab").origin) == ("ab", "photo", "ab")
    assert {digest: 1}["ab"] == 1


def test_digests_are_found_at_any_depth() -> None:
    key = ("name", 3, (Digest("ab", "photo"), ("cd", Digest("ef"))))
    assert list(digests_in(key)) == ["ab", "ef"]
    assert comes_from(key, ["photo"])
    assert comes_from(key, ["ef"])
    assert not comes_from(key, ["cd", "ab"])


def test_results_about_a_photo_are_dropped_and_others_stay() -> None:
    calls = []

    @kept(results=4)
    def height(picture: Picture) -> int:
        calls.append(picture.digest)
        return picture.size[0]

    mine = picture_of(np.zeros((3, 5, 3), np.uint8), "my photo")
    other = picture_of(np.ones((4, 5, 3), np.uint8))
    for _ in range(2):
        assert (height(mine), height(other)) == (3, 4)
    forget_photos(["my photo"])
    assert (height(mine), height(other)) == (3, 4)
    assert calls == [mine.digest, other.digest, mine.digest]


def test_a_kept_result_goes_with_its_photo() -> None:
    results = Results()
    mine, race = Subject("average", (Digest("ab", "photo"),)), Subject("race", ("5x5",))
    results.keep(mine, "mine")
    results.keep(race, "a race")
    results.drop(lambda about: comes_from(about, ["photo"]))
    assert results.kept(mine) is None
    assert results.kept(race) == "a race"


def test_belongings_are_forgotten_one_by_one_or_together() -> None:
    brought = Belongings()
    brought.keep("Ada", "photo", 1)
    brought.keep("Ada", "hat", 2)
    assert brought.forget("Ada", "photo") == (1,)
    assert brought.forget("Ada", "photo") == ()
    assert (brought.get("Ada", "photo"), brought.get("Ada", "hat")) == (None, 2)
    assert brought.forget("Ada") == (2,)
    assert brought.forget("Bob") == ()
