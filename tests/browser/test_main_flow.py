"""What a class does with the app: choose, upload, look, share the link, go on to the next page."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from explorer.session.address import HOME
from explorer.session.parameter import OneOf
from explorer.session.parameters import ALL
from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_idle, wait_until

PAGES = ["architecture", "activations"]


FOLDED = {"photo": "Photo:", "network": "Network:", "size": "Input size:"}
"""What the line of a choice begins with, in the sidebar of a page that does not use it."""


def choose(page: Page, key: str, option: str) -> None:
    """Choose an option of a list."""
    unfold(page, key)
    picker(page, key).click()
    page.get_by_role("option", name=label(key, option), exact=True).click()


def label(key: str, choice: str) -> str:
    """What a list shows for the code of a choice."""
    parameter = ALL[key]
    return parameter.labels.get(choice, choice) if isinstance(parameter, OneOf) else choice


def picker(page: Page, key: str) -> Locator:
    """The list of a key; its value is what is chosen."""
    return page.locator(f".st-key-{key}").get_by_role("combobox")


def expect_chosen(page: Page, **choices: str) -> None:
    """Expect each list to show its choice."""
    for key, choice in choices.items():
        unfold(page, key)
        expect(picker(page, key)).to_have_value(label(key, choice))


def unfold(page: Page, key: str, field: Locator | None = None) -> None:
    """Open the sidebar's line that holds a choice, where the page does not use it."""
    if key not in FOLDED:
        return
    lines = page.get_by_test_id("stSidebar").locator("details:not([open]) > summary")
    line = lines.filter(has_text=FOLDED[key])
    expect(line.or_(field or picker(page, key)).first).to_be_attached()
    if line.count():
        line.click()
        expect(field or picker(page, key)).to_be_attached()
        wait_idle(page)  # what the line holds is drawn bit by bit


def metric(page: Page, name: str) -> Locator:
    """The first number of that name: those of the chosen layer come first."""
    return page.get_by_test_id("stMetric").filter(has_text=name).first


def go_to(page: Page, section: str, title: str) -> None:
    """Change the page as a visitor does, and wait until it is there."""
    name = ask_for(page, section, title)
    expect(page).to_have_url(re.compile(rf"/{name}(\?|$)"))


def ask_for(page: Page, section: str, title: str) -> str:
    """Unfold a section of the menu and click one of its pages; return the page's name."""
    menu(page).get_by_role("button", name=section).click()
    link = menu(page).get_by_role("link", name=title, exact=True)
    name = link.get_attribute("data-page")
    link.click()
    return str(name)


def expect_page(page: Page, name: str) -> None:
    """Expect a page to be shown. The browser's Back changes the address before that."""
    link = menu(page).locator(f".pages .link[data-page={name or HOME}]")
    expect(link).to_have_attribute("aria-current", "page")


def menu(page: Page) -> Locator:
    """The menu of all pages."""
    return page.get_by_role("navigation", name="Pages")


def uploader(page: Page) -> Locator:
    """Where an own photo is uploaded."""
    return page.locator(".st-key-uploader_upload")


def upload(page: Page, file: FilePayload | Path) -> None:
    """Upload a file."""
    unfold(page, "photo", uploader(page))
    uploader(page).locator("input[type=file]").set_input_files(file)


def a_photo() -> FilePayload:
    """A PNG of 90 x 60 px, higher than wide, half red and half blue."""
    photo = Image.new("RGB", (60, 90), "red")
    photo.paste("blue", (0, 45, 60, 90))
    file = io.BytesIO()
    photo.save(file, "PNG")
    return FilePayload(name="my photo.png", mimeType="image/png", buffer=file.getvalue())


# --- choosing ----------------------------------------------------------------------------------


def test_a_size_from_the_list_changes_the_numbers(open_page: OpenPage) -> None:
    page = open_page("architecture")
    expect(metric(page, "Last grid")).to_contain_text("7×7×512")
    choose(page, "size", "180x180")
    expect(metric(page, "Last grid")).to_contain_text("5×5×512")
    expect(page).to_have_url(re.compile(r"[?&]size=180x180(&|$)"))


