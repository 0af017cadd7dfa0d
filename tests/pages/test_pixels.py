"""The page on each pixel's weight as a visitor sees it: rectangle, triangle, bell."""

from base64 import b64decode
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from explorer.architecture.networks import PRESETS
from tests.architecture import published
from tests.pages.conftest import OpenApp
from tests.pages.visitor import HOSTILE, charts, errors, go_to, metrics, sentences, table

CHARTS = {"spread", "weights", "profile_map", "relu", "depth_curves"}


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_pixels(**params: str) -> AppTest:
        return open_app(page="pixels", **params)

    return open_pixels


def shares(at: AppTest, chart: str) -> dict[str, NDArray[np.float64]]:
    """The profiles of a chart by name, without the zeros beside each."""
    return {line["name"]: np.array(line["y"][1:-1]) for line in charts(at)[chart]["data"]}


def decoded(values: Any) -> NDArray[np.float64]:
    """Numbers as Plotly packs them, or as they are."""
    if isinstance(values, list):
        return np.array(values)
    packed = np.frombuffer(b64decode(values["bdata"]), values["dtype"])
    return packed.reshape([int(side) for side in str(values["shape"]).split(",")])


def test_one_kernel_is_a_rectangle_and_two_make_a_triangle(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    assert charts(at).keys() == CHARTS
    found = shares(at, "spread")
    assert found["one 5×5"] == pytest.approx([0.2] * 5)
    assert found["two 3×3"] * 9 == pytest.approx([1, 2, 3, 2, 1])
    assert found["a dense layer on 11 px"] == pytest.approx([1 / 11] * 11)
    assert "Two 3×3: each layer adds (3² − 1) / 12 = 2/3 px²" in sentences(at)


@pytest.mark.parametrize("stack", published.STACKS, ids=lambda stack: f"{stack.repeats} x 3x3")
def test_published_paths_and_spreads(open_page: OpenApp, stack: published.Stack) -> None:
    at = open_page(repeats=str(stack.repeats))
    assert at.slider(key="repeats").value == stack.repeats
    bells = [each for name, each in shares(at, "spread").items() if name.endswith(" 3×3")]
    assert bells[0] * 3**stack.repeats == pytest.approx(stack.paths)
    assert f"= {stack.deviation_stack:.4f} px." in sentences(at)
    assert f"= {stack.deviation_one:.4f} px." in sentences(at)


def test_the_trap_names_one_triangle(open_page: OpenApp) -> None:
    assert table(open_page(), "Shape")["Shape"].count("triangle") == 1


def test_vgg16_is_a_bell(open_page: OpenApp) -> None:
    at = open_page()
    assert metrics(at)["Theoretical field"] == "212 px"
    assert metrics(at)["Standard deviation"] == "27.64 px"
    bell = shares(at, "weights")["uniform weights"]
    assert len(bell) == 212
    assert (bell.argmax() in {105, 106}, bell.sum()) == (True, pytest.approx(1))


@pytest.mark.parametrize("key", PRESETS)
def test_every_network(open_page: OpenApp, key: str) -> None:
    at = open_page(network=key, size="225x299")
    assert errors(at) == []
    assert charts(at).keys() >= CHARTS - {"profile_map"}


def test_a_layer_of_the_network(open_page: OpenApp) -> None:
    at = open_page(layer="block2_conv1")
    assert metrics(at)["Theoretical field"] == "10 px"
    at.selectbox(key="layer").select("block1_conv2").run()
    assert shares(at, "weights")["uniform weights"] * 9 == pytest.approx([1, 2, 3, 2, 1])


def test_binomial_weights_of_a_stack(open_stack: OpenApp) -> None:
    at = open_stack(stack="3,3", kernel_weights="binomial")
    assert shares(at, "weights")["binomial weights"] * 16 == pytest.approx([1, 4, 6, 4, 1])
    assert metrics(at)["Standard deviation"] == "1 px"
    assert "1/2 + 1/2 = 1 px²" in sentences(at)


@pytest.mark.parametrize("kind", ["uniform", "binomial", "random"])
def test_a_pooling_averages_whatever_the_weights(open_stack: OpenApp, kind: str) -> None:
    at = open_stack(stack="p3s2", kernel_weights=kind)
    assert metrics(at)["Standard deviation"] == "0.8165 px"  # √((3² − 1) / 12)


def test_alexnets_first_pooling_after_binomial_kernels(open_page: OpenApp) -> None:
    at = open_page(network="alexnet", layer="block1_pool", kernel_weights="binomial")
    # 10 / 4 of the kernel, and 2/3 of the pooling at a distance of 4 px
    assert metrics(at)["Standard deviation"] == "3.629 px"


def test_a_small_weight_is_given_no_other_cause(open_stack: OpenApp) -> None:
    at = open_stack(stack="5", kernel_weights="random")
    told = [each.value for each in at.main.caption if "that count are spread" in each.value]
    assert told == ["The 4 px that count are spread over 5 px, with gaps between them."]


def test_another_draw_has_other_weights(open_stack: OpenApp) -> None:
    at = open_stack(kernel_weights="random")
    first, relu = shares(at, "weights")["random weights"], shares(at, "relu")
    at.number_input(key="draw").set_value(7).run()
    assert errors(at) == []
    assert shares(at, "weights")["random weights"].tolist() != first.tolist()
    assert shares(at, "relu")["random, ReLU: one of them"].tolist() != (
        relu["random, ReLU: one of them"].tolist()
    )
    at.number_input(key="draw").set_value(0).run()
    assert shares(at, "weights")["random weights"].tolist() == first.tolist()


def test_relu_changes_little_on_average_and_much_for_one_network(open_stack: OpenApp) -> None:
    found = shares(open_stack(stack="3,3,3,3,3"), "relu")
    linear, relu = found["random, no ReLU: mean of 50"], found["random, ReLU: mean of 50"]
    one = found["random, ReLU: one of them"]
    assert np.abs(relu - linear).max() < np.abs(one - linear).max() / 2
    assert {len(each) for each in found.values()} == {11}


def test_the_heat_map_is_square_and_its_section_is_its_middle_row(open_stack: OpenApp) -> None:
    heat, _, section = charts(open_stack(stack="3,3"))["profile_map"]["data"]
    found = decoded(heat["z"])
    assert found.shape == (5, 5)
    assert decoded(section["y"])[1:-1] == pytest.approx(found[2])
    assert found * 81 == pytest.approx(np.outer([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]))


def test_a_wide_field_has_no_heat_map(open_stack: OpenApp) -> None:
    at = open_stack(stack="3,3s8,3s8,7")
    assert errors(at) == []
    assert charts(at).keys() == CHARTS - {"profile_map"}
    assert "drawn up to 300 px" in at.info[0].value


def test_the_theoretical_field_grows_with_depth_and_the_effective_with_its_root(
    open_page: OpenApp,
) -> None:
    at = open_page(depth="100", kernel_size="5")
    theoretical, effective, _ = charts(at)["depth_curves"]["data"]
    assert theoretical["y"][-1] == 401
    assert effective["y"][99] == pytest.approx(2 * effective["y"][24], rel=0.05)
    assert "1 + depth × (5 − 1)" in sentences(at)


def test_a_stack_that_is_typed_on_another_page_holds_here(open_app: OpenApp) -> None:
    at = open_app(page="growth", field_of="stack")
    at.selectbox(key="stack").select("5,5").run()
    go_to(at, "pixels")
    at.segmented_control(key="field_of").set_value("stack").run()
    assert at.selectbox(key="stack").value == "5,5"
    assert metrics(at)["Theoretical field"] == "9 px"


@pytest.mark.parametrize(
    ("stack", "sentence"),
    [
        ("4,3", "kernel size must be odd"),
        ("3s0", "stride must be a whole number from 1 to 8"),
        ("three", "cannot be read"),
        (",".join(["15s8"] * 12), "at most 1,024 px"),
    ],
)
def test_a_wrong_stack_gets_a_sentence(open_stack: OpenApp, stack: str, sentence: str) -> None:
    (told,) = errors(open_stack(stack=stack))
    assert sentence in told


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
@pytest.mark.parametrize(
    "key", ["field_of", "layer", "repeats", "kernel_weights", "draw", "kernel_size", "depth"]
)
def test_a_link_that_nobody_meant_opens_the_page(open_page: OpenApp, key: str, text: str) -> None:
    at = open_page(**{key: text})
    assert errors(at) == []
    assert charts(at).keys() == CHARTS
