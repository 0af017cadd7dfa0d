"""What is said about a set of photos and about files that were read, read back."""

import random
import re

import numpy as np

from explorer.digests import Digest
from explorer.figures.transfer.set_notes import label_line, memory_line, taken_line
from explorer.observed import Picture
from explorer.transfer.photo_set import PhotoSet, SetPart, SetPhoto
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import printed, whole

PIXELS = np.zeros((160, 160, 3), np.uint8)


def random_set(draw: random.Random) -> PhotoSet:
    """No photo, one or many of a label; of one burst, of few, or each of its own; parts mixed."""
    num, num_bursts = draw.choice([0, 1, 2, 12, 1200]), draw.choice([1, 2, 5000])
    parts: list[SetPart] = draw.choice([["training"], ["validation"], ["training", "validation"]])
    photos = [
        SetPhoto(
            Picture(PIXELS, Digest(str(number))),
            draw.choice(["a", "a", "a", "b"]),
            "",
            draw.randrange(num_bursts),
            draw.choice(parts),
        )
        for number in range(num)
    ]
    return PhotoSet(("a", "b"), tuple(photos))


def label_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Photos of both parts are counted one by one; only one burst for training is called so."""
    photo_set = random_set(draw)
    own = [photo for photo in photo_set.photos if photo.label == "a"]
    told = label_line(photo_set, "a")
    if not own:
        assert told == "no photos yet"
        return
    training, validation = re.match(r"([\d,]+) for training, ([\d,]+) for val", told).groups()  # type: ignore[union-attr]
    assert whole(training) == sum(photo.part == "training" for photo in own)
    assert whole(validation) == len(own) - whole(training)
    are_one_burst = all(photo.burst == own[0].burst for photo in own)
    all_learn = {photo.part for photo in own} == {"training"}
    assert ("nearly the same" in told) == (are_one_burst and all_learn and len(own) > 1)


def memory_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The bytes are those of 160 x 160 px of three bytes each."""
    photo_set, most = random_set(draw), draw.choice([1, 512, 4096])
    told = memory_line(photo_set, most)
    num, noun, verb, mib, bound = re.fullmatch(  # type: ignore[union-attr]
        r"([\d,]+) (photos?) of 160 × 160 px (takes?) ([\d,.]+) MiB of the server's memory\. "
        r"All visitors together may use ([\d,]+) MiB\.",
        told,
    ).groups()
    assert whole(num) == len(photo_set.photos)
    assert (noun, verb) in {("photo", "takes"), ("photos", "take")}
    assert (noun == "photo") == (len(photo_set.photos) == 1)
    assert printed(mib, len(photo_set.photos) * 160 * 160 * 3 / 2**20)
    assert whole(bound) == most


def taken_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Both counts with their nouns; nothing about what was left out where nothing was."""
    taken, refused = draw.choice([0, 1, 2, 2000]), draw.choice([0, 1, 2, 18_000])
    told = taken_line(taken, refused)
    added = f"{taken:,} photo{'s' * (taken != 1)} added."
    left_out = f" {refused:,} file{'s' * (refused != 1)} left out:"
    assert told == added + left_out * (refused > 0)


SET_RULES: dict[str, Rule] = {
    "figures.transfer.set_notes.label_line": label_rule,
    "figures.transfer.set_notes.memory_line": memory_rule,
    "figures.transfer.set_notes.taken_line": taken_rule,
}
