"""One pixel, one row, one layer, one map in a browser: nothing raises or grows out of sight."""

import pytest

from tests.browser.conftest import DESKTOP_WIDTH, PHONE_WIDTH, OpenPage
from tests.browser.waiting import wait_idle

LONGEST_CANVAS_PX = 5000
LINKS = [
    "activations?weights=own&blocks=1.k1.none&size=1x1",
    "activations?weights=own&blocks=3.none_2.none&size=1024x1",
    "activations?weights=own&blocks=3.none_2.none&size=1x1024",
    "depth?weights=own&blocks=1.none&size=300x1",
    "change?weights=own&blocks=1.none&size=1x1",
    "growth?blocks=1.k1.none&size=1x1",
    "growth?field_of=stack&stack=1&positions=1",
    "pixels?field_of=stack&stack=1",
    "input_sizes?blocks=1.k1.none__flat-c1&size=1x1",
    "architecture?blocks=1.k1.none__flat-c1&size=1x1&channels=1",
]
CANVASES = """() => [...document.querySelectorAll("[data-testid=stBidiComponentRegular], .stApp *")]
    .flatMap((node) => [...(node.shadowRoot ?? node).querySelectorAll("canvas")])
    .map((canvas) => canvas.getBoundingClientRect())
    .map(({width, height}) => [width, height])"""


@pytest.mark.parametrize("width", [DESKTOP_WIDTH, PHONE_WIDTH], ids=["desktop", "phone"])
def test_a_page_with_one_of_each(open_page: OpenPage, width: int) -> None:
    for link in LINKS:
        page = open_page(link, width=width)
        wait_idle(page)
        assert page.get_by_test_id("stException").count() == 0, link
        assert page.get_by_test_id("stAlertContentError").count() == 0, link
        sides = page.evaluate(CANVASES)
        assert all(10 < side < LONGEST_CANVAS_PX for canvas in sides for side in canvas), link
        assert sides or not link.startswith("activations"), link
