"""The Activations page as a visitor sees it: its notices, its numbers, and what it keeps."""

import csv
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from numpy.typing import NDArray
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer import units
from explorer.background import Control, Progress
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.runtime.download import WeightsFile
from explorer.runtime.weights import NO_TOP, fetch_weights
from explorer.shared import weights as shared_weights
from explorer.shared.jobs import downloads
from explorer.widgets import sidebar
from tests.pages import loaded
from tests.pages.conftest import OpenApp
from tests.pages.visitor import alt_texts, as_read, chosen, component, go_to, held, unfold, visit
from tests.runtime import weights_server
from tests.runtime.weights_server import CONTENT, HALF, WeightsServer

FloatArray = NDArray[np.float32]

SIZE, HEIGHT, WIDTH = "35x48", 35, 48
PATIENCE_S = 30

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


def another_visitor(**params: str) -> AppTest:
    """Somebody who opens a link to the page."""
    return visit("activations", **{"size": SIZE, **params})


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page, on a computer that has no weights."""
    return another_visitor


@pytest.fixture(params=["untrained", "trained"])
def weights_path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path | None:
    """None for a computer without weights; else the file that the environment names."""
    if request.param == "untrained":
        return None
    path: Path = request.getfixturevalue("real_weights_file")
    # After open_app, which takes the variable away.
    request.getfixturevalue("open_page")
    monkeypatch.setenv("VGG16_WEIGHTS", str(path))
    return path


def metrics(at: AppTest) -> dict[str, str]:
    """The numbers on the page by name."""
    return {metric.label: metric.value for metric in at.metric}


def captions(at: AppTest) -> list[str]:
    """The page's captions, as they are read."""
    return [as_read(caption.value) for caption in at.main.caption]


def number(text: str) -> float:
    """A number as the page writes it."""
    return float(text.replace(",", "").removesuffix(" %"))


def order(at: AppTest) -> list[str]:
    """The kinds of the page's elements, from top to bottom."""
    return [node.type for node in at.main]


def computed(path: Path | None, layer: str, photo: str = "chelsea") -> FloatArray:
    """A layer's activations without the page."""
    pixels = fit(read_sample(photo).pixels, (HEIGHT, WIDTH), "crop")
    return loaded.load(path).activations(pixels)[layer]


# --- what it shows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "maps", "photo"),
    [
        ("block1_conv2", "64, each 35×48", "chelsea"),
        ("block3_pool", "256, each 4×6", "rocket"),
        ("block5_pool", "512, each 1×1", "chelsea"),
    ],
)
def test_the_numbers_are_those_of_the_layer(
    open_page: OpenApp, weights_path: Path | None, layer: str, maps: str, photo: str
) -> None:
    at = open_page(layer=layer, photo=photo)
    values = computed(weights_path, layer, photo)
    shown = metrics(at)
    low, high = shown["Values"].split(" to ")
    dead = sum(not values[..., channel].any() for channel in range(values.shape[-1]))
    assert shown["Feature maps"] == maps
    assert number(low) == pytest.approx(values.min(), abs=0.05)
    assert number(high) == pytest.approx(values.max(), abs=0.051)
    assert number(shown["Mean"]) == pytest.approx(values.mean(), abs=0.0051)
    assert number(shown["Zeros"]) == pytest.approx(100 * (values == 0).mean(), abs=0.051)
    assert shown["Dead maps"] == f"{dead} of {values.shape[-1]}"


def test_all_maps_of_the_layer_are_one_picture(open_page: OpenApp) -> None:
    at = open_page(layer="block3_conv2")
    photo, _field = alt_texts(at)
    assert photo.startswith("The face of a brown tabby cat")
    wall = component(at, "feature_wall")
    assert wall["label"] == "256 feature maps of block3_conv2"
    assert wall["order"] == list(range(256))


