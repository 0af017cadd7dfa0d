"""The page of measured fields: one unit, averages, all layers, whatever a link says."""

import functools
import json
import threading
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from explorer.architecture.fields.effective import Unit, pixels_that_count
from explorer.background import Control
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.runtime import measured_field as module
from explorer.runtime.untrained import untrained_weights
from explorer.shared.questions.long_work import AverageFields, MeasureLayers
from explorer.widgets import sidebar
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    as_read,
    button,
    component,
    errors,
    go_to,
    metrics,
    table,
    unfold,
    visit,
    wait_for_work,
)

FloatArray = NDArray[np.float32]

SIZE, HEIGHT, WIDTH = "35x48", 35, 48
PATIENCE_S = 120
AVERAGE_THEM, MEASURE_ALL, STOP = "Average these fields", "Measure all 13 convolutions", "Stop"

_weights = functools.cache(untrained_weights)

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Unit]:
    """The units whose field the page asks for."""
    noted: list[Unit] = []
    measure = module.measured_field

    def measured_field(weights: Any, photo: Any, unit: Unit, *conditions: Any) -> FloatArray:
        noted.append(unit)
        return measure(weights, photo, unit, *conditions)

    monkeypatch.setattr(module, "measured_field", measured_field)
    return noted


def open_link(**params: str) -> AppTest:
    """Open a link to the page as another visitor of the same computer."""
    return visit("measured", **{"size": SIZE, **params})


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page, on a computer that has no weights."""
    return open_link


def photo(name: str = "chelsea") -> NDArray[np.uint8]:
    """A sample as the network receives it."""
    return fit(read_sample(name).pixels, (HEIGHT, WIDTH), "crop")


def texts(at: AppTest) -> list[str]:
    """The page's paragraphs as they are read."""
    return [as_read(str(text.value)) for text in at.main.markdown]


def facts(at: AppTest) -> str:
    """All that the page says, in one text."""
    return "\n".join(texts(at))


def click_photo(at: AppTest, unit: list[int]) -> AppTest:
    """Send what the browser sends when a unit of the only field is chosen; AppTest cannot."""
    states = at._tree.get_widget_states()
    (field,) = (
        each.proto
        for each in at.get("bidi_component")
        if each.proto.component_name.endswith("measured_field")
    )
    event = json.dumps([{"event": "unit", "value": unit}])
    trigger = f"$$STREAMLIT_INTERNAL_KEY_{field.id}__events"
    states.widgets.add(id=trigger, json_trigger_value=event)
    return at._run(states)


def charts(at: AppTest) -> list[Any]:
    """The figures of the page, as in Plotly."""
    return [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]


# --- the first look ----------------------------------------------------------------------------


def test_it_begins_where_a_field_has_grown(open_page: OpenApp) -> None:
    at = open_page()
    assert at.selectbox(key="layer").value == "block3_conv3"
    at.selectbox(key="layer").set_value("block1_conv1").run()
    assert at.run().selectbox(key="layer").value == "block1_conv1"


def test_a_link_or_another_page_may_ask_for_another_layer(open_page: OpenApp) -> None:
    assert open_page(layer="block1_conv1").selectbox(key="layer").value == "block1_conv1"
    at = go_to(open_page(layer="block2_conv2"), "growth")
    assert go_to(at, "measured").selectbox(key="layer").value == "block2_conv2"


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({}, []),
        ({"network": "vgg16-no-top"}, []),
        ({"network": "vgg19"}, ["This page looks into VGG16, not into the sidebar's VGG19 (E)."]),
        ({"weights": "own", "blocks": "8__none"}, None),
    ],
    ids=["vgg16", "without its head", "vgg19", "own"],
)
def test_says_that_it_is_vgg16_where_the_sidebar_holds_another_network(
    open_page: OpenApp, params: dict[str, str], told: list[str] | None
) -> None:
    found = [as_read(str(note.value)) for note in open_page(**params).main.info]
    assert len(found) == 1 if told is None else found == told


# --- one unit ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "channel"), [("block2_conv1", None), ("block3_pool", 17), ("block1_conv1", 3)]
)
def test_the_field_is_that_of_the_unit(open_page: OpenApp, layer: str, channel: int | None) -> None:
    scope = {} if channel is None else {"scope": "one", "channel": str(channel)}
    at = open_page(layer=layer, row="2", column="4", **scope)
    field = module.measured_field(_weights(), photo(), Unit(layer, (2, 4), channel))
    number = np.count_nonzero(field > 0.0455 * field.max())
    assert f"√{number} = {sqrt(pixels_that_count(field)):.3g} px" in facts(at)
    shown = component(at, "measured_field")
    assert (shown["unit"], shown["photo_size"]) == ([2, 4], [HEIGHT, WIDTH])
    assert metrics(at)["95.45 % square, untrained"] == f"{shown['square']} px"
    assert f"of the mass lies within {shown['square']} px; the box measures " in shown["caption"]
    sides = {shown["field"][axis]["size"] for axis in ("height", "width")}
    assert {f"the box measures {side} px" in shown["caption"] for side in sides} == {True}
    assert len(sides) == 1


