"""A long lesson: pupils come and go, and their photos keep changing. Does memory grow?"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

from benchmarks.classroom.drawing import draw_memory
from benchmarks.classroom.options import Options
from benchmarks.classroom.pupil import Record, Together, go_through, new_pupil
from benchmarks.classroom.report import PEAK_GIB, Bound, print_errors, print_waits
from benchmarks.classroom.server import MemoryCurve, Server

PHOTOS = 100
"""Different photos: more than a server keeps for a class, so that each is new again in its turn."""

LARGEST_GROWTH = 1.05
"""Of the median from the middle fifth of the time to the last one."""

BETWEEN_LOOKS = 1.0
SECONDS_PER_MINUTE = 60
FIFTHS = 5
FEWEST_LOOKS = 300
"""Five minutes; before that a server still fills its caches."""


async def measure_soak(options: Options, server: Server, photos: list[Path]) -> list[Bound]:
    """Measure, print and draw; return what is promised.

    Args:
        options: What is measured.
        server: A running app.
        photos: Different ones, which are used again and again.
    """
    record, curve = Record(), MemoryCurve(server.pid)
    watching = asyncio.create_task(curve.watch(BETWEEN_LOOKS))
    end = time.monotonic() + options.soak_minutes * SECONDS_PER_MINUTE
    lesson = _Lesson(options, server, record, cycle(photos), count(), end)
    await asyncio.gather(*(lesson.seat() for _ in range(options.number)))
    watching.cancel()
    title = f"{options.number} pupils, pace {options.pace}, {options.soak_minutes:g} minutes"
    print_waits(title, record)
    print_errors(record)
    return [Bound("errors", len(record.errors), 0), *_memory_bounds(options, curve, title)]


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What all pupils share: photos, the numbers that tell pupils apart, and the end."""

    options: Options
    server: Server
    record: Record
    photos: Iterator[Path]
    numbers: Iterator[int]
    end: float

    async def seat(self) -> None:
        """One pupil after another at the same device, each with the next photo."""
        while time.monotonic() < self.end:
            number, photo, pace = next(self.numbers), next(self.photos), self.options.pace
            pupil = new_pupil(number, self.server.address, photo, pace, self.record)
            await go_through(pupil, Together(1), arrival_seconds=3)


def _memory_bounds(options: Options, curve: MemoryCurve, title: str) -> list[Bound]:
    if curve.pid is None:
        return []
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / "class_memory.png"
    draw_memory(path, curve.seen, PEAK_GIB, title)
    print(f"Memory is drawn in {path}.")
    return [
        Bound("peak memory", curve.peak, PEAK_GIB, "GiB"),
        Bound("memory, last fifth over middle fifth", growth(curve), LARGEST_GROWTH),
    ]


def growth(curve: MemoryCurve) -> float | None:
    """Median memory in the last fifth of the time over that in the middle; None if too short."""
    fifth = len(curve.seen) // FIFTHS
    if len(curve.seen) < FEWEST_LOOKS:
        return None
    late, early = curve.seen[-fifth:], curve.seen[2 * fifth : 3 * fifth]
    return statistics.median(gib for _, gib in late) / statistics.median(gib for _, gib in early)
