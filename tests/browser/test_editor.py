"""The block editor and the drawing in the browser: cells are typed into, boxes are clicked."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import serious_findings
from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_idle

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SMALLEST_TARGET_PX = 24  # WCAG 2.2, 2.5.8


def open_editor(page: Page) -> None:
    """Unfold the editor; the page may still be busy afterwards."""
    page.get_by_text("Change its blocks and head").click()
    expect(cell(page, 1, "filters")).to_be_visible()


def cell(page: Page, block: int, column: str) -> Locator:
    """A cell of a block, counted from 1, by its name for screen readers."""
    return page.get_by_label(f"Block {block}, {column}", exact=True)


def button(page: Page, name: str) -> Locator:
    """A button of the editor."""
    return page.get_by_role("button", name=name, exact=True)


def type_into(page: Page, block: int, column: str, text: str) -> None:
    """Type a text into a cell and leave it."""
    cell(page, block, column).fill(text)
    page.keyboard.press("Enter")


def filters(page: Page, block: int) -> Locator:
    """The filters of a block, counted from 1."""
    return cell(page, block, "filters")


def expect_blocks(page: Page, text: str) -> None:
    """Expect the blocks in the address to begin like this; "" if it has none."""
    pattern = rf"[?&]blocks={re.escape(text)}" if text else r"^(?!.*blocks=)"
    expect(page).to_have_url(re.compile(pattern))
    wait_idle(page)


def test_a_cell_that_is_typed_into_changes_the_link(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64")
    open_editor(page)
    type_into(page, 2, "filters", "96")
    expect_blocks(page, "64x2_96x2_256x3_512x3_512x3__")
    expect(page.get_by_text("Changed: Block 2: filters 128 → 96.")).to_be_visible()
    expect(filters(page, 2)).to_have_value("96")
    type_into(page, 1, "filters", "32")
    expect_blocks(page, "32x2_96x2_256x3")
    button(page, "Undo").click()
    expect_blocks(page, "64x2_96x2_256x3")
    expect(filters(page, 1)).to_have_value("64")
    page.reload()
    wait_idle(page)
    expect(page.get_by_text("VGG16 (D), changed on a picture of")).to_be_visible()
    open_editor(page)
    expect(filters(page, 2)).to_have_value("96")
    button(page, "Reset").click()
    expect_blocks(page, "")
    expect(filters(page, 2)).to_have_value("128")


# --- an edit is never lost ---------------------------------------------------------------------


def test_the_first_edit_after_a_deletion_counts(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16_32_64_96")
    open_editor(page)
    left = ["8", "16", "32", "64", "96"]
    for gone, new in ((5, "11"), (1, "12"), (2, "13")):
        button(page, f"Delete block {gone}").click()
        del left[gone - 1]
        expect_blocks(page, "_".join(left))
        type_into(page, 1, "filters", new)
        left[0] = new
        expect_blocks(page, "_".join(left))
    expect(filters(page, 2)).to_have_value(left[1])


def test_edits_right_after_a_deletion_find_their_blocks(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16_32_64")
    open_editor(page)
    button(page, "Delete block 2").click()
    type_into(page, 2, "filters", "33")
    type_into(page, 3, "filters", "65")
    button(page, "Delete block 1").click()
    type_into(page, 1, "stride", "2")
    expect_blocks(page, "33.s2_65")


def test_edits_right_after_opening_a_link(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16_32&layer=block2_conv1")
    page.reload(wait_until="commit")  # nobody waits for the page to be idle
    open_editor(page)
    for block, text in ((1, "9"), (2, "17"), (3, "33"), (1, "10")):
        type_into(page, block, "filters", text)
    expect_blocks(page, "10_17_33")
    assert [filters(page, block).input_value() for block in (1, 2, 3)] == ["10", "17", "33"]


def test_two_cells_at_once(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16_32")
    open_editor(page)
    page.evaluate(
        """() => {
            const cells = (name) => [...document.querySelectorAll("*")]
                .map((each) => each.shadowRoot?.querySelector(`[aria-label="${name}"]`))
                .find((each) => each);
            for (const [name, text] of [["Block 1, filters", "9"], ["Block 3, repeats", "2"]]) {
                const cell = cells(name);
                cell.focus();
                cell.value = text;
                cell.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
                cell.blur();
            }
        }"""
    )
    expect_blocks(page, "9_16_32x2")


def test_an_edit_right_after_an_undo(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16_32")
    open_editor(page)
    button(page, "Move block 1 down").click()
    expect_blocks(page, "16_8_32")
    button(page, "Undo").click()
    type_into(page, 3, "filters", "33")
    expect_blocks(page, "8_16_33")
    expect(filters(page, 1)).to_have_value("8")


def test_what_is_being_typed_survives_the_answers_to_earlier_edits(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16_32")
    open_editor(page)
    type_into(page, 1, "filters", "9")
    filters(page, 3).focus()
    page.keyboard.press("4")
    expect_blocks(page, "9_16_32")
    button(page, "Move block 3 up").evaluate("button => button.click()")  # keeps the focus
    expect_blocks(page, "9_32_16")
    page.keyboard.press("7")
    expect(filters(page, 2)).to_have_value("47")
    page.keyboard.press("Tab")
    expect_blocks(page, "9_47_16")


# --- what may be typed -------------------------------------------------------------------------


def test_a_square_kernel_with_both_sides(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16")
    open_editor(page)
    type_into(page, 1, "kernel size", "5x5")
    expect_blocks(page, "8.k5_16")
    expect(cell(page, 1, "kernel size")).to_have_value("5")


def test_a_cell_that_is_refused_is_marked_and_the_rest_works(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16")
    open_editor(page)
    type_into(page, 1, "kernel size", "3x5")
    kernel = cell(page, 1, "kernel size")
    expect(kernel).to_have_attribute("aria-invalid", "true")
    expect(kernel).to_have_accessible_description(
        "Block 1: '3x5' is not a kernel size. Windows are square here. Write 3 or 5. "
        "Until you change it, 3 is used."
    )
    type_into(page, 2, "filters", "24")
    expect_blocks(page, "8_24")
    expect(kernel).to_have_value("3x5")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        wait_idle(page)
        assert serious_findings(page) == []
    type_into(page, 1, "kernel size", "5")
    expect_blocks(page, "8.k5_24")
    expect(kernel).to_have_attribute("aria-invalid", "false")


# --- keyboard and phone ------------------------------------------------------------------------


def test_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16_32")
    open_editor(page)
    keys = page.keyboard
    filters(page, 1).focus()
    keys.type("9")
    keys.press("Tab")
    expect(cell(page, 1, "repeats")).to_be_focused()
    keys.type("2")
    keys.press("ArrowDown")
    expect(cell(page, 2, "repeats")).to_be_focused()
    keys.type("3")
    keys.press("Enter")
    expect(cell(page, 3, "repeats")).to_be_focused()
    keys.press("ArrowLeft")
    expect(filters(page, 3)).to_be_focused()
    keys.press("F2")
    keys.type("0")  # behind what is there
    keys.press("Shift+Enter")
    expect(filters(page, 2)).to_be_focused()
    expect_blocks(page, "9x2_16x3_320")
    keys.press("Alt+ArrowUp")
    expect(filters(page, 1)).to_be_focused()
    keys.press("Control+Enter")
    expect(filters(page, 2)).to_be_focused()
    keys.type("5")
    keys.press("Control+Shift+Enter")
    keys.type("6")
    keys.press("Escape")
    expect(filters(page, 3)).to_have_value("5")
    expect_blocks(page, "16x3_5x2_5x2_9x2_320")
    keys.press("Control+Delete")
    keys.press("Control+Delete")
    expect_blocks(page, "16x3_5x2_320")
    keys.press("Control+z")
    expect_blocks(page, "16x3_5x2_9x2_320")


def test_all_columns_are_in_view(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64&blocks=8_16", width=1024)
    open_editor(page)
    wait_idle(page)
    controls = page.locator(".editor .control:visible, .editor button:visible")
    for box in (control.bounding_box() for control in controls.all()):
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1024
    expect(cell(page, 2, "pool padding")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 1024


def test_the_editor_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("architecture?network=small-batch-norm&size=64x64", width=390)
    open_editor(page)
    page.get_by_label("Head, units of the hidden dense layers").fill("many")
    page.keyboard.press("Tab")
    problem = page.locator(".editor .problems").get_by_text(
        'Head: "many" is not a list of numbers.'
    )
    expect(problem).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        wait_idle(page)
        assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for target in page.locator(".editor .control:visible, .editor button:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET_PX
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390


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
