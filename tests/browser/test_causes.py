"""The patch that is hidden, chosen with mouse, finger and keys; the frames follow it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.waiting import wait_idle

SIZE = 64
LINK = f"causes?size={SIZE}x{SIZE}&hidden_top=2500&hidden_left=2500&hidden_height=2500"
LINK = f"{LINK}&hidden_width=2500"
"""The patch begins at row 16, column 16 and has 16 x 16 px."""

Place = tuple[float, float]


def canvas(page: Page) -> Locator:
    return page.locator(".hiding canvas")


def expect_patch(page: Page, words: str) -> None:
    expect(page.locator(".hiding .told")).to_contain_text(f"Hidden: {words}.")
    wait_idle(page)


def on_screen(page: Page, place: Place) -> Place:
    """Where in the window, (x, y), the middle of a pixel (row, column) is."""
    canvas(page).scroll_into_view_if_needed()
    box = canvas(page).bounding_box()
    assert box is not None
    row, column = place
    return (
        box["x"] + (column + 0.5) * box["width"] / SIZE,
        box["y"] + (row + 0.5) * box["height"] / SIZE,
    )


def drag(page: Page, start: Place, end: Place) -> None:
    page.mouse.move(*on_screen(page, start))
    page.mouse.down()
    page.mouse.move(*on_screen(page, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)))
    page.mouse.move(*on_screen(page, end))
    page.mouse.up()


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((24, 24), (30, 20), "16 × 16 px from row 22, column 12"),
        ((24, 24), (0, 63), "16 × 16 px from row 0, column 48"),
        ((40, 36), (60, 59), "21 × 24 px from row 40, column 36"),
        ((60, 59), (40, 36), "21 × 24 px from row 40, column 36"),
        ((16, 16), (8, 4), "24 × 28 px from row 8, column 4"),
        ((31, 31), (40, 20), "25 × 5 px from row 16, column 16"),
    ],
    ids=["moved", "moved to a corner", "a new one", "a new one upwards", "larger", "a corner"],
)
def test_the_patch_is_dragged_with_the_mouse(
    open_page: OpenPage, start: Place, end: Place, words: str
) -> None:
    page = open_page(LINK)
    expect_patch(page, "16 × 16 px from row 16, column 16")
    drag(page, start, end)
    expect_patch(page, words)


def test_a_click_puts_the_patch_there_and_back_undoes_it(open_page: OpenPage) -> None:
    page = open_page(LINK)
    page.mouse.click(*on_screen(page, (50, 40)))
    expect_patch(page, "16 × 16 px from row 42, column 32")
    expect(page).to_have_url(re.compile("hidden_top=6562"))
    page.go_back()
    expect_patch(page, "16 × 16 px from row 16, column 16")


def test_keys_move_and_resize_the_patch_and_its_frames_follow(open_page: OpenPage) -> None:
    page = open_page(LINK)
    expect(
        page.get_by_role("option", name=re.compile("^block1_conv1, rows 15 to 32,"))
    ).to_be_visible()
    canvas(page).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    expect_patch(page, "15 × 17 px from row 18, column 15")
    expect(
        page.get_by_role("option", name=re.compile("^block1_conv1, rows 17 to 33,"))
    ).to_be_visible()


def test_the_patch_is_dragged_with_a_finger(open_page: OpenPage) -> None:
    page = open_page(LINK, width=PHONE_WIDTH)
    expect_patch(page, "16 × 16 px from row 16, column 16")
    devtools = page.context.new_cdp_session(page)

    def touch(kind: str, *places: Place) -> None:
        points = [dict(zip("xy", on_screen(page, place), strict=True)) for place in places]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (24, 24))
    touch("touchMove", (28, 28))
    touch("touchMove", (34, 44))
    touch("touchEnd")
    expect_patch(page, "16 × 16 px from row 26, column 36")


def test_what_is_switched_off_is_shown_instead(open_page: OpenPage) -> None:
    page = open_page(LINK)
    page.get_by_role("radio", name="channels of a layer").click()
    expect(page.get_by_text("Switched off: channel 0 of block1_conv2")).to_be_visible()
    wait_idle(page)
    expect(canvas(page)).to_have_count(0)
