"""The Depth page as a visitor sees it: its strip, its numbers, its files, and what a click does."""

import csv
import functools
import io
import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from explorer.architecture.layers import Dropout
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.observed import Observed
from explorer.views import depth as depth_views
from explorer.widgets import sidebar
from tests.pages import loaded
from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, chosen, component, errors, held, visit

FloatArray = NDArray[np.float32]

SIZE, HEIGHT, WIDTH = "35x48", 35, 48
STRIP = "depth_strip"

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


def another_visitor(**params: str) -> AppTest:
    """Somebody who opens a link to the page."""
    return visit("depth", **{"size": SIZE, **params})


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page, on a computer that has no weights."""
    return another_visitor


@functools.cache
def computed(path: Path | None = None, photo: str = "chelsea") -> dict[str, FloatArray]:
    """All activations without the page."""
    pixels = fit(read_sample(photo).pixels, (HEIGHT, WIDTH), "crop")
    return loaded.load(path).activations(pixels)


def tiles(at: AppTest) -> dict[str, dict[str, Any]]:
    """What the strip draws, by layer."""
    return {tile["name"]: tile for tile in component(at, STRIP)["tiles"]}


def channels(at: AppTest) -> list[int]:
    """The channel that is shown of each layer."""
    return [tile["channel"] for tile in tiles(at).values()]


def click_tile(at: AppTest, layer: str) -> AppTest:
    """Send what the browser sends when somebody clicks a layer's map; AppTest cannot."""
    (strip,) = (each.proto for each in at.get("bidi_component") if each.proto.id.endswith(STRIP))
    states = at._tree.get_widget_states()
    event = json.dumps([{"event": "selected", "value": layer}])
    trigger = f"$$STREAMLIT_INTERNAL_KEY_{strip.id}__events"
    states.widgets.add(id=trigger, json_trigger_value=event)
    return at._run(states)


def curves(at: AppTest) -> dict[str, Any]:
    figure: dict[str, Any] = json.loads(at.get("plotly_chart")[0].proto.spec)
    return figure


# --- the strip ---------------------------------------------------------------------------------


