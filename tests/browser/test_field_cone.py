"""The cone in a real browser: what a pointer highlights, what a click and the arrow keys choose."""

import re

from playwright.sync_api import FloatRect, Locator, Page, expect

from explorer.architecture.fields.growth import cone, layers_along, runs
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from tests.browser.conftest import HEIGHT, PHONE_WIDTH, OpenPage
from tests.browser.waiting import wait_idle

NUM_LAYERS = 18
VGG16 = "growth?layer=block5_pool&row=3&column=3"
STACK = "growth?field_of=stack&stack=3,p2,3"
LAYER_HEIGHT = 34  # px, as in the component


def picture(page: Page) -> Locator:
    """The cone, which takes pointer and keys."""
    return page.get_by_role("application", name=re.compile("^Cone of one column of units"))


def told(page: Page) -> Locator:
    """What the cone says about the highlighted unit."""
    return page.locator(".st-key-field_cone .told")


def place(
    page: Page, depth: int, share: float, num_layers: int = NUM_LAYERS
) -> tuple[float, float]:
    """A place on a layer's line in the picture, at a share of the way from left to right."""
    box = _box(picture(page))
    names = page.locator(".st-key-field_cone svg > text")
    expect(names.first).to_be_visible()
    left = max(_box(name)["x"] + _box(name)["width"] for name in names.all()[: num_layers + 1])
    left, right = left + 10, box["x"] + box["width"]
    return left + share * (right - left), box["y"] + (num_layers - depth + 0.5) * LAYER_HEIGHT


def _box(element: Locator) -> FloatRect:
    box = element.bounding_box()
    assert box is not None
    return box


def expect_unit(page: Page, layer: str, column: int) -> None:
    """Expect cone, list and address to have the unit, and the page to be idle."""
    expect(told(page)).to_contain_text(f"{layer}, column {column}: ")
    expect(page).to_have_url(re.compile(rf"[?&](stack_)?layer={layer}&"))
    expect(page).to_have_url(re.compile(rf"[?&]column={column}(&|$)"))
    wait_idle(page)


def test_a_unit_sees_below_and_reaches_above(open_page: OpenPage) -> None:
    page = open_page(VGG16)
    expect(told(page)).to_have_text(
        "block5_pool, column 3: sees 212 of 224 columns of the input (6 to 217)."
    )
    picture(page).scroll_into_view_if_needed()
    page.mouse.move(*place(page, 0, 0.5))
    expect(told(page)).to_contain_text(re.compile(r"^input, column \d+: reaches \d of 7 columns"))
    page.mouse.move(*place(page, 7, 0.5))
    expect(told(page)).to_contain_text(
        re.compile(r"^block3_conv1, column \d+: sees 24 of 224 .*; reaches \d of 7 columns of")
    )
    page.mouse.move(0, 0)
    expect(told(page)).to_contain_text("block5_pool, column 3")


def test_a_click_chooses_the_unit(open_page: OpenPage) -> None:
    page = open_page(VGG16)
    picture(page).scroll_into_view_if_needed()
    page.mouse.click(*place(page, 14, 0.35))
    expect(page).to_have_url(re.compile("[?&]layer=block4_pool&"))
    wait_idle(page)
    expect(page.locator(".st-key-layer").get_by_role("combobox")).to_have_value("block4_pool")
    expect(told(page)).to_contain_text("sees 100 of 224 columns")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("100 px")


def test_arrow_keys_walk_from_unit_to_unit_and_from_layer_to_layer(open_page: OpenPage) -> None:
    page = open_page(VGG16)
    picture(page).focus()
    for key, layer, column in (
        ("ArrowLeft", "block5_pool", 2),
        ("ArrowDown", "block5_conv3", 5),
        ("ArrowRight", "block5_conv3", 6),
        ("End", "block5_conv3", 13),
        ("ArrowUp", "block5_pool", 6),
        ("Home", "block5_pool", 0),
    ):
        page.keyboard.press(key)
        expect_unit(page, layer, column)
    expect(told(page)).to_contain_text("zeros of padding on the way")


def test_a_pixel_of_the_input_highlights_what_sees_it_and_is_not_chosen(
    open_page: OpenPage,
) -> None:
    page = open_page(STACK)
    expect(told(page)).to_contain_text("conv2, column 3: sees")
    url = page.url
    picture(page).scroll_into_view_if_needed()
    page.mouse.click(*place(page, 0, 0.5, 3))
    expect(told(page)).to_contain_text(re.compile(r"^input, column \d+: reaches"))
    wait_idle(page)
    assert page.url == url


def test_every_layer_is_named_in_the_picture(open_page: OpenPage) -> None:
    page = open_page(VGG16)
    texts = page.locator(".st-key-field_cone svg > text")
    expected = ["input", *(layer.name for layer in PRESETS["vgg16-no-top"].layers)]
    for width in (1440, PHONE_WIDTH):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wait_idle(page)
        expect(texts.first).to_be_visible()
        assert texts.all_text_contents()[: NUM_LAYERS + 1] == expected
        right = _box(picture(page))
        assert right["x"] + right["width"] <= width


def test_the_picture_says_what_the_arithmetic_says(open_page: OpenPage) -> None:
    page = open_page("growth?size=225x299&layer=block1_conv1&row=0&column=0")
    layers = layers_along(summarize(PRESETS["vgg16"], (225, 299, 3)), "columns")
    for depth in (3, 8, 18):
        name = layers[depth - 1].name
        for column in (0, layers[depth - 1].sweep.size_out - 1):
            page.goto(f"/growth?size=225x299&layer={name}&row=0&column={column}")
            wait_idle(page)
            found = cone(layers, depth, column)
            ((first, last),) = runs(found.lit[0])
            expected = f"{name}, column {column}: sees {last - first + 1} of 299 columns"
            expect(told(page)).to_contain_text(expected)
            expect(told(page)).to_contain_text(f"({first} to {last})")
