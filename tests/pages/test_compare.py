"""The Compare page as a visitor sees it: two networks, the paper's table, published numbers."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.network.published_numbers import PUBLISHED
from explorer.architecture.networks import PRESETS
from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, chosen, errors, held, table

MULTIPLE = "2 as a multiple of 1"


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_compare(**params: str) -> AppTest:
        return open_app(page="compare", **params)

    return open_compare


def differences(at: AppTest) -> list[str]:
    """The sentences of the list at the top."""
    (facts,) = (text.value for text in at.main.markdown if text.value.startswith("- "))
    return [as_read(line).removeprefix("- ") for line in facts.splitlines()]


def totals(at: AppTest) -> dict[str, list[str]]:
    """The two networks' numbers and how they relate, by name."""
    names, *columns = table(at, MULTIPLE).values()
    return {name: list(cells) for name, *cells in zip(names, *columns, strict=True)}


def test_vgg16_and_vgg19(open_page: OpenApp) -> None:
    at = open_page(network="vgg16", other="vgg19")
    assert errors(at) == []
    assert any("Only VGG19 (E) has" in sentence for sentence in differences(at))
    # torchvision's documentation: 138.4 M and 143.7 M parameters, 15.47 and 19.63 "GFLOPS"
    assert totals(at)["Parameters"][:2] == ["138.4 M", "143.7 M"]
    assert totals(at)["Work"][:2] == ["15.47 GMACs", "19.63 GMACs"]
    assert totals(at)["Layers with weights"] == ["16", "19", "1.19 ×"]
    assert totals(at)["Last grid"] == ["7×7×512", "7×7×512", "= same"]


@pytest.mark.parametrize("key", PRESETS)
def test_a_network_and_itself_are_the_same(open_page: OpenApp, key: str) -> None:
    at = open_page(network=key, other=key, size="225x299")
    assert errors(at) == []
    assert differences(at) == ["Nothing differs: the two are the same, layer by layer."]


def test_two_sizes_and_channels_are_shown(open_page: OpenApp) -> None:
    at = open_page(network="vgg16", other="small-batch-norm", size="64x48")
    assert errors(at) == []
    assert differences(at)[0] == "Input: 64×48×3 → 64×48×1."


def test_a_changed_network_and_its_preset(open_page: OpenApp) -> None:
    at = open_page(network="vgg11", other="vgg11", blocks="64_128_256x2_512x2_512x2__avg-c10")
    assert errors(at) == []
    assert any("Only VGG11 (A) has" in sentence for sentence in differences(at))
    assert "1: VGG11 (A), changed" in table(at, MULTIPLE)


def test_the_other_network_is_in_the_link(open_page: OpenApp) -> None:
    at = open_page(other="alexnet")
    assert chosen(at, "other") == "alexnet"
    at.selectbox(key="other").select("vgg13").run()
    assert errors(at) == []
    assert "2: VGG13 (B)" in table(at, MULTIPLE)


@pytest.mark.parametrize(
    ("network", "other", "name"),
    [("alexnet", "vgg16", "AlexNet (one tower)"), ("vgg16", "alexnet", "AlexNet (one tower)")],
    ids=["the first", "the second"],
)
def test_a_network_that_does_not_fit_is_reported(
    open_page: OpenApp, network: str, other: str, name: str
) -> None:
    at = open_page(network=network, other=other, size="32x32")
    (sentence,) = errors(at)
    assert f"The smallest input that works for {name} is" in sentence
    assert len(at.main.dataframe) == 0


def test_the_paper_s_six_networks(open_page: OpenApp) -> None:
    at = open_page()
    # Simonyan & Zisserman 2014, table 3: top-5 errors of A, A-LRN, B, C, D and E
    cells = [str(cell) for each in at.main.dataframe for cell in each.value.to_numpy().ravel()]
    assert {"10.4", "10.5", "9.9", "9.4", "8.8", "9.0"} <= set(cells)


@pytest.mark.parametrize("key", ["vgg16", "alexnet"])
def test_published_numbers_match(open_page: OpenApp, key: str) -> None:
    at = open_page(network=key)
    of_this_one = len(table(at, "Published")["Match"])
    assert of_this_one == sum(each.network_key == key for each in PUBLISHED)
    assert set(table(at, "Published")["Match"]) == {"✓ agrees"}
    at.toggle(key="all_published").set_value(True).run()
    assert errors(at) == []
    assert len(table(at, "Published")["Match"]) == len(PUBLISHED) > of_this_one
    assert set(table(at, "Published")["Match"]) == {"✓ agrees"}


def test_where_nobody_published_a_number_there_is_no_table(open_page: OpenApp) -> None:
    at = open_page(network="vgg16-average")
    assert errors(at) == []
    assert [each for each in at.main.dataframe if "Published" in each.value] == []
    at.toggle(key="all_published").set_value(True).run()
    assert len(table(at, "Published")["Match"]) == len(PUBLISHED)


@pytest.mark.parametrize(
    ("params", "other"),
    [
        ({}, "alexnet"),
        ({"network": "alexnet"}, "vgg16"),
        ({"size": "32x32"}, "vgg19"),  # too small for AlexNet
        ({"network": "vgg19", "size": "32x32"}, "vgg16"),
        ({"blocks": "64__flat-c10", "size": "32x32"}, "vgg16"),  # changed: no longer the preset
    ],
)
def test_it_begins_with_another_network_that_fits(
    open_page: OpenApp, params: dict[str, str], other: str
) -> None:
    at = open_page(**params)
    assert errors(at) == []
    assert held(at, "other") == other
