"""Runs compared: a series to teach, and a chart of what was taught."""

import pytest

from tests.pages.conftest import OpenApp
from tests.pages.test_take_home import taught
from tests.pages.visitor import button, errors


@pytest.mark.parametrize(("series", "heads"), [("layers", 5), ("heads", 3), ("bases", 2)])
def test_a_series_has_its_heads(open_app: OpenApp, series: str, heads: int) -> None:
    at = open_app(page="runs", compared=series)
    assert errors(at) == []
    assert button(at, f"Teach {heads} heads for comparison").disabled is False


def test_what_was_taught_is_compared(open_app: OpenApp) -> None:
    at = taught(open_app)
    at.switch_page("../pages/runs.py").run()
    assert errors(at) == []
    assert len(at.get("plotly_chart")) == 1
