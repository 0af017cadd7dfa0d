"""The pages of Transfer once something is taught: what axe-core finds, readable, on a phone too."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page, expect

from explorer.session.transfer_parameters import LEARNED_VIEW
from tests.browser.axe import findings_in_all_looks
from tests.browser.conftest import DESKTOP_WIDTH, HEIGHT, OpenPage
from tests.browser.test_every_page import (
    require_nothing_to_scroll_sideways,
    require_readable_figures,
    unfold_everything,
)
from tests.browser.test_main_flow import go_to
from tests.browser.waiting import wait_idle

PATIENCE_MS = 180_000
"""Features of all photos, on a machine that does other things too."""

TAUGHT = "teach?set=shapes&taught_layer=block1_pool&epochs=2"
"""The smallest set, and what is taught in a moment."""


def taught(open_page: OpenPage) -> Page:
    """The page for pupils, once it has learned."""
    page = open_page(TAUGHT)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("kept back got the right answer")).to_be_visible(timeout=PATIENCE_MS)
    wait_idle(page)
    return page


def stay(page: Page) -> None:
    """The page for pupils itself."""
    expect(page.locator(".st-key-try_bars")).to_be_visible()


def curves(page: Page) -> None:
    """The curves of the run, and its name."""
    go_to(page, "Transfer", "Train")
    expect(page.get_by_role("textbox", name="Run 1")).to_be_visible()


def compared(page: Page) -> None:
    """The run in a chart of its own."""
    go_to(page, "Transfer", "Compare runs")
    expect(page.locator(".st-key-run_chart")).to_be_visible()


def taken_home(page: Page) -> None:
    """A checked file to download."""
    go_to(page, "Transfer", "Take it home")
    page.get_by_role("button", name="Make the file and check it").click()
    download = page.get_by_role("button", name="Download")
    expect(download).to_be_visible(timeout=PATIENCE_MS)


SHOWN: Mapping[str, tuple[Callable[[Page], None], int]] = {
    "teach": (stay, 3),
    "train": (curves, 10),
    "runs": (compared, 2),
    "take home": (taken_home, 0),
}
"""How to come to a page, and how many texts its figures have at least."""


def test_the_pages_of_something_taught(open_page: OpenPage) -> None:
    page = taught(open_page)
    for name, (come, num_texts) in SHOWN.items():
        come(page)
        require_all_is_well(page, name, num_texts)


def test_the_views_of_what_was_learned(open_page: OpenPage) -> None:
    page = taught(open_page)
    go_to(page, "Transfer", "What it learned")
    for view in LEARNED_VIEW.labels.values():
        page.locator(".st-key-learned").get_by_text(view, exact=True).click()
        expect(page.locator(".st-key-learned").get_by_role("radio", name=view)).to_be_checked()
        require_all_is_well(page, view)


def require_all_is_well(page: Page, name: str, num_texts: int = 1) -> None:
    """No error, readable figures, no finding with everything open, nothing beyond a phone.

    Args:
        page: in any look; afterwards in the one that it was opened in.
        name: of what is looked at, to be read where something is wrong.
        num_texts: how many texts its figures have at least.
    """
    wait_idle(page, PATIENCE_MS)
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlertContentError").count() == 0
    require_readable_figures(page, num_texts if page.locator(".stPlotlyChart").count() else 0)
    unfold_everything(page)
    assert (name, findings_in_all_looks(page)) == (name, {})
    require_nothing_to_scroll_sideways(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESKTOP_WIDTH, "height": HEIGHT})
