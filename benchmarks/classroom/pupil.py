"""What a pupil does: opens Feature maps, uploads a photo, looks around, goes on to other pages."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.classroom.answer import Answer
from benchmarks.classroom.visit import Visit, VisitFailed
from benchmarks.classroom.web import Address

PAINT, SHEET, LAYER = "first paint", "first sheet", "another layer"
CHANNEL, UNIT, DEPTH, GROWTH = "another channel", "another unit", "page Depth", "page Growth"
WAY_IN, BREAK, MISTAKE = "page The way in", "page Break it", "another mistake"
RECIPE, CAUSE, PATCH = "page Training", "page Cause", "another patch"
CONVOLUTION = "page Convolution"
TRAIN, PRESS = "page Train", "Train pressed"
KINDS = (
    *(PAINT, SHEET, LAYER, CHANNEL, UNIT, DEPTH, GROWTH),
    *(WAY_IN, BREAK, MISTAKE, RECIPE, CAUSE, PATCH, CONVOLUTION, TRAIN, PRESS),
)
"""What is waited for, in the order of a visit."""

OTHER_LOOKS = frozenset({BREAK, MISTAKE, RECIPE, CAUSE, PATCH})
"""What makes the network look at another picture, or in another way: that takes a pass each."""

DRAWS = {
    SHEET: "wall",
    LAYER: "wall",
    DEPTH: "depth_strip",
    GROWTH: "field_cone",
    CAUSE: "hidden_patch",
    PATCH: "hidden_patch",
}
"""The component without which an answer is none."""

CONVOLUTION_PAGES = (
    *("convolution", "filters", "sliding"),
    *("output_size", "parameters", "filtered"),
)

INPUT_SIZE, LEAST_PATCH, MOST_PATCH = 224, 30, 120
"""px: of the network's input, and of the sides of a patch that is hidden."""

PACES = {"hasty": (0.5, 1.5), "class": (3.0, 8.0), "alone": (0.1, 0.2)}
"""Seconds of thinking between two clicks: least and most."""

LAYERS_SEEN, CHANNELS_SEEN, MISTAKES_SEEN, PATCHES_SEEN = 4, 2, 2, 2
ARRIVAL_SECONDS = 3.0
"""A class opens the page within these."""

MOST_RETRIES = 10


@dataclass(frozen=True, slots=True)
class Wait:
    """One click of one pupil.

    Attributes:
        kind: What was waited for.
        pupil: Who waited.
        start: When the click was made, in seconds of the monotonic clock.
        seconds: Until the page was complete.
        busy: How often the app said that it was busy, before or instead of the answer.
        size: Bytes received.
    """

    kind: str
    pupil: int
    start: float
    seconds: float
    busy: int
    size: int

    @property
    def end(self) -> float:
        """When the page was complete."""
        return self.start + self.seconds


@dataclass(slots=True)
class Record:
    """What happened to a class: its waits, and sentences about what went wrong."""

    waits: list[Wait] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Wait]:
        """The waits of one kind."""
        return [wait for wait in self.waits if wait.kind == kind]


class Together:
    """Where pupils wait until all are there; who cannot come is not waited for."""

    def __init__(self, number: int) -> None:
        self._missing = number
        self._all_here = asyncio.Event()

    def arrive(self) -> None:
        """Say that one is there, or will not come."""
        self._missing -= 1
        if self._missing <= 0:
            self._all_here.set()

    async def wait(self) -> None:
        """Wait for all."""
        await self._all_here.wait()