def test_the_strip_shows_the_strongest_channel_of_each_layer(
    open_page: OpenApp, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    at = open_page()
    assert errors(at) == []
    expected = computed(real_weights_file)
    assert len(tiles(at)) == 18
    for name, tile in tiles(at).items():
        means = expected[name].mean(axis=(0, 1))
        assert means[tile["channel"]] == pytest.approx(means.max(), rel=1e-4)
        assert tile["lines"][0].startswith("×".join(map(str, expected[name].shape[:2])))
        assert tile["lines"][1] == f"channel {tile['channel']}"
        assert b64decode(tile["picture"].partition(",")[2]).startswith(b"\x89PNG")
    assert component(at, STRIP)["ratio"] == pytest.approx(WIDTH / HEIGHT)


def test_a_link_shows_one_channel_of_each_layer(open_page: OpenApp) -> None:
    at = open_page(follow="chosen", channel="200")
    assert channels(at) == [63] * 3 + [127] * 3 + [200] * 12
    assert component(at, STRIP)["told"] == "Each layer's chosen channel"
    at.number_input(key="channel").set_value(3).run()
    assert channels(at) == [3] * 18


def test_a_click_goes_to_the_layer_and_its_strongest_channel(open_page: OpenApp) -> None:
    at = open_page()
    click_tile(at, "block4_conv2")
    assert errors(at) == []
    assert at.selectbox(key="layer").value == "block4_conv2"
    assert component(at, STRIP)["selected"] == "block4_conv2"
    strongest = int(computed()["block4_conv2"].mean(axis=(0, 1)).argmax())
    assert chosen(at, "channel") == str(strongest)


def test_a_click_leaves_a_chosen_channel_alone(open_page: OpenApp) -> None:
    at = open_page(follow="chosen", channel="200")
    click_tile(at, "block1_pool")
    assert (chosen(at, "layer"), held(at, "channel")) == ("block1_pool", 200)


def test_a_chosen_channel_holds_where_the_strongest_are_shown(open_page: OpenApp) -> None:
    at = open_page(follow="chosen", channel="200")
    at.selectbox(key="follow").set_value("strongest").run()
    at.selectbox(key="layer").set_value("block5_pool").run()
    at.selectbox(key="follow").set_value("chosen").run()
    assert at.number_input(key="channel").value == 200


# --- the numbers -------------------------------------------------------------------------------


def test_sentences_and_table_hold_the_numbers_of_this_photo(open_page: OpenApp) -> None:
    at = open_page(photo="rocket")
    values = computed(photo="rocket")
    zeros = {name: 100 * float((each == 0).mean()) for name, each in values.items()}
    most, fewest = max(zeros, key=zeros.__getitem__), min(zeros, key=zeros.__getitem__)
    sentences = as_read(" ".join(text.value for text in at.markdown))
    assert "35-fold in height and 48-fold in width (35×48 to 1×1)" in sentences
    assert f"{most} has the most zeros, {zeros[most]:.1f} % of its values" in sentences
    assert f"{fewest} has the fewest, {zeros[fewest]:.1f} %" in sentences
    (table,) = (each.value for each in at.dataframe)
    assert list(table["Layer"]) == list(values)
    assert list(table["Zeros"]) == [f"{share:.1f} %" for share in zeros.values()]


def test_the_curves_mark_the_chosen_layer(open_page: OpenApp) -> None:
    at = open_page(layer="block2_pool")
    layout = curves(at)["layout"]
    (band,) = (shape for shape in layout["shapes"] if shape["type"] == "rect")
    assert (band["x0"], band["x1"]) == (4.5, 5.5)
    assert layout["annotations"][-3]["text"].endswith("block2_pool: 128 channels, 8×12")


def test_nothing_is_computed_twice(open_page: OpenApp, passes: list[tuple[int, ...]]) -> None:
    at = open_page()
    for layer in ("block1_conv2", "block5_pool"):
        at.selectbox(key="layer").set_value(layer).run()
    at.selectbox(key="follow").set_value("chosen").run()
    assert passes == [(HEIGHT, WIDTH, 3)]


def test_a_photo_too_large_to_keep_is_computed_once_for_all_layers(
    open_page: OpenApp, passes: list[tuple[int, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_CACHE_MIB", "0.01")
    at = open_page()
    at.selectbox(key="layer").set_value("block1_conv2").run()
    assert passes == [(HEIGHT, WIDTH, 3)]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that the page gives its files."""
    noted: list[str] = []
    make = depth_views.statistics_name

    def statistics_name(observed: Observed, layer_name: str = "") -> str:
        noted.append(make(observed, layer_name))
        return noted[-1]

    monkeypatch.setattr(depth_views, "statistics_name", statistics_name)
    return noted


# --- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({}, "statistics-chelsea-vgg16-35x48-untrained"),
        (
            {"photo": "rocket", "fit": "squeeze"},
            "statistics-rocket-squeezed-vgg16-35x48-untrained",
        ),
    ],
    ids=["usual", "squeezed"],
)
def test_files_are_named_after_photo_network_and_size(
    open_page: OpenApp, names: list[str], params: dict[str, str], name: str
) -> None:
    at = open_page(layer="block3_conv1", **params)
    assert errors(at) == []
    assert set(names) == {name, f"{name}-block3_conv1"}


def test_the_channels_of_a_layer_are_worked_out_when_they_are_asked_for(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    button = st.download_button

    def download_button(label: str, data: Any, *others: Any, **options: Any) -> bool:
        given.append(data)
        return button(label, data, *others, **options)

    monkeypatch.setattr(st, "download_button", download_button)
    open_page(layer="block2_conv1")
    layers, work_out_channels = given
    values = computed()
    rows = list(csv.DictReader(io.StringIO(layers, newline="")))
    assert [row["layer"] for row in rows] == list(values)
    assert float(rows[3]["high"]) == pytest.approx(values["block2_conv1"].max())
    rows = list(csv.DictReader(io.StringIO(work_out_channels(), newline="")))
    assert [int(row["channel"]) for row in rows] == list(range(128))
    means = values["block2_conv1"].mean(axis=(0, 1))
    assert [float(row["mean"]) for row in rows] == pytest.approx(means.tolist(), rel=1e-4)


# --- other networks, other sizes, other links --------------------------------------------------


def test_the_visitors_own_network(open_page: OpenApp, names: list[str]) -> None:
    at = open_page(network="small-batch-norm", layer="block1_conv1")
    at.selectbox(key="weights").set_value("own").run()
    assert errors(at) == []
    grids = [
        row
        for row in summarize(PRESETS["small-batch-norm"], (HEIGHT, WIDTH, 3))
        if len(row.output_shape) == 3 and not isinstance(row.layer, Dropout)
    ]
    assert list(tiles(at)) == [row.name for row in grids]
    assert names[-1] == "statistics-chelsea-small-batch-norm-35x48-untrained-block1_conv1"


def test_an_own_network_without_maps_gets_a_sentence(open_page: OpenApp) -> None:
    at = open_page(blocks="none")
    at.selectbox(key="weights").set_value("own").run()
    (sentence,) = errors(at)
    assert "has no blocks" in sentence


def test_untrained_maps_are_called_so(open_page: OpenApp) -> None:
    assert "These maps are untrained" in as_read(open_page().main.warning[0].value)


@pytest.mark.parametrize("size", ["31x224", "513x64", "1"])
def test_a_size_that_vgg16_does_not_take_gets_a_sentence(
    open_page: OpenApp, passes: list[tuple[int, ...]], size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sidebar, "COMMON_SIZES", [size])
    (sentence,) = errors(open_page(size=size))
    assert "32 to 512 px" in sentence
    assert passes == []


@pytest.mark.parametrize(
    "params",
    [
        {"follow": "<b>x</b>", "channel": "-1"},
        {"follow": "chosen", "channel": "99999999999"},
        {"follow": "chosen", "channel": "nan", "layer": "predictions"},
        {"follow": "strongest", "channel": "63", "layer": "../etc"},
        {"weights": "<i>", "follow": ""},
    ],
    ids=["markup", "beyond", "no number", "no layer", "no network"],
)
def test_whatever_a_link_says_the_strip_is_there(
    open_page: OpenApp, params: dict[str, str]
) -> None:
    at = open_page(**params)
    assert errors(at) == []
    assert len(tiles(at)) == 18
