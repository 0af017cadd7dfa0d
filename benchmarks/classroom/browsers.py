"""Two real browsers among the visitors without one: what a click takes until it is on the screen.

    python -m benchmarks.classroom.browsers URL PHOTO NUMBER

Each browser runs in a process of its own and prints its waits. Chromium shares the cores with the
server, which a class's own devices do not.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import ClassVar

from benchmarks.classroom.pupil import CHANNEL, LAYER, PACES, SHEET, UNIT, Record, Wait
from benchmarks.classroom.web import Address
from benchmarks.visitor import (
    HEADINGS,
    NOTE_DRAWN_TEXTS,
    WINDOW_HEIGHT,
    WINDOW_WIDTH,
    Visitor,
    what_is_missing,
)

LAYERS = ("block2_conv1", "block3_conv2", "block4_conv3", "block5_conv1", "block3_conv3")
CHANNELS = (5, 9)
LONGEST_WAIT_MS = 600_000
BEGIN_SECONDS = 5.0
"""After the class, so that browsers upload while the class looks around."""


class Browsers:
    """Browsers that join a class."""

    NUMBER: ClassVar[int] = 2

    def __init__(self, at: Address, photos: list[Path], are_wanted: bool) -> None:
        self._at, self._photos, self._are_wanted = at, photos, are_wanted

    async def run(self) -> Record:
        """Let them click through; return what they waited for."""
        record = Record()
        if self._are_wanted and (missing := what_is_missing()):
            record.errors.append(missing)
        elif self._are_wanted:
            await asyncio.sleep(BEGIN_SECONDS)
            waits = (self._one(record, number) for number in range(self.NUMBER))
            await asyncio.gather(*waits)
        return record

    async def _one(self, record: Record, number: int) -> None:
        words = [str(self._at), str(self._photos[number]), str(number)]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.classroom.browsers", *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        printed, told = await process.communicate()
        for line in printed.decode().splitlines():
            record.waits.append(Wait(**json.loads(line)))
        if process.returncode:
            last = told.decode().strip().splitlines()[-1:] or ["it stopped"]
            record.errors.append(f"browser {number}: {last[0]}")


def _visit(visitor: Visitor, photo: Path, number: int) -> None:
    """What a pupil does on Feature maps, with the mouse."""
    chance = random.Random(number)

    def note(kind: str, click: Callable[[], float]) -> None:
        time.sleep(chance.uniform(*PACES["hasty"]))
        start = time.monotonic()
        wait = Wait(kind, number, start, click(), 0, 0)
        print(json.dumps(asdict(wait)), flush=True)

    visitor.open("activations")
    data = photo.read_bytes()
    note(SHEET, partial(visitor.upload, data))
    for layer in chance.sample(LAYERS, 4):
        note(LAYER, partial(visitor.look_at, layer))
    for channel in CHANNELS:
        tile = f".st-key-wall [data-channel='{channel}']"
        note(CHANNEL, partial(visitor.press, tile, [HEADINGS]))
    step = ".st-key-row [data-testid=stNumberInputStepUp]"
    note(UNIT, partial(visitor.press, step, [HEADINGS]))


def main() -> None:
    """One browser; print a line of JSON for each wait."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only if it is installed

    from tests.browser.browser import CHROMIUM_FLAGS, find_browser  # noqa: PLC0415

    url, photo, number = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=list(CHROMIUM_FLAGS)
        )
        page = browser.new_page(
            base_url=url, viewport={"width": WINDOW_WIDTH, "height": WINDOW_HEIGHT}
        )
        page.set_default_timeout(LONGEST_WAIT_MS)
        page.add_init_script(NOTE_DRAWN_TEXTS)
        _visit(Visitor(page, 0), Path(photo), int(number))
        browser.close()


if __name__ == "__main__":
    main()
