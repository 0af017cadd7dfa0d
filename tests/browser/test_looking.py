"""The three levels of the Activations page: a layer's wall, one of its maps, one of its units."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import HEIGHT, OpenPage
from tests.browser.test_main_flow import choose
from tests.browser.waiting import wait_idle

SMALL = "activations?size=64x96&layer=block2_pool"


# Where the maps are while the pointer is on each of them, and the words about each.
POINT_AT_EACH = """
(tiles) => {
    const told = tiles.getRootNode().querySelector(".told");
    const places = new Set(), words = new Set();
    for (const tile of tiles.children) {
        tile.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
        places.add(tiles.getBoundingClientRect().top);
        words.add(told.textContent);
    }
    return [[...places], [...words]];
}
"""


def number(page: Page, key: str) -> Locator:
    """The number field of a key."""
    return page.locator(f".st-key-{key} input")


def tile(page: Page, channel: int) -> Locator:
    """A channel's map on the wall."""
    return page.locator(f".st-key-wall [data-channel='{channel}']")


def told(page: Page, key: str) -> Locator:
    """The line in which a component describes what is under the pointer."""
    return page.locator(f".st-key-{key} .told")


def test_a_map_of_the_wall_is_chosen_by_a_click(open_page: OpenPage) -> None:
    page = open_page(SMALL)
    tile(page, 17).click()
    expect(number(page, "channel")).to_have_value("17")
    expect(page).to_have_url(re.compile(r"[?&]channel=17(&|$)"))
    expect(tile(page, 17)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("heading", name="One channel: block2_pool, channel 17")).to_be_visible()


def test_pointing_at_a_map_shows_its_name_and_range(open_page: OpenPage) -> None:
    page = open_page(SMALL)
    tile(page, 30).hover()
    expect(told(page, "wall")).to_have_text(re.compile(r"^Channel 30: .* to .*, mean "))


def test_no_words_move_the_maps_under_the_pointer(open_page: OpenPage) -> None:
    page = open_page(SMALL)
    tiles = page.locator(".st-key-wall .tiles")
    for width in (390, 900, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        wait_idle(page)
        places, words = tiles.evaluate(POINT_AT_EACH)
        assert len(words) > 100
        assert len(places) == 1, f"{width} px"


def test_a_map_is_chosen_with_the_keys(open_page: OpenPage) -> None:
    page = open_page(SMALL)
    tile(page, 0).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(number(page, "channel")).to_have_value("2")


def test_sorting_and_hiding_change_the_wall(open_page: OpenPage) -> None:
    page = open_page(SMALL + "&order=mean")
    first = page.locator(".st-key-wall .tile").first
    expect(first).to_be_visible()  # the wall draws itself, maybe after the page is idle
    means = re.compile(r"mean ([\d.,]+)")
    texts = page.locator(".st-key-wall .tile").evaluate_all(
        "tiles => tiles.map((tile) => tile.getAttribute('aria-label'))"
    )
    found = [float(m[1].replace(",", "")) for m in map(means.search, texts) if m]
    assert found == sorted(found, reverse=True)
    assert len(found) > 64
    expect(first).not_to_have_attribute("data-channel", "0")


PICTURES = pytest.mark.parametrize("picture", ["photo", "map"])


@PICTURES
def test_a_unit_is_chosen_by_a_click_on_the_photo_or_the_map(
    open_page: OpenPage, picture: str
) -> None:
    page = open_page(SMALL)
    canvas = page.locator(f".st-key-channel_view canvas.{picture}")
    size = canvas.bounding_box()
    assert size is not None
    # Units of 4 px on 64 x 96 px, and 6 px of padding around: the middle of row 3, column 20.
    position = {
        "x": size["width"] * (6 + 4 * 20.5) / (96 + 12),
        "y": size["height"] * (6 + 4 * 3.5) / (64 + 12),
    }
    canvas.click(position=position)  # type: ignore[arg-type]
    expect(number(page, "row")).to_have_value("3")
    expect(number(page, "column")).to_have_value("20")
    expect(page.get_by_role("heading", name="One unit: row 3, column 20")).to_be_visible()


def test_the_photo_and_the_map_show_the_same_part_at_the_same_scale(open_page: OpenPage) -> None:
    page = open_page("activations?size=225x299&layer=block5_conv3")
    photo, feature_map = (
        page.locator(f".st-key-channel_view canvas.{picture}").bounding_box()
        for picture in ("photo", "map")
    )
    assert photo is not None
    assert feature_map is not None
    assert (photo["width"], photo["height"], photo["y"]) == pytest.approx(
        (feature_map["width"], feature_map["height"], feature_map["y"]), abs=1
    )
    # A quarter of each side at most is drawn as padding: 57 of 225 rows, 75 of 299 columns.
    shape = (299 + 2 * 75) / (225 + 2 * 57)
    assert photo["width"] / photo["height"] == pytest.approx(shape, abs=0.01)


@PICTURES
def test_a_unit_is_chosen_with_the_keys_and_described_meanwhile(
    open_page: OpenPage, picture: str
) -> None:
    page = open_page(SMALL + "&row=0&column=0")
    page.locator(f".st-key-channel_view canvas.{picture}").focus()
    page.keyboard.press("ArrowUp")  # stops at the edge
    page.keyboard.press("ArrowRight")
    # Field 16 px, stride 4, padding 6: Distill 2019 (doi:10.23915/distill.00021).
    expect(told(page, "channel_view")).to_contain_text("It sees 16 × 16 px, starting at row -6")
    expect(told(page, "channel_view")).to_contain_text("padding: 6 rows above the photo, 2 columns")
    page.keyboard.press("Enter")
    expect(number(page, "column")).to_have_value("1")


def test_another_layer_keeps_the_place_and_back_leads_to_the_same_unit(
    open_page: OpenPage,
) -> None:
    page = open_page("activations?layer=block1_conv1&row=112&column=116")
    choose(page, "layer", "block3_conv1")
    expect(number(page, "row")).to_have_value("28")
    expect(number(page, "column")).to_have_value("29")
    wait_idle(page)
    page.go_back()
    expect(number(page, "row")).to_have_value("112")
    wait_idle(page)
    page.go_forward()
    expect(number(page, "row")).to_have_value("28")
    wait_idle(page)
    choose(page, "layer", "block1_conv1")
    expect(number(page, "row")).to_have_value("112")
    expect(number(page, "column")).to_have_value("116")


def test_nothing_scrolls_sideways(open_page: OpenPage) -> None:
    page = open_page(SMALL)
    main = page.get_by_test_id("stMain")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wait_idle(page)
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), f"{width} px"
