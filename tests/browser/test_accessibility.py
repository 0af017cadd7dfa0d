"""axe-core finds nothing serious: on any page, in both themes, on a projector and on a phone."""

from typing import Literal

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.axe import serious_findings
from tests.browser.conftest import HEIGHT, OpenPage
from tests.browser.waiting import wait_idle

PAGES = {
    "architecture": "?size=225x299",
    "changed network": "?blocks=2x64",
    "budget": "budget",
    "input sizes": "input_sizes",
    "compare": "compare",
    "build": "build",
    "activations": "activations?size=64x64",
    "depth": "depth?size=64x48",
    "change": "change?size=64x48",
    "classes": "classes?size=64x48",
    "excite": "excite?size=64x48",
    "stacks": "stacks",
    "when it saves": "channels",
    "race": "race",
    "measured": "measured?size=64x48",
    "try it": "try_it?size=64x48",
    "growth": "growth?size=64x48",
    "growth of a stack": "growth?field_of=stack",
    "pixels": "pixels?field_of=stack",
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1440, 390)


def findings_in_all_looks(page: Page) -> dict[str, list[str]]:
    """Findings on the current page by theme and width; clean looks are left out."""
    findings = {}
    for scheme in SCHEMES:
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": HEIGHT})
            wait_idle(page)
            findings[f"{scheme}, {width} px"] = serious_findings(page)
    return {look: found for look, found in findings.items() if found}


def unfold_everything(page: Page) -> None:
    """Open each explanation, including those inside others."""
    folded = page.locator("details:not([open]) > summary")
    while folded.count():
        folded.first.click()
        wait_idle(page)


def test_the_scan_finds_pale_text(open_page: OpenPage) -> None:
    page = open_page("?size=64x64")
    page.get_by_role("heading", level=1).evaluate("heading => heading.style.color = '#bbb'")
    found = findings_in_all_looks(page)
    assert set(found) == {"light, 1440 px", "light, 390 px"}
    assert found["light, 1440 px"][0].startswith("color-contrast: ")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_with_all_explanations_open(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    unfold_everything(page)
    assert findings_in_all_looks(page) == {}


def test_the_sidebar_of_a_phone(open_page: OpenPage) -> None:
    page = open_page("?size=64x64", width=390)
    page.get_by_test_id("stExpandSidebarButton").click()
    photo = page.get_by_role("combobox", name="Photo")
    photo.scroll_into_view_if_needed()
    expect(photo).to_be_in_viewport()
    wait_idle(page)
    assert serious_findings(page) == []


def test_notices_of_the_sidebar(open_page: OpenPage) -> None:
    page = open_page("?size=big&blocks=banana")
    no_photo = FilePayload(name="holiday.png", mimeType="image/png", buffer=b"Dear diary, ...")
    page.locator(".st-key-upload input[type=file]").set_input_files(no_photo)
    page.locator(".st-key-camera_on").get_by_text("Use the camera").click()
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("alert").filter(has_text="no input size")).to_be_visible()
    expect(sidebar.get_by_role("alert").filter(has_text="JPEG, PNG")).to_be_visible()
    expect(page.get_by_test_id("stCameraInput")).to_be_visible()
    wait_idle(page)
    assert findings_in_all_looks(page) == {}


@pytest.mark.parametrize(
    "path", ["?size=16x16", "activations?size=16x16"], ids=["architecture", "activations"]
)
def test_a_size_that_does_not_fit(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(page.get_by_test_id("stMain").get_by_role("alert")).to_be_visible()
    assert findings_in_all_looks(page) == {}
