"""What a threshold does to answers, counted one by one."""

import random

import pytest

from explorer.transfer.confusion import PhotoJudgement
from explorer.transfer.threshold import errors_end_above, refusals, threshold_curve
from tests.seeds import seeds


def answer(probability: float, is_right: bool) -> PhotoJudgement:
    return PhotoJudgement("", 0, 0 if is_right else 1, probability, 0.0)


FOUR = [answer(0.9, True), answer(0.6, True), answer(0.7, False), answer(0.4, False)]


@pytest.mark.parametrize(
    ("threshold", "counts"),
    [
        (0, (2, 2, 0, 0)),
        (0.5, (2, 1, 0, 1)),
        (0.6, (2, 1, 0, 1)),
        (0.65, (1, 1, 1, 1)),
        (0.75, (1, 0, 1, 2)),
        (1, (0, 0, 2, 2)),
    ],
)
def test_by_hand(threshold: float, counts: tuple[int, int, int, int]) -> None:
    found = refusals(FOUR, threshold)
    assert (found.right, found.wrong, found.refused_right, found.refused_wrong) == counts
    assert found.answered == counts[0] + counts[1]
    assert found.refused == counts[2] + counts[3]


def test_the_whole_curve_by_hand() -> None:
    curve = threshold_curve(FOUR)
    assert curve.thresholds.tolist() == [0, 0.4, 0.6, 0.7, 0.9, 1]
    assert curve.right.tolist() == [2, 2, 2, 1, 1, 0]
    assert curve.wrong.tolist() == [2, 2, 1, 1, 0, 0]
    assert curve.refused.tolist() == [0, 0, 1, 2, 3, 4]


@pytest.mark.parametrize("seed", seeds(10, 100))
def test_the_curve_holds_between_its_points(seed: int) -> None:
    draw = random.Random(seed)
    judged = [
        answer(draw.choice([0.0, 0.5, 1.0, draw.random()]), draw.random() < 0.6)
        for _ in range(draw.choice([0, 1, 12]))
    ]
    curve = threshold_curve(judged)
    for _ in range(20):
        threshold = draw.choice([*curve.thresholds.tolist(), draw.random()])
        given = [each for each in judged if each.probability >= threshold]
        (place,) = (
            n
            for n, each in enumerate(curve.thresholds)
            if each >= threshold and (n == 0 or curve.thresholds[n - 1] < threshold)
        )
        assert curve.right[place] == sum(each.is_right for each in given)
        assert curve.wrong[place] == sum(not each.is_right for each in given)
        assert curve.refused[place] == len(judged) - len(given)


def test_above_the_surest_error_there_is_none() -> None:
    assert errors_end_above(FOUR) == 0.7
    assert refusals(FOUR, 0.7 + 1e-9).wrong == 0
    assert errors_end_above([answer(0.9, True)]) == 0
    assert errors_end_above([]) == 0


@pytest.mark.parametrize("threshold", [-0.1, 1.1])
def test_no_probability_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match=f"threshold {threshold}"):
        refusals(FOUR, threshold)
