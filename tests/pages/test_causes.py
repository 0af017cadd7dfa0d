"""The page on cause and effect as a visitor sees it: what is taken away, and what it changes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from explorer import units
from explorer.architecture.receptive_field import Box
from explorer.images.encoding import png_rgb
from explorer.images.occlusion import occluded
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from tests.pages import loaded
from tests.pages.conftest import OpenApp
from tests.pages.loaded import whole_network
from tests.pages.visitor import (
    HOSTILE,
    as_read,
    charts,
    component,
    errors,
    go_to,
    sentences,
    table,
    visit,
)

FloatArray = NDArray[np.float32]
SIZE, HEIGHT, WIDTH = "64x96", 64, 96
PATCH = {"hidden_top": "2500", "hidden_left": "5000", "hidden_height": "1250"} | {
    "hidden_width": "2500"
}
BOX = Box(16, 48, 23, 71)
"""That patch in px."""

STRIP, PICKER = "depth_strip", "hidden_patch"

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page, on a computer that has no weights."""
    return lambda **params: visit("causes", **{"size": SIZE, **params})


def pixels() -> NDArray[np.uint8]:
    return fit(read_sample("chelsea").pixels, (HEIGHT, WIDTH), "crop")


def activations(shown: NDArray[np.uint8]) -> dict[str, FloatArray]:
    """All activations, without the page."""
    return loaded.load(None).activations(shown)


def relative_difference(first: FloatArray, second: FloatArray) -> float:
    """Length of the difference over the root mean square of both lengths, by NumPy alone."""
    lengths = [np.linalg.norm(each.astype(np.float64).ravel()) for each in (first, second)]
    difference = np.linalg.norm((first.astype(np.float64) - second).ravel())
    return float(difference / np.sqrt(np.mean(np.square(lengths))))


def heights(at: AppTest) -> list[float]:
    """The relative difference of each layer, as the chart has it."""
    traces: list[dict[str, Any]] = charts(at)["cause_curves"]["data"]
    (found,) = (trace["y"] for trace in traces if trace["name"] == "same positions")
    return list(found)


def tiles(at: AppTest) -> dict[str, dict[str, Any]]:
    """What the page shows of each layer, by name."""
    return {tile["name"]: tile for tile in component(at, STRIP)["tiles"]}


# --- a patch of the photo ------------------------------------------------------------------------


@pytest.mark.parametrize("cover", ["grey", "blur"])
def test_a_hidden_patch_changes_what_keras_says_it_changes(open_page: OpenApp, cover: Any) -> None:
    at = open_page(cover=cover, **PATCH)
    assert errors(at) == []
    assert component(at, PICKER)["patch"] == [16, 48, 8, 24]
    before, after = activations(pixels()), activations(occluded(pixels(), BOX, cover))
    expected = [relative_difference(before[name], after[name]) for name in before]
    assert heights(at) == pytest.approx(expected, rel=1e-3)
    assert "Outside the units that the patch can reach, nothing changed" in sentences(at)
    changed = int((before["block2_conv2"] != after["block2_conv2"]).any(-1).sum())
    assert f"{changed} changed" in tiles(at)["block2_conv2"]["lines"]
    assert list(table(at, "Same positions")["Layer"]) == list(before)


def test_the_units_that_the_patch_can_reach_are_framed(open_page: OpenApp) -> None:
    at = open_page(**PATCH)
    tile = tiles(at)["block1_conv1"]  # a 3 x 3 kernel reaches one unit further on each side
    assert tile["lines"][:3] == ["rows 15 to 24,", "columns 47 to 72:", "260 of 6,144 units"]
    assert tile["box"] == pytest.approx([15 / 64, 47 / 96, 10 / 64, 26 / 96])
    at.segmented_control(key="reaches").set_value("pixel").run()
    assert errors(at) == []
    lines = tiles(at)["block1_conv1"]["lines"]
    assert lines[:3] == ["rows 18 to 20,", "columns 58 to 60:", "9 of 6,144 units"]
    assert "Outside the units that the patch can reach, nothing changed" in sentences(at)


