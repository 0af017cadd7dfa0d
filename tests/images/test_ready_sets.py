"""Ready-made sets: the same on every computer, balanced, divided, and one of them biased."""

import numpy as np
import pytest

from explorer.arrays import Uint8Array
from explorer.images import ready_sets, sample_parts
from explorer.images.ready_sets import READY_SETS, counter_photos, ready_set
from explorer.images.samples import read_sample
from explorer.kept import forget_all
from explorer.transfer.limits import set_problems
from explorer.transfer.photo_set import TAUGHT_SIDE, PhotoSet
from explorer.transfer.set_edits import EditedSet, divide_again
from explorer.transfer.split import NEARLY_SAME, ONE_IN, summary


@pytest.mark.parametrize("key", READY_SETS)
def test_a_ready_made_set_has_what_a_set_needs(key: str) -> None:
    photos = ready_set(key)
    assert photos.origin == key
    assert 40 <= len(photos.photos) <= 100
    assert len({photo.picture.digest for photo in photos.photos}) == len(photos.photos)
    for photo in photos.photos:
        assert photo.picture.pixels.shape == (TAUGHT_SIDE, TAUGHT_SIDE, 3)
        assert photo.picture.pixels.dtype == np.uint8
    parts = {
        each: (photos.of(each, "training"), photos.of(each, "validation")) for each in photos.labels
    }
    counts = {each: (len(one), len(other)) for each, (one, other) in parts.items()}
    assert set_problems(counts) == ()
    for training, validation in counts.values():
        assert validation == pytest.approx((training + validation) / ONE_IN, abs=0.5)
    assert len(set(counts.values())) == 1


@pytest.mark.parametrize("key", READY_SETS)
def test_a_ready_made_set_is_the_same_each_time(key: str) -> None:
    before = ready_set(key)
    assert ready_set(key) is before
    forget_all()
    assert ready_set(key) == before


def test_no_validation_photo_repeats_one_for_training() -> None:
    for key in READY_SETS:
        photos = ready_set(key)
        training, validation = (
            np.array([summary(each.picture.pixels) for each in photos.of(part=part)])
            for part in ("training", "validation")
        )
        assert (validation @ training.T).max() < NEARLY_SAME, key


def test_parts_of_a_photo_for_validation_show_nothing_of_those_for_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The samples are painted: green up to the middle of the thing that each shows, then blue."""
    border = {"chelsea": 250, "coffee": 330, "astronaut": 235, "rocket": 322}

    def painted(key: str) -> Uint8Array:
        photo = np.zeros_like(read_sample(key).pixels)
        photo[:, : border[key], 1], photo[:, border[key] :, 2] = 200, 200
        return photo

    monkeypatch.setattr(sample_parts, "_pixels", painted)
    forget_all()
    shown = {"training": set(), "validation": set()}
    whole = _divided_again(ready_set("crops"))
    for each in whole.photos:
        green, blue = each.picture.pixels[..., 1:].max((0, 1)) > 0
        shown[each.part].add((bool(green), bool(blue)))
    forget_all()
    assert shown == {"training": {(True, False)}, "validation": {(False, True)}}


def _divided_again(photos: PhotoSet) -> PhotoSet:
    """Divided once more, as a visitor may do: what was apart stays apart."""
    return divide_again(EditedSet(photos)).photos


def test_pixels_of_a_ready_made_set_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        ready_set("shapes").photos[0].picture.pixels[0, 0] = 0


def test_only_the_biased_set_has_counter_photos() -> None:
    assert [key for key in READY_SETS if counter_photos(key)] == ["biased"]
    assert counter_photos("own") == ()


def test_counter_photos_swap_the_background_and_keep_the_label() -> None:
    """On water blue is the largest colour of the corner, on grass green."""
    on_water = {True: set(), False: set()}
    for is_counter, photos in (
        (False, ready_set("biased").photos),
        (True, counter_photos("biased")),
    ):
        for photo in photos:
            corner = photo.picture.pixels[:12, :12].reshape(-1, 3).mean(0)
            on_water[is_counter].add((photo.label, bool(corner.argmax() == 2)))
    assert on_water == {
        False: {("boat", True), ("car", False)},
        True: {("boat", False), ("car", True)},
    }
    assert {photo.part for photo in counter_photos("biased")} == {"validation"}
    in_set = {photo.picture.digest for photo in ready_set("biased").photos}
    assert not in_set & {photo.picture.digest for photo in counter_photos("biased")}


def test_colour_does_not_give_a_texture_or_a_shape_away() -> None:
    """A label's nearest mean colour is hardly better than chance: leave-one-out by brute force."""
    for key in ("textures", "shapes"):
        photos = ready_set(key)
        colours = np.array([each.picture.pixels.mean((0, 1)) for each in photos.photos])
        labels = np.array([photos.number_of(each.label) for each in photos.photos])
        hits = 0
        for index, (colour, label) in enumerate(zip(colours, labels, strict=True)):
            others = np.arange(len(labels)) != index
            means = [colours[others & (labels == n)].mean(0) for n in range(len(photos.labels))]
            hits += int(np.argmin(np.linalg.norm(means - colour, axis=1)) == label)
        assert hits / len(labels) < 1.5 / len(photos.labels), key


def test_a_set_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'cats'\. Accepted: textures, shapes"):
        ready_set("cats")


def test_drawing_one_set_does_not_change_another() -> None:
    forget_all()
    alone = ready_sets.ready_set("crops")
    forget_all()
    for key in READY_SETS:
        ready_set(key)
    assert ready_set("crops") == alone
