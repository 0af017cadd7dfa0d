"""A link that chooses everything there is: what it holds survives whatever its visitor does."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from explorer.session.address import HOME
from explorer.session.parameter import OneOf, Parameter, Switch, Whole
from explorer.session.parameters import ALL, OWN_PHOTO
from tests.browser.conftest import OpenPage
from tests.browser.test_main_flow import expect_page, menu
from tests.browser.waiting import wait_until

TYPED = {
    "blocks": "32x2_64x2.avg2-2__flat-256-c10",
    "size": "64x48",
    "layer": "block2_conv1",
    "by": "0.75",
    "stack": "3,3,p2",
    "stack_layer": "conv2",
    "map": "28x28",
    "between": "16",
    "taught_units": "256",
    "small_grid": "1 2 3, 4 5 6, 7 8 9, 10 11 12",
    "marked": "1m",
    "input_shape": "4x5x1",
    "input_numbers": "1_2~3_4",
    "filter_size": "2x2",
    "filter_numbers": "1_0~0_1",
    "bias": "0.5",
    "stride": "2",
    "dilation": "1x2",
    "padding": "same",
    "cell": "0_1_0",
    "pinned": "1_0_0",
    "pool_size": "3",
    "pool_stride": "1",
    "size_in": "33",
    "size_kernel": "5",
    "size_padding": "2",
    "size_stride": "3",
    "size_dilation": "2",
    "count_kernel": "5",
    "off_layer": "block1_conv2",
}
"""What is not chosen from a list."""


def unusual(parameter: Parameter[object]) -> str:
    """A value that is not the default, as a link writes it."""
    if isinstance(parameter, OneOf):
        others = [code for code in parameter.codes if code != parameter.usual]
        return min(others, key=OWN_PHOTO.__eq__)  # nobody has a photo of their own yet
    if isinstance(parameter, Switch):
        return str(not parameter.usual).lower()
    if isinstance(parameter, Whole):
        return str(parameter.least + (parameter.least == parameter.usual))
    return TYPED[parameter.key]


def link_of_everything() -> dict[str, str]:
    """Text by key of every parameter."""
    return {key: unusual(parameter) for key, parameter in ALL.items()}


def held(page: Page) -> dict[str, str]:
    """What the address says, without the name of the home page."""
    asked = dict(parse_qsl(urlsplit(page.url).query))
    return {key: text for key, text in asked.items() if key != "at"}


def titles(page: Page) -> list[str]:
    """The pages of the menu."""
    return [
        str(title)
        for title in menu(page)
        .locator(".pages .link")
        .evaluate_all("links => links.map((link) => link.lastChild.textContent)")
    ]


def all_links(page: Page) -> Iterator[Locator]:
    """Each link of a phone's menu, which lists all pages; it is open when its turn comes."""
    for title in titles(page):
        menu(page).get_by_role("button", name="Menu").click()
        yield menu(page).get_by_role("link", name=title, exact=True)


def test_a_teacher_s_link_survives_all_pages_reload_back_and_a_second_tab(
    open_page: OpenPage,
) -> None:
    page = open_page(f"budget?{urlencode(link_of_everything())}", width=390)
    chosen = held(page)
    assert chosen.keys() == ALL.keys()
    visited = []
    for link in all_links(page):
        name = link.get_attribute("data-page")
        link.click()
        expect(page).to_have_url(re.compile(rf"/{'' if name == HOME else name}\?"))
        wait_until(page, lambda: held(page) == chosen)
        visited.append(page.url)
    assert len(set(visited)) == len(visited) > 15
    page.reload()
    wait_until(page, lambda: held(page) == chosen)
    second = page.context.new_page()
    second.goto(page.url)
    wait_until(second, lambda: held(second) == chosen)
    second.close()
    for url in reversed(visited[:-1]):
        page.go_back()
        expect(page).to_have_url(re.compile(re.escape(url.partition("?")[0])))
        expect_page(page, urlsplit(url).path.strip("/"))
        wait_until(page, lambda url=url: page.url == url)
