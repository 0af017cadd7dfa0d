"""The page that grows pictures: start, watch, stop, and what visitors share."""

import base64
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.architecture.networks import PRESETS
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.observed import ObservedNetwork
from explorer.runtime import excitation
from explorer.runtime.excitation import Excitation, GrownPicture, Wish
from explorer.runtime.weights import Weights
from explorer.shared.engine import engine
from explorer.shared.picture_look import PictureLook
from explorer.shared.questions.long_work import GrowPicture
from explorer.views import excitation as excitation_views
from tests.pages import loaded
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    as_read,
    button,
    errors,
    unfold,
    visit,
    wait_for_example,
    wait_for_work,
)

SIZE, HEIGHT, WIDTH = "35x48", 35, 48
PATIENCE_S = 60
FIRST = {"layer": "block1_conv1", "channel": "3", "side": "64"}
FIRST_WISH = Wish("block1_conv1", 3, 64)

_excite = excitation.excite

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


def visitor(**params: str) -> AppTest:
    """Somebody who opens a link to the page."""
    at = visit("excite", **{"size": SIZE, **FIRST, **params})
    assert errors(at) == []
    return at


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page, on a computer that has no weights."""
    return visitor


@dataclass
class Paused:
    """Growing that waits after a step until it may go on."""

    last: int
    wishes: list[Wish] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def excite(self, weights: Weights, wish: Wish) -> Iterator[Excitation]:
        self.wishes.append(wish)
        for step in _excite(weights, wish):
            yield step
            if step.done == self.last:
                self.reached.set()
                assert self.may_go_on.wait(PATIENCE_S)


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> Iterator[Paused]:
    """Every picture waits after its sixth step until it may go on."""
    found = Paused(last=6)
    monkeypatch.setattr(excitation, "excite", found.excite)
    yield found
    found.may_go_on.set()


@pytest.fixture
def counted(paused: Paused) -> list[Wish]:
    """What is grown, without a pause."""
    paused.may_go_on.set()
    return paused.wishes


def start(at: AppTest) -> AppTest:
    return button(at, "Grow the picture").click().run()


def has_ended(at: AppTest) -> AppTest:
    """Wait for the end of the visitor's picture, and look again."""
    wait_for_work(at, GrowPicture.kind)
    return at


def progress(at: AppTest) -> tuple[int, str]:
    (bar,) = at.main.progress
    return bar.value, bar.text


def picture(at: AppTest) -> NDArray[np.uint8]:
    """The grown picture as the browser receives it."""
    urls = [each.proto.imgs[0].url for each in at.main if each.type == "image"]
    (address,) = (url for url in urls if url.startswith("data:image/png;base64,"))
    png = base64.b64decode(address.split(",", 1)[1])
    return np.asarray(Image.open(io.BytesIO(png)))


def curves(at: AppTest) -> list[dict[str, Any]]:
    (chart,) = at.get("plotly_chart")
    data: list[dict[str, Any]] = json.loads(chart.proto.spec)["data"]
    return data


def captions(at: AppTest) -> str:
    return as_read(" ".join(each.value for each in at.main.caption))


def can_download(at: AppTest) -> bool:
    (download,) = at.get("download_button")
    return not download.proto.disabled


def expected() -> list[Excitation]:
    """What the page should have grown, without the page."""
    return list(_excite(loaded.load(None).weights, FIRST_WISH))


# --- one visitor -------------------------------------------------------------------------------


def test_at_first_there_is_the_noise_and_where_the_photo_excites_the_channel(
    open_page: OpenApp,
) -> None:
    at = open_page()
    assert progress(at) == (0, "Not started")
    assert not can_download(at)
    assert picture(at).shape == (64, 64, 3)
    pixels = fit(read_sample("chelsea").pixels, (HEIGHT, WIDTH), "crop")
    feature_map = loaded.load(None).activations(pixels)["block1_conv1"][..., 3]
    grown, photo = curves(at)
    assert grown.get("y", []) == []
    assert photo["y"] == pytest.approx([feature_map.mean()] * 2, rel=1e-5)
    row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
    assert f"row {row}, column {column} responds most" in captions(at)
    assert "3×3 px" in captions(at)


def test_a_picture_grows_to_what_the_gradient_gives(open_page: OpenApp) -> None:
    at = has_ended(start(open_page()))
    steps = expected()
    assert progress(at) == (100, "All 60 steps done")
    np.testing.assert_array_equal(picture(at), steps[-1].picture)
    assert curves(at)[0]["y"] == pytest.approx([step.activation for step in steps])
    assert can_download(at)
    assert "Step 60 of 60: mean activation" in captions(at)
    assert [each.label for each in at.main.button if "row" in each.label] == []


def first_look(at: AppTest) -> AppTest:
    """Wait for the end of the visitor's first look, and look again."""
    wait_for_example(GrowPicture.kind, at.session_state["visitor"])
    return at.run()


