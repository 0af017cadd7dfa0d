"""The page on when a stack saves: both curves, in the address, whatever was chosen."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, charts, errors, unfold

EVERY_CHART = ["over_channels", "over_channels_between"]


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_channels(**params: str) -> AppTest:
        return open_app(page="channels", **params)

    return open_channels


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
    assert at.warning.values == []
    assert curve_names(at) == ["1: one 5×5", "2: two 3×3"]
    # 25 * 256^2 = 9 * (256 + 256) * C
    assert "takes more from 356 on: the curves cross at 355.6" in told(at)
    assert "Your choice, 256 channels, is marked." in told(at)
    assert curve_names(open_page(kernel="7")) == ["1: one 7×7", "2: three 3×3"]


@pytest.mark.parametrize(
    ("params", "sentences"),
    [
        ({"stack": "3,3,3"}, ["Their receptive fields differ. One 5×5: 5 px; three 3×3: 7 px."]),
        (
            {"kernel": "7", "stack": "3,3s2,p2"},
            ["Their output grids differ. One 7×7: 56×56; stack of 3 steps: 14×14."],
        ),
        (
            {"stack": "3s2,3", "amount": "activation memory"},
            ["Their receptive fields differ.", "Their output grids differ."],
        ),
    ],
    ids=str,
)
def test_what_prevents_a_saving_is_reported(
    open_page: OpenApp, params: dict[str, str], sentences: list[str]
) -> None:
    warnings = [as_read(each) for each in open_page(**params).warning.values]
    assert len(warnings) == len(sentences)
    assert all(one.startswith(start) for one, start in zip(warnings, sentences, strict=True))


def test_the_chosen_channels_are_not_on_the_first_curves(open_page: OpenApp) -> None:
    at = open_page(kernel="7", cin="3", cout="64")
    assert "Your choice is 3 channels in, 64 between and 64 out" in told(at)
    assert "With as many between as out, 64, it takes 702.0 % more." in told(at)


def test_the_number_beside_the_figure_and_the_text_above_are_one(open_page: OpenApp) -> None:
    at = unfold(open_page(between="96"))
    assert at.number_input(key="between_number").value == 96
    at.number_input(key="between_number").set_value(100).run()
    assert at.text_input(key="between").value == "100"
    assert "With your choice of 100, it saves" in told(at)
    at.text_input(key="between").set_value("").run()
    assert at.number_input(key="between_number").value == 256


def test_several_numbers_between_have_no_number_of_their_own(open_page: OpenApp) -> None:
    at = unfold(open_page(kernel="7", between="64,96"))
    assert at.number_input(key="between_number").value is None
    assert at.text_input(key="between").value == "64,96"
    assert "With your choice of 64 and 96, it saves" in told(at)


def test_another_amount(open_page: OpenApp) -> None:
    at = open_page(kernel="7", stack="3,3d2,3s2", between="16,32", amount="multiply-accumulates")
    assert errors(at) == []
    assert charts(at)["over_channels_between"]["layout"]["yaxis"]["title"]["text"] == "Work, MACs"
    assert "The stack saves multiply-accumulates with up to" in told(at)


def test_the_saving_vanishes_with_many_channels_between(open_page: OpenApp) -> None:
    at = unfold(open_page(cin="18", cout="18", between="25"))
    assert "With your choice of 25, it takes as much." in told(at)
    at.text_input(key="between").set_value("36").run()
    assert "With your choice of 36, it takes 44.0 % more." in told(at)


def test_one_convolution_has_no_channels_between(open_page: OpenApp) -> None:
    at = open_page(stack="3d2")
    assert errors(at) == []
    assert list(charts(at)) == ["over_channels"]
    assert "one convolution and no channels between" in told(at)


def test_a_stack_that_sees_more_than_the_map(open_page: OpenApp) -> None:
    at = open_page(map="4x90")
    (error,) = errors(at)
    assert "one 5×5, seeing 5×5 px" in error
    assert charts(at) == {}


def test_a_link_that_asks_for_an_unknown_amount(open_page: OpenApp) -> None:
    at = open_page(amount="money")
    assert errors(at) == []
    (warning,) = (as_read(each) for each in at.warning.values)
    assert warning.startswith('The link asks for amount "money')
    assert list(charts(at)) == EVERY_CHART
