"""A unit stays over its place of the photo, whatever page, layer, size or network comes between."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenApp
from tests.pages.test_growth import unit
from tests.pages.visitor import errors, go_along_history, go_to

UNIT = {"layer": "block1_conv1", "row": "112", "column": "116"}


def choose_layer(at: AppTest, layer: str) -> tuple[int, int]:
    """Choose another layer, and return the unit that is shown then."""
    at.selectbox(key="layer").select(layer).run()
    assert errors(at) == []
    return unit(at)


def resize(at: AppTest, size: str) -> AppTest:
    """Choose another input size."""
    at.selectbox(key="size").set_value(size).run()
    assert errors(at) == []
    return at


def go_back(at: AppTest, address: dict[str, str]) -> tuple[int, int]:
    """Open an earlier address of the page, as the browser's Back and Forward do."""
    return unit(go_along_history(at, address))


def test_other_layers_and_sizes_lead_back(open_app: OpenApp) -> None:
    at = open_app(page="growth", **UNIT)
    # Units of block 3 are centred on 1.5, 5.5 ...; those of the last pooling on 15.5, 47.5 ...
    assert choose_layer(at, "block3_conv1") == (28, 29)
    assert at.query_params["row"] == "28"
    assert choose_layer(at, "block5_pool") == (3, 3)
    assert unit(resize(at, "384x512")) == (6, 8)
    assert choose_layer(at, "block2_pool") == (48, 66)
    assert unit(resize(at, "32x32")) == (4, 4)
    assert choose_layer(at, "block5_pool") == (0, 0)
    resize(at, "224x224")
    assert choose_layer(at, "block1_conv1") == (112, 116)


def test_other_pages_and_networks_lead_back(open_app: OpenApp) -> None:
    at = open_app(page="growth", **UNIT)
    assert choose_layer(at, "block5_conv3") == (7, 7)
    go_to(at, "budget")
    at.selectbox(key="network").select("alexnet").run()
    go_to(at, "growth")
    assert errors(at) == []
    at.selectbox(key="network").select("vgg16").run()
    assert choose_layer(at, "block1_conv1") == (112, 116)


def test_back_and_forward_keep_the_exact_place(open_app: OpenApp) -> None:
    at = open_app(page="growth", **UNIT)
    first = dict(at.query_params)
    assert choose_layer(at, "block3_conv1") == (28, 29)
    second = dict(at.query_params)
    assert go_back(at, first) == (112, 116)
    assert go_back(at, second) == (28, 29)
    assert choose_layer(at, "block1_conv1") == (112, 116)


@pytest.mark.parametrize("layer", ["block1_conv1", ""], ids=["named", "the first"])
def test_a_link_to_a_page_without_units_holds_the_place(open_app: OpenApp, layer: str) -> None:
    at = open_app(page="budget", **(UNIT | {"layer": layer}))
    go_to(at, "architecture")
    at.selectbox(key="layer").select("block3_conv1").run()
    go_to(at, "growth")
    assert unit(at) == (28, 29)
    assert choose_layer(at, "block1_conv1") == (112, 116)


def test_a_number_belongs_to_the_layer_on_which_it_was_typed(open_app: OpenApp) -> None:
    at = open_app(page="growth", **UNIT)
    at.number_input(key="row").set_value(200)
    at.selectbox(key="layer").select("block3_conv1").run()
    assert unit(at) == (50, 29)  # centred on 201.5
    assert choose_layer(at, "block1_conv1") == (200, 116)
