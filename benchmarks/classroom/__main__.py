"""Thirty pupils at once: what `make bench-class` runs.

    python -m benchmarks.classroom [--number 30] [--pace hasty|class] [--app CHECKOUT] ...

First a bare pass is measured, then one visitor alone, then a class of visitors without a browser,
each with a photo of its own. The exit status is 1 if a promise is broken.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.classroom.bare import bare_pass
from benchmarks.classroom.photos import make_photos
from benchmarks.classroom.pupil import SHEET, Record, run_class
from benchmarks.classroom.report import (
    Alone,
    Memory,
    bounds,
    passes_per_later_answer,
    print_bounds,
    print_errors,
    print_passes,
    print_throughput,
    print_waits,
)
from benchmarks.classroom.server import (
    MemoryCurve,
    Server,
    class_server,
    cpu_seconds,
    read_passes,
    weights_for_class,
)
from benchmarks.classroom.web import Address

PUPILS = 30
REST_SECONDS = 180
PHOTOS_ALONE = 3
NUMBER_ALONE = 1000
"""The number of the first visitor who comes alone: nobody in a class does the same."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured.

    Attributes:
        number: Pupils.
        pace: How long they think.
        rest: Seconds between the end of the class and the last look at the memory; 0 for no look.
        app: The checkout whose app is measured.
        url: Of a server that runs already; "" to start one.
        pid: That server's process, to watch it; None if it cannot be watched.
    """

    number: int
    pace: str
    rest: float
    app: Path
    url: str
    pid: int | None


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = weights_for_class(folder)
        print(f"{options.number} pupils, pace {options.pace}, {options.app}; {load()}", flush=True)
        bare = bare_pass(options.app, environment)
        print(f"Bare pass: {bare * 1000:.0f} ms", flush=True)
        photos = make_photos(folder, 1 + PHOTOS_ALONE + options.number)
        with _server(options, folder, environment) as server:
            return 0 if asyncio.run(measure(options, server, bare, photos)) else 1


def load() -> str:
    """How busy the machine is."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


async def measure(options: Options, server: Server, bare: float, photos: list[Path]) -> bool:
    """One visitor alone, then the class, then the rest; return whether every promise is kept."""
    curve = MemoryCurve(server.pid)
    watching = asyncio.create_task(curve.watch())
    alone = await _alone(server, bare, photos[: 1 + PHOTOS_ALONE])
    before = curve.look()
    record = await _timed_class(options, server, photos[1 + PHOTOS_ALONE :])
    print_waits(f"{options.number} pupils, pace {options.pace}", record, bare)
    print_errors(record)
    print_throughput(record, alone)
    passes = read_passes(server.passes)
    print_passes(passes, record, alone)
    print(
        f"{load()}. Memory before the class {before:.2f} GiB, peak {curve.peak:.2f} GiB.",
        flush=True,
    )
    after = await _rest(options, curve) if options.rest else None
    watching.cancel()
    per_answer = passes_per_later_answer(passes, record, alone)
    memory = Memory(before, curve.peak, after)
    return print_bounds(bounds(record, alone, memory, options.pace, per_answer))


async def _alone(server: Server, bare: float, photos: list[Path]) -> Alone:
    """One visitor alone, who first loads what the server loads when it is first needed."""
    await run_class(server.address, photos[:1], "alone", NUMBER_ALONE)
    total = Record()
    before = read_passes(server.passes)
    for place, photo in enumerate(photos[1:], 1):
        record = await run_class(server.address, [photo], "alone", NUMBER_ALONE + place)
        total.waits += record.waits
        total.errors += record.errors
    print_waits("One visitor alone, three photos", total, bare)
    print_errors(total)
    alone = Alone(bare, total, _passes_for_sheets(server, total) if before is not None else None)
    print(f"  the work around the pass: {alone.around * 1000:.0f} ms", flush=True)
    return alone


def _passes_for_sheets(server: Server, record: Record) -> float:
    """Weighted passes for one first sheet of a visitor alone."""
    sheets = record.of(SHEET)
    passes = read_passes(server.passes) or []
    shares = (each.share for each in passes if any(w.start <= each.when <= w.end for w in sheets))
    return sum(shares) / max(1, len(sheets))


async def _timed_class(options: Options, server: Server, photos: list[Path]) -> Record:
    start, server_cpu, own_cpu = time.monotonic(), cpu_seconds(server.pid), time.process_time()
    record = await run_class(server.address, photos, options.pace)
    print(
        f"The class took {time.monotonic() - start:.0f} s; processor time: server "
        f"{cpu_seconds(server.pid) - server_cpu:.1f} s, visitors "
        f"{time.process_time() - own_cpu:.1f} s."
    )
    return record


async def _rest(options: Options, curve: MemoryCurve) -> float:
    await asyncio.sleep(options.rest)
    after = curve.look()
    print(f"Memory {options.rest:.0f} s after all have left: {after:.2f} GiB.")
    return after


@contextmanager
def _server(options: Options, folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    if options.url:
        host, port = options.url.removeprefix("http://").strip("/").split(":")
        yield Server(Address(host, int(port)), options.pid, folder)
    else:
        with class_server(options.app, folder, environment) as server:
            yield server


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classroom", description=__doc__)
    parser.add_argument("--number", "-n", type=int, default=PUPILS, help="pupils")
    parser.add_argument("--pace", choices=("hasty", "class"), default="hasty", help="thinking")
    parser.add_argument(
        "--rest",
        type=float,
        default=REST_SECONDS,
        help="seconds from the end of the class to the last look at the memory; 0: no look",
    )
    parser.add_argument("--app", type=Path, default=Path(__file__).parents[2], help="a checkout")
    parser.add_argument("--url", default="", help="of a server that runs already")
    parser.add_argument("--pid", type=int, help="of that server, to watch it")
    found = parser.parse_args()
    return Options(found.number, found.pace, found.rest, found.app.resolve(), found.url, found.pid)


if __name__ == "__main__":
    sys.exit(main())
