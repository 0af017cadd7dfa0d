"""Other ways to slide, in the browser: choose one, move the window, type into a flipped kernel."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.test_bench import cell, grid, texts
from tests.browser.waiting import wait_idle, wait_until


def test_a_way_is_chosen_and_the_marked_row_follows_the_window(open_page: OpenPage) -> None:
    page = open_page("sliding?input=gradient")
    expect(grid(page, "Output").get_by_role("gridcell")).to_have_count(9)
    page.get_by_role("radio", name="matrix product").click()
    expect(page.get_by_role("heading", name="As patches times kernel")).to_be_visible()
    expect(page).to_have_url(re.compile("way=matrix"))
    wait_idle(page)
    marked = page.locator(".matrices tr.marked th").first
    expect(marked).to_have_text("(0, 0)")
    page.get_by_role("button", name="Step forward").click()
    expect(marked).to_have_text("(0, 1)")  # once the window has been at rest
    cell(page, "Output", 2, 3).click()
    expect(marked).to_have_text("(2, 3)")


def test_a_number_is_typed_into_a_flipped_kernel(open_page: OpenPage) -> None:
    page = open_page("sliding?way=flip")
    assert texts(page, "Kernel, flipped") == [["1", "0", "−1"], ["2", "0", "−2"], ["1", "0", "−1"]]
    cell(page, "Kernel, flipped", 0, 0).focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The flip changes this kernel, and")).to_be_visible()
    wait_idle(page)
    assert texts(page, "Kernel, flipped")[0] == ["7", "0", "−1"]
    expect(page).to_have_url(re.compile("filter_numbers=-1_0_1~-2_0_2~-1_0_7(&|$)"))


def test_a_shift_is_seen_at_once(open_page: OpenPage) -> None:
    page = open_page("sliding")
    expect(page.get_by_text("None of the 9 outputs of max pooling changes.")).to_be_visible()
    page.get_by_role("radio", name="1 right").click()
    expect(page.get_by_text("3 of 9 outputs of max pooling change;")).to_be_visible()


@pytest.mark.parametrize("way", ["transposed", "matrix"])
def test_a_large_matrix_scrolls_in_its_own_box_by_keyboard(open_page: OpenPage, way: str) -> None:
    page = open_page(f"sliding?way={way}&input_shape=12x12x2", width=PHONE_WIDTH)
    box = page.get_by_role("region", name="Matrix" if way == "matrix" else "Its transpose")
    expect(box).to_be_attached()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    box.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, lambda: bool(box.evaluate("box => box.scrollLeft > 0")), 15)
