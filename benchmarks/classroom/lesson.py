"""A class trains heads while others look at maps: do all finish, and do maps come in time?

Each pupil teaches with a seed of their own, so that nobody's head is another one's.
"""

import asyncio
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.classroom.answer import Answer
from benchmarks.classroom.bare import BarePass
from benchmarks.classroom.options import Options
from benchmarks.classroom.pupil import LAYER, PRESS, TRAIN, Pupil, Record, Wait, new_pupil
from benchmarks.classroom.report import Bound, print_errors, print_waits
from benchmarks.classroom.server import MemoryCurve, Server, Work
from benchmarks.classroom.visit import Visit, VisitFailed

LOOKING = 5
"""Visitors who look at maps meanwhile, each at a photo of their own."""

ALONE_SECONDS = 20.0
"""How long they look before anybody trains."""

FIRST_LOOKING = 1000
"""The number of the first of them."""

ARRIVAL_SECONDS = 3.0
"""All of the class press the button within these."""

LONGEST_SECONDS = 600.0
MEDIAN_SECONDS = 1.0
"""Of maps while a class trains."""

WAITING = re.compile(r"(\d+) others? first")
ENDED = re.compile(r"All \d+ epochs")


@dataclass(slots=True)
class Learner:
    """A pupil who trains a head.

    Attributes:
        number: Tells pupils apart; the head's seed.
        visit: Where.
        record: What they note their waits in.
        places: How many others came first, each time the page said so.
        began: When the button was pressed, in seconds of the monotonic clock; 0 before.
        ended: When the page said that all epochs are done; 0 before.
    """

    number: int
    visit: Visit
    record: Record
    places: list[int] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, said: str) -> None:
        """Note what the page says."""
        if found := WAITING.search(said):
            self.places.append(int(found.group(1)))
        if self.began and ENDED.search(said):
            self.ended = time.monotonic()
            self.done.set()

    async def learn(self, delay: float) -> None:
        """Open the page, press the button, and wait until the head is taught."""
        self.visit.hear = self.hear
        try:
            self._note(TRAIN, await self.visit.open("train", f"teach_seed={self.number}"))
            await asyncio.sleep(delay)
            self.began = time.monotonic()
            self._note(PRESS, await self.visit.press("start_teaching"))
            await asyncio.wait_for(self.done.wait(), LONGEST_SECONDS)
        except TimeoutError:
            self.record.errors.append(f"pupil {self.number}: not taught in {LONGEST_SECONDS:.0f} s")
        except (VisitFailed, LookupError, OSError, ValueError) as error:
            self.record.errors.append(f"pupil {self.number}: {error}")
        finally:
            await self.visit.leave()

    def _note(self, kind: str, answer: Answer) -> None:
        self.record.errors += [f"pupil {self.number}, {kind}: {each}" for each in answer.errors]
        busy, wait = int(answer.busy), answer.seconds
        self.record.waits.append(Wait(kind, self.number, answer.start, wait, busy, answer.size))


async def measure_lesson(
    options: Options, server: Server, photos: list[Path], bare: BarePass
) -> list[Bound]:
    """Measure and print; return what is promised.

    Args:
        options: What is measured; all of its pupils train.
        server: A running app that nobody has visited yet.
        photos: One for each visitor who looks at maps.
        bare: Measured once already; it is measured again at the end.
    """
    curve, trained = MemoryCurve(server.pid), Record()
    watching = asyncio.create_task(curve.watch())
    looking = [
        new_pupil(FIRST_LOOKING + place, server.address, photo, options.pace, Record())
        for place, photo in enumerate(photos)
    ]
    for pupil in looking:
        await pupil.come(0)
        await pupil.bring_photo()
    alone = await _looked(looking, asyncio.create_task(asyncio.sleep(ALONE_SECONDS)))
    learners = [Learner(each, Visit(server.address), trained) for each in range(options.number)]
    before = Work.so_far(server.pid)
    meanwhile = await _looked(looking, asyncio.create_task(_teach(learners)))
    print(f"The lesson took {Work.so_far(server.pid).told_since(before)}.")
    await asyncio.gather(*(each.visit.leave() for each in looking))
    watching.cancel()
    await asyncio.to_thread(bare.measure)
    print(f"Bare pass: {bare}. Memory of the server: at most {curve.peak:.2f} GiB.")
    print_waits(f"{len(looking)} visitors look at maps alone", alone, bare.seconds)
    print_waits(f"The same while {len(learners)} train", meanwhile, bare.seconds)
    print_waits("Those who train", trained, bare.seconds)
    print_errors(Record([], [*alone.errors, *meanwhile.errors, *trained.errors]))
    _print_learners(learners)
    return _bounds(learners, len(alone.errors) + len(meanwhile.errors), meanwhile)


async def _looked(looking: Sequence[Pupil], until: "asyncio.Task[None]") -> Record:
    """What those who look at maps wait for, until something has ended."""
    record, stop = Record(), asyncio.Event()
    for pupil in looking:
        pupil.record = record
    tasks = [asyncio.create_task(pupil.look_at_layers(stop)) for pupil in looking]
    await until
    stop.set()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    for pupil, found in zip(looking, ends, strict=True):
        if isinstance(found, BaseException):
            record.errors.append(f"pupil {pupil.number}: {found}")
    return record


async def _teach(learners: Sequence[Learner]) -> None:
    delays = [ARRIVAL_SECONDS * place / len(learners) for place in range(len(learners))]
    pairs = zip(learners, delays, strict=True)
    await asyncio.gather(*(learner.learn(delay) for learner, delay in pairs))


def _print_learners(learners: Sequence[Learner]) -> None:
    taught = [each for each in learners if each.ended]
    told = sum(bool(each.places) for each in learners)
    print(f"{len(taught)} of {len(learners)} were taught; {told} were told how many come first.")
    if taught:
        begin = min(each.began for each in learners if each.began)
        first, last = (pick(each.ended for each in taught) - begin for pick in (min, max))
        print(f"The first after {first:.1f} s, the last after {last:.1f} s.")


def _bounds(learners: Sequence[Learner], errors: int, meanwhile: Record) -> list[Bound]:
    maps = [wait.seconds for wait in meanwhile.of(LAYER)]
    return [
        Bound("not taught", sum(not each.ended for each in learners), 0),
        Bound("errors of those who look at maps", errors, 0),
        Bound("another layer meanwhile, median", statistics.median(maps), MEDIAN_SECONDS, "s")
        if maps
        else Bound("answers to those who look at maps", 1, 0),
    ]
