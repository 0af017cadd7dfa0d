"""The Change page as a visitor sees it: what moves with the photo, and what is measured of it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from explorer import units
from explorer.images.encoding import png_rgb
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.images.transforms import TRANSFORMS, transformed
from explorer.widgets import sidebar
from tests.pages import loaded
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    HOSTILE,
    alt_texts,
    as_read,
    chosen,
    errors,
    go_to,
    metrics,
    sentences,
    table,
    unfold,
    visit,
)

FloatArray = NDArray[np.float32]

SIZE, HEIGHT, WIDTH = "64x96", 64, 96
ALSO_HOSTILE = (*HOSTILE, "inf", "")

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


def another_visitor(**params: str) -> AppTest:
    """Somebody who opens a link to the page."""
    return visit("change", **{"size": SIZE, **params})


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page, on a computer that has no weights."""
    return another_visitor


def computed(
    change: str | None = None, value: float | None = None, photo: str = "chelsea"
) -> dict[str, FloatArray]:
    """All activations for the photo, or for the changed one, without the page."""
    pixels = fit(read_sample(photo).pixels, (HEIGHT, WIDTH), "crop")
    return loaded.load(None).activations(
        pixels if change is None else transformed(pixels, change, value)
    )


def relative_difference(first: FloatArray, second: FloatArray) -> float:
    """Length of the difference over the root mean square of both lengths, by NumPy alone."""
    lengths = [np.linalg.norm(each.astype(np.float64).ravel()) for each in (first, second)]
    difference = np.linalg.norm((first.astype(np.float64) - second).ravel())
    return float(difference / np.sqrt(np.mean(np.square(lengths))))


def scales(at: AppTest) -> str:
    """The colour bars of the page, as HTML."""
    return "".join(block.proto.body for block in at.get("html"))


def curves(at: AppTest) -> dict[str, list[float | None]]:
    """Heights of each curve by name."""
    (chart,) = (each.proto for each in at.get("plotly_chart"))
    spec: dict[str, Any] = json.loads(chart.spec)
    return {trace["name"]: trace["y"] for trace in spec["data"]}


# --- what it measures --------------------------------------------------------------------------


def test_a_shift_is_followed_by_the_maps(open_page: OpenApp) -> None:
    at = open_page(layer="block2_conv1", by="8")
    assert errors(at) == []
    assert "8 px ÷ 2 px = 4 units" in sentences(at)
    before, after = computed(), computed("shift-right", 8)
    maps = before["block2_conv1"], after["block2_conv1"]
    in_place = relative_difference(*maps)
    moved = relative_difference(maps[0][:, :-4], maps[1][:, 4:])
    assert metrics(at) == {
        "block2_conv1, same positions": f"{in_place:.3f}",
        "Moved along": f"{moved:.3f}",
        "Away from the rim": metrics(at)["Away from the rim"],
        "Maximum of each map": metrics(at)["Maximum of each map"],
        "Mean of each map": metrics(at)["Mean of each map"],
    }
    assert metrics(at)["Away from the rim"] in {"0", "< 0.001"}
    assert moved < in_place


def test_one_map_has_its_own_numbers(open_page: OpenApp) -> None:
    at = open_page(layer="block1_pool", channel="9", by="4")
    before, after = computed()["block1_pool"][..., 9], computed("shift-right", 4)["block1_pool"]
    in_place = relative_difference(before, after[..., 9])
    moved = relative_difference(before[:, :-2], after[:, 2:, 9])
    told = sentences(at)
    assert f"**Difference at the same positions: {in_place:.3f}**" in told
    assert f"**With the first map moved 2 units to the right: {moved:.3f}**" in told


@pytest.mark.parametrize("change", TRANSFORMS)
def test_every_change_is_measured_on_every_layer(open_page: OpenApp, change: str) -> None:
    at = open_page(change=change)
    assert errors(at) == []
    before, after = computed(), computed(change)
    heights = curves(at)["same positions"]
    expected = [relative_difference(before[name], after[name]) for name in before]
    assert heights == pytest.approx(expected, rel=1e-3)
    moves = change in {"shift-right", "shift-down", "mirror"}
    assert ("moved along" in curves(at)) == moves
    assert ("With the first map" in sentences(at)) == moves
    assert len(alt_texts(at)) == (6 if moves else 5)
    (numbers,) = (each.value for each in at.dataframe)
    assert list(numbers["Layer"]) == list(before)


