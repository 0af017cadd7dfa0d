"""Every page, opened once: what axe-core finds, in both themes, on a projector and on a phone.

The same opening tells whether a phone has to scroll sideways, and whether the texts of figures are
large and apart, as an opening takes longer than what is asked of it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from explorer.session.address import HOME
from tests.browser.axe import findings_in_all_looks
from tests.browser.conftest import DESKTOP_WIDTH, HEIGHT, PHONE_WIDTH, TEACHER_TOKEN, OpenPage
from tests.browser.waiting import wait_idle, wait_until

SMALLEST_FIGURE_TEXT_PX = 14
PATIENCE_S = 15


@dataclass(frozen=True, slots=True)
class Opened:
    """A page to open.

    Attributes:
        path: Its address.
        num_texts: How many texts its figures have at least; 0 where they are not looked at.
    """

    path: str
    num_texts: int = 0


PAGES: Mapping[str, Opened] = {
    "home": Opened(""),
    "architecture": Opened("architecture?network=vgg19&size=225x299", 6),
    "changed network": Opened("architecture?blocks=2x64"),
    "budget": Opened("budget"),
    "input sizes": Opened("input_sizes"),
    "compare": Opened("compare"),
    "build": Opened("build"),
    "convolution": Opened("convolution?padding=1&stride=2&after=softmax&filters=2"),
    "convolution, a patch": Opened("convolution?input=photo&size=64x48"),
    "filters": Opened("filters?filters=3&groups=3&input_shape=6x6x3"),
    "filtered": Opened("filtered?size=64x48"),
    "sliding, max pooling": Opened("sliding?padding=1"),
    "sliding, transposed": Opened("sliding?way=transposed&stride=2"),
    "sliding, causal": Opened("sliding?way=causal&input_shape=12x12x3"),
    "sliding, matrix": Opened("sliding?way=matrix&input_shape=12x12x3&filters=2"),
    "output size": Opened("output_size?size_in=224x7&size_kernel=11x2&size_stride=4x2&relation=14"),
    "output size, same": Opened(
        "output_size?size_padding=same&size_in=4096&size_kernel=64&size_dilation=64"
    ),
    "parameters": Opened("parameters?count_filters=256&count_channels=96&count_groups=2"),
    "teach": Opened("teach"),
    "train": Opened("train?epochs=2&taught_layer=block1_pool", 4),
    "train, a base that learns too": Opened("train?unfrozen_from=5&epochs=2"),
    "runs": Opened("runs"),
    "take home": Opened("take_home"),
    "activations": Opened("activations?size=225x299", 3),
    "depth": Opened("depth?size=64x48"),
    "change": Opened("change?size=64x48"),
    "preprocessing": Opened("preprocessing?size=64x48", 10),
    "recipe": Opened("recipe?draws=4&marked=1c", 10),
    "mistakes": Opened("mistakes?size=64x48"),
    "causes": Opened("causes?size=64x48"),
    "causes, channels": Opened("causes?size=64x48&taken=channels&off=strongest"),
    "classes": Opened("classes?size=64x48"),
    "excite": Opened("excite?size=64x48"),
    "stacks": Opened("stacks"),
    "when it saves": Opened("channels"),
    "race": Opened("race"),
    "measured": Opened("measured?size=64x48"),
    "try it": Opened("try_it?size=64x48"),
    "collect": Opened("collect"),
    "collect, biased": Opened("collect?set=biased"),
    "heads": Opened("heads?size=160x96&head_classes=3", 8),
    "heads, much trained": Opened("heads?reduction=flatten&taught_units=256&unfrozen_from=4"),
    "growth": Opened("growth?size=225x299", 20),
    "growth of a stack": Opened("growth?field_of=stack"),
    "pixels": Opened("pixels", 40),
    "pixels of a stack": Opened("pixels?field_of=stack"),
    "learned": Opened("learned"),
    "learned, wrong reason": Opened("learned?learned=reason"),
    "health": Opened(f"health?token={TEACHER_TOKEN}"),
}


def test_every_page_is_opened() -> None:
    files = {file.stem for file in (Path(__file__).parents[2] / "pages").glob("*.py")}
    assert {each.path.partition("?")[0] or HOME for each in PAGES.values()} == files


@pytest.mark.parametrize("opened", PAGES.values(), ids=PAGES)
def test_a_page_with_all_explanations_open(open_page: OpenPage, opened: Opened) -> None:
    page = open_page(opened.path)
    require_readable_figures(page, opened.num_texts)
    unfold_everything(page)
    assert findings_in_all_looks(page) == {}
    require_nothing_to_scroll_sideways(page)


def test_alexnet_s_figures(open_page: OpenPage) -> None:
    require_readable_figures(open_page("architecture?network=alexnet"), 5)


def unfold_everything(page: Page) -> None:
    """Open each explanation; what an open one brings along is opened too."""
    folded = page.locator("details:not([open]) > summary")
    while folded.count():
        folded.evaluate_all("all => all.forEach((summary) => summary.click())")
        wait_idle(page)


def require_nothing_to_scroll_sideways(page: Page) -> None:
    """The page fits a phone."""
    page.set_viewport_size({"width": PHONE_WIDTH, "height": HEIGHT})
    scrolling = "[...document.querySelectorAll('html, [data-testid=stMain]')]"

    def nothing_is_wider() -> bool:
        widths = page.evaluate(f"{scrolling}.map((e) => e.scrollWidth)")
        return bool(widths == [PHONE_WIDTH, PHONE_WIDTH])

    wait_until(page, nothing_is_wider)


# --- figures -------------------------------------------------------------------------------------

FIGURE_TEXTS = """() => [...document.querySelectorAll(".stPlotlyChart svg text")]
    .filter((text) => text.textContent.trim())
    .map((text) => ({
        text: text.textContent,
        size: parseFloat(getComputedStyle(text).fontSize),
        ...text.getBoundingClientRect().toJSON(),
    }))"""


def require_readable_figures(page: Page, num_texts: int) -> None:
    """At both widths the figures' texts are there, large and apart; the page keeps the first."""
    for width in (PHONE_WIDTH, DESKTOP_WIDTH) if num_texts else ():
        page.set_viewport_size({"width": width, "height": HEIGHT})

        def all_are_there() -> bool:
            return len(page.evaluate(FIGURE_TEXTS)) >= num_texts

        wait_until(page, all_are_there)
        with suppress(TimeoutError):  # Plotly draws a figure anew some time after the resize
            wait_until(page, lambda width=width: unreadable(page, width) == [], PATIENCE_S)
        assert unreadable(page, width) == []


def unreadable(page: Page, width: int) -> list[object]:
    """Texts that are too small or not on the page, and pairs that lie on each other."""
    texts = page.evaluate(FIGURE_TEXTS)
    small = [text["text"] for text in texts if text["size"] < SMALLEST_FIGURE_TEXT_PX]
    beyond = [text["text"] for text in texts if text["left"] < 0 or text["right"] > width]
    return [*small, *beyond, *(pair for pair in pairs(texts) if overlap(*pair))]


def pairs(items: list[Any]) -> list[tuple[Any, Any]]:
    """Each two of a list."""
    return [(one, other) for i, one in enumerate(items) for other in items[i + 1 :]]


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the boxes of two texts share more than an edge."""
    return bool(
        min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1
    )
