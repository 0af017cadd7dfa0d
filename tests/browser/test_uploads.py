"""A visitor's own photo in a real browser: the server drops the file, and all clicks still work."""

import io
import re
from pathlib import Path

import requests
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from explorer.session.address import UPLOAD_AGAIN
from tests.browser.conftest import OpenPage
from tests.browser.test_main_flow import (
    a_photo,
    choose,
    expect_chosen,
    go_to,
    upload,
    uploader,
)
from tests.browser.waiting import wait_idle, wait_until

TWELVE_MEGAPIXELS = (4000, 3000)
UPLOADED_BYTES = re.compile(r'cache_memory_bytes\{[^}]*"UploadedFileManager"[^}]*\} (\d+)')


def a_large_photo(name: str, colour: str) -> FilePayload:
    """A JPEG as a phone makes it, but for its motif."""
    shade = Image.linear_gradient("L").resize(TWELVE_MEGAPIXELS)
    photo = Image.merge("RGB", [shade, shade, Image.new("L", TWELVE_MEGAPIXELS, colour)])
    file = io.BytesIO()
    photo.save(file, "JPEG")
    return FilePayload(name=name, mimeType="image/jpeg", buffer=file.getvalue())


def kept_bytes(app_url: str) -> int:
    """What the server keeps of the files that visitors uploaded."""
    with requests.Session() as session:
        session.trust_env = False
        told = session.get(f"{app_url}/_stcore/metrics", timeout=30).text
    assert "cache_memory_bytes" in told
    return sum(map(int, UPLOADED_BYTES.findall(told)))


def chip(page: Page, name: str) -> Locator:
    """What the uploader shows of a file."""
    return uploader(page).get_by_text(name)


def test_a_photo_s_file_is_dropped_and_all_clicks_still_work(
    open_page: OpenPage, app_url: str
) -> None:
    page = open_page("architecture?size=64x64")
    upload(page, a_large_photo("first.jpg", "white"))
    expect_chosen(page, photo="own")
    wait_until(page, lambda: kept_bytes(app_url) == 0)
    choose(page, "photo", "coffee")
    expect(page.get_by_role("img", name="An espresso in a red cup")).to_be_visible()
    choose(page, "photo", "own")
    expect(page.get_by_role("img", name="Your own photo")).to_be_visible()
    expect(chip(page, "first.jpg")).to_be_visible()
    upload(page, a_large_photo("second.jpg", "black"))
    expect(chip(page, "second.jpg")).to_be_visible()
    wait_idle(page)
    uploader(page).get_by_role("button", name="Remove second.jpg").click()
    expect(chip(page, "second.jpg")).to_have_count(0)
    expect_chosen(page, photo="chelsea")
    expect(page.get_by_role("button", name="Remove my photo", exact=True)).to_have_count(0)
    wait_idle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert kept_bytes(app_url) == 0


def test_an_own_photo_is_kept_on_the_next_page_and_removed_there(open_page: OpenPage) -> None:
    page = open_page("growth?size=64x64")
    upload(page, a_photo())
    expect_chosen(page, photo="own")
    expect(chip(page, "my photo.png")).to_be_visible()
    wait_idle(page)
    go_to(page, "Receptive fields", "In the real VGG16")
    expect(page).to_have_url(re.compile("/measured"))
    wait_idle(page)
    expect_chosen(page, photo="own")
    expect(chip(page, "my photo.png")).to_have_count(0)  # its cross would do nothing here
    page.get_by_role("button", name="Remove my photo", exact=True).click()
    expect_chosen(page, photo="chelsea")
    upload(page, a_photo())
    expect_chosen(page, photo="own")
    uploader(page).get_by_role("button", name="Remove my photo.png").click()
    expect_chosen(page, photo="chelsea")


def test_a_file_that_is_too_large_to_be_sent_gets_a_sentence(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("growth?size=64x64")
    sentence = page.get_by_text("This file was not sent: it is larger than 25 MB.")
    expect(sentence).to_be_hidden()
    large = tmp_path / "raw.jpg"
    large.write_bytes(bytes(26 * 10**6))
    upload(page, large)
    expect(sentence).to_be_visible()


def test_a_file_without_an_ending_is_judged_by_its_bytes(open_page: OpenPage) -> None:
    page = open_page("growth?size=64x64")
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(file, "PNG")
    nameless = FilePayload(name="photo", mimeType="", buffer=file.getvalue())
    upload(page, nameless)
    expect(page.get_by_role("img", name="Your own photo")).to_be_visible()


def test_the_button_removes_the_photo_and_what_the_uploader_shows(open_page: OpenPage) -> None:
    page = open_page("growth?size=64x64")
    upload(page, a_photo())
    expect_chosen(page, photo="own")
    page.get_by_role("button", name="Remove my photo", exact=True).click()
    expect_chosen(page, photo="chelsea")
    expect(page.get_by_text("my photo.png")).to_have_count(0)
    expect(page.get_by_role("img", name="Your own photo")).to_have_count(0)
    wait_idle(page)
    upload(page, a_photo())
    expect_chosen(page, photo="own")


def test_after_a_reload_no_file_is_shown_and_the_page_says_why(open_page: OpenPage) -> None:
    page = open_page("growth?size=64x64")
    upload(page, a_photo())
    expect(page).to_have_url(re.compile("photo=own"))
    wait_idle(page)
    page.reload()
    expect(page.get_by_text(UPLOAD_AGAIN)).to_be_visible()
    expect_chosen(page, photo="chelsea")
    expect(page.get_by_text("my photo.png")).to_have_count(0)
