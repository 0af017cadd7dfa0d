"""The app in a real browser: one server and one Chromium for all, a new visitor for each page."""

import os
import socket
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import pytest
import requests
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from urllib3 import Retry

from tests.browser.browser import NOT_FOUND, find_browser
from tests.browser.waiting import wait_idle

APP = Path(__file__).parents[2] / "explorer" / "app.py"
HOST = "127.0.0.1"
START_ATTEMPTS = 120
LONGEST_PAUSE_S = 0.5
STOP_TIMEOUT_S = 10
DESKTOP_WIDTH = 1440
HEIGHT = 900

CHROMIUM_FLAGS = (
    "--no-sandbox",  # needed as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# On a page with a path of its own, Streamlit's front end first looks for its server below that
# path, is told 404, and finds it one step up.
STREAMLITS_OWN_SEARCH = ("/_stcore/health", "/_stcore/host-config")


@dataclass(frozen=True, slots=True)
class Server:
    """A running app: its address and the file that holds what it printed."""

    url: str
    log: Path


class OpenPage(Protocol):
    """Opens a page of the app as a new visitor and waits until it is at rest."""

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
    """Runs the app as a visitor gets it, from a foreign folder: its settings must still apply."""
    folder = tmp_path_factory.mktemp("server")
    started = Server(f"http://{HOST}:{_free_port()}", folder / "server.log")
    with (
        started.log.open("w") as log,
        subprocess.Popen(
            _server_command(started.url),
            cwd=folder,
            env=_server_environment(folder, request),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            _wait_until_healthy(started)
            yield started
        finally:
            _stop(process)


@pytest.fixture(scope="session")
def app_url(server: Server) -> str:
    """The address of the running app, without a slash at the end."""
    return server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """An installed Chromium or Chrome; a machine without one fails, it does not skip."""
    path = find_browser()
    if path is None:
        pytest.fail(NOT_FOUND)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """A function that opens pages; the test fails if one logs an error or the server a traceback.

    Requests to other hosts are refused and count as errors: the app works without a network.
    """
    problems: list[str] = []
    contexts = []

    def open_as_new_visitor(
        path: str = "",
        *,
        scheme: Literal["light", "dark"] = "light",
        width: int = DESKTOP_WIDTH,
    ) -> Page:
        context = browser.new_context(
            base_url=server.url,
            color_scheme=scheme,
            reduced_motion="reduce",
            viewport={"width": width, "height": HEIGHT},
        )
        contexts.append(context)
        page = context.new_page()
        _collect_problems(page, server.url, problems.append)
        page.goto(f"/{path}")
        wait_idle(page)
        return page

    log_before = server.log.stat().st_size
    yield open_as_new_visitor
    for context in contexts:
        context.close()
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

    def is_foreign(url: str) -> bool:
        return url.startswith("http") and not url.startswith(f"{own_url}/")

    page.on("console", on_console)
    page.on("pageerror", lambda error: report(f"page error on {page.url}: {error}"))
    page.route(is_foreign, lambda route: route.abort())


def _server_command(url: str) -> list[str]:
    """The README's command. What the settings file says is left to the settings file."""
    streamlit = Path(sysconfig.get_path("scripts")) / "streamlit"
    host, port = url.removeprefix("http://").split(":")
    return [
        *(str(streamlit), "run", str(APP)),
        *("--server.headless=true", f"--server.address={host}", f"--server.port={port}"),
    ]


def _server_environment(folder: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """No weights are fetched; real ones are used where the tests have some."""
    offline = {"KERAS_HOME": str(folder / "keras"), "VGG16_OFFLINE": "1"}
    with suppress(pytest.skip.Exception):
        offline["VGG16_WEIGHTS"] = str(request.getfixturevalue("real_weights_file"))
    return os.environ | offline


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_healthy(server: Server) -> None:
    """Asks until the server answers, for about a minute at most.

    Raises:
        pytest.fail.Exception: no answer in time; the message holds what the server printed.
    """
    patience = Retry(START_ATTEMPTS, backoff_factor=0.1, backoff_max=LONGEST_PAUSE_S)
    with requests.Session() as session:
        session.trust_env = False  # no proxy stands between a machine and itself
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=patience))
        try:
            session.get(f"{server.url}/_stcore/health", timeout=STOP_TIMEOUT_S).raise_for_status()
        except requests.RequestException as error:
            pytest.fail(f"The app did not start: {error}\n{server.log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
