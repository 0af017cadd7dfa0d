"""The settings file applies although the server runs from another folder, and the themes hold."""

from typing import Literal

import pytest

from tests.browser.conftest import OpenPage

BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"
ROOT_FONT_SIZE = "getComputedStyle(document.documentElement).fontSize"


@pytest.mark.parametrize(
    ("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(18, 22, 27)")]
)
def test_the_theme_follows_the_browser(
    open_page: OpenPage, scheme: Literal["light", "dark"], background: str
) -> None:
    page = open_page(scheme=scheme)
    assert page.evaluate(BACKGROUND) == background
    assert page.evaluate(ROOT_FONT_SIZE) == "18px"


def test_a_phone_has_nothing_to_scroll_sideways(open_page: OpenPage) -> None:
    page = open_page(width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
