"""The Output size page: any window on any input, what the floor drops, and the 15 relations."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.convolution.real_layers import REAL_LAYERS
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    HOSTILE,
    as_read,
    button,
    errors,
    go_to,
    held,
    metrics,
    sentences,
    unfold,
)

FIELDS = ("size_in", "size_kernel", "size_stride", "size_padding", "size_dilation")
RELATIONS_HEADER = "All 15 relations of Dumoulin & Visin"


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_output_size(**params: str) -> AppTest:
        return open_app(page="output_size", **params)

    return open_output_size


def strips(at: AppTest) -> list[str]:
    """The alt texts of the strips: those of the typed window, then the relation's."""
    html = "".join(block.proto.body for block in at.get("html"))
    return re.findall('class="strip" role="img" aria-label="(.*?)"', html)


def formulas(at: AppTest) -> list[str]:
    return [each.value.strip("$\n") for each in at.latex]


def test_the_bench_is_the_default(open_page: OpenApp) -> None:
    at = open_page(input_shape="7x5x3", filter_size="2x3", stride="2x1", padding="1", dilation="2")
    assert errors(at) == []
    assert [held(at, key) for key in FIELDS] == ["7x5", "2x3", "2x1", "1", "2"]
    # rows: (7 - 3 + 2) / 2 + 1; columns: (5 - 5 + 2) / 1 + 1
    assert metrics(at) == {"Output": "4×3"}
    assert "Take the bench's numbers" not in [each.label for each in at.button]


def test_alexnet_with_and_without_a_rest(open_page: OpenApp) -> None:
    at = open_page(size_in="224", size_kernel="11", size_stride="4")
    assert errors(at) == []
    assert metrics(at) == {"Output": "54×54", "Without rounding": "54.25"}
    told = sentences(at)
    assert "213 / 4 = 53.25 is not a whole number. Some call such a setting invalid. Keras" in told
    assert "No window reads row 223: 1 of 224" in told
    assert "Inputs of 223 to 226 rows all give 54 outputs." in told
    assert strips(at)[0].endswith("Never read: row 223.")
    at = open_page(size_in="227", size_kernel="11", size_stride="4")
    assert metrics(at) == {"Output": "55×55"}
    assert "216 / 4 = 54 is a whole number: nothing is rounded." in sentences(at)


def test_rows_and_columns_apart(open_page: OpenApp) -> None:
    at = open_page(size_in="6x9", size_kernel="2x3", size_stride="2x4", size_padding="1_0_0_0")
    assert metrics(at) == {"Output": "3×2", "Without rounding": "3.5 × 2.5"}
    assert len(strips(at)) == 3
    assert [each.value for each in at.subheader] == ["Rows", "Columns"]
    assert "A strip of 6 rows, with 1 zero before and 0 after." in strips(at)[0]
    assert "A strip of 9 columns, with 0 zeros before" in strips(at)[1]


def test_uneven_padding_goes_after(open_page: OpenApp) -> None:
    at = open_page(size_in="7", size_kernel="2", size_stride="2", size_padding="same")
    assert metrics(at) == {"Output": "4×4"}
    assert "0 before the input, 1 after it. Keras puts the odd one after, not before." in (
        sentences(at)
    )
    assert r"\left\lceil \frac{7}{2} \right\rceil" in formulas(at)[0]
    assert "with 0 zeros before and 1 after" in strips(at)[0]


def test_a_dilated_kernel_has_its_extent(open_page: OpenApp) -> None:
    at = open_page(size_in="12", size_kernel="3", size_dilation="2")
    assert metrics(at) == {"Output": "8×8"}
    assert r"2 \times (3 - 1) + 1" in formulas(at)[0]


@pytest.mark.parametrize("key", REAL_LAYERS)
def test_layers_of_real_networks_open(open_page: OpenApp, key: str) -> None:
    sizes = {"alexnet-paper": 54, "alexnet": 55, "vgg": 224, "vgg-pool": 5, "resnet": 112}
    at = unfold(open_page())
    button(at, REAL_LAYERS[key].title).click().run()
    assert errors(at) == []
    size = sizes.get(key, 14 if key == "vit" else 4)
    assert metrics(at)["Output"] == f"{size}×{size}"
    button(at, "Take the bench's numbers").click().run()
    assert metrics(at) == {"Output": "4×4"}
    assert dict(at.query_params) == {}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("size_stride", "0", "“0” is not a stride. Write a whole number from 1 to 64"),
        ("size_in", "many", "“many” is not an input size."),
        ("size_in", "1e400", "“1e400” is not an input size."),
        ("size_kernel", "-3", "“-3” is not a kernel size."),
        ("size_dilation", "1.5", "“1.5” is not a dilation."),
        ("size_padding", "1x2x3", "“1x2x3” is not a padding."),
        ("size_kernel", "9", "Received a window that reaches over 9 rows of an input with 6"),
        ("size_in", "5000", "“5000” is not an input size. Write a whole number from 1 to 4,096"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_stays(
    open_page: OpenApp, field: str, value: str, sentence: str
) -> None:
    at = open_page(**{field: value})
    assert [each[: len(sentence)] for each in errors(at)] == [sentence]
    assert metrics(at) == {}
    assert held(at, field) == value
    assert len(strips(at)) == 1  # the relation's: the rest keeps working


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:8]))
def test_hostile_texts_break_nothing(open_page: OpenApp, value: str) -> None:
    at = open_page(**dict.fromkeys(FIELDS, value))
    assert len(errors(at)) == len(FIELDS)
    assert metrics(at) == {}


