"""How long each control of a page takes to answer, beside what is promised for it.

    python -m benchmarks.controls mistakes causes

A visitor without a browser opens each page in several states, and moves every control that the page
shows to other values, one at a time. A wait lasts from the click until the page is complete, its
new pictures included. The passes through the network that it took are taken off, one for each of
the two pictures that these pages compare, so what is left is the work around them. A pass counts
as long as a bare one with as much work.
"""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.classroom.answer import Answer
from benchmarks.classroom.bare import BarePass
from benchmarks.classroom.options import HERE
from benchmarks.classroom.server import Server, class_server, read_passes, weights_for_class
from benchmarks.classroom.visit import Visit
from benchmarks.classroom.widgets import Widget

SECONDS_AROUND = 0.3
MOST_PASSES = 2.0
"""One for each picture: a new photo comes with the same photo as it should not be prepared."""

BARE_MACS = 15_346_630_656
"""Of VGG16's convolutions at 224 x 224 px, which the bare pass computes."""

LARGEST_SIDE = 512
"""px: what the real VGG16 takes here."""

TIMES = 3
"""Values to which each control is moved."""

REST_SECONDS = 1.5
"""Between two clicks: what is packed behind an answer belongs to no wait."""

LONGEST_JOB_SECONDS = 20.0
"""Until all mistakes are ranked, which goes on behind the page."""

STATES = {
    "mistakes": ("", "mistake=rgb-order"),
    "causes": (
        "",
        "watched=chosen&cover=blur",
        "taken=channels&off=one",
        "taken=channels&off=strongest&off_layer=block2_conv2",
    ),
}
"""Links to the states of each page that show all of its controls."""

NOT_MOVED = {"upload"}
PATCHES = ([20, 30, 60, 60], [100, 90, 80, 40], [0, 0, 224, 112])
TRIGGERS = {
    "hidden_patch": ("patch", [{"patch": each, "size": [224, 224]} for each in PATCHES]),
    "strip": ("selected", ["block2_conv1", "block5_conv2", "block4_pool"]),
    "depth_strip": ("selected", ["block1_conv2", "block4_conv1", "block3_pool"]),
}
"""What the app's own components send: by key, the name of the event and values."""


@dataclass(slots=True)
class Waits:
    """What one control of a page made a visitor wait.

    Attributes:
        name: The page and the control.
        seconds: Each wait.
        passes: The passes in each of them, as shares of a whole one.
        work: The same in multiply-accumulates.
        errors: What went wrong.
    """

    name: str
    seconds: list[float] = field(default_factory=list)
    passes: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    errors: set[str] = field(default_factory=set)

    def around(self, bare: float) -> float:
        """The median of what is left without the passes, in seconds."""
        return statistics.median(
            seconds - work / BARE_MACS * bare
            for seconds, work in zip(self.seconds, self.work, strict=True)
        )

    def is_kept(self, bare: float) -> bool:
        """Whether the promise holds."""
        has_too_many = max(self.passes) > MOST_PASSES
        return not self.errors and not has_too_many and self.around(bare) <= SECONDS_AROUND


Click = Callable[[], Awaitable[Answer]]


def clicks_of(visit: Visit) -> Iterator[tuple[str, list[Click]]]:
    """Each control that a page shows, and how to move it to some other values."""
    for widget in visit.widgets.all():
        if widget.key not in NOT_MOVED and (values := other_values(visit, widget)):
            yield widget.label, [partial(visit.choose, widget.key, each) for each in values]
    for key, (event, sent) in TRIGGERS.items():
        with suppress(LookupError):
            visit.widgets.component(key)
            yield key, [partial(visit.trigger, key, event, each) for each in sent]


def other_values(visit: Visit, widget: Widget) -> list[object]:
    """Values of a control that differ from its own, the same in each run."""
    state = visit.widgets.state_of(widget)
    here = state and getattr(state, state.WhichOneof("value"))
    match widget.kind:
        case "selectbox":
            return [each for each in widget.options if each != here][:TIMES]
        case "button_group":
            return [each for each in widget.options if each not in here.data][:TIMES]
        case "number_input" | "slider":
            least, most = int(widget.bounds[0]), min(int(widget.bounds[1]), LARGEST_SIDE)
            spread = (least + (most - least) * part // (TIMES + 1) for part in range(1, TIMES + 2))
            return [each for each in dict.fromkeys(spread) if each != here][:TIMES]
        case "checkbox":
            return [not here, bool(here)]
        case _:
            return []


async def measure_state(server: Server, page: str, link: str) -> list[Waits]:
    """Move each control of a page that was opened by a link; it is opened anew for each of them."""
    async with _opened(server, page, link) as visit:
        await asyncio.sleep(LONGEST_JOB_SECONDS if page == "mistakes" else 0)
        names = [name for name, _clicks in clicks_of(visit)]
    found = []
    for name in names:
        waits = Waits(f"{page}?{link}: {name}")
        async with _opened(server, page, link) as visit:
            for click in dict(clicks_of(visit))[name]:
                with suppress(LookupError):  # an earlier value took the control away
                    await _note(server, waits, click)
        found += [waits] if waits.seconds else []
        print(f"  {waits.name}: {[round(each, 2) for each in waits.seconds]}", flush=True)
    return found


@asynccontextmanager
async def _opened(server: Server, page: str, link: str) -> AsyncIterator[Visit]:
    """A new visitor on a page, whose passes and packing are over."""
    visit = Visit(server.address)
    try:
        await visit.open(page, link)
        await asyncio.sleep(REST_SECONDS)
        yield visit
    finally:
        await visit.leave()


async def _note(server: Server, waits: Waits, click: Click) -> None:
    answer = await click()
    await asyncio.sleep(REST_SECONDS)
    passes = [
        each for each in read_passes(server.passes) or () if answer.start <= each.when <= answer.end
    ]
    waits.seconds.append(answer.seconds)
    waits.passes.append(sum(each.share for each in passes))
    waits.work.append(sum(each.macs for each in passes))
    waits.errors |= answer.errors


async def measure(server: Server, pages: Sequence[str]) -> list[Waits]:
    """Move each control of these pages, in each of their states."""
    found = []
    for page in pages:
        visit = Visit(server.address)  # what a server loads once belongs to no control
        await visit.open(page)
        await visit.leave()
        for link in STATES[page]:
            found += await measure_state(server, page, link)
    return found


def print_all(found: Sequence[Waits], bare: float) -> bool:
    """One line for each control; return whether all keep the promise."""
    print(f"A bare pass takes {bare * 1000:.0f} ms. Waits in s, and what is left without the pass.")
    for each in found:
        told = ", ".join(
            f"{seconds:.2f} ({passes:.2f})"
            for seconds, passes in zip(each.seconds, each.passes, strict=True)
        )
        outcome = "kept" if each.is_kept(bare) else "BROKEN"
        print(f"  {each.name:<60} {told:<42} {each.around(bare):>6.2f} {outcome}")
        for error in sorted(each.errors):
            print(f"    {error}")
    return all(each.is_kept(bare) for each in found)


def main() -> int:
    """Measure and print; the exit status is 0 if the promise is kept."""
    pages = sys.argv[1:] or list(STATES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weights = weights_for_class(folder)
        bare = BarePass(HERE, weights)
        bare.measure()
        with class_server(HERE, folder, weights) as server:
            found = asyncio.run(measure(server, pages))
        bare.measure()
    return 0 if print_all(found, bare.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
