"""The Budget page as a visitor sees it: each layer's share."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.networks import PRESETS
from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, charts, chosen, errors, go_to, held, table


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_budget(**params: str) -> AppTest:
        return open_app(page="budget", **params)

    return open_budget


def sentences(at: AppTest) -> list[str]:
    """What the page says, as it is read."""
    return [as_read(text.value) for text in at.main.markdown]


def test_where_vgg16_s_parameters_and_work_go(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    told = sentences(at)
    assert any("fc1 alone holds 74.3 % of the parameters" in sentence for sentence in told)
    assert any("15.47 GMACs as counted here and by torchvision" in sentence for sentence in told)
    assert list(charts(at)) == ["budget"]


@pytest.mark.parametrize("key", PRESETS)
def test_every_network_at_a_size_that_is_not_square(open_page: OpenApp, key: str) -> None:
    at = open_page(network=key, size="225x299")
    assert errors(at) == []
    names = [layer.name for layer in PRESETS[key].layers]
    assert at.selectbox(key="layer").options == names
    assert any("**225 × 299 px**" in sentence for sentence in sentences(at))
    bars = charts(at)["budget"]["data"]
    drawn = {name for trace in bars for name in trace.get("customdata", [])}
    with_weights = {name for name in names if "conv" in name or name in {"fc1", "predictions"}}
    assert with_weights <= drawn <= set(names)


def test_conventions_stand_in_a_table(open_page: OpenApp) -> None:
    counted = table(open_page(), "Used by")
    # torchvision's documentation of VGG16: 15.47 "GFLOPS"; Google's table: 30,960 MFLOPs
    assert 15_470_264_320 in counted["This network"]
    assert 30_940_528_640 in counted["This network"]


def test_a_layer_is_marked(open_page: OpenApp) -> None:
    at = open_page(layer="block3_conv2")
    assert chosen(at, "layer") == "block3_conv2"
    before = charts(at)["budget"]
    at.selectbox(key="layer").select("fc1").run()
    assert errors(at) == []
    assert charts(at)["budget"] != before


def test_the_layer_of_another_page_is_marked_here(open_app: OpenApp) -> None:
    at = open_app()
    at.selectbox(key="layer").select("block4_conv1").run()
    go_to(at, "budget")
    assert errors(at) == []
    assert at.selectbox(key="layer").value == "block4_conv1"


def test_a_changed_network_has_its_own_budget(open_page: OpenApp) -> None:
    at = open_page(blocks="8_16__avg-c10", size="64x64")
    assert errors(at) == []
    # 8 * (3 * 9 + 1), 16 * (8 * 9 + 1), 10 * (16 + 1): 1,562 parameters
    # 64 * 64 * 8 * 27 + 32 * 32 * 16 * 72 + 160 multiply-accumulates
    assert 884_736 + 1_179_648 + 160 in table(at, "Used by")["This network"]


@pytest.mark.parametrize("size", ["16x16", "16x224"])
def test_a_size_that_does_not_fit_is_reported(open_page: OpenApp, size: str) -> None:
    at = open_page(size=size)
    (sentence,) = errors(at)
    assert f"this one is {size} px" in sentence
    assert charts(at) == {}


def test_at_first_the_layer_that_holds_most_parameters_is_marked(open_page: OpenApp) -> None:
    assert held(open_page(), "layer") == "fc1"
    assert held(open_page(blocks="8_16__avg-c10"), "layer") == "block2_conv1"