@dataclass(slots=True)
class Pupil:
    """One pupil on the way through the pages.

    Attributes:
        number: Tells pupils apart, and decides the order of what this one does.
        photo: Its own photo.
        pace: Seconds of thinking, least and most.
        record: Where it notes its waits.
    """

    number: int
    photo: Path
    pace: tuple[float, float]
    record: Record
    visit: Visit
    chance: random.Random

    async def come(self, arrival_seconds: float) -> None:
        """Open Feature maps, some time within ``arrival_seconds``."""
        await asyncio.sleep(self.chance.uniform(0, arrival_seconds))
        await self._note(PAINT, partial(self.visit.open, "activations"))

    async def look_around(self) -> None:
        """Everything after the first page: photo, layers, channels, a unit, other pages."""
        await self.bring_photo()
        for layer in self._layers():
            await self._choose(LAYER, "Layer", layer)
        for _ in range(CHANNELS_SEEN):
            await self._choose(CHANNEL, "Channel, ", self._another_number("Channel, "))
        await self._choose(UNIT, "Row, ", self._another_number("Row, "))
        await self._go(DEPTH, "depth")
        await self._go(GROWTH, "growth")
        await self._break_and_take_away()
        for page in CONVOLUTION_PAGES:
            await self._go(CONVOLUTION, page)

    async def bring_photo(self) -> None:
        """Upload the photo."""
        photo = await asyncio.to_thread(self.photo.read_bytes)
        await self._note(SHEET, partial(self.visit.upload, "upload", photo))

    async def look_at_layers(self, stop: asyncio.Event) -> None:
        """One layer after the other."""
        names = self.visit.widgets.find("Layer").options
        while not stop.is_set():
            await self._choose(LAYER, "Layer", self.chance.choice(names))

    async def _break_and_take_away(self) -> None:
        """The pages on what goes in, with two other mistakes and two other patches."""
        await self._go(WAY_IN, "preprocessing")
        await self._go(BREAK, "mistakes")
        mistakes = self.visit.widgets.find("Mistake").options[1:]  # the first is shown already
        for mistake in self.chance.sample(mistakes, MISTAKES_SEEN):
            await self._choose(MISTAKE, "Mistake", mistake)
        await self._go(RECIPE, "recipe")
        await self._go(CAUSE, "causes")
        for _ in range(PATCHES_SEEN):
            await self._think()
            patch = {"patch": self._patch(), "size": [INPUT_SIZE, INPUT_SIZE]}
            await self._note(PATCH, partial(self.visit.trigger, "hidden_patch", "patch", patch))

    def _patch(self) -> list[int]:
        """Top, left, height and width of a part of the photo, in px."""
        sides = [self.chance.randint(LEAST_PATCH, MOST_PATCH) for _ in range(2)]
        return [*(self.chance.randint(0, INPUT_SIZE - side) for side in sides), *sides]

    async def _go(self, kind: str, page: str) -> None:
        await self._think()
        await self._note(kind, partial(self.visit.go, page))

    def _layers(self) -> list[str]:
        """Layers of different blocks, in an order of this pupil's own."""
        blocks: dict[str, list[str]] = {}
        for name in self.visit.widgets.find("Layer").options[1:]:  # the first is shown already
            blocks.setdefault(name.split("_")[0], []).append(name)
        chosen = self.chance.sample(sorted(blocks), min(LAYERS_SEEN, len(blocks)))
        return [self.chance.choice(blocks[block]) for block in chosen]

    def _another_number(self, label: str) -> int:
        widget = self.visit.widgets.find(label)
        state = self.visit.widgets.state_of(widget)
        here = int(state.double_value) if state is not None else 0
        least, most = map(int, widget.bounds)
        others = [number for number in range(least, most + 1) if number != here]
        return self.chance.choice(others or [here])

    async def _choose(self, kind: str, label: str, value: object) -> None:
        await self._think()
        await self._note(kind, partial(self.visit.choose, label, value))

    async def _think(self) -> None:
        await asyncio.sleep(self.chance.uniform(*self.pace))

    async def _note(self, kind: str, click: Callable[[], Awaitable[Answer]]) -> None:
        """Click, wait for what the click is for, and note it; ask again where the app is busy."""
        answer = await click()
        start, size, busy = answer.start, answer.size, 0
        while answer.busy:
            busy += 1
            if busy > MOST_RETRIES:
                self.record.errors.append(f"pupil {self.number}, {kind}: busy {busy} times")
                break
            await asyncio.sleep(answer.retry_seconds)
            answer = await self.visit.again()
            size += answer.size
        errors = set(answer.errors)
        if kind in DRAWS and DRAWS[kind] not in answer.components:
            errors.add(f"the answer has no {DRAWS[kind]}")
        self.record.errors += [f"pupil {self.number}, {kind}: {each}" for each in sorted(errors)]
        self.record.waits.append(Wait(kind, self.number, start, answer.end - start, busy, size))


def new_pupil(number: int, at: Address, photo: Path, pace: str, record: Record) -> Pupil:
    """A pupil who has not come yet."""
    return Pupil(number, photo, PACES[pace], record, Visit(at), random.Random(number))


async def go_through(pupil: Pupil, together: Together, arrival_seconds: float) -> None:
    """A whole visit: come, wait for the others, upload, look around, leave."""
    is_here = False
    try:
        await pupil.come(arrival_seconds)
        together.arrive()
        is_here = True
        await together.wait()
        await pupil.look_around()
    except (VisitFailed, LookupError, OSError, ValueError) as error:
        pupil.record.errors.append(f"pupil {pupil.number}: {error}")
    finally:
        if not is_here:
            together.arrive()
        await pupil.visit.leave()


async def run_class(at: Address, photos: list[Path], pace: str, first_number: int = 0) -> Record:
    """A class goes through the pages, everybody with a photo of their own.

    Args:
        at: The server.
        photos: One for each pupil.
        pace: How long they think, a key of `PACES`.
        first_number: The first pupil's number, which decides what they do.
    """
    record, together = Record(), Together(len(photos))
    arrival = ARRIVAL_SECONDS if len(photos) > 1 else 0
    pupils = [
        new_pupil(first_number + place, at, photo, pace, record)
        for place, photo in enumerate(photos)
    ]
    await asyncio.gather(*(go_through(pupil, together, arrival) for pupil in pupils))
    return record