def test_a_size_can_be_typed(open_page: OpenPage) -> None:
    page = open_page("architecture")
    picker(page, "size").fill("100x75")
    picker(page, "size").press("Enter")
    expect(metric(page, "Last grid")).to_contain_text("3×2×512")
    picker(page, "size").fill("big")
    picker(page, "size").press("Enter")
    problem = page.get_by_test_id("stSidebar").get_by_role("alert")
    expect(problem).to_contain_text("“big” is not an input size. Write height x width in px")
    expect_no_result(page)
    picker(page, "size").fill("64")
    picker(page, "size").press("Enter")
    expect(metric(page, "Last grid")).to_contain_text("2×2×512")


def test_an_own_photo_becomes_feature_maps(open_page: OpenPage) -> None:
    page = open_page("architecture")
    upload(page, a_photo())
    expect_chosen(page, photo="own")
    go_to(page, "Activations", "Feature maps")
    expect(page.get_by_role("heading", name="What does VGG16 see")).to_be_visible()
    wait_idle(page)
    choose(page, "layer", "block3_conv2")
    expect(metric(page, "Feature maps")).to_contain_text("256, each 56×56")
    wall = page.get_by_role("listbox", name="256 feature maps of block3_conv2")
    expect(wall.get_by_role("option")).to_have_count(256)
    expect_chosen(page, photo="own")
    go_to(page, "Architecture", "Layers")
    expect(metric(page, "Output of this layer")).to_contain_text("56×56×256")
    expect_chosen(page, photo="own", layer="block3_conv2")


def test_a_file_that_is_not_a_photo_is_refused_and_the_photo_stays(open_page: OpenPage) -> None:
    page = open_page("architecture?photo=coffee")
    text = FilePayload(name="holiday.png", mimeType="image/png", buffer=b"Dear diary, ...")
    upload(page, text)
    problem = page.get_by_test_id("stSidebar").get_by_role("alert")
    expect(problem).to_contain_text("JPEG, PNG")
    expect_chosen(page, photo="coffee")
    expect(page.get_by_role("img", name="An espresso in a red cup")).to_be_visible()


# --- links -------------------------------------------------------------------------------------


def test_the_link_holds_what_was_chosen(open_page: OpenPage) -> None:
    page = open_page("architecture")
    choose(page, "network", "vgg19")
    expect(metric(page, "Work for one picture")).to_contain_text("19.63 GMACs")
    choose(page, "size", "180x180")
    expect(metric(page, "Last grid")).to_contain_text("5×5×512")
    choose(page, "layer", "block4_conv4")
    expect(metric(page, "Output of this layer")).to_contain_text("22×22×512")
    choose(page, "photo", "rocket")
    expect(page.get_by_role("img", name="A white rocket")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]photo=rocket(&|$)"))
    wait_idle(page)
    page.reload()
    wait_idle(page)
    chosen = {"network": "vgg19", "size": "180x180", "layer": "block4_conv4", "photo": "rocket"}
    expect_chosen(page, **chosen)
    expect(metric(page, "Output of this layer")).to_contain_text("22×22×512")
    go_to(page, "Activations", "Feature maps")
    expect(page.get_by_role("heading", name="What does VGG16 see")).to_be_visible()
    expect_chosen(page, **(chosen | {"layer": "block4_conv3"}))  # VGG16 has no block4_conv4


def test_an_own_photo_is_not_in_the_link(open_page: OpenPage) -> None:
    page = open_page("architecture")
    upload(page, a_photo())
    expect_chosen(page, photo="own")
    wait_idle(page)
    query = page.url.partition("?")[2]
    somebody_else = open_page(f"architecture?{query}")
    expect_chosen(somebody_else, photo="chelsea")


HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "values",
    [
        dict.fromkeys(("network", "size", "layer", "photo", "fit", "colours", "blocks"), HOSTILE),
        {"size": "999999x999999", "layer": "../../etc/passwd", "photo": "file:///etc/passwd"},
        {"size": "0x0", "network": "", "layer": "", "photo": "own"},
        {"size": "![](http://example.org/a.png)", "blocks": "9" * 500},
        {"network": "vgg16' OR 1=1", "size": "-1", "utm": "x" * 1000, "strip": "block1_conv1"},
    ],
    ids=["markup", "paths", "nothing", "markdown", "others"],
)
def test_a_hostile_link_still_opens_the_page(
    open_page: OpenPage, path: str, values: dict[str, str]
) -> None:
    page = open_page(path + "?" + "&".join(f"{k}={_quoted(v)}" for k, v in values.items()))
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect_chosen(page, network="vgg16", photo="chelsea")
    expect_no_result(page)  # each of these sizes is refused


def expect_no_result(page: Page) -> None:
    """Expect the page to say that there is no result, and to show no number of another input."""
    alerts = page.get_by_test_id("stMain").get_by_role("alert")
    expect(alerts.filter(has_text="There is no result for what was asked.")).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_have_count(0)


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


# --- the network strip -------------------------------------------------------------------------


def bar(page: Page, layer: str) -> Locator:
    """A layer of the network strip."""
    return page.get_by_role("listbox", name="Layers of").get_by_role(
        "option", name=re.compile(f"^{layer},")
    )


DEEP_FOCUS = """() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused?.getAttribute("aria-label") ?? "";
}"""


@pytest.mark.parametrize("path", PAGES)
def test_the_strip_selects_by_click_and_by_arrow_keys(open_page: OpenPage, path: str) -> None:
    page = open_page(f"{path}?size=64x64")
    bar(page, "block2_conv2").click()
    expect_layer(page, "block2_conv2")
    for key, layer in (
        ("ArrowRight", "block2_pool"),
        ("ArrowRight", "block3_conv1"),
        ("ArrowLeft", "block2_pool"),
    ):
        page.keyboard.press(key)
        expect_layer(page, layer)
        assert page.evaluate(DEEP_FOCUS).startswith(f"{layer},")
    page.keyboard.press("Home")
    expect_chosen(page, layer="block1_conv1")
    expect(bar(page, "block1_conv1")).to_have_attribute("aria-selected", "true")


def expect_layer(page: Page, layer: str) -> None:
    """Expect strip, list and address to have the layer, and the page to be idle."""
    expect(bar(page, layer)).to_have_attribute("aria-selected", "true")
    expect_chosen(page, layer=layer)
    expect(page).to_have_url(re.compile(rf"[?&]layer={layer}(&|$)"))
    wait_idle(page)


def test_the_list_moves_the_strip(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64")
    choose(page, "layer", "fc1")
    expect(bar(page, "fc1")).to_have_attribute("aria-selected", "true")
    expect(bar(page, "block1_conv1")).to_have_attribute("aria-selected", "false")


def test_a_row_of_the_table_selects_its_layer(open_page: OpenPage) -> None:
    page = open_page("architecture?network=vgg16-no-top&size=64x64")
    table = page.get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    num_rows = 18
    box = table.bounding_box()
    assert box is not None
    row_height = box["height"] / (num_rows + 1)  # and the row of titles
    row = 5  # block2_pool, counted from 0
    table.click(position={"x": row_height / 2, "y": (row + 1.5) * row_height})
    expect_layer(page, "block2_pool")
    expect(metric(page, "Output of this layer")).to_contain_text("16×16×128")


def test_running_through_the_strip_opens_no_formulas(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64")
    bar(page, "block1_conv1").click()
    for _ in range(6):
        page.keyboard.press("ArrowRight")  # faster than the page can answer
    marked = page.get_by_role("listbox", name="Layers of").get_by_role("option", selected=True)

    def strip_and_list_agree() -> bool:
        layer = picker(page, "layer").input_value()
        return layer == marked.get_attribute("data-name") != "block1_conv1"

    wait_until(page, strip_and_list_agree)
    expect(page.locator(".st-key-derivations details")).not_to_have_attribute("open", "")
