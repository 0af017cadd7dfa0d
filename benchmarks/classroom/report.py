"""What a class waited for, as tables, and beside the limits that were promised."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.classroom.pupil import KINDS, LAYER, OTHER_LOOKS, PAINT, SHEET, Record, Wait
from benchmarks.classroom.server import Pass

P95 = 0.95
MOST_ERRORS_SHOWN = 8
FEW_PUPILS = 5

FIRST_SHEETS_TIMES = 1.25
"""All first sheets: at most so many times what they would take one after the other."""

PASSES_PER_ANSWER = 0.15
PEAK_GIB = 2.2
MEMORY_AFTER = 1.10
"""Of the level before the class."""

LAYER_SECONDS = {"hasty": (2.0, None), "class": (0.5, 1.5)}
"""Another layer, for a class: the median, and 95 % of all; None where nothing is promised."""

LAYER_SECONDS_OF_FEW = 0.5


@dataclass(frozen=True, slots=True)
class Bound:
    """A promise, and what was measured.

    Attributes:
        name: What is promised.
        seen: The measured number; None if it could not be measured.
        most: The largest that keeps the promise.
        unit: Such as "s".
    """

    name: str
    seen: float | None
    most: float
    unit: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it holds; True if it was not measured."""
        return self.seen is None or self.seen <= self.most

    def __str__(self) -> str:
        if self.seen is None:
            return f"  {self.name:<58}not measured"
        outcome = "kept" if self.is_kept else "BROKEN"
        seen = f"{self.seen:.2f} {self.unit}"
        return f"  {self.name:<58}{seen:>10}  at most {self.most:.2f} {self.unit}: {outcome}"


@dataclass(frozen=True, slots=True)
class Alone:
    """What one visitor alone found before the class came.

    Attributes:
        bare: Seconds of a bare pass.
        record: Its waits, for several photos one after the other.
        passes: Weighted passes for one first sheet; None if the server does not count.
    """

    bare: float
    record: Record
    passes: float | None

    @property
    def sheet(self) -> float:
        """Its first sheet, seconds."""
        return statistics.median(wait.seconds for wait in self.record.of(SHEET))

    @property
    def around(self) -> float:
        """The work around the pass, seconds."""
        passes = 1 if self.passes is None else self.passes
        return max(0.0, self.sheet - passes * self.bare)


@dataclass(frozen=True, slots=True)
class Memory:
    """Of the server, in GiB; 0 where it is not known.

    Attributes:
        before: Before the class came.
        peak: The most at any moment.
        after: Some time after everybody has left; None if nobody waited for that.
    """

    before: float
    peak: float
    after: float | None


def at_least(share: float, seconds: Iterable[float]) -> float:
    """The smallest wait that is no shorter than a share of all of them."""
    ordered = sorted(seconds)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


def print_waits(title: str, record: Record, bare: float | None = None) -> None:
    """One line for each kind of click.

    Args:
        title: Who waited.
        record: The waits.
        bare: Seconds of a bare pass, to tell each wait as a multiple of it; None to leave that out.
    """
    ratios = "  in bare passes" if bare else ""
    print(f"{title}\n  {'':<18}{'number':>7}{'median':>10}{'95 %':>10}{'last':>10}{ratios}")
    for kind in KINDS:
        seconds = [wait.seconds for wait in record.of(kind)]
        if not seconds:
            continue
        told = [statistics.median(seconds), at_least(P95, seconds), max(seconds)]
        line = "".join(f"{each:>8.2f} s" for each in told)
        if bare:
            line += "  " + ", ".join(f"{each / bare:.1f}" for each in told)
        print(f"  {kind:<18}{len(seconds):>7}{line}")


def print_errors(record: Record) -> None:
    """What went wrong, the most frequent first; how often the app was busy."""
    busy = sum(wait.busy for wait in record.waits)
    print(f"Errors: {len(record.errors)}. Busy answers: {busy}.")
    kinds = Counter(error.split(": ", 1)[-1] for error in record.errors)
    for error, times in kinds.most_common(MOST_ERRORS_SHOWN):
        print(f"  {times} x {error}")


