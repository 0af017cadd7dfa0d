"""The block editor and the drawing in the browser: cells are typed into, boxes are clicked."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, Position, expect

from tests.browser.axe import serious_findings
from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_idle

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
IN_FIRST_COLUMN_PX = 80
"""From the left: past the boxes that select rows."""


def open_editor(page: Page) -> None:
    """Unfold the editor."""
    page.get_by_text("Change its blocks and head").click()
    expect(block_table(page)).to_be_visible()
    wait_idle(page)


def block_table(page: Page) -> Locator:
    """The table of blocks."""
    return page.locator("[class*=st-key-block_table_]")


def filters(page: Page, block: int) -> Locator:
    """The filters of a block, counted from 1, as screen readers get them."""
    return block_table(page).get_by_test_id(f"glide-cell-1-{block - 1}")


def type_filters(page: Page, block: int, text: str) -> None:
    """Open the cell with the filters of a block, counted from 1, and type new ones."""
    table = block_table(page).get_by_test_id("stDataFrame")
    rows = int(table.locator("table").get_attribute("aria-rowcount") or 0)
    box = table.bounding_box()
    assert box is not None
    height = box["height"] / rows  # including the row of titles
    place: Position = {"x": IN_FIRST_COLUMN_PX, "y": (block + 0.5) * height}
    table.click(position=place)  # two clicks, as a busy browser may miss a very fast double click
    expect(filters(page, block)).to_have_attribute("aria-selected", "true")
    table.click(position=place)
    cell = page.locator("#portal input")
    cell.fill(text)
    cell.press("Enter")


def expect_blocks(page: Page, text: str) -> None:
    """Expect the blocks in the address to begin like this; "" if it has none."""
    pattern = rf"[?&]blocks={re.escape(text)}" if text else r"^(?!.*blocks=)"
    expect(page).to_have_url(re.compile(pattern))
    wait_idle(page)


def test_a_cell_that_is_typed_into_changes_the_link(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64")
    open_editor(page)
    type_filters(page, 2, "96")
    expect_blocks(page, "64x2_96x2_256x3_512x3_512x3__")
    expect(page.get_by_text("Changed: Block 2: filters 128 → 96.")).to_be_visible()
    expect(filters(page, 2)).to_have_text("96")
    type_filters(page, 1, "32")
    expect_blocks(page, "32x2_96x2_256x3")
    page.get_by_role("button", name="Undo").click()
    expect_blocks(page, "64x2_96x2_256x3")
    expect(filters(page, 1)).to_have_text("64")
    page.reload()
    wait_idle(page)
    expect(page.get_by_text("VGG16 (D), changed on a picture of")).to_be_visible()
    open_editor(page)
    expect(filters(page, 2)).to_have_text("96")
    page.get_by_role("button", name="Reset").click()
    expect_blocks(page, "")
    expect(filters(page, 2)).to_have_text("128")


def test_a_custom_head_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("architecture?network=small-batch-norm&size=64x64", width=390)
    open_editor(page)
    page.get_by_label("Units of the hidden dense layers").fill("many")
    page.keyboard.press("Enter")
    problem = page.get_by_test_id("stMain").get_by_role("alert").first
    expect(problem).to_contain_text('Head: "many" is not a list of numbers.')
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        wait_idle(page)
        assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


# --- the drawing -------------------------------------------------------------------------------


def click_box(page: Page, number: int) -> None:
    """Click the middle of a box of the drawing, counted from 0."""
    drawing = page.locator(".st-key-drawing")
    drawing.scroll_into_view_if_needed()
    box = drawing.locator(".scatterlayer .point").nth(number).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_click_on_a_box_selects_its_layer(open_page: OpenPage, width: int) -> None:
    page = open_page("architecture?size=180x180", width=width)
    layers = page.locator(".st-key-layer").get_by_role("combobox")
    for number, layer in ((6, "block3_conv1"), (14, "block5_conv1"), (2, "block1_pool")):
        click_box(page, number)
        expect(layers).to_have_value(layer)
        expect(page).to_have_url(re.compile(rf"[?&]layer={layer}(&|$)"))
        wait_idle(page)


def test_a_click_on_the_box_of_a_block_selects_its_first_convolution(open_page: OpenPage) -> None:
    page = open_page("architecture?size=180x180")
    page.locator(".st-key-folded").get_by_text("One box per block").click()
    expect(page.locator(".st-key-drawing .scatterlayer .point")).to_have_count(6)
    wait_idle(page)
    click_box(page, 3)
    expect(page.locator(".st-key-layer").get_by_role("combobox")).to_have_value("block4_conv1")
