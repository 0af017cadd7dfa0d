"""A visitor of the running app, shared by the benchmarks that use a real browser."""

# ruff: noqa: PLC0415 -- Playwright is imported only if it is installed

import importlib.util
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from explorer.images.samples import read_sample
from tests.browser.app_server import running_app
from tests.browser.browser import CHROMIUM_FLAGS, find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

WINDOW_WIDTH, WINDOW_HEIGHT = 1440, 900
PHOTO_SIZE = (4000, 3000)
"""px, width and height: a phone's photo, 12 megapixels."""

JPEG_QUALITY = 85
SHIFT = 40
"""px by which a photo is shifted against the one before it, so that each is new to the app."""

# Tables are drawn on a canvas: their text is noted as it is drawn. Their text for screen readers
# follows 0.2 s later.
NOTE_DRAWN_TEXTS = """
(() => {
    const fillText = CanvasRenderingContext2D.prototype.fillText;
    window.__drawn = new Set();
    let told = true;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        if (told) queueMicrotask(() => { told = true; dispatchEvent(new Event('drawn')); });
        told = false;
        window.__drawn.add(text);
        return fillText.call(this, text, ...place);
    };
})()
"""

# From the click (or the choice of a file) to the moment when every shown part has changed and is
# complete. It looks from inside the page whenever something changes there, so that neither
# Playwright nor the looking takes time.
STOPWATCH = """
([event, parts]) => {
    const shown = new Function(`return ${parts}`);
    window.__drawn.clear();
    const before = shown();
    window.__seconds = null;
    let start;
    addEventListener(event, () => { start = performance.now(); }, {capture: true, once: true});
    const look = () => {
        if (!start || !shown().every((part, i) => part !== null && part !== before[i])) return;
        window.__seconds = (performance.now() - start) / 1000;
        changes.disconnect();
        removeEventListener('drawn', look);
    };
    const changes = new MutationObserver(look);
    const anything = {subtree: true, childList: true, attributes: true, characterData: true};
    changes.observe(document, anything);
    for (const { shadowRoot } of document.querySelectorAll('*'))
        if (shadowRoot) changes.observe(shadowRoot, anything);
    addEventListener('drawn', look);
}
"""

# What must change, each as JavaScript; null while it is not complete.
WALL = """
[...document.querySelectorAll('.st-key-wall *')]
    .map((each) => each.shadowRoot?.querySelector('.wall')?.style.getPropertyValue('--sheet'))
    .find((picture) => picture) ?? null
"""

# Of one channel and one unit: the headings that name them, the map in words, the filter.
HEADINGS = "[...document.querySelectorAll('h2')].map((each) => each.textContent).join() || null"
IN_WORDS = """
[...document.querySelectorAll('.st-key-channel_view *')]
    .map((each) => each.shadowRoot?.querySelector('.told')?.textContent)
    .find((text) => text) ?? null
"""
IMAGES = "[...document.querySelectorAll('.stImage img')].map((each) => each.src).join() || null"
FILTER = "document.querySelector('.grids')?.textContent ?? null"


def chart(key: str) -> str:
    """The lines and marks of a chart, for a stopwatch.

    Streamlit draws each chart twice: the first time hidden, before it knows the width.
    """
    return (
        f"[...document.querySelectorAll('.st-key-{key} .js-plotly-plot')]"
        ".filter((plot) => plot.checkVisibility({ visibilityProperty: true }))"
        ".flatMap((plot) => [...plot.querySelectorAll('path')])"
        ".map((path) => path.getAttribute('d') + path.getAttribute('transform')).join() || null"
    )


def table_text(text: str) -> str:
    """A text that no table shows yet, for a stopwatch."""
    return f"window.__drawn.has({json.dumps(text)}) || null"


def what_is_missing() -> str:
    """What has to be installed first; "" if nothing is missing."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed: make bench-peers"
    if find_browser() is None:
        return "Chromium is not installed: make bench-peers, then make test"
    return ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody on a page of the app.

    Attributes:
        page: What they see.
        server_pid: The process that runs the app.
    """

    page: "Page"
    server_pid: int

    def open(self, path: str) -> None:
        """Go to a page of the app and wait until it is idle."""
        self.page.goto(f"/{path}")
        self.rest()

    def rest(self) -> None:
        """Wait until the page has finished what it is doing."""
        from tests.browser.waiting import wait_idle

        wait_idle(self.page)

    def upload(self, photo: bytes) -> float:
        """Upload a photo; return the seconds until the wall of its maps is there."""
        self._start_stopwatch("change", [WALL])
        self.page.locator(".st-key-upload input[type=file]").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
        )
        return self._stopped()

    def look_at(self, layer_name: str, parts: Sequence[str] = (WALL,)) -> float:
        """Click a layer in the strip; return the seconds until ``parts`` follow."""
        return self.press(f".st-key-strip [data-name={layer_name}]", parts)

    def choose(self, key: str, option: str, parts: Sequence[str]) -> float:
        """Choose from a list; return the seconds until ``parts`` follow."""
        self.page.locator(f".st-key-{key}").get_by_role("combobox").click()
        choice = self.page.get_by_role("option", name=option, exact=True)
        choice.wait_for()
        self._start_stopwatch("click", parts)
        choice.click()
        return self._stopped()

    def press(self, selector: str, parts: Sequence[str]) -> float:
        """Click something; return the seconds until ``parts`` follow."""
        target = self.page.locator(selector)
        target.scroll_into_view_if_needed()
        self._start_stopwatch("click", parts)
        target.click()
        return self._stopped()

    def _start_stopwatch(self, event: str, parts: Sequence[str]) -> None:
        self.page.evaluate(STOPWATCH, [event, f"[{', '.join(parts)}]"])

    def _stopped(self) -> float:
        seconds = self.page.wait_for_function("window.__seconds").json_value()
        self.rest()
        return float(seconds)


@contextmanager
def visitor() -> Iterator[Visitor]:
    """Start the app and a browser; nothing is downloaded, local weights are used."""
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder), {"VGG16_OFFLINE": "1"}) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=list(CHROMIUM_FLAGS)
        )
        page = browser.new_page(
            base_url=server.url, viewport={"width": WINDOW_WIDTH, "height": WINDOW_HEIGHT}
        )
        page.add_init_script(NOTE_DRAWN_TEXTS)
        yield Visitor(page, server.pid)
        browser.close()


def new_photos() -> Iterator[bytes]:
    """Endless photos, as JPEG files of a phone's size; each is a different picture."""
    large = Image.fromarray(read_sample("coffee").pixels).resize(PHOTO_SIZE)
    pixels = np.asarray(large)
    while True:
        pixels = np.roll(pixels, SHIFT, axis=1)
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=JPEG_QUALITY)
        yield file.getvalue()
