"""A class: one visitor alone first, then everybody, then the server when all have left."""

import asyncio
import os
import time
from pathlib import Path

from benchmarks.classroom.bare import BarePass
from benchmarks.classroom.browsers import Browsers
from benchmarks.classroom.options import Options
from benchmarks.classroom.pupil import SHEET, Record, run_class
from benchmarks.classroom.report import (
    Alone,
    Bound,
    Memory,
    bounds,
    passes_per_later_answer,
    print_errors,
    print_passes,
    print_throughput,
    print_waits,
)
from benchmarks.classroom.server import MemoryCurve, Server, Work, read_passes

PHOTOS_ALONE = 3
NUMBER_ALONE = 1000
"""The number of the first visitor who comes alone: nobody in a class does the same."""

PHOTOS_BESIDE_THE_CLASS = 1 + PHOTOS_ALONE + Browsers.NUMBER


def load() -> str:
    """How busy the machine is."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


async def measure_class(
    options: Options, server: Server, photos: list[Path], bare: BarePass
) -> list[Bound]:
    """Measure and print; return what is promised.

    Args:
        options: What is measured.
        server: A running app that nobody has visited yet.
        photos: `PHOTOS_BESIDE_THE_CLASS`, and one for each pupil.
        bare: Measured once already; it is measured again after the class.
    """
    curve = MemoryCurve(server.pid)
    watching = asyncio.create_task(curve.watch())
    alone = await _alone(server, photos[: 1 + PHOTOS_ALONE])
    if not alone.of(SHEET):
        print_errors(alone)
        return [Bound("errors", len(alone.errors), 0)]
    before = curve.look()
    record = await _class(options, server, photos[1 + PHOTOS_ALONE :])
    left = time.monotonic()
    passes, peak = read_passes(server.passes), curve.peak
    await asyncio.to_thread(bare.measure)
    found = Alone(bare.seconds, alone, _passes_for_sheets(server, alone))
    print(f"Bare pass: {bare}. {load()}.")
    _print_all(options, found, record)
    print_passes(passes, record, found)
    print(f"Memory of the server: {before:.2f} GiB before the class, at most {peak:.2f} GiB.")
    after = await _rest(options.rest - (time.monotonic() - left), curve) if options.rest else None
    watching.cancel()
    per_answer = passes_per_later_answer(passes, record, found)
    memory = Memory(before, peak, after)
    return bounds(record, found, memory, options.pace, per_answer)


def _print_all(options: Options, alone: Alone, record: Record) -> None:
    print_waits("One visitor alone, three photos", alone.record, alone.bare)
    print_errors(alone.record)
    print(f"The work around its pass: {alone.around * 1000:.0f} ms.")
    print_waits(f"{options.number} pupils, pace {options.pace}", record, alone.bare)
    print_errors(record)
    print_throughput(record, alone)


async def _alone(server: Server, photos: list[Path]) -> Record:
    """One visitor alone, after another who loads what the server loads when it is first needed."""
    await run_class(server.address, photos[:1], "alone", NUMBER_ALONE)
    total = Record()
    for place, photo in enumerate(photos[1:], 1):
        record = await run_class(server.address, [photo], "alone", NUMBER_ALONE + place)
        total.waits += record.waits
        total.errors += record.errors
    return total


def _passes_for_sheets(server: Server, record: Record) -> float | None:
    """Weighted passes for one first sheet of a visitor alone; None if not counted."""
    passes, sheets = read_passes(server.passes), record.of(SHEET)
    if passes is None or not sheets:
        return None
    shares = (
        each.share for each in passes if any(wait.start <= each.when <= wait.end for wait in sheets)
    )
    return sum(shares) / len(sheets)


async def _class(options: Options, server: Server, photos: list[Path]) -> Record:
    """The class, with two browsers in it if they are wanted."""
    before = Work.so_far(server.pid)
    browsers = Browsers(server.address, photos[: Browsers.NUMBER], options.has_browsers)
    record, in_browsers = await asyncio.gather(
        run_class(server.address, photos[Browsers.NUMBER :], options.pace), browsers.run()
    )
    print(f"The class took {Work.so_far(server.pid).told_since(before)}.")
    if options.has_browsers:
        print_waits(f"{Browsers.NUMBER} browsers among them", in_browsers)
        print_errors(in_browsers)
        record.errors += in_browsers.errors
    return record


async def _rest(seconds: float, curve: MemoryCurve) -> float:
    print(f"Everybody has left. Memory is looked at again in {max(0, seconds):.0f} s.", flush=True)
    await asyncio.sleep(max(0, seconds))
    after = curve.look()
    print(f"Memory then: {after:.2f} GiB.")
    return after
