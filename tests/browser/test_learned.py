"""What a head has learned, in a browser: cells and dots, by mouse and by keys."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_idle


def test_cells_open_photos_and_dots_are_clicked(open_page: OpenPage) -> None:
    page = open_page("learned?set=shapes")
    teach(page)
    cells = page.locator(".confusion td button")
    expect(cells).to_have_count(9)
    cells.nth(0).click()
    expect(page).to_have_url(re.compile("matrix_label=0&matrix_answer=0"))
    expect(page.locator(".confusion [aria-pressed=true]")).to_have_attribute("data-row", "0")
    check_keys(page)
    check_the_map(page)


def teach(page: Page) -> None:
    """Teach the chosen set as the page offers it."""
    page.get_by_role("button", name="Teach it now").click()
    expect(page.get_by_text("got the right answer")).to_be_visible(timeout=180_000)
    wait_idle(page)


def check_keys(page: Page) -> None:
    """Arrow keys go from cell to cell, and stay inside; Enter chooses."""
    page.locator(".confusion [aria-pressed=true]").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("matrix_label=1&matrix_answer=1"))
    wait_idle(page)


def check_the_map(page: Page) -> None:
    """A click on another dot shows another photo."""
    page.locator(".st-key-learned").get_by_text("Map", exact=True).click()
    dots = page.locator(".st-key-photo_map .scatterlayer .points path")
    expect(dots.first).to_be_visible(timeout=180_000)
    wait_idle(page)
    before = page.locator(".st-key-learned_cam img").get_attribute("src")
    dot = page.locator(".st-key-photo_map .scatterlayer .trace").nth(1).locator(".points path").last
    dot.evaluate("dot => dot.scrollIntoView({block: 'center'})")
    box = dot.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    picture = page.locator(".st-key-learned_cam img")
    expect(picture).not_to_have_attribute("src", before or "", timeout=60_000)
