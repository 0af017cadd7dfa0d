"""When a head may say "none of these": a threshold on its highest probability, and what it costs.

A head always names one of its labels, whatever the photo shows. With a threshold it refuses where
its most probable label is less probable than that. Source: Hendrycks & Gimpel, arXiv:1610.02136.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.transfer.confusion import PhotoJudgement

ThresholdCounts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WithThreshold:
    """What a threshold does to answers.

    Attributes:
        right: Right answers that stay.
        wrong: Wrong answers that stay.
        refused_right: Answers that would have been right, and are not given.
        refused_wrong: Answers that would have been wrong, and are not given.
    """

    right: int
    wrong: int
    refused_right: int
    refused_wrong: int

    @property
    def refused(self) -> int:
        """How many photos get no answer."""
        return self.refused_right + self.refused_wrong

    @property
    def answered(self) -> int:
        """How many photos get one."""
        return self.right + self.wrong


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdCurve:
    """The same for every threshold: counts stay the same from just above one to the next.

    Attributes:
        thresholds: float64, ascending, from 0 to 1.
        right: Right answers that stay with each.
        wrong: Wrong answers that stay.
        refused: Photos without an answer.
    """

    thresholds: NDArray[np.float64]
    right: ThresholdCounts
    wrong: ThresholdCounts
    refused: ThresholdCounts


def refusals(judged: Sequence[PhotoJudgement], threshold: float) -> WithThreshold:
    """What a threshold does; a probability equal to it is enough for an answer.

    Args:
        judged: Photos whose label is known.
        threshold: 0 to 1.

    Raises:
        ValueError: It is no probability.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"Received the threshold {threshold}. Give a number from 0 to 1.")
    counts = {(is_given, is_right): 0 for is_given in (True, False) for is_right in (True, False)}
    for each in judged:
        counts[each.probability >= threshold, each.is_right] += 1
    return WithThreshold(
        counts[True, True], counts[True, False], counts[False, True], counts[False, False]
    )


def threshold_curve(judged: Sequence[PhotoJudgement]) -> ThresholdCurve:
    """What every threshold does: each at which something changes, and both ends.

    Args:
        judged: Photos whose label is known.
    """
    probabilities = np.array([each.probability for each in judged], np.float64)
    is_right = np.array([each.is_right for each in judged], bool)
    thresholds = np.unique(np.concatenate([[0.0, 1.0], probabilities]))
    right = _at_least(np.sort(probabilities[is_right]), thresholds)
    wrong = _at_least(np.sort(probabilities[~is_right]), thresholds)
    return ThresholdCurve(thresholds, right, wrong, len(judged) - right - wrong)


def errors_end_above(judged: Sequence[PhotoJudgement]) -> float:
    """The probability of the surest wrong answer: any threshold above it leaves none; 0 for none.

    Args:
        judged: Photos whose label is known.
    """
    return max((each.probability for each in judged if not each.is_right), default=0.0)


def _at_least(ascending: NDArray[np.float64], thresholds: NDArray[np.float64]) -> ThresholdCounts:
    """How many of the numbers are at least each threshold."""
    counts: ThresholdCounts = len(ascending) - np.searchsorted(ascending, thresholds, side="left")
    return counts
