"""Collecting photos in a browser: files, a folder, the camera, a photo that is changed."""

import io
from itertools import product
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_uploads import kept_bytes
from tests.browser.waiting import wait_idle, wait_until

FILES, FOLDER = (f".st-key-uploader_set_{name} input[type=file]" for name in ("files", "folder"))


def png(seed: int) -> bytes:
    squares = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(squares.repeat(20, 0).repeat(20, 1)).save(buffer, "PNG")
    return buffer.getvalue()


def own_set(open_page: OpenPage) -> Page:
    """The page with an empty set of one's own, the fields for photos open."""
    page = open_page("collect")
    page.get_by_role("button", name="Begin a set of my own").click()
    expect(page.locator(FILES)).to_be_attached()
    wait_idle(page)
    return page


def tiles(page: Page) -> Locator:
    return page.locator("[class*=st-key-photos_]").get_by_role("option")


def test_files_and_a_folder_become_a_set_and_the_server_drops_them(
    open_page: OpenPage, app_url: str, tmp_path: Path
) -> None:
    page = own_set(open_page)
    bad = FilePayload(name="<b>note</b>.txt", mimeType="text/plain", buffer=b"no picture")
    good = [FilePayload(name=f"{n}.png", mimeType="image/png", buffer=png(n)) for n in range(3)]
    page.locator(FILES).set_input_files([*good, bad])
    expect(page.get_by_text("3 photos added. 1 file left out:")).to_be_visible()
    expect(page.get_by_text("<b>note</b>.txt")).to_be_visible()
    for seed, (label, number) in enumerate(product(("mug", "pen"), range(2)), 100):
        file = tmp_path / "set" / label / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(png(seed))
    wait_idle(page)
    page.locator(FOLDER).set_input_files(tmp_path / "set")
    expect(page.get_by_text("4 photos added.")).to_be_visible()
    wait_idle(page)
    expect(tiles(page)).to_have_count(7)
    assert page.url.endswith("collect?set=own")
    wait_until(page, lambda: kept_bytes(app_url) == 0)


def test_a_photo_is_moved_removed_and_brought_back(open_page: OpenPage) -> None:
    page = open_page("collect?set=shapes")
    photos = tiles(page)
    expect(photos).to_have_count(72)
    before = photos.first.get_attribute("aria-label") or ""
    assert before.endswith(("for training", "for validation"))
    other = "validation" if before.endswith("training") else "training"
    photos.first.click()
    page.get_by_role("dialog").get_by_role("button", name=f"Move to {other}").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(photos.first).to_have_attribute("aria-label", f"circle, photo 1, for {other}")
    wait_idle(page)
    photos.first.click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(photos).to_have_count(71)
    wait_idle(page)
    page.get_by_role("button", name="Undo: bring back 1 photo").click()
    expect(photos).to_have_count(72)
    wait_idle(page)
    page.get_by_role("button", name="Delete my photos").click()
    expect(page.get_by_role("button", name="Begin a set of my own")).to_be_visible()
