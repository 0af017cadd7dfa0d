"""Every slider and number field of a page, at its least and at its most: nothing breaks."""

import pytest

from tests.pages.conftest import OpenApp

PAGES = ("stacks", "channels", "growth", "pixels", "race")
"""Pages whose numbers a visitor chooses."""


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("link", [{}, {"field_of": "stack"}], ids=["", "stack"])
def test_no_number_breaks_a_page(open_app: OpenApp, page: str, link: dict[str, str]) -> None:
    at = open_app(page=page, **link)
    fields = [
        (kind, field.key) for kind in ("slider", "number_input") for field in at.main.get(kind)
    ]
    assert fields
    for kind, key in fields:
        for end in ("min", "max"):
            field = next(field for field in at.main.get(kind) if field.key == key)
            field.set_value(getattr(field, end)).run()
            assert [error.message for error in at.exception] == [], f"{key} at its {end}"