def test_trained_and_untrained_stand_side_by_side(
    open_page: OpenApp, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    at = open_page(layer="block3_conv1")
    assert list(at.main.warning) == []
    shown = [each.proto for each in at.get("bidi_component")]
    fields = [
        json.loads(each.json) for each in shown if each.component_name.endswith("measured_field")
    ]
    assert ["trained" in each["label"] for each in fields] == [True, True]
    assert ["untrained" in each["label"] for each in fields] == [False, True]
    assert {"95.45 % square, trained", "95.45 % square, untrained"} <= set(metrics(at))
    assert "Judged by the square, t" in facts(at)


def test_untrained_weights_are_called_so(open_page: OpenApp) -> None:
    at = open_page()
    (notice,) = at.main.warning
    assert "These maps are untrained" in as_read(str(notice.value))
    assert "Untrained weights" in facts(at)
    assert "Trained weights" not in facts(at)


def test_a_corner_shows_what_is_padding(open_page: OpenApp) -> None:
    """block3_conv3: 40 px, 4 apart, begun 18 px before the photo."""
    at = open_page(layer="block3_conv3", row="0", column="0")
    assert metrics(at)["Padding in the box"] == f"{100 * (1 - 22 * 22 / 1600):.1f} %"
    assert "18 rows above it and 18 columns left of it" in facts(at)


def test_a_field_is_measured_once_for_all(open_page: OpenApp, measured: list[Unit]) -> None:
    at = unfold(open_page(layer="block2_conv2", row="3", column="5"))
    at.slider(key="opacity").set_value(20).run()
    assert component(at, "measured_field")["opacity"] == pytest.approx(0.2)
    at.toggle(key="zoom").set_value(False).run()
    assert component(at, "measured_field")["zoom"] is False
    open_link(layer="block2_conv2", row="3", column="5")
    assert measured == [Unit("block2_conv2", (3, 5))]
    at.number_input(key="row").set_value(4).run()
    assert measured[1:] == [Unit("block2_conv2", (4, 5))]


def test_a_click_on_the_photo_measures_the_unit_there(open_page: OpenApp) -> None:
    at = click_photo(open_page(layer="block2_conv1", row="8", column="11"), [3, 20])
    assert component(at, "measured_field")["unit"] == [3, 20]
    assert at.number_input(key="row").value == 3
    assert at.number_input(key="column").value == 20


def test_the_unit_stays_over_its_place_when_the_layer_changes(open_page: OpenApp) -> None:
    at = open_page(layer="block1_conv1", row="30", column="10")
    at.selectbox(key="layer").set_value("block2_conv1").run()
    # Centred on px 30 and 10; units of block 2 on 0.5, 2.5 ...
    assert component(at, "measured_field")["unit"] == [15, 5]


def test_the_channel_holds_while_all_are_measured_together(open_page: OpenApp) -> None:
    at = unfold(open_page(layer="block2_conv1", scope="one", channel="77"))
    at.segmented_control(key="scope").set_value("together").run()
    at.segmented_control(key="scope").set_value("one").run()
    assert at.number_input(key="channel").value == 77


# --- averages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "params", "expected"),
    [
        ("positions", {"many": "4"}, "4 positions of block2_conv1"),
        ("channels", {"many": "16"}, "16 channels of block2_conv1, each on its own, at position"),
        ("photos", {}, f"on {len(SAMPLES)} photos"),
    ],
)
def test_fields_are_averaged(
    open_page: OpenApp, over: str, params: dict[str, str], expected: str
) -> None:
    at = open_page(layer="block2_conv1", row="8", column="11", over=over, **params)
    assert expected in facts(at)
    assert len(charts(at)) == 1
    button(at, AVERAGE_THEM).click().run()
    wait_for_work(at, AverageFields.kind)
    assert errors(at) == []
    single, averaged = charts(at)
    assert averaged["layout"]["annotations"][0]["text"] == "theoretical:<br>10 px"
    assert averaged["data"][1]["y"] != single["data"][1]["y"]
    heading = "**Untrained weights, random, at least 95.45 % within"
    (told,) = (text for text in texts(at) if text.startswith(heading))
    assert AVERAGE_THEM not in [each.label for each in at.main.button]
    (mark,) = (trace for trace in averaged["data"] if "text" in trace)
    assert f"within {mark['x'][0]} px" in told