def test_another_photo_in_the_same_colours(open_page: OpenApp) -> None:
    at = open_page(change="other-photo", other_photo="rocket", layer="block1_conv1", channel="3")
    assert errors(at) == []
    maps = [computed(photo=photo)["block1_conv1"][..., 3] for photo in ("chelsea", "rocket")]
    assert f"same positions: {relative_difference(*maps):.3f}" in sentences(at)
    assert SAMPLES["rocket"].title in sentences(at)
    high = max(float(each.max()) for each in maps)
    assert (
        "Activation in block1_conv1, channel 3, both maps: "
        f"colours from 0 to {units.three_digits(high)}"
    ) in scales(at)


def test_the_range_can_be_that_of_the_whole_layer(open_page: OpenApp) -> None:
    at = unfold(open_page(layer="block1_conv2", channel="3"))
    at.segmented_control(key="colours").set_value("layer").run()
    assert errors(at) == []
    layers = computed()["block1_conv2"], computed("shift-right", 8)["block1_conv2"]
    high = max(float(each.max()) for each in layers)
    assert f"both maps: colours from 0 to {units.three_digits(high)}" in scales(at)


def test_the_same_photo_does_not_differ(open_page: OpenApp) -> None:
    at = open_page(change="other-photo", other_photo="chelsea")
    assert "At the same positions, no layer differs" in sentences(at)
    assert metrics(at)["block1_conv1, same positions"] == "0"


def test_a_shift_too_far_for_an_inside_is_reported(open_page: OpenApp) -> None:
    at = open_page(layer="block5_pool", by="32")
    assert errors(at) == []
    assert metrics(at)["Away from the rim"] == "none"
    assert "every receptive field reaches the rim or the padding" in sentences(at)


# --- what is chosen ----------------------------------------------------------------------------


def test_the_link_carries_all_of_it(open_page: OpenApp) -> None:
    at = open_page(change="scale", by="0.75", layer="block3_conv3", channel="200", photo="coffee")
    assert errors(at) == []
    assert at.selectbox(key="change").value == "scale"
    assert at.slider(key="by").value == 0.75
    assert at.number_input(key="channel").value == 200
    assert "Scaled: 0.75" in sentences(at)


def test_another_change_begins_with_its_usual_amount(open_page: OpenApp) -> None:
    at = open_page(by="33")
    at.selectbox(key="change").set_value("rotate").run()
    assert at.slider(key="by").value == 15
    at.slider(key="by").set_value(-20).run()
    assert at.query_params["by"] == "-20"
    at.selectbox(key="change").set_value("grey").run()
    assert ([*at.slider], "by" in at.query_params) == ([], False)
    at.selectbox(key="change").set_value("noise").run()
    assert (at.slider(key="by").value, "Noisy: 16 grey levels" in sentences(at)) == (16, True)
    assert errors(at) == []


def test_the_farthest_shift_leaves_something_of_a_small_photo(open_page: OpenApp) -> None:
    at = open_page(size="32x32", by="64")
    assert errors(at) == []
    assert (at.slider(key="by").min, at.slider(key="by").max) == (-31, 31)


