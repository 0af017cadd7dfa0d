"""The Parameters page: one convolution's, and the small network's line by line."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.convolution.counted import COUNTED_CASES
from tests.pages.conftest import OpenApp
from tests.pages.visitor import HOSTILE, button, errors, held, metrics, sentences, table, unfold


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_parameters(**params: str) -> AppTest:
        return open_app(page="parameters", **params)

    return open_parameters


def html(at: AppTest) -> str:
    return "".join(block.proto.body for block in at.get("html"))


def test_the_article_s_first_layer_is_the_default(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    assert metrics(at) == {"Parameters": "750", "Weights": "675", "Biases": "75"}
    assert r"75 \times \left(1 \times 3 \times 3 + 1\right)" in at.latex[0].value
    assert "One filter: 1 kernel of 3 × 3 weights and one bias, 10 numbers." in html(at)


@pytest.mark.parametrize(
    ("key", "parameters"),
    [
        ("first", "750"),
        ("second", "33,800"),
        ("vgg-first", "1,792"),
        ("vgg-last", "2,359,808"),
        ("alexnet-second", "307,456"),
        ("depthwise", "288"),
    ],
)
def test_layers_of_real_networks_open(open_page: OpenApp, key: str, parameters: str) -> None:
    at = unfold(open_page(count_filters="4"))
    button(at, COUNTED_CASES[key].title).click().run()
    assert errors(at) == []
    assert metrics(at)["Parameters"] == parameters
    assert set(table(at, "Multiply-accumulates")["Parameters"]) == {
        int(parameters.replace(",", ""))
    }


def test_the_layer_on_the_bench_opens(open_page: OpenApp) -> None:
    at = unfold(open_page(input_shape="6x6x3", filter_size="2x3", filters="2", count_bias="false"))
    button(at, "The layer on the bench").click().run()
    assert errors(at) == []
    assert metrics(at)["Parameters"] == "38"  # 2 x (3 x 2 x 3 + 1)
    assert held(at, "count_kernel") == "2x3"


def test_everything_is_in_the_address(open_page: OpenApp) -> None:
    at = open_page()
    at.number_input(key="count_filters").set_value(8)
    at.number_input(key="count_channels").set_value(4)
    at.number_input(key="count_groups").set_value(2)
    at.text_input(key="count_kernel").set_value("1x5")
    at.toggle(key="count_bias").set_value(False).run()
    assert errors(at) == []
    assert at.query_params == {
        **{"count_filters": "8", "count_channels": "4", "count_groups": "2"},
        **{"count_kernel": "1x5", "count_bias": "false"},
    }
    assert metrics(at) == {"Parameters": "80", "Weights": "80", "Biases": "0"}
    assert "No filter has a bias" in sentences(at)
    assert "has 80 weights instead of 160." in sentences(at)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"count_groups": "2"}, "Received 2 groups for 1 input channel and 75 filters."),
        ({"count_kernel": ""}, "x"),
        ({"count_kernel": "big"}, "“big” is not a kernel size. Write a whole number from 1 to 64"),
        ({"count_kernel": "0"}, "“0” is not a kernel size."),
    ],
)
def test_what_cannot_be_counted_gets_a_sentence(
    open_page: OpenApp, params: dict[str, str], sentence: str
) -> None:
    at = open_page(**params)
    if params == {"count_kernel": ""}:  # a link leaves out what is empty
        at.text_input(key="count_kernel").set_value("").run()
        sentence = "The kernel size is empty. Write a whole number"
    assert [each[: len(sentence)] for each in errors(at)] == [sentence]
    assert metrics(at) == {}
    assert "264,562" in html(at)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:8]))
def test_hostile_texts_break_nothing(open_page: OpenApp, value: str) -> None:
    at = open_page(count_kernel=value, count_filters=value, count_bias=value)
    (error,) = errors(at)
    assert "is not a kernel size" in error


def test_the_whole_network_ends_with_the_article_s_total(open_page: OpenApp) -> None:
    found = html(open_page())
    totals = re.findall(r">([\d,]+)<", found.split("<tfoot>")[1])
    assert totals[:3] == ["264,562", "264,262", "300"]
    for product in ("75 × (1 × 3 × 3 + 1)", "50 × (75 × 3 × 3 + 1)", "512 × (400 + 1)"):
        assert product in found


def test_the_input_size_changes_the_work_alone(open_page: OpenApp) -> None:
    at = open_page()
    found = table(at, "Multiply-accumulates")
    assert found["Input"] == ["7×7 px", "28×28 px", "224×224 px"]
    assert found["Parameters"] == [750, 750, 750]
    assert found["Multiply-accumulates"] == [33_075, 529_200, 33_868_800]
    assert "keeps its 750 parameters" in sentences(at)
