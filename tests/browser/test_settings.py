"""The settings file applies although the server runs from another folder, and the themes hold."""

from typing import Literal

import pytest

from tests.browser.conftest import OpenPage

BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"
ROOT_FONT_SIZE = "getComputedStyle(document.documentElement).fontSize"


@pytest.mark.parametrize(
    ("scheme", "width", "background"),
    [("light", 1440, "rgb(255, 255, 255)"), ("dark", 390, "rgb(18, 22, 27)")],
)
def test_the_theme_follows_the_browser_and_nothing_scrolls_sideways(
    open_page: OpenPage, scheme: Literal["light", "dark"], width: int, background: str
) -> None:
    page = open_page(scheme=scheme, width=width)
    assert page.evaluate(BACKGROUND) == background
    assert page.evaluate(ROOT_FONT_SIZE) == "18px"
    assert page.evaluate("document.documentElement.scrollWidth") == width