def test_a_photo_that_shrinks_takes_the_slider_along(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page(by="60")
    at.selectbox(key="size").set_value("32x32").run()
    assert errors(at) == []
    assert at.slider(key="by").value == 31


def test_the_channel_is_one_that_the_layer_has(open_page: OpenApp) -> None:
    at = open_page(layer="block5_conv1", channel="400")
    at.selectbox(key="layer").set_value("block1_conv1").run()
    assert errors(at) == []
    assert at.number_input(key="channel").value == 63


def test_layer_and_channel_of_another_page_hold_here(open_page: OpenApp) -> None:
    at = open_page(layer="block2_conv2", channel="77")
    go_to(at, "activations")
    go_to(at, "change")
    assert errors(at) == []
    assert chosen(at, "layer") == "block2_conv2"
    assert at.number_input(key="channel").value == 77


def png_of_noise() -> bytes:
    return png_rgb(np.random.default_rng(1).integers(0, 256, (70, 50, 3), dtype=np.uint8))


def test_a_visitors_own_photo_can_be_the_other_one(open_page: OpenApp) -> None:
    at = open_page(change="other-photo")
    assert "Your own photo" not in at.selectbox(key="other_photo").options
    at.file_uploader(key="upload").upload("noise.png", png_of_noise(), "image/png").run()
    at.selectbox(key="photo").set_value("coffee").run()
    at.selectbox(key="other_photo").set_value("own").run()
    assert errors(at) == []
    assert "Your own photo" in sentences(at)


@pytest.mark.parametrize("value", ALSO_HOSTILE)
def test_a_hostile_link_opens_the_page(open_page: OpenApp, value: str) -> None:
    at = open_page(change=value, by=value, other_photo=value, channel=value, palette=value)
    assert errors(at) == []
    assert at.slider(key="by").label == "Shift to the right, px"
    assert table(at, "Same positions")["Layer"][0] == "block1_conv1"


@pytest.mark.parametrize("value", ALSO_HOSTILE)
@pytest.mark.parametrize("change", ["rotate", "scale"])
def test_a_hostile_amount_is_brought_into_range(
    open_page: OpenApp, change: str, value: str
) -> None:
    at = open_page(change=change, by=value)
    assert errors(at) == []
    parameter = TRANSFORMS[change].parameter
    assert parameter is not None
    assert parameter.low <= at.slider(key="by").value <= parameter.high


# --- which network, what is computed -----------------------------------------------------------


@pytest.mark.parametrize("look", ["untrained", "own"])
def test_other_networks_can_be_looked_into(open_page: OpenApp, look: str) -> None:
    at = open_page(weights=look, network="vgg11", by="2")
    assert errors(at) == []
    assert len(table(at, "Same positions")["Layer"]) == (18 if look == "untrained" else 13)


def test_real_maps_move_with_the_photo(
    open_page: OpenApp, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    at = open_page(layer="block1_conv2", by="8")
    assert errors(at) == []
    assert metrics(at)["Away from the rim"] in {"0", "< 0.001"}
    assert float(metrics(at)["block1_conv2, same positions"]) > 0.3


def test_each_photo_passes_the_network_once(
    open_page: OpenApp, passes: list[tuple[int, ...]]
) -> None:
    at = open_page()
    assert passes == [(HEIGHT, WIDTH, 3)] * 2
    at.selectbox(key="layer").set_value("block4_pool").run()
    at.number_input(key="channel").set_value(5).run()
    assert len(passes) == 2
    at.slider(key="by").set_value(9).run()
    assert len(passes) == 3


def test_where_nothing_can_be_kept_each_answer_takes_one_pass_of_each_photo(
    open_page: OpenApp, passes: list[tuple[int, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_CACHE_MIB", "0")
    at = open_page(layer="block1_conv2")
    assert len(passes) == 2
    at.number_input(key="channel").set_value(5).run()
    assert errors(at) == []
    assert len(passes) == 2  # the first block has a short pass of its own


@pytest.mark.parametrize("size", ["31x224", "513x64"])
def test_a_size_that_vgg16_does_not_take_gets_a_sentence(
    open_page: OpenApp, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sidebar, "COMMON_SIZES", [size])
    (sentence,) = errors(open_page(size=size))
    assert "32 to 512 px" in sentence


def test_a_change_that_leaves_no_choice_is_a_number_that_cannot_be_changed(
    open_page: OpenApp,
) -> None:
    at = open_page(size="300x1", weights="own", blocks="3.none", change="shift-right")
    assert errors(at) == []
    assert [*at.slider] == []
    field = at.number_input(key="by")
    assert (field.value, field.min, field.max, field.disabled) == (0, 0, 0, True)


@pytest.mark.parametrize("size", ["1", "300x1", "513x32"])
def test_a_size_that_the_network_does_not_take_is_refused_before_anything_follows_from_it(
    open_page: OpenApp, size: str
) -> None:
    at = open_page(size=size)
    (told,) = errors(at)
    assert told.startswith("The real VGG16 takes pictures of 32 to 512 px a side here.")
    assert [*at.slider] == []


@pytest.mark.parametrize(
    ("change", "asked", "shown"),
    [("shift-right", "500", "64"), ("scale", "9", "2"), ("blur", "-1", "0")],
)
def test_an_amount_beyond_the_range_is_reported(
    open_page: OpenApp, change: str, asked: str, shown: str
) -> None:
    at = open_page(change=change, by=asked)
    (told,) = (text for text in map(as_read, at.warning.values) if "The link" in text)
    assert told.startswith(f'The link asks for by "{asked}')
    assert told.endswith(f"which does not exist here. {shown} is shown.")
    assert at.slider(key="by").value == float(shown)
    assert at.query_params["by"] == shown