def test_it_offers_the_layers_that_make_feature_maps(open_page: OpenApp) -> None:
    at = open_page()
    offered = at.selectbox(key="layer").options
    assert (len(offered), offered[0], offered[-1]) == (18, "block1_conv1", "block5_pool")
    at.selectbox(key="layer").set_value("block2_pool").run()
    assert metrics(at)["Feature maps"] == "128, each 8×12"


@pytest.mark.parametrize(
    ("network", "layer", "stands_in"),
    [
        ("vgg16", "predictions", "block5_pool"),
        ("vgg19", "block5_conv4", "block5_conv3"),
        ("alexnet", "block1_pad1", "block1_pool"),
    ],
)
def test_another_layer_replaces_one_that_makes_no_maps_here(
    open_app: OpenApp, network: str, layer: str, stands_in: str
) -> None:
    at = go_to(open_app(network=network, layer=layer, size="64x96"), "activations")
    assert held(at, "layer") == stands_in
    assert not any("link" in text for text in at.main.warning.values)
    assert held(go_to(at, "architecture"), "layer") == chosen(at, "layer") == layer


def test_a_layer_that_came_with_a_link_holds_on_the_next_page(open_app: OpenApp) -> None:
    at = go_to(open_app(layer="block3_pool", size=SIZE), "activations")
    assert at.selectbox(key="layer").value == "block3_pool"
    assert metrics(at)["Feature maps"] == "256, each 4×6"


def test_it_shows_vgg16_whatever_network_is_chosen(open_page: OpenApp) -> None:
    at = open_page(network="alexnet")
    assert metrics(at)["Feature maps"] == "64, each 35×48"
    notes = [as_read(str(each.value)) for each in at.main.caption]
    (note,) = (each for each in notes if "looks into VGG16" in each)
    assert "looks into VGG16, not into the sidebar's AlexNet" in note
    assert "For that one, choose “your network” under “Look into”." in note


def test_the_own_network_can_be_looked_into_untrained(open_page: OpenApp) -> None:
    at = open_page(network="vgg16-no-top", blocks="8x1_16.k5", weights="own")
    assert metrics(at)["Feature maps"] == "8, each 35×48"
    assert not any("looks into VGG16" in str(each.value) for each in at.main.caption)
    assert at.selectbox(key="layer").options == [
        "block1_conv1",
        "block1_pool",
        "block2_conv1",
        "block2_pool",
    ]


def test_a_channel_that_the_layer_lacks_is_reported(open_page: OpenApp) -> None:
    at = open_page(layer="block1_conv1", channel="400")
    assert at.number_input(key="channel").value == 63
    (told,) = (text for text in map(as_read, at.main.warning.values) if "link" in text)
    assert told == 'The link asks for channel "400", which does not exist here. 63 is shown.'
    at.selectbox(key="layer").select("block2_conv1").run()
    at.number_input(key="channel").set_value(127).run()
    at.selectbox(key="layer").select("block1_conv1").run()
    said = "This layer has no channel 127. Its last one, 63, is shown."
    assert (held(at, "channel"), said in captions(at)) == (63, True)
    at.selectbox(key="layer").select("block2_conv1").run()
    assert (held(at, "channel"), said in captions(at)) == (127, False)


def test_each_map_has_its_own_colours_or_all_the_same(open_page: OpenApp) -> None:
    at = unfold(open_page(layer="block2_conv1", channel="7"))
    values = computed(None, "block2_conv1")
    assert component(at, "channel_view")["colour_range"] == pytest.approx(
        [values[..., 7].min(), values[..., 7].max()], rel=1e-5
    )
    at.segmented_control(key="colours").set_value("layer").run()
    assert component(at, "channel_view")["colour_range"] == pytest.approx(
        [values.min(), values.max()], rel=1e-5
    )
    assert any("One colour means the same value in all maps." in each.value for each in at.caption)


