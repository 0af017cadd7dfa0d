"""Two alternatives computed side by side: what was measured, and what to expect.

Median and quartiles are those of NumPy's ``quantile``, which interpolates between two values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from explorer.architecture.cost import BYTES_PER_VALUE
from explorer.architecture.stacks.comparison import Alternative, Amount, StackComparison
from explorer.architecture.summary import LayerSummary

_QUARTILES = (0.25, 0.5, 0.75)

MOST_RACE_MACS = 60 * 10**9
"""In one round of both alternatives: about 1 s. Two cores do 50 to 90 G a second."""

RACE_MACS = 200 * 10**9
"""In all rounds together, as long as there are enough of them to judge the noise."""

FEWEST_ROUNDS, MOST_ROUNDS = 10, 40

WARM_UP_ROUNDS, WATCHED_ROUNDS = 2, 5
"""Before the timed rounds: to compile, and to measure memory, which itself takes time."""

WHISKER_REACH = 1.5
"""Box lengths beyond the box (Tukey, Exploratory Data Analysis, 1977)."""


@dataclass(frozen=True, slots=True)
class TimeSpread:
    """The middle half of some measured values.

    Attributes:
        low: First quartile.
        median: Half of the values are smaller.
        high: Third quartile.
    """

    low: float
    median: float
    high: float


def time_spread(values: Sequence[float]) -> TimeSpread:
    """The middle half of at least one value."""
    return TimeSpread(*np.quantile(values, _QUARTILES).tolist())


def whiskers(values: Sequence[float]) -> tuple[float, float]:
    """The smallest and largest of at least one value within `WHISKER_REACH` of the middle half."""
    box = time_spread(values)
    reach = WHISKER_REACH * (box.high - box.low)
    within = [value for value in values if box.low - reach <= value <= box.high + reach]
    return min(box.low, *within), max(box.high, *within)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one alternative took.

    Attributes:
        seconds: How long its pass took, round by round.
        peak_bytes: The largest growth of memory in each pass watched for it; () on a computer that
            does not report it.
    """

    seconds: tuple[float, ...]
    peak_bytes: tuple[int, ...] = ()

    @property
    def most_bytes(self) -> int | None:
        """The third quartile of the peaks; None if nothing was reported.

        Sampling sometimes misses a peak, so that the number is too small. More rarely, other
        programs take memory at the same moment, so that it is too large.
        """
        return round(time_spread(self.peak_bytes).high) if self.peak_bytes else None


@dataclass(frozen=True, slots=True)
class Race:
    """One kernel and a stack, computed alternately.

    Attributes:
        comparison: What the arithmetic gives for both.
        one: What the single kernel took.
        stack: What the stack took in the same rounds.
    """

    comparison: StackComparison
    one: Measured
    stack: Measured

    @property
    def both(self) -> tuple[tuple[Alternative, Measured], tuple[Alternative, Measured]]:
        """The single kernel and the stack, each with what it took."""
        return (self.comparison.one, self.one), (self.comparison.stack, self.stack)

    @property
    def ratios(self) -> tuple[float, ...]:
        """The stack's time as a multiple of the single kernel's, round by round.

        What slows the computer down in a round slows both, so ratios vary less than times.
        """
        pairs = zip(self.stack.seconds, self.one.seconds, strict=True)
        return tuple(stack / one for stack, one in pairs)


def predicted_ratio(comparison: StackComparison) -> float:
    """The stack's time as a multiple of the single kernel's if only work mattered."""
    return comparison.stack.amount(Amount.MACS) / comparison.one.amount(Amount.MACS)


def most_bytes_alive(rows: Sequence[LayerSummary]) -> int:
    """The most bytes that the maps of a pass take at any one time, in float32.

    While a layer computes, its input and output exist; earlier maps are gone. The first layer's
    input exists before the pass, so it does not count.
    """
    made = [prod(row.output_shape) for row in rows]
    read = [0, *made[:-1]]
    return BYTES_PER_VALUE * max(map(sum, zip(read, made, strict=True)))


def macs_per_round(comparison: StackComparison) -> int:
    """Multiply-accumulates of both alternatives together."""
    return sum(each.amount(Amount.MACS) for each in (comparison.one, comparison.stack))


def num_rounds(comparison: StackComparison) -> int:
    """How many rounds a race has: the longer each round takes, the fewer."""
    affordable = RACE_MACS // macs_per_round(comparison)
    return min(max(affordable, FEWEST_ROUNDS), MOST_ROUNDS)
