"""The app in a real browser: one server and one Chromium for all, a new visitor for each page."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.app_server import HOST, Server, running_app
from tests.browser.browser import CHROMIUM_FLAGS, NOT_FOUND, find_browser
from tests.browser.tabs import Tabs, collect_problems
from tests.browser.waiting import IDLE_TIMEOUT_MS, wait_idle

DESKTOP_WIDTH, PHONE_WIDTH = 1440, 390
HEIGHT = 900
TEACHER_TOKEN = "open-sesame"

ONLY_THIS_COMPUTER = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"


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
def tabs_of(browser: Browser) -> Callable[[str], Tabs]:
    """The tabs for the server of an address."""
    return cache(lambda url: Tabs(browser.new_context(base_url=url, reduced_motion="reduce")))


@pytest.fixture
def open_page(tabs_of: Callable[[str], Tabs], server: Server) -> Iterator[OpenPage]:
    """A function that opens pages; the test fails if one logs an error or the server a traceback.

    Requests to other hosts are refused and count as errors: the app works without a network.
    """
    tabs, problems, finished = tabs_of(server.url), list[str](), ExitStack()

    def open_as_new_visitor(
        path: str = "",
        *,
        scheme: Literal["light", "dark"] = "light",
        width: int = DESKTOP_WIDTH,
    ) -> Page:
        page = tabs.take()
        finished.callback(tabs.give_back, page)
        finished.callback(collect_problems(page, server.url, problems.append))
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(f"/{path}")
        wait_idle(page)
        return page

    log_before = server.log.stat().st_size
    with finished:
        yield open_as_new_visitor
    if problems:
        pytest.fail("\n".join(problems))
    printed = server.log.read_bytes()[log_before:].decode(errors="replace")
    if "Traceback" in printed:
        pytest.fail(f"The server printed a traceback:\n{printed}")


def _server_environment(folder: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """No weights are fetched; real ones are used if the tests have some."""
    offline = {
        "KERAS_HOME": str(folder / "keras"),
        "VGG16_OFFLINE": "1",
        "VGG16_TEACHER_TOKEN": TEACHER_TOKEN,
    }
    with suppress(pytest.skip.Exception):
        offline["VGG16_WEIGHTS"] = str(request.getfixturevalue("real_weights_file"))
    return offline
