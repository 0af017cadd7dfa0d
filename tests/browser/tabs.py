"""Tabs of the browser, each used by one visitor after the other.

A tab that has run Streamlit's code before opens a page with less than half the work of a new one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from tests.browser.waiting import watch_pictures

# On a page with a path of its own, Streamlit's front end first looks for its server below that
# path, is told 404, and finds it one step up.
STREAMLITS_OWN_SEARCH = ("/_stcore/health", "/_stcore/host-config")
FORGET = "localStorage.clear(); sessionStorage.clear()"


@dataclass(frozen=True, slots=True)
class Tabs:
    """The tabs in which a server's pages are opened, and those that nobody uses."""

    context: BrowserContext
    idle: list[Page] = field(default_factory=list)

    def take(self) -> Page:
        """An empty tab, in front of all others.

        Chromium slows down what stands behind, and does not read a folder for it.
        """
        if self.idle:
            page = self.idle.pop()
            page.bring_to_front()
            return page
        page = self.context.new_page()
        watch_pictures(page)
        return page

    def give_back(self, page: Page) -> None:
        """Leave a tab as a new visitor finds it."""
        page.evaluate(FORGET)
        page.goto("about:blank")
        self.idle.append(page)


def collect_problems(page: Page, own_url: str, report: Callable[[str], None]) -> Callable[[], None]:
    """Report errors and requests to other hosts, until the function that is returned is called."""

    def on_console(message: ConsoleMessage) -> None:
        address = message.location["url"]
        if message.type == "error" and not address.endswith(STREAMLITS_OWN_SEARCH):
            report(f"console error on {page.url}: {message.text} ({address})")

    def on_request(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(f"{own_url}/"):
            report(f"{page.url} asks another host: {request.url}")

    def on_error(error: object) -> None:
        report(f"page error on {page.url}: {error}")

    def stop() -> None:
        page.remove_listener("console", on_console)
        page.remove_listener("request", on_request)
        page.remove_listener("pageerror", on_error)

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", on_error)
    return stop
