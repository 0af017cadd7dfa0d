"""How the benchmarks time: rounds in which every contender runs once, medians, ratios.

Only ratios count. A machine that is slow for a while slows the whole round, and so both sides of a
ratio; an absolute time says more about the machine than about the program.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

SETTLE_SECONDS = 0.02
"""Between two runs: the threads of a parallel runtime spin for some milliseconds after the work."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The median of one contender's runs, and the distance between their quartiles; seconds."""

    median: float
    spread: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """Our time over a peer's.

    Attributes:
        name: What is compared.
        ours: Our median, in seconds.
        peer: The peer's median, in seconds; None if the peer is not installed.
        ratio: ours / peer; None if the peer is not installed.
        bound: The largest ratio that keeps the promise; None if nothing is promised.
    """

    name: str
    ours: float
    peer: float | None
    ratio: float | None
    bound: float | None

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds; True if there is no promise, or no peer to measure."""
        return self.ratio is None or self.bound is None or self.ratio <= self.bound


def interleaved(tasks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Time tasks in turn, so that a slow moment of the machine affects all of them alike.

    Args:
        tasks: What to run, by name. They should be warm.
        rounds: How often each of them runs, at least 2. Each round starts with another task.

    Returns:
        The timing of each task, by name.
    """
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    names = list(tasks)
    for round_number in range(rounds):
        first = round_number % len(names)
        for name in names[first:] + names[:first]:
            time.sleep(SETTLE_SECONDS)
            start = time.perf_counter()
            tasks[name]()
            seconds[name].append(time.perf_counter() - start)
    return {name: timing(runs) for name, runs in seconds.items()}


def timing(runs: list[float]) -> Timing:
    """Summarise the seconds of at least two runs."""
    lower, median, upper = statistics.quantiles(runs, n=4, method="inclusive")
    return Timing(median, upper - lower)


def compare(name: str, ours: Timing, peer: Timing | None, bound: float | None = None) -> Ratio:
    """Make the ratio of two timings; ``peer`` is None if the peer is not installed."""
    if peer is None:
        return Ratio(name, ours.median, None, None, bound)
    return Ratio(name, ours.median, peer.median, ours.median / peer.median, bound)


def print_table(title: str, ratios: Iterable[Ratio]) -> None:
    """Print one line per ratio: both times in milliseconds, the ratio, and what was promised."""
    print(title)
    print(f"  {'compared with':<34}{'ours':>12}{'peer':>12}{'ratio':>10}  promised")
    for ratio in ratios:
        print(f"  {ratio.name:<34}{_milliseconds(ratio.ours)}{_outcome(ratio)}")


def _outcome(ratio: Ratio) -> str:
    if ratio.peer is None or ratio.ratio is None:
        return "  not installed"
    promise = ""
    if ratio.bound is not None:
        promise = f"at most {ratio.bound:.3g}: {'kept' if ratio.is_kept else 'BROKEN'}"
    return f"{_milliseconds(ratio.peer)}{ratio.ratio:>10.3g}  {promise}".rstrip()


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:>9.1f} ms"
