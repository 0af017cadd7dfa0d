"""A computer without weights and without a network, and one whose network never answers."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.app_server import HOST, Server, running_app
from tests.browser.axe import findings_in_all_looks
from tests.browser.conftest import TEACHER_TOKEN, OpenPage
from tests.browser.waiting import wait_idle

PAGE = "activations?size=64x64"


@pytest.fixture(scope="session")
def silent_proxy() -> Iterator[str]:
    """The address of a proxy that accepts every call and never answers."""
    with socket.create_server((HOST, 0)) as listening:
        yield f"http://{HOST}:{listening.getsockname()[1]}"


@pytest.fixture(scope="session", params=["offline", "silent"])
def server(
    tmp_path_factory: pytest.TempPathFactory, silent_proxy: str, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """The app without any weights, in place of the one that has some."""
    folder: Path = tmp_path_factory.mktemp("no weights")
    environment = {
        "KERAS_HOME": str(folder / "keras"),
        "VGG16_WEIGHTS": "",
        "VGG16_TEACHER_TOKEN": TEACHER_TOKEN,
    }
    if request.param == "offline":
        environment["VGG16_OFFLINE"] = "1"
    else:
        environment |= {"VGG16_OFFLINE": "", "https_proxy": silent_proxy, "no_proxy": ""}
    with running_app(folder, environment) as server:
        yield server


def notice(page: Page) -> Locator:
    """What the page says about the weights."""
    return page.locator(".st-key-weights_notice")


def unfold(page: Page) -> None:
    """Open the line that says that the network is untrained, and wait until it stands still."""
    wait_idle(page)
    notice(page).get_by_text("Why?").click()
    wait_idle(page)


offline = pytest.mark.parametrize("server", ["offline"], indirect=True)
silent = pytest.mark.parametrize("server", ["silent"], indirect=True)


@offline
def test_untrained_maps_are_called_so(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    expect(notice(page)).to_contain_text("These maps are untrained.")
    expect(notice(page)).to_contain_text("VGG16_OFFLINE forbids the network")
    expect(notice(page)).to_be_in_viewport()
    expect(page.get_by_role("listbox", name="64 feature maps of block1_conv1")).to_be_visible()
    unfold(page)
    notice(page).get_by_role("button", name="Try again").click()
    expect(notice(page)).to_contain_text("These maps are untrained.")


@offline
def test_the_notice_is_accessible(open_page: OpenPage) -> None:
    page = open_page(f"classes?token={TEACHER_TOKEN}")
    expect(notice(page)).to_contain_text("VGG16's convolutions are untrained.")
    page.get_by_role("button", name="Fetch the dense layers").click()
    problem = page.get_by_test_id("stAlertContentError").filter(has_text="VGG16_OFFLINE")
    expect(problem).to_be_visible()
    wait_idle(page)
    assert findings_in_all_looks(page) == {}


@silent
def test_a_download_that_fails_can_be_started_again_and_stopped(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    expect(notice(page)).to_contain_text("within 10 seconds")
    unfold(page)
    notice(page).get_by_role("button", name="Try again").click()
    expect(notice(page)).to_contain_text("untrained until VGG16's weights arrive")
    expect(notice(page).get_by_role("progressbar")).to_be_visible()
    notice(page).get_by_role("button", name="Stop").click()
    expect(notice(page)).to_contain_text("was cancelled. Nothing was kept.")
    unfold(page)
    expect(notice(page).get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_role("listbox", name="64 feature maps of block1_conv1")).to_be_visible()
