"""The home page in a real browser: the first screen, and where samples, maps and doors lead."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.sections.home import DOORS
from tests.browser.conftest import OpenPage
from tests.browser.test_main_flow import a_photo, upload
from tests.browser.waiting import wait_idle, wait_until

PROJECTOR, PHONE = (1024, 768), (390, 844)
STORED_MAPS = 12


def maps(page: Page) -> Locator:
    """The maps of all blocks that are known."""
    return page.get_by_role("listbox", name="Feature maps of the photo").get_by_role("option")


def bottom(place: Locator) -> float:
    """The lower edge of something in the window, px."""
    box = place.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_the_first_screen_of_a_projector_holds_the_photo_s_way_and_the_doors(
    open_page: OpenPage,
) -> None:
    page = open_page(width=PROJECTOR[0])
    page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    for each in (page.get_by_role("img", name="The face of a brown tabby cat"), maps(page).last):
        wait_until(page, lambda each=each: bottom(each) <= PROJECTOR[1])
    for door in DOORS:
        expect(page.get_by_role("link", name=door.question)).to_be_in_viewport(ratio=1)


def test_the_first_screen_of_a_phone_holds_photo_upload_and_first_blocks(
    open_page: OpenPage,
) -> None:
    page = open_page(width=PHONE[0])
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect(page.get_by_role("button", name="Upload", exact=True).last).to_be_in_viewport(ratio=1)
    wait_until(page, lambda: bottom(maps(page).nth(STORED_MAPS - 1)) <= PHONE[1])


def test_each_picture_arrives(open_page: OpenPage) -> None:
    page = open_page()
    pictures = page.locator("img")
    expect(pictures.first).to_be_visible()
    sizes = "all => all.map((image) => image.naturalWidth)"
    wait_until(page, lambda: 0 not in pictures.evaluate_all(sizes))
    addresses = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap((e) => [e, ...(e.shadowRoot?.querySelectorAll"
        "('.place .picture') ?? [])]).map((e) => e.style?.backgroundImage ?? '')"
        ".filter((text) => text.includes('/media/'))"
    )
    assert len(addresses) >= STORED_MAPS
    for address in addresses:
        found = page.request.get(re.findall(r'url\("(.+)"\)', address)[0])
        assert found.ok


def test_another_sample_and_an_own_photo(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("option", name="Coffee cup").click()
    expect(page.get_by_role("img", name="An espresso in a red cup")).to_be_visible()
    expect(page.get_by_text("Rachel Michetti")).to_be_visible()
    expect(page).to_have_url(re.compile("photo=coffee"))
    expect(maps(page)).to_have_count(STORED_MAPS)
    upload(page, a_photo())
    expect(page.get_by_role("img", name="Your own photo")).to_be_visible()
    expect(page.get_by_text("Photo: your own.")).to_be_visible()


def test_a_map_leads_to_its_page(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("option", name=re.compile("^block2_conv2, channel 76,")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What does VGG16 see in this photo?")
    expect(
        page.get_by_role("heading", name="One channel: block2_conv2, channel 76")
    ).to_be_visible()
    wait_idle(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Watch a neural network look at a photo"
    )


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What is inside it?", "What does each layer do to the picture?"),
        ("What does it see?", "What does VGG16 see in this photo?"),
    ],
)
def test_a_door_leads_to_its_section(open_page: OpenPage, question: str, title: str) -> None:
    page = open_page()
    link = page.get_by_role("link", name=question)
    page.locator("[class*=st-key-door_]").filter(has=link).click()  # in its middle
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