def test_typing_is_in_the_address_and_an_empty_field_is_the_bench_s(open_page: OpenApp) -> None:
    at = open_page()
    at.text_input(key="size_in").set_value("10x12").run()
    assert metrics(at) == {"Output": "8×10"}
    assert at.query_params == {"size_in": "10x12"}
    at.text_input(key="size_in").set_value("").run()
    assert metrics(at) == {"Output": "4×4"}
    assert held(at, "size_in") == "6"


def test_what_fits_opens_on_the_bench(open_page: OpenApp) -> None:
    at = open_page(size_in="5x7", size_kernel="2", size_padding="1_0_0_1", input_shape="6x6x3")
    at.button(key="sizes_on_bench").click().run()
    assert [error.message for error in at.exception] == []
    assert at.query_params["input_shape"] == "5x7x3"
    assert at.query_params["filter_size"] == "2x2"
    assert at.query_params["padding"] == "1_0_0_1"
    assert "stride" not in at.query_params


def test_a_unit_and_filters_of_vgg16_leave_the_bench(open_page: OpenApp) -> None:
    at = open_page(unit="true", filter="vgg16", size_in="5", size_kernel="2")
    at.button(key="sizes_on_bench").click().run()
    assert [error.message for error in at.exception] == []
    assert not {"unit", "filter"} & set(at.query_params)
    assert at.query_params["filter_size"] == "2x2"


@pytest.mark.parametrize(
    "params",
    [{"size_in": "13"}, {"size_in": "9", "size_kernel": "7"}, {"size_padding": "9"}],
    ids=["input", "kernel", "padding"],
)
def test_what_is_too_large_for_the_bench_stays_here(
    open_page: OpenApp, params: dict[str, str]
) -> None:
    at = open_page(**params)
    assert metrics(at)
    assert "sizes_on_bench" not in [each.key for each in at.button]
    assert any("Too large for the bench" in each.value for each in at.caption)


# --- the relations -------------------------------------------------------------------------------

OUTPUTS = dict(enumerate((2, 6, 5, 7, 2, 3, 3, 4, 5, 5, 5, 5, 5, 6, 3), 1))
"""Of the guide's figures."""


@pytest.mark.parametrize("number", OUTPUTS)
def test_each_relation_opens_with_the_guide_s_example(open_page: OpenApp, number: int) -> None:
    at = open_page(relation=str(number))
    assert errors(at) == []
    assert formulas(at)[-1].endswith(rf"\\ &= {OUTPUTS[number]} \end{{aligned}}")
    assert f" {OUTPUTS[number]} outputs, each reading" in strips(at)[-1]
    is_transposed = 8 <= number <= 14
    assert ("A common misreading" in sentences(at)) == is_transposed
    assert ("relation_on_bench" in [each.key for each in at.button]) == (number != 14)
    assert any("With a = 0 it can be opened" in each.value for each in at.caption) == (number == 14)


def test_numbers_change_within_the_condition(open_page: OpenApp) -> None:
    at = open_page(relation="10")
    at.number_input(key="relation_k").set_value(5).run()
    assert errors(at) == []
    assert at.query_params == {"relation": "10", "relation_k": "5"}
    assert formulas(at)[-1].endswith(r"\\ &= 5 \end{aligned}")
    at.number_input(key="relation_k").set_value(4).run()
    assert errors(at)[0].startswith("k = 4 is even. This relation needs an odd k")
    assert held(at, "relation_k") == 4
    assert len(strips(at)) == 1


def test_another_relation_begins_with_its_own_example(open_page: OpenApp) -> None:
    at = open_page(relation="6", relation_i="9", relation_p="0")
    at.selectbox(key="relation").select("11").run()
    assert errors(at) == []
    assert at.query_params == {"relation": "11"}
    assert (held(at, "relation_i"), held(at, "relation_k")) == (7, 3)
    assert "It gives ⌊(7 + 2 × 2 − 3) / 1⌋ + 1 = 9, but the output has 5." in sentences(at)


@pytest.mark.parametrize(
    ("number", "chosen"),
    [
        pytest.param("15", {"input_shape": "7x7x1", "dilation": "2", "padding": "0"}, id="dilated"),
        pytest.param(
            "7",
            {"input_shape": "5x5x1", "pool_size": "3", "pool_stride": "1", "padding": "0"},
            id="pooling",
        ),
        pytest.param(
            "13",
            {"input_shape": "3x3x1", "stride": "2", "padding": "1", "way": "transposed"},
            id="transposed",
        ),
    ],
)
def test_a_relation_opens_on_the_bench(
    open_page: OpenApp, number: str, chosen: dict[str, str]
) -> None:
    at = open_page(relation=number)
    at.button(key="relation_on_bench").click().run()
    assert [error.message for error in at.exception] == []
    assert errors(at) == []
    assert at.query_params == chosen | {"relation": number}


def test_the_fields_hold_on_other_pages(open_page: OpenApp) -> None:
    at = open_page(size_in="224", relation="3")
    go_to(go_to(at, "parameters"), "output_size")
    assert held(at, "size_in") == "224"
    assert held(at, "relation") == "3"


def test_the_page_says_where_it_comes_from(open_page: OpenApp) -> None:
    at = open_page()
    assert RELATIONS_HEADER in [as_read(each.value) for each in at.header]
    assert any("arxiv.org/abs/1603.07285" in each.value for each in at.caption)
