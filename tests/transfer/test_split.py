"""Near-duplicates stay in one part, and about a fifth of each label judges the head."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from explorer.arrays import Uint8Array
from explorer.images import transforms
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.observed import picture_of
from explorer.transfer.photo_set import TAUGHT_SIDE, PhotoSet, SetPhoto
from explorer.transfer.split import NEARLY_SAME, divided, find_bursts, summary
from tests.transfer.photos import nearly, photo_of, pixels_of


def sample(key: str) -> Uint8Array:
    return fit(read_sample(key).pixels, (TAUGHT_SIDE, TAUGHT_SIDE), "crop")


A_MOMENT_LATER = {
    "noise": lambda pixels: transforms.noisy(pixels, 20),
    "blurred": lambda pixels: transforms.blurred(pixels, 2),
    "shifted": lambda pixels: transforms.shifted(pixels, 3, 2),
    "turned": lambda pixels: transforms.rotated(pixels, 2),
    "brighter": lambda pixels: np.minimum(pixels * 1.25, 255).astype(np.uint8),
    "darker": lambda pixels: (pixels * 0.6).astype(np.uint8),
}
ANOTHER_PHOTO = {
    "moved": lambda pixels: transforms.shifted(pixels, 16, 16),
    "nearer": lambda pixels: transforms.scaled(pixels, 1.3),
}


@pytest.mark.parametrize("key", SAMPLES)
@pytest.mark.parametrize("change", A_MOMENT_LATER)
def test_shots_of_a_burst_are_nearly_the_same(key: str, change: str) -> None:
    photo = sample(key)
    assert summary(photo) @ summary(A_MOMENT_LATER[change](photo)) >= NEARLY_SAME


@pytest.mark.parametrize("key", SAMPLES)
@pytest.mark.parametrize("change", ANOTHER_PHOTO)
def test_what_has_moved_is_another_photo(key: str, change: str) -> None:
    photo = sample(key)
    assert summary(photo) @ summary(ANOTHER_PHOTO[change](photo)) < NEARLY_SAME


def test_sample_photos_are_not_alike() -> None:
    vectors = np.array([summary(sample(key)) for key in SAMPLES])
    likeness = vectors @ vectors.T - np.eye(len(SAMPLES))
    assert likeness.max() < 0.5


def test_a_summary_has_length_1_also_of_one_colour() -> None:
    grey, black, white = (np.full((160, 160, 3), level, np.uint8) for level in (120, 0, 255))
    for pixels in (grey, black, white, pixels_of(1)):
        assert np.linalg.norm(summary(pixels)) == pytest.approx(1, abs=1e-6)
    assert summary(black) @ summary(white) == pytest.approx(-1, abs=1e-6)


def test_new_photos_join_the_burst_of_the_photo_that_they_repeat() -> None:
    known = [photo_of(1, burst=7), photo_of(2, burst=4)]
    new = [nearly(pixels_of(2), 1), pixels_of(3), nearly(pixels_of(3), 2), nearly(pixels_of(1), 3)]
    assert find_bursts(known, [picture_of(each) for each in new], 8) == (4, 8, 8, 7)


def test_the_first_photo_begins_a_burst() -> None:
    assert find_bursts((), [picture_of(pixels_of(1))], 0) == (0,)
    assert find_bursts((), (), 0) == ()


def test_every_tenth_shot_of_bursts_is_found_as_brute_force_finds_it() -> None:
    pictures = [picture_of(nearly(pixels_of(seed), shot)) for seed in range(5) for shot in range(4)]
    assert find_bursts((), pictures, 0) == tuple(seed for seed in range(5) for _ in range(4))


# --- which part ----------------------------------------------------------------------------------


def split_of(photos: list[SetPhoto]) -> dict[str, tuple[int, int]]:
    """Photos for training and for validation, by label."""
    labels = tuple(dict.fromkeys(photo.label for photo in photos))
    done = divided(PhotoSet(labels, tuple(photos)))
    return {
        label: (len(done.of(label, "training")), len(done.of(label, "validation")))
        for label in labels
    }


@pytest.mark.parametrize(
    ("many", "validation"), [(1, 0), (2, 1), (3, 1), (5, 1), (8, 2), (10, 2), (24, 5), (100, 20)]
)
def test_a_fifth_of_a_label_judges_the_head(many: int, validation: int) -> None:
    assert split_of([photo_of(seed) for seed in range(many)]) == {
        "a": (many - validation, validation)
    }


@pytest.mark.parametrize(
    ("sizes", "validation"),
    [
        ([10], 0),  # all nearly the same: nothing could judge
        ([5, 5], 5),  # no burst is as small as 2: the smallest, if it is not more than half
        ([9, 1], 1),
        ([8, 2], 2),
        ([3, 3, 4], 3),
        ([1] * 5 + [15], 4),
    ],
)
def test_a_burst_is_never_split(sizes: list[int], validation: int) -> None:
    photos = [
        photo_of(100 * burst + shot, burst=burst)
        for burst, size in enumerate(sizes)
        for shot in range(size)
    ]
    done = divided(PhotoSet(("a",), tuple(photos)))
    parts = {(photo.burst, photo.part) for photo in done.photos}
    assert len(parts) == len(sizes)
    assert len(done.of(part="validation")) == validation


def test_each_label_has_its_own_fifth() -> None:
    photos = [photo_of(seed, "a") for seed in range(10)]
    photos += [photo_of(100 + seed, "b") for seed in range(30)]
    assert split_of(photos) == {"a": (8, 2), "b": (24, 6)}


def test_a_burst_under_two_labels_stays_together() -> None:
    photos = [photo_of(1, "a", burst=0), photo_of(2, "b", burst=0)]
    photos += [photo_of(10 + seed, label) for seed in range(8) for label in "ab"]
    done = divided(PhotoSet(("a", "b"), tuple(replace(p, burst=p.burst) for p in photos)))
    assert len({photo.part for photo in done.photos if photo.burst == 0}) == 1


def test_the_order_of_photos_does_not_matter() -> None:
    photos = [photo_of(seed, "ab"[seed % 2]) for seed in range(20)]
    one, other = (
        {photo.picture.digest: photo.part for photo in divided(PhotoSet(("a", "b"), each)).photos}
        for each in (tuple(photos), tuple(photos[::-1]))
    )
    assert one == other


def test_settled_photos_stay_and_new_ones_fill_up() -> None:
    settled = [photo_of(seed, part="validation") for seed in range(3)]
    settled += [photo_of(10 + seed) for seed in range(7)]
    new = [photo_of(100 + seed) for seed in range(10)]
    done = divided(PhotoSet(("a",), (*settled, *new)), {photo.picture.digest for photo in settled})
    assert done.photos[:10] == tuple(settled)
    assert Counter(photo.part for photo in done.photos[10:]) == {"training": 9, "validation": 1}
