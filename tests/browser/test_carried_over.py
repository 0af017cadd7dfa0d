"""A link's choice holds on the next page too, though nobody has touched it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_main_flow import go_to
from tests.browser.waiting import wait_idle, wait_until

FIELDS = "Receptive fields"


@pytest.mark.parametrize(
    ("path", "link", "title", "page_key"),
    [
        ("stacks", {"kernel": "7", "cin": "3", "between": "20"}, "When it saves", "cin"),
        ("growth", {"field_of": "stack", "stack": "3,3,p2"}, "Each pixel's weight", "stack"),
        ("growth", {"layer": "block3_conv2", "row": "5"}, "In the real VGG16", "layer"),
        ("architecture", {"layer": "block3_conv2"}, "Growth", "layer"),
    ],
    ids=["kernel", "stack", "layer", "from Layers"],
)
def test_a_link_holds_on_the_next_page(
    open_page: OpenPage, path: str, link: dict[str, str], title: str, page_key: str
) -> None:
    page = open_page(f"{path}?size=64x64&" + "&".join(f"{key}={link[key]}" for key in link))
    go_to(page, FIELDS, title)

    def it_holds() -> bool:
        asked = parse_qs(urlsplit(page.url).query)
        return {key: asked.get(key) for key in link} == {key: [link[key]] for key in link}

    wait_until(page, it_holds)
    wait_idle(page)
    field = page.locator(f".st-key-{page_key} input").first
    unfold_details(page)
    expect(field).to_have_value(link[page_key])
    page.reload()
    wait_idle(page)
    unfold_details(page)
    expect(field).to_have_value(link[page_key])
    wait_until(page, it_holds)


def unfold_details(page: Page) -> None:
    """Open the line that holds the channels, where the page has one."""
    line = page.locator(".st-key-stack_details details:not([open]) > summary")
    if line.count():
        line.click()
        wait_idle(page)