def test_an_average_over_photos_is_that_of_the_runtime(open_page: OpenApp) -> None:
    at = open_page(layer="block2_conv1", row="8", column="11", over="photos")
    button(at, AVERAGE_THEM).click().run()
    wait_for_work(at, AverageFields.kind)
    unit = Unit("block2_conv1", (8, 11))
    fields = [module.measured_field(_weights(), photo(name), unit) for name in SAMPLES]
    # Its box, 10 px, 2 apart, begun 4 before the photo: rows 12 to 21, columns 18 to 27.
    mean = np.mean(fields, axis=0)[12:22, 18:28]
    inner = mean[1:9, 1:9].sum() / mean.sum()
    curve = charts(at)[1]["data"][1]
    assert curve["y"][curve["x"].index(8)] == pytest.approx(inner, rel=1e-4)


def test_what_somebody_averaged_is_there_for_all(open_page: OpenApp) -> None:
    params = {"layer": "block1_conv2", "over": "channels", "many": "4"}
    at = open_page(**params)
    button(at, AVERAGE_THEM).click().run()
    wait_for_work(at, AverageFields.kind)
    second = open_link(**params)
    assert len(charts(second)) == 2
    other = open_link(**{**params, "many": "16"})
    assert len(charts(other)) == 1


def test_an_average_can_be_stopped(open_page: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, asked_to_stop = threading.Event(), threading.Event()

    def average_fields(*args: object) -> dict[str, FloatArray]:
        control = args[-1]
        assert isinstance(control, Control)
        begun.set()
        try:
            while not asked_to_stop.wait(0.01):
                control.check()
        finally:
            asked_to_stop.set()
        return {}

    monkeypatch.setattr(module, "average_fields", average_fields)
    at = open_page(layer="block1_conv2")
    button(at, AVERAGE_THEM).click().run()
    assert begun.wait(PATIENCE_S)
    button(at, STOP).click().run()
    wait_for_work(at, AverageFields.kind)
    assert asked_to_stop.wait(PATIENCE_S)
    (notice,) = (text for text in at.main.warning if "Stopped" in str(text.value))
    assert "Start it again to see its result" in as_read(str(notice.value))
    assert button(at, AVERAGE_THEM)


# --- all layers --------------------------------------------------------------------------------


def test_all_convolutions_are_measured_once_for_all(open_page: OpenApp) -> None:
    at = open_page(layer="block2_conv1", measure="pixels")
    button(at, MEASURE_ALL).click().run()
    wait_for_work(at, MeasureLayers.kind)
    assert errors(at) == []
    sizes = table(at, "Theoretical, px")
    assert sizes["Theoretical, px"] == [3, 5, 10, 14, 24, 32, 40, 60, 76, 92, 132, 164, 196]
    field = module.measured_field(_weights(), photo(), Unit("block3_conv2", (4, 6)))
    expected = round(sqrt(pixels_that_count(field)), 1)
    assert sizes["Effective size, untrained, px"][5] == expected
    chart = charts(open_link(layer="block2_conv1", measure="pixels"))[1]
    (untrained,) = (trace for trace in chart["data"] if trace["name"] == "untrained")
    assert untrained["y"][5] == pytest.approx(expected, abs=0.05)


def test_another_photo_is_measured_again(open_page: OpenApp) -> None:
    at = open_page()
    button(at, MEASURE_ALL).click().run()
    wait_for_work(at, MeasureLayers.kind)
    at.selectbox(key="photo").set_value("rocket").run()
    assert button(at, MEASURE_ALL)
    at.selectbox(key="photo").set_value("chelsea").run()
    assert MEASURE_ALL not in [each.label for each in at.main.button]


# --- addresses and sizes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "params",
    [
        {"row": "999", "column": "-4"},
        {"scope": "some", "channel": "100000"},
        {"scope": "one", "channel": "-1", "layer": "block3_conv1"},
        {"over": "time", "many": "17", "measure": "weight"},
        {"opacity": "900", "zoom": "maybe"},
        {"layer": "predictions"},
        {"weights": "own", "network": "alexnet"},
        {"many": "", "over": "\x00", "scope": "<img src=x>"},
    ],
    ids=str,
)
def test_no_link_breaks_the_page(open_page: OpenApp, params: dict[str, str]) -> None:
    at = open_page(**params)
    assert errors(at) == []
    shown = component(at, "measured_field")
    assert all(0 <= at < size for at, size in zip(shown["unit"], shown["grid"], strict=True))


@pytest.mark.parametrize("size", ["31x224", "513x64"])
def test_a_size_that_vgg16_does_not_take_gets_a_sentence(
    open_page: OpenApp, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sidebar, "COMMON_SIZES", [size])
    (sentence,) = errors(open_page(size=size))
    assert "32 to 512 px" in sentence
