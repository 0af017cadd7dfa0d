"""A measured field over the photo: how much of the padding is drawn too."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_until

# Fields of block3_conv1 have 24 px, begin 10 px outside the photo and are 4 px apart (Araujo et
# al., Distill 2019): on 64 x 48 px they see rows -10 to 73 and columns -10 to 57.
CORNER = "measured?size=64x48&layer=block3_conv1&row=0&column=0"
ROOM = 1.03
"""Times the width, for the lines of a box at the edge."""


def width_by_height(page: Page) -> float:
    """The shape of what is drawn."""
    canvas = page.locator(".st-key-measured_field_untrained canvas")
    expect(canvas).to_be_visible()
    return float(canvas.evaluate("canvas => canvas.width / canvas.height"))


@pytest.mark.parametrize(
    ("zoom", "width", "height"),
    [
        ("true", ROOM * (10 + 48), 3 * 24),  # three boxes high; no padding right of the photo
        ("false", ROOM * 68, 84 + 0.03 * 68),
    ],
    ids=["zoomed", "all that the layer sees"],
)
def test_a_corner_shows_padding_only_where_its_box_reaches(
    open_page: OpenPage, zoom: str, width: float, height: float
) -> None:
    page = open_page(f"{CORNER}&zoom={zoom}")

    def it_has_the_shape() -> bool:
        return width_by_height(page) == pytest.approx(width / height, abs=0.01)

    wait_until(page, it_has_the_shape)
