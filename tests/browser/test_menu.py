"""The menu of all pages: by pointer and by keyboard, wide and on a phone, fast and slow."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.axe import serious_findings
from tests.browser.conftest import DESKTOP_WIDTH, PHONE_WIDTH, OpenPage
from tests.browser.test_address import expect_in_address, kernel
from tests.browser.test_main_flow import ask_for, expect_page, go_to, menu
from tests.browser.waiting import wait_idle

MENU = "#menu-of-pages"
HIDDEN = {"health", "home"}
EVERY_PAGE = {file.stem for file in (Path(__file__).parents[2] / "pages").glob("*.py")}
FOCUSED = """() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    return focused.innerText.trim();
}"""
IN_CONTENT = "() => !!document.activeElement.closest('main')"
SECTIONS = [
    *("Architecture", "Convolution", "Preprocessing"),
    *("Activations", "Receptive fields", "Transfer"),
]


def section(page: Page, title: str) -> Locator:
    """The button that opens a section."""
    return menu(page).get_by_role("button", name=title)


def press(page: Page, *keys: str) -> str:
    """Press keys; return the text of what has the focus then."""
    for key in keys:
        page.keyboard.press(key)
    return str(page.evaluate(FOCUSED))


# --- what it holds -------------------------------------------------------------------------------


def test_every_page_is_in_the_menu(open_page: OpenPage) -> None:
    page = open_page("budget")
    links = menu(page).locator(".pages .link")
    expect(links.first).to_be_attached()
    names = links.evaluate_all("links => links.map((link) => link.pathname.slice(1))")
    assert {*names} == EVERY_PAGE - HIDDEN | {""}
    assert len(names) == len({*names})


def test_the_page_that_is_shown_is_marked(open_page: OpenPage) -> None:
    page = open_page("budget")
    current = menu(page).locator("[aria-current=page]")
    expect(current).to_have_text(re.compile("Budget$"))
    go_to(page, "Receptive fields", "Stacks")
    expect(current).to_have_text(re.compile("Stacks$"))
    menu(page).get_by_role("link", name="VGG16 explorer").click()
    expect(current).to_have_text([re.compile("VGG16 explorer"), re.compile("Home$")])


def test_links_hold_all_choices_and_open_in_a_tab_of_their_own(open_page: OpenPage) -> None:
    page = open_page("stacks?size=64x64")
    kernel(page, "7 × 7")
    expect_in_address(page, "size=64x64", "kernel=7")
    section(page, "Architecture").click()
    budget = menu(page).get_by_role("link", name="Budget")
    expect(budget).to_have_attribute("href", "./budget?size=64x64&kernel=7")
    with page.context.expect_page() as opened:
        budget.click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(re.compile("/budget"))
    expect_in_address(opened.value, "size=64x64", "kernel=7")
    opened.value.close()
    expect(page).to_have_url(re.compile("/stacks"))


def test_a_link_on_a_page_holds_all_choices_and_makes_one_entry(open_page: OpenPage) -> None:
    page = open_page("stacks?kernel=7")
    link = page.get_by_role("main").get_by_role("link", name="When it saves")
    link.hover()
    expect(link).to_have_attribute("href", "./channels?kernel=7")
    link.click()
    expect(page).to_have_url(re.compile(r"/channels\?kernel=7$"))
    wait_idle(page)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/stacks\?kernel=7$"))


# --- by keyboard ---------------------------------------------------------------------------------


def test_the_first_stop_leads_to_the_page(open_page: OpenPage) -> None:
    page = open_page("budget")
    assert press(page, "Tab") == "Skip to the page"
    assert press(page, "Tab", "Tab") == "Architecture"
    press(page, "Shift+Tab", "Shift+Tab", "Enter", "Tab")
    assert page.evaluate(IN_CONTENT)


def test_keys_go_through_the_menu(open_page: OpenPage) -> None:
    page = open_page("budget")
    section(page, "Architecture").focus()
    assert press(page, "ArrowRight") == "Convolution"
    assert press(page, "ArrowRight") == "Preprocessing"
    assert press(page, "ArrowRight", "ArrowRight") == "Receptive fields"
    assert press(page, "ArrowDown").endswith("Stacks")
    expect(section(page, "Receptive fields")).to_have_attribute("aria-expanded", "true")
    assert press(page, "End").endswith("Try it on the photo")
    assert press(page, "ArrowUp").endswith("Race")
    assert press(page, "Escape") == "Receptive fields"
    expect(section(page, "Receptive fields")).to_have_attribute("aria-expanded", "false")
    assert press(page, "ArrowDown", "ArrowLeft") == "Activations"
    assert press(page, "Enter", "Tab").endswith("Feature maps")
    assert press(page, "ArrowDown").endswith("Depth")
    press(page, "Shift+Tab", "Shift+Tab", "Shift+Tab")
    expect(section(page, "Activations")).to_have_attribute("aria-expanded", "false")
    section(page, "Receptive fields").focus()
    press(page, "ArrowDown", "ArrowDown", "Enter")
    expect(page).to_have_url(re.compile("/channels$"))
    assert page.evaluate(FOCUSED) == "Receptive fields"


# --- open and closed -----------------------------------------------------------------------------


def test_one_section_is_open_at_a_time_and_a_click_beside_it_closes_it(open_page: OpenPage) -> None:
    page = open_page("budget")
    opened = menu(page).locator("[aria-expanded=true]")
    for title in SECTIONS:
        section(page, title).click()
        expect(opened).to_have_text(title)
    page.get_by_role("heading", level=1).click(position={"x": 5, "y": 5})  # the list hides the rest
    expect(opened).to_have_count(0)
    section(page, "Architecture").click()
    section(page, "Architecture").click()
    expect(opened).to_have_count(0)


@pytest.mark.parametrize("width", [1024, 1150, 1440])
def test_all_sections_stand_beside_each_other(open_page: OpenPage, width: int) -> None:
    page = open_page("budget", width=width)
    for title in SECTIONS:
        expect(section(page, title)).to_be_in_viewport(ratio=1)
        section(page, title).click()
        assert serious_findings(page, MENU) == []


def test_a_phone_lists_all_pages_and_shows_the_one_that_was_chosen(open_page: OpenPage) -> None:
    page = open_page("budget", width=PHONE_WIDTH)
    button = section(page, "Menu")
    expect(button).to_have_text("Menu: Budget")
    button.click()
    links = menu(page).locator(".pages .link").all()
    assert len(links) > 15
    for link in links:
        link.scroll_into_view_if_needed()
        expect(link).to_be_in_viewport(ratio=0.95)  # the edge of what scrolls may cut part of a px
    assert serious_findings(page, MENU) == []
    menu(page).get_by_role("link", name="Race", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(button).to_have_text("Menu: Race")
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_sidebar_of_a_phone_gives_way_to_the_page(open_page: OpenPage) -> None:
    page = open_page("budget", width=PHONE_WIDTH)
    page.get_by_test_id("stExpandSidebarButton").click()
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    go_to(page, "Menu", "Race")
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    expect(page).to_have_url(re.compile("/race$"))


@pytest.mark.parametrize("width", [PHONE_WIDTH, DESKTOP_WIDTH])
def test_a_page_without_choices_has_no_sidebar(open_page: OpenPage, width: int) -> None:
    page = open_page("budget", width=width)
    parts = page.get_by_test_id("stSidebar"), page.get_by_test_id("stExpandSidebarButton")
    shown = parts[width == PHONE_WIDTH]  # a phone shows the button that opens it
    expect(shown).to_be_visible()
    go_to(page, "Menu" if width == PHONE_WIDTH else "Transfer", "Compare runs")
    for part in parts:
        expect(part).to_be_hidden()
    wait_idle(page)
    page.go_back()
    expect_page(page, "budget")
    expect(shown).to_be_visible()
    wait_idle(page)


# --- a slow connection ---------------------------------------------------------------------------


class Gate:
    """What the page sends waits here while the gate is closed."""

    def __init__(self, page: Page) -> None:
        self.is_open = True
        self._waiting: list[str | bytes] = []
        page.route_web_socket(re.compile("/_stcore/stream"), self._pass)

    def _pass(self, route: WebSocketRoute) -> None:
        self._page, self._server = route, route.connect_to_server()
        route.on_message(self._take)

    def _take(self, message: str | bytes) -> None:
        self._waiting.append(message)
        if self.is_open:
            self.open()

    def cut(self) -> None:
        """Break the connection; the page makes another one."""
        self._page.close()

    def open(self) -> None:
        """Let everything through, in its order."""
        self.is_open = True
        for message in self._waiting:
            self._server.send(message)
        self._waiting.clear()


def test_a_choice_right_before_another_page_is_kept(open_page: OpenPage) -> None:
    page = open_page("budget")
    gate = Gate(page)
    page.goto(page.url.replace("budget", "stacks"))
    wait_idle(page)
    gate.is_open = False
    kernel(page, "7 × 7")
    ask_for(page, "Architecture", "Budget")
    expect(menu(page)).to_have_attribute("aria-busy", "true")
    gate.open()
    expect(page).to_have_url(re.compile(r"/budget\?kernel=7$"))
    expect(menu(page)).not_to_have_attribute("aria-busy", "true")
    wait_idle(page)
    expect(page.get_by_role("heading", name="Where do parameters")).to_be_visible()


def test_a_page_asked_for_while_the_connection_is_down_opens_once_it_is_back(
    open_page: OpenPage,
) -> None:
    page = open_page("budget")
    gate = Gate(page)
    page.goto(page.url.replace("budget", "stacks?kernel=7"))
    wait_idle(page)
    gate.cut()
    ask_for(page, "Architecture", "Budget")
    expect(page).to_have_url(re.compile(r"/budget\?kernel=7$"))
    expect(page.get_by_role("heading", name="Where do parameters")).to_be_visible()