def test_a_first_look_grows_before_anybody_asks(
    open_page: OpenApp, counted: list[Wish], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_PRELOAD", "1")
    at = first_look(open_page(side="128"))
    assert progress(at) == (100, "First look, 64 px: All 16 steps done")
    small = Wish("block1_conv1", 3, 64, steps=16)
    *_, last = _excite(loaded.load(None).weights, small)
    np.testing.assert_array_equal(picture(at), last.picture)
    assert can_download(at)
    start(at)
    has_ended(at)
    assert progress(at.run()) == (100, "All 60 steps done")
    assert counted == [small, Wish("block1_conv1", 3, 128)]


def test_a_first_look_at_another_channel_takes_the_place_of_the_one_before(
    open_page: OpenApp, paused: Paused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_PRELOAD", "1")
    at = open_page()
    assert paused.reached.wait(PATIENCE_S)
    assert progress(at.run())[1] == "First look, 64 px: Step 6 of 16"
    assert "Stop" not in [each.label for each in at.main.button]
    at.number_input(key="channel").set_value(5).run()
    paused.may_go_on.set()
    assert progress(first_look(at)) == (100, "First look, 64 px: All 16 steps done")
    assert engine.health().jobs == 0
    assert {wish.channel for wish in paused.wishes} == {3, 5}


def test_what_was_asked_for_goes_on_while_another_channel_gets_a_first_look(
    open_page: OpenApp, paused: Paused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_PRELOAD", "1")
    at = start(open_page())
    assert paused.reached.wait(PATIENCE_S)
    at.number_input(key="channel").set_value(5).run()
    paused.may_go_on.set()
    has_ended(at)
    at.number_input(key="channel").set_value(3).run()
    assert progress(at) == (100, "All 60 steps done")


@pytest.mark.parametrize(
    ("params", "wish"),
    [
        ({"seed": "7"}, Wish("block1_conv1", 3, 64, seed=7)),
        ({"layer": "block1_pool", "channel": "9"}, Wish("block1_pool", 9, 64)),
        ({"side": "128", "seed": "0"}, Wish("block1_conv1", 3, 128, seed=0)),
    ],
    ids=["seed", "pooling", "side and seed 0"],
)
def test_the_link_says_what_is_grown(
    open_page: OpenApp, counted: list[Wish], params: dict[str, str], wish: Wish
) -> None:
    at = open_page(**params)
    np.testing.assert_array_equal(picture(at), excitation.start_picture(wish))
    has_ended(start(at))
    assert counted == [wish]


def test_the_seed_is_16_where_nobody_chose_another(open_page: OpenApp) -> None:
    assert unfold(open_page()).number_input(key="seed").value == 16


def test_while_it_grows_it_is_seen(open_page: OpenApp, paused: Paused) -> None:
    at = start(open_page())
    assert paused.reached.wait(PATIENCE_S)
    at.run()
    assert progress(at) == (10, "Step 6 of 60")
    assert len(curves(at)[0]["y"]) == 7
    assert not can_download(at)
    np.testing.assert_array_equal(picture(at), expected()[6].picture)


def test_a_stopped_picture_stays_and_says_where(open_page: OpenApp, paused: Paused) -> None:
    at = start(open_page())
    assert paused.reached.wait(PATIENCE_S)
    button(at, "Stop").click().run()
    paused.may_go_on.set()
    at = has_ended(at)
    assert progress(at) == (10, "Stopped at step 6 of 60")
    assert can_download(at)
    np.testing.assert_array_equal(picture(at), expected()[6].picture)
    button(at, "Grow it from the start").click().run()
    assert progress(has_ended(at)) == (100, "All 60 steps done")


def test_another_channel_stops_the_one_before(open_page: OpenApp, paused: Paused) -> None:
    at = start(open_page())
    assert paused.reached.wait(PATIENCE_S)
    at.number_input(key="channel").set_value(4).run()
    assert progress(at) == (0, "Not started")
    start(at)
    assert progress(at) == (0, "Waiting: 1 other first")
    paused.may_go_on.set()
    assert progress(has_ended(at)) == (100, "All 60 steps done")
    assert [wish.channel for wish in paused.wishes] == [3, 4]


def test_a_failure_is_reported_and_can_be_retried(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(weights: Weights, wish: Wish) -> Iterator[Excitation]:
        raise ValueError("No room for *64 maps*.")

    monkeypatch.setattr(excitation, "excite", fail)
    at = has_ended(start(open_page()))
    assert errors(at) == ["No room for *64 maps*."]
    monkeypatch.setattr(excitation, "excite", _excite)
    at = has_ended(start(at))
    assert errors(at) == []
    assert progress(at) == (100, "All 60 steps done")


def deaf(weights: Weights, wish: Wish) -> Iterator[Excitation]:
    """The real growth in a network whose channel has a bias that no picture makes up for."""
    kernel, bias = weights[wish.layer_name]
    bias = np.full_like(bias, -50_000)
    yield from _excite({**weights, wish.layer_name: (kernel, bias)}, wish)


def test_a_channel_that_nothing_excites_shows_no_picture(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excitation, "excite", deaf)
    at = has_ended(start(open_page()))
    assert progress(at) == (100, "All 60 steps done: nothing found")
    assert curves(at)[0]["y"] == [0] * 61
    assert not can_download(at)
    assert "Nothing that was tried excites this channel: after 60 steps" in captions(at)
    assert any(each.value.startswith("**No picture.** Nothing") for each in at.main.markdown)
    urls = [each.proto.imgs[0].url for each in at.main if each.type == "image"]
    assert not any(url.startswith("data:") for url in urls)


# --- several visitors --------------------------------------------------------------------------


def test_a_later_visitor_sees_it_without_asking(open_page: OpenApp, counted: list[Wish]) -> None:
    at = has_ended(start(open_page()))
    second = visitor(photo="rocket")
    assert progress(second) == (100, "All 60 steps done")
    np.testing.assert_array_equal(picture(second), picture(at))
    assert progress(visitor(seed="17")) == (0, "Not started")
    assert len(counted) == 1


def test_two_who_ask_for_the_same_share_it_and_one_can_leave(
    open_page: OpenApp, paused: Paused
) -> None:
    first, second = start(open_page()), start(visitor())
    assert paused.reached.wait(PATIENCE_S)
    button(first, "Stop").click().run()
    paused.may_go_on.set()
    assert progress(has_ended(second)) == (100, "All 60 steps done")
    assert len(paused.wishes) == 1
    assert progress(first.run()) == (100, "All 60 steps done")


def test_others_pictures_wait_their_turn(open_page: OpenApp, paused: Paused) -> None:
    first, second, third = (start(visitor(channel=channel)) for channel in ("3", "4", "5"))
    assert [progress(at)[1] for at in (second.run(), third.run())] == [
        "Waiting: 1 other first",
        "Waiting: 2 others first",
    ]
    paused.may_go_on.set()
    for at in (first, second, third):
        assert progress(has_ended(at)) == (100, "All 60 steps done")
    assert [wish.channel for wish in paused.wishes] == [3, 4, 5]


# --- which network, which photo, which link ----------------------------------------------------


def test_an_own_network_is_not_grown_for_and_it_says_so(open_page: OpenApp) -> None:
    at = open_page(weights="own")
    (told,) = at.main.info
    assert "for VGG16 only" in told.value
    assert len(at.get("plotly_chart")) == len(at.main.progress) == 0


def test_trained_and_untrained_are_two_pictures(
    open_page: OpenApp,
    counted: list[Wish],
    real_weights_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    at = has_ended(start(open_page()))
    trained = picture(at)
    at.selectbox(key="weights").set_value("untrained").run()
    assert progress(at) == (0, "Not started")
    untrained = picture(has_ended(start(at)))
    np.testing.assert_array_equal(untrained, expected()[-1].picture)
    assert not np.array_equal(trained, untrained)
    assert len(counted) == 2


def test_a_photo_that_does_not_excite_the_channel_gets_a_sentence(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = (HEIGHT, WIDTH, 64)
    monkeypatch.setattr(PictureLook, "layer", lambda *_: np.zeros(shape, np.float32))
    at = open_page()
    texts = [as_read(each.value) for each in at.main.markdown]
    assert "The photo does not excite block1_conv1, channel 3: its map is 0 everywhere." in texts
    assert curves(at)[1]["y"] == [0, 0]


@pytest.mark.parametrize(
    ("params", "seed", "channel"),
    [
        ({"seed": "-1"}, 16, 3),
        ({"seed": "99999999"}, 16, 3),
        ({"seed": "1e3"}, 16, 3),
        ({"seed": "9999"}, 9999, 3),
        ({"seed": "0"}, 0, 3),
        ({"seed": "sixteen"}, 16, 3),
        ({"seed": "9" * 400}, 16, 3),
        ({"channel": "512"}, 16, 63),
        ({"channel": "-3"}, 16, 0),
        ({"side": "1000"}, 16, 3),
        ({"layer": "fc1", "side": "-1", "seed": "\x00"}, 16, 3),
    ],
    ids=lambda value: str(value)[:40],
)
def test_no_link_breaks_the_page(
    open_page: OpenApp, params: dict[str, str], seed: int, channel: int
) -> None:
    at = unfold(open_page(**params))
    assert at.number_input(key="seed").value == seed
    assert at.number_input(key="channel").value == channel
    assert progress(at) == (0, "Not started")


def test_a_file_says_what_is_on_it() -> None:
    picture, wish = np.zeros((64, 64, 3), np.uint8), Wish("block1_conv1", 3, 64)
    network = ObservedNetwork(PRESETS["vgg16"], "untrained", "", (64, 64, 3), ())
    names = [
        excitation_views.excitation_name(network, wish, GrownPicture(60, picture, activations))
        for activations in ((1.0,) * 61, (1.0,) * 24)
    ]
    assert names == [
        "excites-block1_conv1-channel-3-untrained-64px-seed-16",
        "excites-block1_conv1-channel-3-untrained-64px-seed-16-step-23",
    ]
