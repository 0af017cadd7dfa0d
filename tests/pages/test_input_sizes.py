"""The page on input sizes as a visitor sees it: the curves, and why Flatten ties a network."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.networks import PRESETS
from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, errors


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_sizes(**params: str) -> AppTest:
        return open_app(page="input_sizes", **params)

    return open_sizes


def curves(at: AppTest) -> dict[str, Any]:
    """The chart as the browser receives it."""
    (chart,) = at.get("plotly_chart")
    assert chart.key == "input_sizes"
    spec: dict[str, Any] = json.loads(chart.proto.spec)
    return spec


def sentences(at: AppTest) -> list[str]:
    """What the page says, as it is read."""
    return [as_read(text.value) for text in at.main.markdown]


@pytest.mark.parametrize("key", PRESETS)
def test_every_network_at_a_size_that_is_not_square(open_page: OpenApp, key: str) -> None:
    at = open_page(network=key, size="225x299")
    assert errors(at) == []
    assert curves(at)["data"]


def test_flatten_ties_vgg16_to_one_grid(open_page: OpenApp) -> None:
    told = sentences(open_page())
    assert any("Flatten ties fc1 to one grid: it takes 7×7×512" in sentence for sentence in told)


def test_another_size_is_marked(open_page: OpenApp) -> None:
    at = open_page(network="vgg16-no-top")
    before = curves(at)["layout"]["shapes"]
    at.selectbox(key="size").select("256x256").run()
    assert errors(at) == []
    after = curves(at)["layout"]["shapes"]
    assert {mark["xanchor"] for mark in before} == {224}
    assert {mark["xanchor"] for mark in after} == {256}


@pytest.mark.parametrize("size", ["16x16", "16x224"])
def test_a_size_that_does_not_fit_is_reported(open_page: OpenApp, size: str) -> None:
    at = open_page(size=size)
    (sentence,) = errors(at)
    assert f"this one is {size} px" in sentence
    assert len(at.get("plotly_chart")) == 0
