"""Answers of a head counted by hand, and by going through all pairs."""

import random
from collections import Counter

import numpy as np
import pytest

from explorer.transfer.confusion import (
    Confusion,
    PhotoJudgement,
    confusion_of,
    judge,
    labels_taught,
    parts_taught,
)
from explorer.transfer.photo_set import PhotoSet
from tests.seeds import seeds
from tests.transfer.taught import made_run, made_set

CATS_AND_DOGS = np.array([[0.9, 0.1], [0.4, 0.6], [0.5, 0.5], [0.2, 0.8]], np.float32)


def by_hand() -> Confusion:
    """Three cats, one of them taken for a dog; one dog."""
    return Confusion(("cat", "dog"), judge("abcd", [0, 0, 0, 1], CATS_AND_DOGS))


def test_answers_by_hand() -> None:
    confusion = by_hand()
    assert [each.answer for each in confusion.judged] == [0, 1, 0, 1]
    assert [round(each.probability, 6) for each in confusion.judged] == [0.9, 0.6, 0.5, 0.8]
    assert [round(each.label_probability, 6) for each in confusion.judged] == [0.9, 0.4, 0.5, 0.8]
    assert [[confusion.count(row, column) for column in (0, 1)] for row in (0, 1)] == [
        [2, 1],
        [0, 1],
    ]
    assert (confusion.num, confusion.num_right) == (4, 3)
    assert [confusion.num_of(label) for label in (0, 1)] == [3, 1]


def test_a_cell_holds_its_photos() -> None:
    assert [each.digest for each in by_hand().cell(0, 0)] == ["a", "c"]
    assert [each.digest for each in by_hand().cell(0, 1)] == ["b"]
    assert by_hand().cell(1, 0) == ()


def test_the_surest_mistake_comes_first() -> None:
    sure = np.array([[0.4, 0.6], [0.1, 0.9], [0.7, 0.3], [0.75, 0.25]], np.float32)
    confusion = Confusion(("cat", "dog"), judge("abcd", [0, 0, 0, 1], sure))
    assert [each.digest for each in confusion.mistakes] == ["b", "d", "a"]


@pytest.mark.parametrize("seed", seeds(20, 200))
def test_cells_by_going_through_all_photos(seed: int) -> None:
    draw = random.Random(seed)
    num_labels, num = draw.randint(2, 10), draw.choice([0, 1, 2, 30])
    rows = np.random.default_rng(seed).dirichlet(np.ones(num_labels), num).astype(np.float32)
    own = [draw.randrange(num_labels) for _ in range(num)]
    confusion = Confusion(
        tuple(map(str, range(num_labels))), judge(list(map(str, range(num))), own, rows)
    )
    expected = Counter(
        (label, max(range(num_labels), key=lambda each: float(row[each])))
        for label, row in zip(own, rows, strict=True)
    )
    cells = [(row, column) for row in range(num_labels) for column in range(num_labels)]
    assert {cell: confusion.count(*cell) for cell in cells} == {
        cell: expected[cell] for cell in cells
    }
    assert confusion.num_right == sum(number for (a, b), number in expected.items() if a == b)
    assert len(confusion.mistakes) == num - confusion.num_right


@pytest.mark.parametrize(
    ("answers", "cell"),
    [
        ([(0, 0), (0, 0), (1, 0), (1, 1)], (1, 0)),
        ([(0, 0), (1, 1), (1, 1)], (1, 1)),
        ([(0, 1), (1, 0), (1, 0)], (1, 0)),
        ([], (0, 0)),
    ],
    ids=["a mistake", "all right", "all wrong", "no photo"],
)
def test_the_cell_to_begin_with(answers: list[tuple[int, int]], cell: tuple[int, int]) -> None:
    judged = tuple(PhotoJudgement(str(n), *each, 0.9, 0.1) for n, each in enumerate(answers))
    assert Confusion(("cat", "dog"), judged).busiest_cell == cell


def test_as_many_rows_as_photos() -> None:
    with pytest.raises(ValueError, match=r"argument 3 is (shorter|longer)"):
        judge("abc", [0, 0, 0], CATS_AND_DOGS)


def test_a_run_keeps_the_labels_of_then() -> None:
    photo_set = made_set(("cat", "dog"), 3)
    run = made_run(photo_set)
    changed = photo_set.relabelled(run.digests[0], "dog").without([run.digests[1]])
    assert changed.photos != photo_set.photos
    assert labels_taught(run) == {each.picture.digest: each.label for each in photo_set.photos}
    assert parts_taught(run) == {each.picture.digest: each.part for each in photo_set.photos}
    confusion = confusion_of(run)
    assert [each.digest for each in confusion.judged] == list(run.digests)
    assert [confusion.labels[each.label] for each in confusion.judged] == [
        photo.label for digest in run.digests if (photo := photo_set.photo(digest)) is not None
    ]


def test_a_run_without_photos_for_validation() -> None:
    only = made_set(("cat", "dog"), 1)
    run = made_run(PhotoSet(only.labels, only.of(part="training")))
    assert confusion_of(run).num == 0
