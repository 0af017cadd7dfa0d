"""The Classes page as a visitor sees it: the dense layers, the answer, and the maps behind it."""

import functools
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from explorer import units
from explorer.background import Control
from explorer.figures.maps.attribution import guided_grad_cam
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.runtime import attribution, vgg16
from explorer.runtime.dense import dense_layers
from explorer.runtime.differentiable import USUAL_CONDITIONS, Conditions
from explorer.runtime.download import WeightsFile
from explorer.runtime.weights import NO_TOP, WITH_TOP
from explorer.shared import weights as shared_weights
from tests.pages import loaded
from tests.pages.conftest import OpenApp
from tests.pages.visitor import alt_texts, as_read, button, component, errors, go_to, metrics, visit

FloatArray = NDArray[np.float32]
Pixels = NDArray[np.uint8]

SIZE = "35x48"
"""The other pages' size; this one judges at another."""

PATIENCE_S = 30
TOKEN, FETCH = "a-token-of-our-own", "Fetch the dense layers"
FEW_UNITS = 8
WIDTHS = {"fc1": (7 * 7 * 512, FEW_UNITS), "fc2": (FEW_UNITS, FEW_UNITS)} | {
    "predictions": (FEW_UNITS, 1000)
}

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


@functools.cache
def network() -> vgg16.VGG16:
    """VGG16 with seeded convolutions and dense layers of few units, called trained."""
    random = np.random.default_rng(4)
    weights = {
        name: (
            random.normal(0, (2 / shape[0]) ** 0.5, shape).astype(np.float32),
            np.full(shape[1], 0.1, np.float32),
        )
        for name, shape in WIDTHS.items()
    }
    return replace(
        loaded.load_untrained(), weights_path=Path("with top.h5"), dense=dense_layers(weights)
    )


@functools.cache
def judged(photo: str = "chelsea", how: Any = "crop") -> Pixels:
    """What goes through the network."""
    return fit(read_sample(photo).pixels, (224, 224), how)


@functools.cache
def ranking(photo: str = "chelsea", how: Any = "crop") -> list[int]:
    """The classes of a photo, the most probable first."""
    found: list[int] = np.argsort(-network().class_probabilities(judged(photo, how))).tolist()
    return found


compute_cams, compute_gradient = attribution.grad_cam, attribution.pixel_gradient
compute_probabilities = vgg16.VGG16.class_probabilities


def _pixels(photo: bytes) -> Pixels:
    return np.frombuffer(photo, np.uint8).reshape(224, 224, 3)


@functools.cache
def _probabilities(photo: bytes) -> FloatArray:
    return compute_probabilities(network(), _pixels(photo))


@functools.cache
def _cams(photo: bytes, class_index: int) -> dict[str, FloatArray]:
    return compute_cams(network(), _pixels(photo), class_index)


@functools.cache
def _gradient(photo: bytes, class_index: int, guided: bool) -> FloatArray:
    return compute_gradient(network(), _pixels(photo), class_index, guided=guided)


@pytest.fixture(autouse=True)
def passes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What the page asks for, a pass each; equal passes are computed once for all tests."""
    noted: list[tuple[str, int]] = []

    def grad_cam(
        _network: vgg16.VGG16, photo: Pixels, index: int, *, conditions: Conditions
    ) -> dict[str, FloatArray]:
        assert conditions == USUAL_CONDITIONS
        noted.append(("Grad-CAM", index))
        return _cams(photo.tobytes(), index)

    def pixel_gradient(
        _network: vgg16.VGG16, photo: Pixels, index: int, *, guided: bool, conditions: Conditions
    ) -> FloatArray:
        assert conditions == USUAL_CONDITIONS
        noted.append(("guided" if guided else "plain", index))
        return _gradient(photo.tobytes(), index, guided)

    def class_probabilities(_network: vgg16.VGG16, photo: Pixels) -> FloatArray:
        return _probabilities(photo.tobytes())

    monkeypatch.setattr(vgg16.VGG16, "class_probabilities", class_probabilities)
    monkeypatch.setattr(attribution, "grad_cam", grad_cam)
    monkeypatch.setattr(attribution, "pixel_gradient", pixel_gradient)
    return noted


def another_visitor(page: str = "classes", **params: str) -> AppTest:
    """Somebody who opens a link to a page."""
    return visit(page, **{"size": SIZE, **params})


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page, on a computer that has no weights."""
    return another_visitor


