"""The Growth page as a visitor sees it: a unit followed through a network or a typed stack."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.networks import PRESETS
from explorer.architecture.shapes import window_of
from tests.architecture import published
from tests.pages.conftest import OpenApp
from tests.pages.visitor import HOSTILE, charts, errors, go_to, metrics, sentences, table


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_growth(**params: str) -> AppTest:
        return open_app(page="growth", **params)

    return open_growth


def unit(at: AppTest) -> tuple[int, int]:
    """Row and column of the unit that is followed."""
    row, column = (at.number_input(key=key).value for key in ("row", "column"))
    assert isinstance(row, int)
    assert isinstance(column, int)
    return row, column


# --- networks ----------------------------------------------------------------------------------


def test_vgg16_is_followed_from_its_last_layer(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    assert at.selectbox(key="layer").value == "block5_pool"
    assert unit(at) == (3, 3)
    assert metrics(at) == {
        "Receptive field": "212 px",
        "On the picture": "212×212",
        "Effective stride": "32 px",
        "This layer adds": "16 px",
    }
    assert "196 px before it: 212 px." in sentences(at)
    assert table(at, "Adds, px")["Field, px"] == published.RECEPTIVE_FIELD_SIZES["vgg16"]


@pytest.mark.parametrize("key", PRESETS)
def test_every_network_at_a_size_that_is_not_square(open_page: OpenApp, key: str) -> None:
    at = open_page(network=key, size="225x299")
    assert errors(at) == []
    sliding = [layer.name for layer in PRESETS[key].layers if window_of(layer)]
    assert at.selectbox(key="layer").options == sliding
    assert table(at, "Adds, px")["Layer"] == sliding
    assert charts(at).keys() >= {"squares", "doubling"}


@pytest.mark.parametrize(
    ("layer", "row", "column"),
    [("block1_conv1", "0", "0"), ("block3_conv2", "0", "7"), ("block4_pool", "13", "9")],
)
def test_a_link_holds_layer_and_unit(open_page: OpenApp, layer: str, row: str, column: str) -> None:
    at = open_page(layer=layer, row=row, column=column, size="225x299")
    assert at.selectbox(key="layer").value == layer
    assert unit(at) == (int(row), int(column))


def test_a_layer_chosen_on_another_page_is_followed_here(open_app: OpenApp) -> None:
    at = open_app()
    at.selectbox(key="layer").select("block2_conv2").run()
    go_to(at, "growth")
    assert at.selectbox(key="layer").value == "block2_conv2"
    assert metrics(at)["Receptive field"] == "14 px"


def test_the_first_layer_of_another_page_is_no_choice(open_app: OpenApp) -> None:
    at = go_to(open_app(), "growth")
    assert at.selectbox(key="layer").value == "block5_pool"
    at.selectbox(key="layer").select("block1_conv1").run()
    assert at.selectbox(key="layer").value == "block1_conv1"


def test_a_step_keeps_the_unit_over_the_same_place(open_page: OpenApp) -> None:
    at = open_page(layer="block5_pool", row="0", column="6")
    at.select_slider(key="step").set_value("block1_conv1").run()
    assert errors(at) == []
    assert at.selectbox(key="layer").value == "block1_conv1"
    assert unit(at) == (16, 208)  # the field of block5_pool's first unit is centred on 15.5
    at.select_slider(key="step").set_value("block5_pool").run()
    assert unit(at) == (0, 6)


def test_a_unit_at_the_border_sees_padding(open_page: OpenApp) -> None:
    at = open_page(layer="block5_pool", row="0", column="3")
    assert metrics(at)["On the picture"] == "122×212"
    assert "On the way it meets padding zeros" in sentences(at)


def test_a_row_that_a_pooling_leaves_out_is_seen_by_nothing(open_page: OpenApp) -> None:
    at = open_page(size="180x180", layer="block3_conv3", row="44", column="3")
    assert "block3_pool leaves it out, so no unit from there on sees it." in sentences(at)
    assert any("block3_pool leaves out row 44" in note.value for note in at.main.warning)


def test_a_network_of_one_s_own_is_followed(open_page: OpenApp) -> None:
    at = open_page(blocks="8.k5_16.s2__avg-c10", size="64x80")
    assert errors(at) == []
    found = table(at, "Adds, px")
    assert found["Layer"] == ["block1_conv1", "block1_pool", "block2_conv1", "block2_pool"]
    # 1 + 4; + 1; + 2 * 2; + 1 * 4
    assert found["Field, px"] == [5, 6, 10, 14]


def test_the_squares_lie_on_the_photo_or_on_a_grid(open_page: OpenApp) -> None:
    at = open_page(layer="block2_conv1")
    (image,) = charts(at)["squares"]["layout"]["images"]
    assert image["source"].startswith("data:image/jpeg;base64,")
    at.toggle(key="on_photo").set_value(False).run()
    assert "images" not in charts(at)["squares"]["layout"]


def test_the_trap_errs_at_the_first_pooling(open_page: OpenApp) -> None:
    at = open_page()
    told = sentences(at)
    assert "It is wrong from block1_pool on" in told
    assert "right by chance" in told
    assert "308 px for block5_pool" in told
    found = table(at, "Shortcut, px")
    assert (found["Field, px"][-1], found["Shortcut, px"][-1]) == (212, 308)


def test_rows_and_columns_are_drawn_one_at_a_time(open_page: OpenApp) -> None:
    at = open_page(axis="rows", size="225x299")
    assert at.segmented_control(key="axis").value == "rows"
    assert errors(at) == []


# --- stacks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stack", "sizes"),
    [
        ("3,3,3", [3, 5, 7]),
        ("3,p2,3,p2,3", [3, 4, 8, 10, 18]),
        ("3s2,3s2,3", [3, 7, 15]),
        ("3,3d2,3d4", [3, 7, 15]),
        ("p2,p2,p2", [2, 4, 8]),
    ],
)
def test_stacks_of_15_positions(open_stack: OpenApp, stack: str, sizes: list[int]) -> None:
    at = open_stack(stack=stack)
    assert errors(at) == []
    assert table(at, "Adds, px")["Field, px"] == sizes
    assert at.number_input(key="positions").value == 15
    assert metrics(at)["Receptive field"] == f"{sizes[-1]} px"


def test_a_stack_is_followed_to_a_layer_of_its_own(open_stack: OpenApp) -> None:
    at = open_stack(stack="3,3", stack_layer="conv1", row="0", column="14")
    assert at.selectbox(key="stack_layer").value == "conv1"
    assert (unit(at), metrics(at)["On the picture"]) == ((0, 14), "2×2")


def test_a_stack_leaves_the_layer_of_other_pages_alone(open_page: OpenApp) -> None:
    at = open_page(layer="block3_conv1")
    at.segmented_control(key="field_of").set_value("stack").run()
    assert at.selectbox(key="stack_layer").value == "conv3"
    at.segmented_control(key="field_of").set_value("network").run()
    assert at.selectbox(key="layer").value == "block3_conv1"


@pytest.mark.parametrize(
    ("stack", "sentence"),
    [
        ("4,3", "kernel size must be odd"),
        ("3s0", "stride must be a whole number from 1 to 8"),
        ("p8,p8,3", "The smallest input that works"),
        ("three", "cannot be read"),
        (",".join("3" * 13), "at most 12 steps"),
        ("<script>", "cannot be read"),
    ],
)
def test_a_wrong_stack_gets_a_sentence(open_stack: OpenApp, stack: str, sentence: str) -> None:
    (told,) = errors(open_stack(stack=stack))
    assert sentence in told


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
@pytest.mark.parametrize(
    "key", ["field_of", "row", "column", "layer", "axis", "positions", "stack_layer", "on_photo"]
)
def test_a_link_that_nobody_meant_opens_the_page(open_page: OpenApp, key: str, text: str) -> None:
    for field_of in ("network", "stack"):
        at = open_page(**{"field_of": field_of, "size": "64x48", key: text})
        assert errors(at) == []
        assert len(at.title) == 1
        assert metrics(at)["Receptive field"].endswith(" px")