def test_the_map_with_most_effect_is_shown_first(open_page: OpenApp) -> None:
    at = open_page(layer="block2_conv1", **PATCH)
    before, after = (
        activations(shown)["block2_conv1"] for shown in (pixels(), occluded(pixels(), BOX, "grey"))
    )
    channel = int(np.linalg.norm(after - before, axis=(0, 1)).argmax())
    scales = "".join(block.proto.body for block in at.get("html"))
    assert f"Activation in block2_conv1, channel {channel}, both maps" in scales
    at.selectbox(key="watched").set_value("chosen").run()
    at.number_input(key="channel").set_value(5).run()
    assert errors(at) == []
    scales = "".join(block.proto.body for block in at.get("html"))
    assert "Activation in block2_conv1, channel 5, both maps" in scales
    difference = relative_difference(before[..., 5], after[..., 5])
    assert f"**Difference: {difference:.3f}**" in sentences(at)


def test_each_look_takes_one_pass(open_page: OpenApp, passes: list[tuple[int, ...]]) -> None:
    at = open_page()
    assert passes == [(HEIGHT, WIDTH, 3)] * 2
    at.selectbox(key="layer").set_value("block4_pool").run()
    at.segmented_control(key="reaches").set_value("pixel").run()
    assert len(passes) == 2
    at.segmented_control(key="cover").set_value("blur").run()
    assert len(passes) == 3
    at.segmented_control(key="cover").set_value("grey").run()
    assert (errors(at), len(passes)) == ([], 3)


# --- channels of a layer -------------------------------------------------------------------------


def with_zeros(off: list[int], name: str) -> dict[str, FloatArray]:
    """All layers from one on, where channels of it are 0, by going on from there."""
    network = loaded.load(None)
    values = activations(pixels())[name].copy()
    values[..., off] = 0
    return {name: values, **network.activations_after(name, values, None)}


def strongest(name: str, num: int) -> list[int]:
    means = activations(pixels())[name].mean((0, 1), dtype=np.float64)
    return sorted(range(len(means)), key=lambda channel: -means[channel])[:num]


def others(kept: int) -> list[int]:
    return [channel for channel in range(64) if channel != kept]


@pytest.mark.parametrize("off", ["one", "strongest", "all-but"])
def test_channels_are_switched_off(open_page: OpenApp, off: str) -> None:
    at = open_page(
        taken="channels", off=off, off_channel="9", off_many="3", off_layer="block1_pool"
    )
    assert errors(at) == []
    zero = {"one": [9], "strongest": strongest("block1_pool", 3), "all-but": others(9)}[off]
    before, after = activations(pixels()), with_zeros(zero, "block1_pool")
    expected = [relative_difference(before[name], after.get(name, before[name])) for name in before]
    assert heights(at) == pytest.approx(expected, rel=1e-3, abs=1e-6)
    words = {
        "one": "channel 9 of block1_pool",
        "strongest": "3 of 64 channels of block1_pool",
        "all-but": "all channels of block1_pool but 9: 63 of 64",
    }
    assert f"Switched off: {words[off]}" in sentences(at)
    assert {len(tile["box"]) for tile in tiles(at).values()} == {0}
    assert "Outside the units" not in sentences(at)


def test_a_layer_before_it_cannot_change(open_page: OpenApp) -> None:
    at = open_page(taken="channels", off_layer="block3_conv1", layer="block2_conv1")
    (told,) = [as_read(each.value) for each in at.info if "comes before" in each.value]
    assert told.startswith("block2_conv1 comes before block3_conv1")
    at.selectbox(key="layer").set_value("block3_conv1").run()
    assert not [each for each in at.info if "comes before" in each.value]


def test_a_channel_that_the_layer_does_not_have(open_page: OpenApp) -> None:
    at = open_page(taken="channels", off_layer="block1_conv1", off_channel="400")
    assert errors(at) == []
    assert at.number_input(key="off_channel").value == 63
    at = open_page(taken="channels", off="strongest", off_layer="block1_conv1", off_many="400")
    assert (errors(at), at.number_input(key="off_many").value) == ([], 64)


