"""Heads compared, as a visitor sees them."""

from typing import Any

import keras
import pytest
from streamlit.testing.v1 import AppTest

from explorer.transfer.heads import KNOWN_HEADS
from tests.architecture import published
from tests.pages.conftest import OpenApp
from tests.pages.visitor import HOSTILE, as_read, charts, chosen, errors, held, sentences
from tests.runtime.shapes_in_keras import shapes_only


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_heads(**params: str) -> AppTest:
        return open_app(page="heads", **params)

    return open_heads


def texts(at: AppTest) -> list[str]:
    """What stands above the bars: Flatten, GAP, GMP."""
    notes = charts(at)["head_bars"]["layout"]["annotations"]
    return [str(each["text"]).removeprefix("<b>").removesuffix("</b>") for each in notes]


def bars(at: AppTest) -> dict[str, list[int]]:
    """Parameters of the three heads by what is counted."""
    return {each["name"]: each["x"] for each in charts(at)["head_bars"]["data"]}


def tables(at: AppTest) -> str:
    return "".join(each.proto.body for each in at.get("html"))


def captions(at: AppTest) -> str:
    return as_read("\n".join(each.value for each in at.main.caption))


def model_of(at: AppTest) -> Any:
    """The model that the page's code makes, without its weights."""
    (code,) = (each.value for each in at.main.code)
    namespace: dict[str, Any] = {"__name__": "copied"}
    exec(compile(code.replace('"imagenet"', "None"), "<copied>", "exec"), namespace)
    return namespace["model"]


