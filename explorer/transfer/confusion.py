"""How a head answered for photos whose label is known: right, or which label it took for which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from explorer.arrays import Float32Array
from explorer.digests import Digest
from explorer.transfer.photo_set import SetPart
from explorer.transfer.trained import TaughtRun

_SetKey = tuple[tuple[str, ...], tuple[tuple[Digest, str, SetPart], ...]]
"""`PhotoSet.cache_key`: the labels, then each photo's pixels, label and part."""


@dataclass(frozen=True, slots=True)
class PhotoJudgement:
    """A photo, and what a head took it for.

    Attributes:
        digest: Which photo.
        label: The number of its own label.
        answer: The number of the label that the head found most probable; of equal ones the first.
        probability: Of the answer, 0 to 1.
        label_probability: Of its own label, 0 to 1.
    """

    digest: str
    label: int
    answer: int
    probability: float
    label_probability: float

    @property
    def is_right(self) -> bool:
        """Whether the answer is its own label."""
        return self.answer == self.label


@dataclass(frozen=True, slots=True)
class Confusion:
    """Which photos of which label got which answer.

    Attributes:
        labels: What rows (the photos' own labels) and columns (the answers) stand for.
        judged: All photos.
    """

    labels: tuple[str, ...]
    judged: tuple[PhotoJudgement, ...]

    def cell(self, label: int, answer: int) -> tuple[PhotoJudgement, ...]:
        """The photos of a label that got an answer, both by number."""
        return tuple(each for each in self.judged if (each.label, each.answer) == (label, answer))

    def count(self, label: int, answer: int) -> int:
        """How many photos of a label got an answer, both by number."""
        return len(self.cell(label, answer))

    def num_of(self, label: int) -> int:
        """How many photos have a label, by its number."""
        return sum(each.label == label for each in self.judged)

    @property
    def num(self) -> int:
        """How many photos there are."""
        return len(self.judged)

    @property
    def num_right(self) -> int:
        """How many of them got their own label."""
        return sum(each.is_right for each in self.judged)

    @property
    def mistakes(self) -> tuple[PhotoJudgement, ...]:
        """The photos with a wrong answer, the most probable wrong answer first."""
        wrong = (each for each in self.judged if not each.is_right)
        return tuple(sorted(wrong, key=lambda each: -each.probability))

    @property
    def busiest_cell(self) -> tuple[int, int]:
        """(label, answer) of the wrong cell with the most photos, the first of equal ones.

        Where nothing is wrong, the right cell with the most.
        """
        last = len(self.labels)
        cells = [(label, answer) for label in range(last) for answer in range(last)]
        return max(
            cells,
            key=lambda each: (each[0] != each[1] and self.count(*each) > 0, self.count(*each)),
        )


def judge(
    digests: Sequence[str], labels: Iterable[int], probabilities: Float32Array
) -> tuple[PhotoJudgement, ...]:
    """What a head took each photo for.

    Args:
        digests: Which photos.
        labels: The number of each one's own label.
        probabilities: float32 (photos, labels), of each label for each photo.

    Raises:
        ValueError: There are more or fewer rows than photos or labels.
    """
    answers = probabilities.argmax(axis=1) if len(probabilities) else np.zeros(0, np.intp)
    return tuple(
        PhotoJudgement(digest, label, int(answer), float(row[answer]), float(row[label]))
        for digest, label, answer, row in zip(digests, labels, answers, probabilities, strict=True)
    )


def labels_taught(run: TaughtRun) -> dict[str, str]:
    """Label of each photo of the set that a run was taught with, by digest, as it was then."""
    _labels, photos = cast(_SetKey, run.set_key)
    return {digest: label for digest, label, _part in photos}


def parts_taught(run: TaughtRun) -> dict[str, SetPart]:
    """What each photo of that set was for, by digest, as it was then."""
    _labels, photos = cast(_SetKey, run.set_key)
    return {digest: part for digest, _label, part in photos}


def confusion_of(run: TaughtRun) -> Confusion:
    """How a run's head answered for the photos for validation, with their labels of then."""
    labels, own = run.head.labels, labels_taught(run)
    numbers = (labels.index(own[digest]) for digest in run.digests)
    return Confusion(labels, judge(run.digests, numbers, run.probabilities))
