"""A hundred visitors of the page Layers: all in the same second, and ten a second."""

import asyncio
import statistics

from benchmarks.classroom.pupil import PAINT, Record, Together, Wait
from benchmarks.classroom.report import Bound, print_errors, print_waits
from benchmarks.classroom.server import MemoryCurve, Server
from benchmarks.classroom.visit import Visit, VisitFailed
from benchmarks.classroom.web import Address

VISITORS, STACKS_VISITORS = 100, 30
ARRIVALS_A_SECOND = 10
AT_ONCE_SECONDS, ONE_BY_ONE_SECONDS = 5.0, 0.5
PAGES = ("", "stacks")


async def measure_arithmetic(server: Server) -> list[Bound]:
    """Measure and print; return what is promised."""
    await _warm_up(server.address)
    at_once = await _arrivals(server.address, "", VISITORS, 1.0)
    in_turn = await _arrivals(server.address, "", VISITORS, VISITORS / ARRIVALS_A_SECOND)
    stacks = await _arrivals(server.address, "stacks", STACKS_VISITORS, 1.0)
    curve = MemoryCurve(server.pid)
    for title, record in (
        (f"Layers, {VISITORS} visitors in the same second", at_once),
        (f"Layers, {VISITORS} visitors, {ARRIVALS_A_SECOND} a second", in_turn),
        (f"Stacks, {STACKS_VISITORS} visitors in the same second", stacks),
    ):
        print_waits(title, record)
        print_errors(record)
    print(f"Memory of the server: {curve.look():.2f} GiB.")
    errors = sum(len(record.errors) for record in (at_once, in_turn, stacks))
    return [
        Bound("errors", errors, 0),
        Bound("Layers, all at once, median", _median(at_once), AT_ONCE_SECONDS, "s"),
        Bound("Layers, ten a second, median", _median(in_turn), ONE_BY_ONE_SECONDS, "s"),
    ]


def _median(record: Record) -> float | None:
    seconds = [wait.seconds for wait in record.waits]
    return statistics.median(seconds) if seconds else None


async def _warm_up(at: Address) -> None:
    """Open each page once, so that what the server loads once is loaded."""
    for page in PAGES:
        await _arrivals(at, page, 1, 0)


async def _arrivals(at: Address, page: str, number: int, seconds: float) -> Record:
    """Visitors who come evenly within a time, and stay until the last has seen the page."""
    record, together = Record(), Together(number)
    delays = (seconds * place / number for place in range(number))
    await asyncio.gather(*(_one(Visit(at), page, delay, record, together) for delay in delays))
    return record


async def _one(visit: Visit, page: str, delay: float, record: Record, together: Together) -> None:
    await asyncio.sleep(delay)
    try:
        answer = await visit.open(page)
        busy = int(answer.busy)
        record.waits.append(Wait(PAINT, 0, answer.start, answer.seconds, busy, answer.size))
        record.errors += [f"a visitor: {error}" for error in sorted(answer.errors)]
    except VisitFailed as error:
        record.errors.append(f"a visitor: {error}")
    together.arrive()
    await together.wait()
    await visit.leave()
