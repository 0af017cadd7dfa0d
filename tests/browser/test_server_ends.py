"""A server that is stopped while it works, and one that comes back while a browser is open."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer.session.address import UPLOAD_AGAIN
from tests.browser.app_server import STOP_TIMEOUT_S, Server, running_app
from tests.browser.test_main_flow import a_photo, choose, expect_chosen, upload, uploader
from tests.browser.waiting import wait_idle


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of its own: what a browser logs when its server has gone is no error of the app."""
    with browser.new_context() as context:
        yield context.new_page()


def offline(folder: Path) -> dict[str, str]:
    return {"KERAS_HOME": str(folder / "keras"), "VGG16_OFFLINE": "1", "VGG16_WEIGHTS": ""}


def end(server: Server) -> int:
    """Ask the server to end, as systems do at shutdown; return its exit status."""
    server.process.send_signal(signal.SIGTERM)
    return server.process.wait(STOP_TIMEOUT_S)


def test_a_server_with_work_in_flight_ends_when_it_is_asked_to(tab: Page, tmp_path: Path) -> None:
    passes = tmp_path / "passes.log"
    with running_app(tmp_path, offline(tmp_path) | {"VGG16_PASS_LOG": str(passes)}) as server:
        tab.goto(f"{server.url}/depth?size=512x512", wait_until="commit")
        while not passes.exists():
            tab.wait_for_timeout(50)
        status = end(server)
        printed = server.log.read_text()
    assert status == 0
    assert "Traceback" not in printed
    assert "Fatal" not in printed


def test_a_browser_goes_on_with_a_server_that_was_started_again(tab: Page, tmp_path: Path) -> None:
    with running_app(tmp_path, offline(tmp_path)) as server:
        tab.goto(f"{server.url}/growth?network=vgg19&size=64x64&layer=block3_conv4")
        wait_idle(tab)
        upload(tab, a_photo())
        expect_chosen(tab, photo="own")
        expect(uploader(tab).get_by_text("my photo.png")).to_be_visible()
        wait_idle(tab)
        end(server)
        connected = tab.locator('[data-test-connection-state="CONNECTED"]')
        expect(connected).to_have_count(0)
    with running_app(tmp_path, offline(tmp_path), server.url) as again:
        wait_idle(tab)  # what was shown is still there; the next click meets the new server
        choose(tab, "photo", "rocket")
        told = tab.locator(".st-key-link_problems")
        expect(told).to_contain_text(UPLOAD_AGAIN)
        expect(uploader(tab).get_by_text("my photo.png")).to_have_count(0)
        expect_chosen(tab, network="vgg19", size="64x64", layer="block3_conv4", photo="chelsea")
        expect(tab.get_by_test_id("stException")).to_have_count(0)
        upload(tab, a_photo())
        expect_chosen(tab, photo="own")
        assert "Traceback" not in again.log.read_text()
