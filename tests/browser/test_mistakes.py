"""Mistakes are ranked while somebody looks, and a click on a bar leads to what it stands for."""

import re

from playwright.sync_api import Locator, Page, expect

from explorer.mistakes import MISTAKES
from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_idle

LAYERS = 18


def test_a_click_on_a_bar_shows_that_mistake_and_that_layer(open_page: OpenPage) -> None:
    page = open_page("mistakes?size=64x48")
    start_if_needed(page)
    expect(page.get_by_text(f"All {len(MISTAKES)} mistakes are measured.")).to_be_visible(
        timeout=120_000
    )
    wait_idle(page)
    bars = page.locator(".st-key-harm_bars .barlayer .point")
    expect(bars).to_have_count(LAYERS * len(MISTAKES))
    third = page.locator(".st-key-harm_bars .annotation-text").nth(2).text_content() or ""
    label = re.sub(r"^3\. |: [\d.]+$", "", third)
    click_bar(page, bars.nth(3 * LAYERS - 1))
    expect(page).to_have_url(re.compile("layer=block5_pool"))
    expect(page.locator(".st-key-mistake").get_by_role("combobox")).to_have_value(label)
    expect(page.get_by_text(re.compile("^Relative change of block5_pool$"))).to_be_visible()


def start_if_needed(page: Page) -> None:
    """Begin where the server computes nothing ahead."""
    start = page.get_by_role("button", name="Measure all mistakes")
    if start.count():
        start.click()


def click_bar(page: Page, bar: Locator) -> None:
    """Click the middle of a bar: Plotly lays a surface for clicks over it."""
    page.locator(".st-key-harm_bars").scroll_into_view_if_needed()
    bar.evaluate("bar => bar.scrollIntoView({block: 'center'})")
    box = bar.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
