"""The page on when a stack saves: both curves, in the address, whatever was chosen."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, errors

EVERY_CHART = ["over_channels", "over_channels_between"]


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_channels(**params: str) -> AppTest:
        return open_app(page="channels", **params)

    return open_channels


def charts(at: AppTest) -> dict[str, dict[str, Any]]:
    """The charts as the browser gets them, by key."""
    return {str(each.key): json.loads(each.proto.spec) for each in at.get("plotly_chart")}


def told(at: AppTest) -> str:
    """What the page says, as it is read."""
    return "\n".join(as_read(text.value) for text in at.main.markdown)


def curve_names(at: AppTest) -> list[str]:
    """What the curves over all channels are of."""
    drawn = charts(at)["over_channels"]["data"]
    return list(dict.fromkeys(trace["name"] for trace in drawn if trace["mode"] == "lines"))


def test_both_curves_follow_the_kernel(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    assert list(charts(at)) == EVERY_CHART
    assert curve_names(at) == ["one 5×5", "two 3×3"]
    # 25 * 256^2 = 9 * (256 + 256) * C
    assert "both take the same at 355.6" in told(at)
    assert curve_names(open_page(kernel="7")) == ["one 7×7", "three 3×3"]


def test_another_amount(open_page: OpenApp) -> None:
    at = open_page(kernel="7", stack="3,3d2,3s2", between="16,32", amount="multiply-accumulates")
    assert errors(at) == []
    assert charts(at)["over_channels_between"]["layout"]["yaxis"]["title"]["text"] == "Work, MACs"
    assert "The stack saves multiply-accumulates with up to" in told(at)


def test_the_saving_vanishes_with_many_channels_between(open_page: OpenApp) -> None:
    at = open_page(cin="18", cout="18", between="25")
    assert "With the 25 chosen it takes as much." in told(at)
    at.text_input(key="between").set_value("36").run()
    assert "With the 36 chosen it takes 44.0 % more." in told(at)


def test_one_convolution_has_no_channels_between(open_page: OpenApp) -> None:
    at = open_page(stack="3d2")
    assert errors(at) == []
    assert list(charts(at)) == ["over_channels"]
    assert "so no channels lie between" in told(at)


def test_a_stack_that_sees_more_than_the_map(open_page: OpenApp) -> None:
    at = open_page(map="4x90")
    (error,) = errors(at)
    assert "one 5×5, which sees 5×5 px" in error
    assert charts(at) == {}


def test_a_link_that_asks_for_an_amount_that_there_is_not(open_page: OpenApp) -> None:
    at = open_page(amount="money")
    assert errors(at) == []
    (warning,) = (as_read(each) for each in at.warning.values)
    assert warning.startswith('The link asks for amount "money')
    assert list(charts(at)) == EVERY_CHART
