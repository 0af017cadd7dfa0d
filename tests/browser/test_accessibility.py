"""axe-core finds what there is to find, and nothing serious in states that a page comes to."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.axe import findings_in_all_looks, serious_findings
from tests.browser.conftest import PHONE_WIDTH, OpenPage
from tests.browser.test_main_flow import upload
from tests.browser.waiting import wait_idle


def test_the_scan_finds_pale_text(open_page: OpenPage) -> None:
    page = open_page("architecture?size=64x64")
    page.get_by_role("heading", level=1).evaluate("heading => heading.style.color = '#bbb'")
    found = findings_in_all_looks(page)
    assert set(found) == {"light, 1440 px", "light, 390 px"}
    assert found["light, 1440 px"][0].startswith("color-contrast: ")


def test_the_scan_finds_dark_text_in_the_dark_and_a_picture_without_words(
    open_page: OpenPage,
) -> None:
    page = open_page("architecture?size=64x64")
    heading = page.get_by_role("heading", level=1)
    heading.evaluate("heading => heading.style.color = '#444'")
    heading.evaluate("heading => heading.append(document.createElement('img'))")
    found = findings_in_all_looks(page)
    rules = {look: {each.partition(":")[0] for each in found[look]} for look in found}
    assert rules == {
        "light, 1440 px": {"image-alt"},
        "light, 390 px": {"image-alt"},
        "dark, 1440 px": {"color-contrast"},
        "dark, 390 px": {"color-contrast"},
    }


def test_the_sidebar_of_a_phone(open_page: OpenPage) -> None:
    page = open_page("growth?size=64x64", width=PHONE_WIDTH)
    page.get_by_test_id("stExpandSidebarButton").click()
    photo = page.get_by_role("combobox", name="Photo")
    photo.scroll_into_view_if_needed()
    expect(photo).to_be_in_viewport()
    wait_idle(page)
    assert serious_findings(page) == []


def test_notices_of_the_sidebar(open_page: OpenPage) -> None:
    page = open_page("growth?size=big&blocks=banana")
    no_photo = FilePayload(name="holiday.png", mimeType="image/png", buffer=b"Dear diary, ...")
    upload(page, no_photo)
    page.locator(".st-key-camera_on").get_by_text("Use the camera").click()  # at once
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("alert").filter(has_text="not an input size")).to_be_visible()
    expect(sidebar.get_by_role("alert").filter(has_text="JPEG, PNG")).to_be_visible()
    expect(page.get_by_test_id("stCameraInput")).to_be_visible()
    wait_idle(page)
    assert findings_in_all_looks(page) == {}


@pytest.mark.parametrize("path", ["architecture", "activations"])
def test_a_size_that_does_not_fit(open_page: OpenPage, path: str) -> None:
    page = open_page(f"{path}?size=16x16")
    expect(page.get_by_test_id("stMain").get_by_role("alert")).to_be_visible()
    assert findings_in_all_looks(page) == {}