@pytest.mark.parametrize(
    ("layer", "channel", "row", "column"),
    [("block1_conv1", 3, 0, 47), ("block2_conv2", 100, 16, 0), ("block3_conv1", 9, 4, 5)],
)
def test_a_unit_is_worked_out_to_what_the_network_gave(
    open_page: OpenApp, layer: str, channel: int, row: int, column: int
) -> None:
    at = open_page(layer=layer, channel=str(channel), row=str(row), column=str(column))
    given = units.three_digits(float(computed(None, layer)[row, column, channel]))
    texts = [text.value for text in at.markdown]
    (added_up,) = (text for text in texts if text.startswith("Added up: "))
    assert added_up.endswith(f"ReLU makes it **{given}**.")
    assert f"**The network gave {given}**." in texts


@pytest.mark.parametrize(
    "params",
    [
        {"channel": "512"},
        {"channel": "-1"},
        {"channel": "one"},
        {"row": "999", "column": "-4"},
        {"row": "3"},
        {"order": "price", "palette": "jet", "tiles": "huge", "colours": "none"},
        {"weights": "stolen"},
    ],
)
def test_no_link_breaks_the_page(open_page: OpenApp, params: dict[str, str]) -> None:
    at = open_page(**params)
    assert list(at.exception) == []
    assert component(at, "feature_wall")["selected"] >= 0


def test_the_colour_range_holds_while_other_pages_are_looked_at(open_page: OpenApp) -> None:
    at = unfold(open_page())
    at.segmented_control(key="colours").set_value("layer").run()
    at.switch_page("../pages/architecture.py").run()
    assert unfold(go_to(at, "activations")).segmented_control(key="colours").value == "layer"


# --- input sizes -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["31x224", "224x31", "513x64", "64x513", "1", "1024"])
def test_a_size_that_vgg16_does_not_take_gets_a_sentence(
    open_app: OpenApp, loads: list[bool], size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sidebar, "COMMON_SIZES", [size])
    at = go_to(open_app(size=size, network="vgg16-no-top"), "activations")
    (sentence,) = told(at, "error")
    assert "32 to 512 px" in sentence
    assert "Choose another size in the sidebar" in sentence
    assert (metrics(at), loads) == ({}, [])


# --- weights that are not here -----------------------------------------------------------------


def told(at: AppTest, kind: str) -> list[str]:
    """The page's notices of a kind, "warning" or "error", as they are read."""
    notices = {"warning": at.main.warning, "error": at.main.error}[kind]
    return [as_read(notice.value) for notice in notices]


def captions_in_sidebar(at: AppTest) -> str:
    """What the sidebar says in small print, as it is read."""
    return as_read(" ".join(caption.value for caption in at.sidebar.caption))


def test_untrained_maps_are_called_so_once_and_on_top(open_page: OpenApp) -> None:
    at = open_page()
    (notice,) = told(at, "warning")
    assert "These maps are untrained" in notice
    assert "not on this computer" in notice
    assert "Unset VGG16_OFFLINE to download 58.9 MB" in notice
    kinds = order(at)
    first_content = min(kinds.index(kind) for kind in ("selectbox", "image", "metric"))
    assert kinds.index("warning") < kinds.index("button") < first_content
    assert "Weights: none yet" in captions_in_sidebar(at)