def test_three_heads_side_by_side(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    assert texts(at) == [
        "Flatten: 14,965,578, trained 250,890",
        "GAP: 14,719,818, trained 5,130",
        "GMP: 14,719,818, trained 5,130",
    ]
    assert bars(at) == {
        "convolutions, frozen": [14_714_688] * 3,
        "head, trained": [250_890, 5_130, 5_130],
    }
    assert "7 × 7 × 512 = 25,088 values; GAP and GMP pass on 512" in sentences(at)
    assert held(at, "known_head") == "ten"


@pytest.mark.parametrize(("first", "trainable"), published.KERAS_UNFROZEN_FROM_BLOCK.items())
def test_blocks_are_unfrozen(open_page: OpenApp, first: int, trainable: int) -> None:
    at = open_page(unfrozen_from=str(first))
    assert errors(at) == []
    assert bars(at)["convolutions, trained"] == [trainable] * 3
    assert texts(at)[1] == f"GAP: 14,719,818, trained {trainable + 5_130:,}"


def test_the_article_s_case_by_one_choice(open_page: OpenApp) -> None:
    at = open_page(taught_dropout="0.5", head_classes="7")
    at.selectbox(key="known_head").select("two").run()
    assert errors(at) == []
    assert (chosen(at, "size"), chosen(at, "head_classes")) == ("160x160", "2")
    assert (chosen(at, "taught_units"), chosen(at, "taught_dropout")) == ("512", "0")
    assert texts(at)[1] == "GAP: 14,978,370, trained 263,682"
    assert "(32, 5, 5, 512)" in captions(at)
    assert "14,714,688" in sentences(at)


def test_the_head_of_120_by_one_choice(open_page: OpenApp) -> None:
    at = open_page(size="160x160")
    at.selectbox(key="known_head").select("dropout").run()
    assert chosen(at, "size") == "224x224"
    assert texts(at)[1] == "GAP: 14,777,458, trained 14,777,458"
    assert "Nothing is frozen" in sentences(at)
    with shapes_only():
        layers = [each.name for each in model_of(at).layers[-5:]]
    assert layers == [
        "global_average_pool",
        "fc1_dropout",
        "fc1",
        "predictions_dropout",
        "predictions",
    ]


@pytest.mark.parametrize("key", KNOWN_HEADS)
def test_a_known_head_is_recognised_and_its_code_has_its_numbers(
    open_page: OpenApp, key: str
) -> None:
    at = open_page()
    at.selectbox(key="known_head").select(key).run()
    assert errors(at) == []
    assert held(at, "known_head") == key
    with shapes_only():
        model = model_of(at)
        trained = sum(each.shape.num_elements() for each in model.trainable_weights)
        words = f"{model.count_params():,} parameters, of which training changes {trained:,}."
    assert words in at.main.code[0].value


def test_a_head_of_one_s_own(open_page: OpenApp) -> None:
    at = open_page()
    at.text_input(key="taught_units").input("256").run()
    assert held(at, "known_head") == ""
    assert texts(at)[:2] == [
        "Flatten: 21,140,042, trained 6,425,354",
        "GAP: 14,848,586, trained 133,898",
    ]
    at.toggle(key="head_alone").set_value(True).run()
    assert texts(at) == ["Flatten: 6,425,354", "GAP: 133,898", "GMP: 133,898"]
    assert list(bars(at)) == ["head, trained"]


def test_on_a_grid_of_one_place_all_three_are_the_same(open_page: OpenApp) -> None:
    at = open_page(size="32x32", head_classes="1")
    assert errors(at) == []
    assert {each.split(": ")[1] for each in texts(at)} == {"14,715,201, trained 513"}
    assert "three heads are the same" in sentences(at)
    assert 'Dense(1, activation="sigmoid"' in at.main.code[0].value


def test_an_input_that_is_not_square(open_page: OpenApp) -> None:
    at = open_page(size="96x161", reduction="flatten")
    assert errors(at) == []
    assert "3 × 5 × 512 = 7,680 values" in sentences(at)
    assert "input_shape=(96, 161, 3)" in at.main.code[0].value
    assert "photos of 96×161 px" in captions(at)


def test_features_of_an_earlier_block(open_page: OpenApp) -> None:
    at = open_page(taught_layer="block3_pool", size="64x48", unfrozen_from="5")
    assert errors(at) == []
    assert texts(at)[2] == f"GMP: {1_735_488 + 2_570:,}, trained 2,570"
    largest, average = charts(at)["pooled_values"]["data"]
    assert (largest["name"], average["name"]) == ("largest value (GMP)", "average (GAP)")
    assert len(largest["x"]) == 256


def test_a_small_grid(open_page: OpenApp) -> None:
    at = open_page(small_grid="1 2 3, 4 5 6, 7 8 9, 10 -11 12")
    assert errors(at) == []
    for cell in ("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -11, 12", "5.5, 1, 7.5", "10, 8, 12"):
        assert f"<td>{cell}</td>" in tables(at)


@pytest.mark.parametrize("text", ["1 2 3", "1000 " * 12, "a", *HOSTILE])
def test_another_small_grid_is_refused(open_page: OpenApp, text: str) -> None:
    (error,) = errors(open_page(small_grid=text))
    assert "is not a grid of 2 × 2 × 3. Write 12 whole numbers" in error


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ({"taught_units": "many"}, '"many" is not a list of numbers'),
        ({"taught_units": "0"}, "Hidden dense layers: units must be"),
        ({"size": "31x224"}, "The real VGG16 takes pictures of 32 to 512 px a side here"),
        ({"size": "wide"}, "is not an input size"),
    ],
)
def test_what_cannot_be_read_is_said(
    open_page: OpenApp, link: dict[str, str], message: str
) -> None:
    at = open_page(**link)
    assert any(message in error for error in errors(at))
    assert charts(at) == {}


def test_the_code_is_one_flat_model(open_page: OpenApp) -> None:
    at = open_page(reduction="max", unfrozen_from="5")
    with shapes_only():
        kinds = [type(each) for each in model_of(at).layers]
    assert keras.layers.GlobalMaxPooling2D in kinds
    assert not {keras.Model, keras.Sequential} & set(kinds)