def span(waits: Sequence[Wait]) -> float | None:
    """Seconds from the first click to the last answer; None if there are no waits."""
    if not waits:
        return None
    return max(wait.end for wait in waits) - min(wait.start for wait in waits)


def print_throughput(record: Record, alone: Alone) -> None:
    """First sheets a second, beside passes a second in a process that does nothing else."""
    seconds = span(record.of(SHEET))
    if seconds:
        rate = len(record.of(SHEET)) / seconds
        print(
            f"First sheets: {rate:.2f} a second; bare passes alone: {1 / alone.bare:.2f} a second "
            f"({rate * alone.bare:.0%})."
        )


def weighted(passes: Sequence[Pass] | None, record: Record) -> float | None:
    """Passes during a class, each weighted by its share of the MACs; None if not counted."""
    if passes is None or not record.waits:
        return None
    start = min(wait.start for wait in record.waits)
    end = max(wait.end for wait in record.waits)
    return sum(each.share for each in passes if start <= each.when <= end)


def passes_per_later_answer(
    passes: Sequence[Pass] | None, record: Record, alone: Alone
) -> float | None:
    """Weighted passes for an answer after the first sheet, beyond those it cannot do without.

    The server does not say for whom it computes. So what one visitor's first sheet took alone is
    taken off for each first sheet, and one for each answer about another look of the network.
    """
    total, later = weighted(passes, record), _later(record)
    if total is None or not later:
        return None
    first = len(record.of(SHEET)) * (1 if alone.passes is None else alone.passes)
    other_looks = sum(wait.kind in OTHER_LOOKS for wait in later)
    return max(0.0, total - first - other_looks) / len(later)


def _later(record: Record) -> list[Wait]:
    return [wait for wait in record.waits if wait.kind not in {PAINT, SHEET}]


def print_passes(passes: Sequence[Pass] | None, record: Record, alone: Alone) -> None:
    """Passes in all and for one answer."""
    total = weighted(passes, record)
    if total is None or alone.passes is None:
        print("Passes: the server did not count them.")
        return
    sheets = len(record.of(SHEET))
    print(
        f"Passes, weighted by MACs: {total:.2f} for {sheets} first sheets and "
        f"{len(_later(record))} later answers; alone, {alone.passes:.2f} for a first sheet."
    )


def bounds(
    record: Record, alone: Alone, memory: Memory, pace: str, per_answer: float | None
) -> list[Bound]:
    """Everything that is promised for a class."""
    sheets = record.of(SHEET)
    in_turn = max(1, len(sheets)) * (alone.bare + alone.around)
    return [
        Bound("errors", len(record.errors) + len(alone.record.errors), 0),
        Bound("all first sheets", span(sheets), FIRST_SHEETS_TIMES * in_turn, "s"),
        *_layer_bounds(record, len(sheets), pace),
        Bound("passes for an answer after the first sheet", per_answer, PASSES_PER_ANSWER),
        Bound("peak memory", memory.peak or None, PEAK_GIB, "GiB"),
        Bound(
            "memory after the class, as a multiple of before",
            memory.after / memory.before if memory.after and memory.before else None,
            MEMORY_AFTER,
        ),
    ]


def _layer_bounds(record: Record, pupils: int, pace: str) -> list[Bound]:
    seconds = [wait.seconds for wait in record.of(LAYER)] or [float("inf")]
    median, late = LAYER_SECONDS[pace]
    if pupils <= FEW_PUPILS:
        median = LAYER_SECONDS_OF_FEW
    found = [Bound("another layer, median", statistics.median(seconds), median, "s")]
    if late is not None:
        found.append(Bound("another layer, 95 %", at_least(P95, seconds), late, "s"))
    return found


def print_bounds(promised: Sequence[Bound]) -> bool:
    """One line for each promise; return whether all are kept."""
    print("Promised")
    for bound in promised:
        print(bound)
    return all(bound.is_kept for bound in promised)
