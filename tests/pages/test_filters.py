"""Channels and filters as a visitor sees them."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from explorer.convolution.cases import HAND_CASES
from tests.pages.conftest import OpenApp
from tests.pages.visitor import HOSTILE, chosen, errors, go_to, sentences, unfold


@pytest.fixture
def filters_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_filters(**params: str) -> AppTest:
        return open_app(page="filters", **params)

    return open_filters


def grids(at: AppTest) -> list[list[str]]:
    """The captions of each line of grids."""
    bodies = [block.proto.body for block in at.get("html")]
    found = [re.findall("<figcaption>(.*?)</figcaption>", body) for body in bodies]
    return [captions for captions in found if captions]


def test_it_begins_with_several_channels_and_filters(filters_page: OpenApp) -> None:
    at = filters_page()
    assert errors(at) == []
    assert grids(at)[:2] == [
        ["from red", "from green", "from blue", "map 0"],
        ["from red", "from green", "from blue", "map 1"],
    ]
    assert chosen(at, "filters") == "2"
    assert "3 channels in, 2 filters, 2 maps out." in sentences(at)
    assert "2 × (2 × 2 × 3 + 1) = 26 parameters" in sentences(at)


@pytest.mark.parametrize(
    ("case", "maps"),
    [
        ("one-filter", 1),
        ("three-filters", 3),
        ("three-channels", 2),
        ("depthwise", 3),
        ("groups", 4),
    ],
)
def test_a_case_of_the_articles_opens(filters_page: OpenApp, case: str, maps: int) -> None:
    at = filters_page(input="digit", bias="5")
    assert at.selectbox(key="hand_case").value is None
    at.selectbox(key="hand_case").select(case).run()
    assert errors(at) == []
    assert at.selectbox(key="hand_case").value == case
    assert chosen(at, "bias") == ""
    lines = [line for line in grids(at) if any(each.startswith("from") for each in line)]
    assert len(lines) == maps
    assert HAND_CASES[case].note in sentences(at)


def test_a_changed_case_is_no_case(filters_page: OpenApp) -> None:
    at = filters_page()
    at.selectbox(key="stride").select("2").run()
    assert at.selectbox(key="hand_case").value is None
    assert chosen(at, "filters") == "2"


def test_depthwise_filters_read_one_channel_each(filters_page: OpenApp) -> None:
    at = filters_page(input_shape="6x6x3", filters="3", groups="3")
    assert "Depthwise: as many groups as channels." in sentences(at)
    assert grids(at)[:3] == [
        ["from red", "map 0"],
        ["from green", "map 1"],
        ["from blue", "map 2"],
    ]


def test_one_filter_has_nothing_to_be_added_to(filters_page: OpenApp) -> None:
    at = filters_page(input_shape="4x5x2")
    assert errors(at) == []
    assert [header.value for header in at.header] == []
    assert grids(at) == [["from channel 0", "from channel 1", "map"]]


def test_what_is_on_the_bench_stays(filters_page: OpenApp) -> None:
    at = filters_page()
    go_to(at, "convolution")
    assert chosen(at, "input_shape") == "3x3x3"
    go_to(at, "filters")
    assert chosen(at, "input_shape") == "3x3x3"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["input_shape", "filters", "groups", "after", "bias"])
def test_hostile_links(filters_page: OpenApp, name: str, text: str) -> None:
    at = filters_page(**{name: text})
    told = errors(unfold(at))  # no exception in what is folded either
    assert grids(at) or told


def test_the_activation_is_shown_after_the_sum(filters_page: OpenApp) -> None:
    at = filters_page(input_shape="4x4x1", filters="2", after="softmax")
    assert grids(at)[0] == ["from channel 0", "map 0", "map 0 after softmax over the filters"]