@pytest.fixture
def all_weights(open_page: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that has all weights."""
    monkeypatch.setattr(shared_weights, "find_weights", lambda _wanted=NO_TOP: Path("with top.h5"))
    monkeypatch.setattr(vgg16, "load", lambda _path: replace(network(), dense=None))
    monkeypatch.setattr(vgg16.VGG16, "with_dense_layers", lambda _self, _path: network())


@pytest.fixture
def open_judged(all_weights: None) -> OpenApp:
    """A function that opens a link to the page, on a computer with the dense layers."""
    return another_visitor


def teacher() -> AppTest:
    """The teacher, who opens the page with the server's token."""
    return another_visitor(token=TOKEN)


def texts(at: AppTest) -> str:
    """All that the page says in markdown."""
    return as_read("\n".join(each.value for each in at.main.markdown))


def bars(at: AppTest) -> Any:
    """The chart of class probabilities."""
    (chart,) = at.get("plotly_chart")
    return chart.proto


# --- dense layers ------------------------------------------------------------------------------


def test_without_dense_layers_the_answers_are_unknown(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    drawn = json.loads(bars(at).spec)
    assert drawn["data"][0]["text"] == ["?"] * 5
    assert drawn["data"][0]["x"] == [0] * 5
    names = [each["text"] for each in drawn["layout"]["annotations"]]
    assert names == ["1. ?", "2. ?", "3. ?", "4. ?", "5. ?"]
    assert set(metrics(at).values()) == {"?"}
    assert "make weights TOP=1" in texts(at)
    assert "553.5 MB" in texts(at)
    assert "chance" in as_read(" ".join(each.value for each in at.main.info))


def test_only_the_teacher_can_start_the_large_download(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_TEACHER_TOKEN", TOKEN)
    assert FETCH not in [each.label for each in open_page(token="guessed").main.button]
    assert FETCH in [each.label for each in teacher().main.button]


def test_the_teacher_s_download_offline_gets_a_sentence(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_TEACHER_TOKEN", TOKEN)
    at = teacher()
    button(at, FETCH).click().run()
    (sentence,) = errors(at)
    assert "VGG16_OFFLINE forbids the network" in sentence
    assert "553.5 MB" in sentence


@pytest.fixture
def stalls_half_way(all_weights: None, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A download of the dense layers that stops half-way; set when it has."""
    halfway = threading.Event()

    def fetch(wanted: WeightsFile, control: Control) -> Path:
        control.report(wanted.num_bytes // 2, wanted.num_bytes)
        halfway.set()
        while not threading.Event().wait(0.01):
            control.check()
        return Path("never")

    found = {NO_TOP: Path("no top.h5"), WITH_TOP: None}
    monkeypatch.setattr(shared_weights, "find_weights", found.__getitem__)
    monkeypatch.setattr(shared_weights, "fetch_weights", fetch)
    return halfway


def test_dense_layers_come_with_progress_and_can_be_stopped(
    open_page: OpenApp, stalls_half_way: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_TEACHER_TOKEN", TOKEN)
    at = teacher()
    button(at, FETCH).click().run()
    assert stalls_half_way.wait(PATIENCE_S)
    at.run()
    (bar,) = at.main.progress
    assert bar.text == "276.7 MB of 553.5 MB"
    button(at, "Stop").click().run()
    assert errors(at) == [shared_weights.STOPPED]
    assert button(at, FETCH)


def test_dense_layers_that_are_here_answer_at_once(open_page: OpenApp, all_weights: None) -> None:
    at = open_page(**{"class": "2"})
    assert errors(at) == []
    assert bars(at).alt == f"The most probable class is class {ranking()[0]}."
    assert any(f"for class {ranking()[1]} over the photo" in alt for alt in alt_texts(at))


# --- the answer --------------------------------------------------------------------------------


def test_the_five_most_probable_classes_are_shown(open_judged: OpenApp) -> None:
    figure = json.loads(bars(open_judged()).spec)
    probabilities = network().class_probabilities(judged())
    assert [note["text"] for note in figure["layout"]["annotations"]] == [
        f"{rank}. class {index}" for rank, index in enumerate(ranking()[:5], start=1)
    ]
    assert figure["data"][0]["x"] == pytest.approx([probabilities[i] for i in ranking()[:5]])


def test_classes_have_names_where_the_list_is_here(
    open_judged: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = tuple(f"[name](x) {index}" for index in range(1000))
    monkeypatch.setattr(vgg16, "find_class_names", lambda: names)
    at = open_judged()
    name = names[ranking()[0]]
    assert bars(at).alt == f"The most probable class is {name}."
    assert f"speak for {name}." in texts(at)
    assert all("[name](x)" not in each.value for each in at.main.markdown)


@pytest.mark.parametrize(
    ("photo", "how", "told"),
    [
        ("chelsea", "crop", "the photo of 300×451 px at that size, **cropped** around its centre"),
        ("rocket", "squeeze", "nothing is cut off, but everything looks 1.50 times narrower"),
    ],
)
def test_it_says_how_the_photo_was_brought_to_its_size(
    open_judged: OpenApp, photo: str, how: str, told: str
) -> None:
    at = open_judged(photo=photo, fit=how)
    assert told in " ".join(each.value for each in at.main.caption)
    assert bars(at).alt == f"The most probable class is class {ranking(photo, how)[0]}."


# --- where it looks ----------------------------------------------------------------------------


def expected(explanation: str, index: int, layer: str) -> FloatArray:
    """The map without the page."""
    photo = judged().tobytes()
    cam = _cams(photo, index)[layer]
    guided = attribution.saliency(_gradient(photo, index, True))
    match explanation:
        case "Grad-CAM":
            return cam
        case "guided Grad-CAM":
            return guided_grad_cam(cam, guided)
        case "guided saliency":
            return guided
        case _:
            return attribution.saliency(_gradient(photo, index, False))


@pytest.mark.parametrize("layer", ["block5_conv3", "block3_conv1"])
@pytest.mark.parametrize(
    "explanation", ["Grad-CAM", "guided Grad-CAM", "guided saliency", "saliency"]
)
def test_each_class_is_explained_in_four_ways_at_any_layer(
    open_judged: OpenApp, explanation: str, layer: str
) -> None:
    at = open_judged(**{"class": "2", "explanation": explanation, "layer": layer})
    assert errors(at) == []
    index = ranking()[1]
    values = expected(explanation, index, layer)
    row, column = np.unravel_index(values.argmax(), values.shape)
    largest = units.three_digits(float(values.max()))
    assert any(alt.startswith(f"{explanation} for class {index} over") for alt in alt_texts(at))
    assert f"Largest: {largest}" in texts(at)
    assert f"in row {row}, column {column} (" in texts(at)


def test_an_explanation_of_pixels_says_that_it_reads_no_layer(open_judged: OpenApp) -> None:
    at = open_judged(explanation="saliency")
    assert "It reads no layer" in " ".join(each.value for each in at.main.caption)


def test_the_chosen_class_is_framed_among_the_bars(open_judged: OpenApp) -> None:
    at = open_judged(**{"class": "3"})
    widths = json.loads(bars(at).spec)["data"][0]["marker"]["line"]["width"]
    assert [place for place, width in enumerate(widths) if width] == [2]


def test_another_class_another_map(open_judged: OpenApp) -> None:
    at = open_judged()
    before = texts(at)
    at.segmented_control(key="class").set_value("5").run()
    assert texts(at) != before
    assert f"speak for class {ranking()[4]}." in texts(at)


def test_layers_stand_side_by_side_and_can_be_chosen_there(open_judged: OpenApp) -> None:
    at = open_judged()
    last = ["block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3"]
    shown = [alt.split()[2] for alt in alt_texts(at) if alt.startswith("Grad-CAM of ")]
    assert shown == last
    assert "Usually at the last convolution, block5_conv3." in texts(at)
    button(at, "block3_conv3").click().run()
    assert at.selectbox(key="layer").value == "block3_conv3"
    assert component(at, "network_strip")["selected"] == "block3_conv3"
    assert "a finer grid, 56×56 instead of 14×14" in texts(at)


def test_it_offers_the_convolutions(open_judged: OpenApp) -> None:
    at = open_judged()
    offered = at.selectbox(key="layer").options
    assert (len(offered), offered[0], offered[-1]) == (13, "block1_conv1", "block5_conv3")
    assert len(component(at, "network_strip")["bars"]) == 13


@pytest.mark.parametrize(
    ("linked", "layer"),
    [
        (None, "block5_conv3"),
        ("block1_conv1", "block1_conv1"),
        ("block4_conv2", "block4_conv2"),
        ("block3_pool", "block3_conv3"),
        ("block5_conv4", "block5_conv3"),
        ("block1_pad1", "block1_conv2"),
        ("predictions", "block5_conv3"),
        ("![](//x.org/a.png)", "block5_conv3"),
    ],
)
def test_a_link_chooses_the_layer_or_the_nearest_convolution(
    open_judged: OpenApp, linked: str | None, layer: str
) -> None:
    at = open_judged(**({"layer": linked} if linked else {}))
    assert errors(at) == []
    assert at.selectbox(key="layer").value == layer


def test_the_first_layer_of_another_page_does_not_count_as_a_choice(
    open_judged: OpenApp,
) -> None:
    at = go_to(open_judged(page="depth"), "classes")
    assert at.selectbox(key="layer").value == "block5_conv3"
    elsewhere = go_to(open_judged(page="depth"), "depth")
    elsewhere.selectbox(key="layer").set_value("block2_conv2").run()
    assert go_to(elsewhere, "classes").selectbox(key="layer").value == "block2_conv2"


def test_the_first_layer_can_be_chosen_here(open_judged: OpenApp) -> None:
    at = open_judged()
    at.selectbox(key="layer").set_value("block1_conv1").run()
    assert "224×224 units" in texts(at)
    assert at.run().selectbox(key="layer").value == "block1_conv1"


@pytest.mark.parametrize(
    "params",
    [
        {"class": "6"},
        {"class": "0", "explanation": "magic"},
        {"class": "-1", "opacity": "101"},
        {"class": "٢", "opacity": "53"},
        {"explanation": "grad-cam", "opacity": "<b>"},
        {"class": "", "explanation": "", "opacity": "", "layer": ""},
        {"weights": "own", "network": "alexnet"},
    ],
)
def test_no_link_breaks_the_page(open_judged: OpenApp, params: dict[str, str]) -> None:
    at = open_judged(**params)
    assert errors(at) == []
    assert f"Grad-CAM for class {ranking()[0]} over the photo" in " ".join(alt_texts(at))


# --- what is computed once ---------------------------------------------------------------------


def test_one_pass_serves_all_layers_every_opacity_and_all_visitors(
    open_judged: OpenApp, passes: list[tuple[str, int]]
) -> None:
    first, second, *_ = ranking()
    at = open_judged()
    at.selectbox(key="layer").set_value("block2_conv1").run()
    at.slider(key="opacity").set_value(20).run()
    open_judged(layer="block4_conv1")
    assert passes == [("Grad-CAM", first)]
    at.segmented_control(key="class").set_value("2").run()
    at.segmented_control(key="explanation").set_value("guided saliency").run()
    at.segmented_control(key="explanation").set_value("guided Grad-CAM").run()
    assert passes == [("Grad-CAM", first), ("Grad-CAM", second), ("guided", second)]


def test_the_input_size_of_other_pages_changes_nothing(
    open_judged: OpenApp, passes: list[tuple[str, int]]
) -> None:
    open_judged()
    open_judged(size="64x64")
    assert len(passes) == 1


def test_another_photo_is_another_pass(open_judged: OpenApp, passes: list[tuple[str, int]]) -> None:
    open_judged()
    open_judged(photo="rocket")
    assert len(passes) == 2