# --- classes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ({"weights": "untrained", "size": "224x224"}, "never trained"),
        ({}, "224 × 224 px only"),
        ({"size": "224x224"}, "not on this computer"),
    ],
    ids=["untrained", "another size", "no dense layers"],
)
def test_what_is_not_known_is_a_question_mark_with_its_reason(
    open_page: OpenApp, link: dict[str, str], why: str
) -> None:
    at = open_page(**link)
    assert errors(at) == []
    assert [each.value for each in at.info if why in each.value]
    first, second = charts(at)["cause_classes"]["data"]
    assert {*first["text"], *second["text"]} == {"?"}


@pytest.mark.usefixtures("photos_pass_vgg16", "all_weights")
@pytest.mark.parametrize("taken", ["patch", "channels"])
def test_classes_stand_beside_each_other(open_page: OpenApp, taken: str) -> None:
    at = open_page(size="224x224", taken=taken, off="all-but", off_layer="block5_pool")
    assert errors(at) == []
    photo = fit(read_sample("chelsea").pixels, (224, 224), "crop")
    last = whole_network().activations(photo, ["block5_pool"])["block5_pool"]
    if taken == "patch":
        hidden = occluded(photo, Box(60, 41, 111, 98), "grey")
        then = whole_network().activations(hidden, ["block5_pool"])["block5_pool"]
    else:
        then = np.where(np.arange(512) == 0, last, np.float32(0))
    before, after = map(whole_network().class_probabilities_from, (last, then))
    best = np.argsort(-before)[:5].tolist()
    shown = [*best, *(each for each in np.argsort(-after)[:5].tolist() if each not in best)]
    first, second = charts(at)["cause_classes"]["data"]
    assert first["x"] == pytest.approx(before[shown].tolist(), rel=1e-3)
    assert second["x"] == pytest.approx(after[shown].tolist(), rel=1e-3)
    goes = f"from {units.percent(float(before[best[0]]))} to {units.percent(float(after[best[0]]))}"
    assert goes in sentences(at)


# --- links, own photos, other networks -----------------------------------------------------------


def test_the_link_carries_all_of_it(open_page: OpenApp) -> None:
    link = {"taken": "channels", "off": "strongest", "off_many": "3", "off_layer": "block2_pool"}
    at = open_page(**link, **PATCH)
    go_to(at, "depth")
    go_to(at, "causes")
    assert errors(at) == []
    assert {key: at.query_params[key] for key in (*link, *PATCH)} == link | PATCH


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_link_opens_the_page(open_page: OpenApp, value: str) -> None:
    keys = ("taken", "cover", "off", "off_layer", "off_channel", "watched", "reaches", *PATCH)
    assert errors(open_page(**dict.fromkeys(keys, value))) == []


def test_nothing_of_an_own_photo_is_in_the_link(
    open_page: OpenApp,
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (70, 50, 3), dtype=np.uint8)
    at = open_page()
    at.file_uploader(key="upload").upload("noise.png", png_rgb(noise), "image/png").run()
    at.segmented_control(key="taken").set_value("channels").run()
    at.selectbox(key="off").set_value("strongest").run()
    assert errors(at) == []
    assert set(at.query_params) <= {"size", "photo", "taken", "off"}


@pytest.mark.parametrize("look", ["untrained", "own"])
@pytest.mark.parametrize("taken", ["patch", "channels"])
def test_other_networks_can_be_looked_into(open_page: OpenApp, look: str, taken: str) -> None:
    at = open_page(weights=look, network="vgg11", taken=taken)
    assert errors(at) == []
    assert len(tiles(at)) == (18 if look == "untrained" else 13)


def test_one_pixel_and_one_channel(open_page: OpenApp) -> None:
    for link in ({}, {"taken": "channels", "off": "all-but"}):
        at = open_page(weights="own", blocks="1.none", size="1x1", **link)
        assert errors(at) == []


def test_real_maps_change_with_the_eye(
    open_page: OpenApp, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    at = open_page()
    assert errors(at) == []
    assert "nothing changed: compared number by number, in all 18 layers" in sentences(at)
