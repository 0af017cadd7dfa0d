"""The app in a real browser: one server and one Chromium for all, a new visitor for each page."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.app_server import HOST, Server, running_app
from tests.browser.browser import CHROMIUM_FLAGS, NOT_FOUND, find_browser
from tests.browser.waiting import IDLE_TIMEOUT_MS, wait_idle

DESKTOP_WIDTH, PHONE_WIDTH = 1440, 390
HEIGHT = 900

ONLY_THIS_COMPUTER = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"

# On a page with a path of its own, Streamlit's front end first looks for its server below that
# path, gets a 404, and finds it one step up.
STREAMLITS_OWN_SEARCH = ("/_stcore/health", "/_stcore/host-config")


class OpenPage(Protocol):
    """Opens a page of the app as a new visitor and waits until it is idle."""

    def __call__(
        self,
        path: str = "",
        *,
        scheme: Literal["light", "dark"] = "light",
        width: int = DESKTOP_WIDTH,
    ) -> Page: ...


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """The running app."""
    folder = tmp_path_factory.mktemp("server")
    with running_app(folder, _server_environment(folder, request)) as server:
        yield server


@pytest.fixture(scope="session")
def app_url(server: Server) -> str:
    """The address of the running app, without a slash at the end."""
    return server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """An installed Chromium or Chrome; on a machine without one tests fail and do not skip."""
    expect.set_options(
        timeout=IDLE_TIMEOUT_MS
    )  # the default is 5 s, which a busy machine may exceed
    path = find_browser()
    if path is None:
        pytest.fail(NOT_FOUND)
    with sync_playwright() as playwright:
        flags = [*CHROMIUM_FLAGS, ONLY_THIS_COMPUTER]
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context_of(browser: Browser) -> Callable[[str], BrowserContext]:
    """What the pages of a server have in common: Streamlit's code, fetched and compiled once."""
    return cache(lambda url: browser.new_context(base_url=url, reduced_motion="reduce"))


@pytest.fixture
def open_page(context_of: Callable[[str], BrowserContext], server: Server) -> Iterator[OpenPage]:
    """A function that opens pages; the test fails if one logs an error or the server a traceback.

    Requests to other hosts are refused and count as errors: the app works without a network.
    """
    problems: list[str] = []
    pages: list[Page] = []

    def open_as_new_visitor(
        path: str = "",
        *,
        scheme: Literal["light", "dark"] = "light",
        width: int = DESKTOP_WIDTH,
    ) -> Page:
        page = context_of(server.url).new_page()
        pages.append(page)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        _collect_problems(page, server.url, problems.append)
        page.goto(f"/{path}")
        wait_idle(page)
        return page

    log_before = server.log.stat().st_size
    yield open_as_new_visitor
    for page in pages:
        page.evaluate("localStorage.clear(); sessionStorage.clear()")  # the next visitor is new
        page.close()
    if problems:
        pytest.fail("\n".join(problems))
    printed = server.log.read_bytes()[log_before:].decode(errors="replace")
    if "Traceback" in printed:
        pytest.fail(f"The server printed a traceback:\n{printed}")


def _collect_problems(page: Page, own_url: str, report: Callable[[str], None]) -> None:
    def on_console(message: ConsoleMessage) -> None:
        address = message.location["url"]
        if message.type == "error" and not address.endswith(STREAMLITS_OWN_SEARCH):
            report(f"console error on {page.url}: {message.text} ({address})")

    def on_request(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(f"{own_url}/"):
            report(f"{page.url} asks another host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: report(f"page error on {page.url}: {error}"))
    page.on("request", on_request)


def _server_environment(folder: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """No weights are fetched; real ones are used if the tests have some."""
    offline = {"KERAS_HOME": str(folder / "keras"), "VGG16_OFFLINE": "1"}
    with suppress(pytest.skip.Exception):
        offline["VGG16_WEIGHTS"] = str(request.getfixturevalue("real_weights_file"))
    return offline