def test_trained_maps_need_no_notice(
    open_page: OpenApp, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    at = open_page()
    assert told(at, "warning") == []
    assert "Weights: vgg16 no top.h5" in captions_in_sidebar(at)


def test_a_wrong_file_is_reported_in_a_sentence(
    open_page: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "holiday.h5"
    wrong.write_bytes(b"no HDF5")
    monkeypatch.setenv("VGG16_WEIGHTS", str(wrong))
    at = open_page()
    (notice,) = told(at, "warning")
    assert "holiday.h5 is not a file of VGG16 weights" in notice
    assert metrics(at)["Feature maps"] == "64, each 35×48"


def test_weights_that_came_meanwhile_are_found_by_trying_again(
    open_page: OpenApp, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page()
    untrained = metrics(at)["Mean"]
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    button(at, "Try again").click().run()
    assert told(at, "warning") == []
    values = computed(real_weights_file, "block1_conv1")
    assert number(metrics(at)["Mean"]) == pytest.approx(values.mean(), abs=0.0051)
    assert metrics(at)["Mean"] != untrained


def button(at: AppTest, label: str) -> Any:
    """The only button of that label."""
    (found,) = [each for each in at.button if each.label == label]
    return found


# --- weights on their way ------------------------------------------------------------------------


class Watched(Control):
    """Another control that also notes when half of the file has come."""

    def __init__(self, halfway: threading.Event, control: Control) -> None:
        super().__init__(self.hear)
        self.halfway, self.control = halfway, control

    def hear(self, progress: Progress) -> None:
        self.control.report(progress.done, progress.total)
        if progress.done >= HALF:
            self.halfway.set()

    def check(self) -> None:
        self.control.check()


class Publisher:
    """Stands for the published address: a server on this computer that stalls half-way.

    Attributes:
        server: It says what it sends.
        halfway: Set each time half of the file has come.
    """

    def __init__(self, server: WeightsServer) -> None:
        self.server = server
        self.halfway = threading.Event()

    def fetch(self, _wanted: WeightsFile, control: Control) -> Path:
        return fetch_weights(self.server.published, Watched(self.halfway, control))


@pytest.fixture
def publisher(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A network, at last, and a download that stops half-way until it is released."""
    monkeypatch.delenv("VGG16_OFFLINE")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with WeightsServer() as server:
        server.answer = weights_server.whole_after_a_pause
        publisher = Publisher(server)
        monkeypatch.setattr(shared_weights, "fetch_weights", publisher.fetch)
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield publisher
        shared_weights.cancel_fetch(NO_TOP)
        server.released.set()
        server.shutdown()
        serving.join()


def download_has_ended() -> None:
    """Wait for the end of the download that a page has started."""
    state = downloads.wait(NO_TOP.name, shared_weights.EVERYBODY, PATIENCE_S)
    assert state is not None
    assert not state.running


def test_a_download_shows_how_far_it_is(open_page: OpenApp, publisher: Publisher) -> None:
    at = open_page()
    assert publisher.halfway.wait(PATIENCE_S)
    at.run()
    (notice,) = told(at, "warning")
    assert "untrained until VGG16's weights arrive" in notice
    (bar,) = at.main.progress
    assert bar.value == 100 * HALF // len(CONTENT)
    assert bar.text == "0.0 MB of 0.1 MB"
    assert order(at).index("progress") < order(at).index("selectbox")
    assert metrics(at)["Feature maps"] == "64, each 35×48"
    assert publisher.server.num_requests == 1


def test_a_download_that_is_stopped_can_be_started_again(
    open_page: OpenApp, publisher: Publisher
) -> None:
    at = open_page()
    assert publisher.halfway.wait(PATIENCE_S)
    publisher.halfway.clear()
    button(at, "Stop").click().run()
    download_has_ended()
    at.run()
    (notice,) = told(at, "warning")
    assert "The download of the VGG16 weights was cancelled. Nothing was kept." in notice
    button(at, "Try again").click().run()
    assert publisher.halfway.wait(PATIENCE_S)
    at.run()
    assert "being downloaded" in told(at, "warning")[0]
    assert publisher.server.num_requests == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (weights_server.error_404, "an error instead of the file: 404"),
        (weights_server.login_page, "did not send the published file"),
        (weights_server.half_then_close, "closed before the whole file arrived"),
    ],
    ids=["404", "login page", "closed"],
)
def test_a_download_that_fails_says_why_and_what_to_do(
    open_page: OpenApp, publisher: Publisher, answer: Callable[..., None], reason: str
) -> None:
    publisher.server.answer = answer
    at = open_page()
    download_has_ended()
    at.run()
    (notice,) = told(at, "warning")
    assert "These maps are untrained." in notice
    assert reason in notice
    assert "run `make weights`" in notice
    assert button(at, "Try again")
    assert len(at.main.progress) == 0


def test_a_second_visitor_watches_the_same_download(
    open_page: OpenApp, publisher: Publisher
) -> None:
    open_page()
    assert publisher.halfway.wait(PATIENCE_S)
    second = another_visitor(photo="rocket")
    assert "being downloaded" in told(second, "warning")[0]
    assert publisher.server.num_requests == 1


# --- what is computed once ---------------------------------------------------------------------


def test_another_layer_needs_no_other_pass(
    open_page: OpenApp, passes: list[tuple[int, ...]]
) -> None:
    at = open_page()
    for layer in ("block1_conv1", "block4_conv2", "block5_pool"):
        at.selectbox(key="layer").set_value(layer).run()
    assert passes == [(HEIGHT, WIDTH, 3)]


def test_two_visitors_with_the_same_photo_share_one_pass(
    open_page: OpenApp, passes: list[tuple[int, ...]], loads: list[bool]
) -> None:
    open_page(layer="block2_conv1")
    second = another_visitor(layer="block3_conv1")
    assert metrics(second)["Feature maps"] == "256, each 8×12"
    assert len(passes) == 1
    assert loads == [False]


@pytest.mark.parametrize("change", [{"photo": "rocket"}, {"fit": "squeeze"}, {"size": "32x32"}])
def test_another_photo_cut_or_size_is_another_pass(
    open_page: OpenApp, passes: list[tuple[int, ...]], change: dict[str, str]
) -> None:
    open_page(layer="block2_conv1")
    another_visitor(layer="block3_conv1", **change)
    assert len(passes) == 2


def test_an_own_network_that_does_not_fit_gets_a_sentence(open_page: OpenApp) -> None:
    at = open_page(weights="own", network="alexnet")
    (sentence,) = told(at, "error")
    assert "needs at least" in sentence


@pytest.mark.parametrize("setting", ["0", "1", "64"])
def test_each_answer_takes_at_most_one_pass(
    open_page: OpenApp,
    passes: list[tuple[int, ...]],
    setting: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VGG16_CACHE_MIB", setting)
    at, num_answers = open_page(layer="block1_conv1"), 1
    for key, choice in (
        ("layer", "block2_conv2"),
        ("photo", "rocket"),
        ("photo", "chelsea"),
        ("layer", "block2_conv1"),
    ):
        at.selectbox(key=key).set_value(choice).run()
        num_answers += 1
        assert len(passes) <= num_answers
    if setting == "64":
        assert len(passes) == 2  # photos


def test_a_bound_that_is_not_a_number_is_reported(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_CACHE_MIB", "a lot")
    at = open_page()
    assert list(at.exception) == []
    assert any("It takes a number of MiB" in as_read(each.value) for each in at.sidebar.warning)


# --- files to take home ------------------------------------------------------------------------


def test_files_hold_what_the_page_shows(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, Callable[[], Any]] = {}

    def offer(label: str, data: Callable[[], Any], file_name: str, mime: str | None = None) -> None:
        offered[file_name] = data

    monkeypatch.setattr(st, "download_button", offer)
    open_page(layer="block2_conv1", channel="5")
    ending = f"chelsea-vgg16-{SIZE}-untrained"
    values = np.load(io.BytesIO(offered[f"block2_conv1-{ending}.npz"]()))["activations"]
    assert values == pytest.approx(computed(None, "block2_conv1"), rel=1e-5)
    table = offered[f"block2_conv1-channels-{ending}.csv"]()
    assert len(list(csv.DictReader(io.StringIO(table)))) == 128
    for name in ("block2_conv1", "block2_conv1-channel5"):
        assert Image.open(io.BytesIO(offered[f"{name}-{ending}.png"]())).format == "PNG"
