"""The page that trains a head: start, stop, go on, what is kept and what is refused."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.belongings import belongings
from explorer.observed import picture_of
from explorer.runtime import vgg16
from explorer.shared.engine import engine
from explorer.shared.questions.teaching import TeachHead, TimeFineTuning
from explorer.transfer.photo_set import PhotoSet, SetPhoto
from explorer.views import train as train_views
from tests.pages import loaded
from tests.pages.conftest import OpenApp, OthersWork
from tests.pages.visitor import (
    button,
    charts,
    errors,
    go_to,
    metrics,
    open_expander,
    sentences,
    visit,
    wait_for_work,
)

SIDE = 32
LABELS = ("dark", "bright")


def small_set(num: int = 10) -> PhotoSet:
    photos = []
    for number in range(num):
        pixels = np.random.default_rng(number).integers(0, 40, (SIDE, SIDE, 3), np.uint8)
        picture = picture_of(pixels + np.uint8(200 * (number % 2)))
        part = "validation" if number >= num - 4 else "training"
        photos.append(SetPhoto(picture, LABELS[number % 2], f"{number}.png", number, part))
    return PhotoSet(LABELS, tuple(photos), "textures")


@pytest.fixture(autouse=True)
def _small_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vgg16, "load_untrained", loaded.load_untrained)
    monkeypatch.setattr(train_views, "chosen_set", small_set)
    monkeypatch.setattr(train_views, "PHOTO_SHAPE", (SIDE, SIDE, 3))


@pytest.fixture
def at(open_app: OpenApp) -> AppTest:
    return open_app(page="train", epochs="3", taught_layer="block1_pool", learning_rate="0.01")


def trained(at: AppTest, label: str = "Train") -> AppTest:
    button(at, label).click().run()
    wait_for_work(at, TeachHead.kind)
    assert errors(at) == []
    return at


def test_before_training_the_axes_are_there_and_nothing_is_claimed(at: AppTest) -> None:
    assert errors(at) == []
    assert "6 photos for training, 4 for validation. Not taught yet." in sentences(at)
    assert set(charts(at)) >= {"loss_curves", "accuracy_curves"}
    assert "Each training is kept here as a run" in " ".join(each.value for each in at.caption)


def test_training_shows_curves_counts_and_a_run(at: AppTest) -> None:
    trained(at)
    (training, validation) = charts(at)["loss_curves"]["data"]
    assert (training["x"], len(validation["y"])) == ([1, 2, 3], 3)
    said = sentences(at)
    assert "Done: 3 epochs" in said
    assert "of 4** for validation" in said
    assert "With 4 photos for validation, one photo more or less is 25 points" in said
    assert [each.value for each in at.text_input if each.label == "Run 1"] == [
        "block1_pool, average, random weights"
    ]
    assert not [each for each in at.button if each.label in {"Train", "Teach on"}]


def test_parameters_are_those_of_base_and_head(at: AppTest) -> None:
    """Block 1: 3 x 3 x 3 x 64 + 64 + 3 x 3 x 64 x 64 + 64 = 38,720; head: 64 x 2 + 2."""
    assert metrics(at)["Parameters"] == "38,850"
    assert metrics(at)["Parameters that learn"] == "130"
    assert metrics(at)["Values that the head reads"] == "64"


def test_more_epochs_are_taught_on(at: AppTest) -> None:
    trained(at)
    at.number_input(key="epochs").set_value(5).run()
    assert "Stopped after 3 epochs" in sentences(at)
    trained(at, "Teach on")
    assert "Done: 5 epochs" in sentences(at)
    assert len([each for each in at.text_input if each.label.startswith("Run ")]) == 1


def test_runs_are_renamed_and_deleted_and_survive_another_page(at: AppTest) -> None:
    trained(at)
    at.text_input(key="run_name_1").set_value("*mine*").run()
    go_to(at, "heads")
    go_to(at, "train")
    assert at.text_input(key="run_name_1").value == "*mine*"
    button(at, "Delete").click().run()
    assert not [each for each in at.text_input if each.label.startswith("Run ")]
    assert errors(at) == []


def test_what_ends_while_another_page_is_open_is_kept(at: AppTest) -> None:
    button(at, "Train").click().run()
    go_to(at, "heads")
    wait_for_work(at, TeachHead.kind)
    assert errors(at) == []
    kept = belongings.get(at.session_state["visitor"], "runs")
    assert [len(run.head.epochs) for run in kept.values()] == [3]


def test_a_deleted_run_does_not_come_back_with_the_next_page(at: AppTest) -> None:
    trained(at)
    button(at, "Delete").click().run()
    go_to(at, "heads")
    go_to(at, "train")
    assert belongings.get(at.session_state["visitor"], "runs") == {}


def test_stopping_before_the_first_epoch_leaves_nothing(at: AppTest) -> None:
    """Another work holds the queue, so that this one waits and its place is shown."""
    may_end = threading.Event()
    engine.start(OthersWork(may_end), "another visitor")
    button(at, "Train").click().run()
    assert "Waiting: 1 other first" in sentences(at)
    button(at, "Stop").click().run()
    may_end.set()
    assert "Not taught yet." in sentences(at)
    assert errors(at) == []
    trained(at)
    assert "Done: 3 epochs" in sentences(at)


def test_a_training_that_goes_on_while_something_else_is_chosen_is_said(at: AppTest) -> None:
    """It waits behind another's work; what is chosen then is not it, and it can be stopped."""
    may_end = threading.Event()
    engine.start(OthersWork(may_end), "another visitor")
    button(at, "Train").click().run()
    assert "Another training" not in sentences(at)
    at.number_input(key="epochs").set_value(4).run()
    assert "Another training of yours goes on" in sentences(at)
    button(at, "Stop").click().run()
    may_end.set()
    assert "Another training" not in sentences(at)
    assert button(at, "Train")
    assert errors(at) == []


def test_what_another_visitor_taught_is_no_run_of_mine(at: AppTest) -> None:
    trained(at)
    other = visit("train", epochs="3", taught_layer="block1_pool", learning_rate="0.01")
    assert "Not taught yet." in sentences(other)
    button(other, "Train").click().run()
    assert "Done: 3 epochs" in sentences(other)  # kept for all who ask for the same


def test_the_script_has_the_chosen_numbers(at: AppTest) -> None:
    (code,) = [each.value for each in at.code if "model.fit" in each.value]
    assert "Adam(0.01)" in code
    assert "range(3)" in code
    assert "['dark', 'bright']" in code


def test_fine_tuning_is_timed_before_it_starts(open_app: OpenApp) -> None:
    at = open_app(page="train", epochs="2", taught_layer="block2_pool", unfrozen_from="2")
    wait_for_work(at, TimeFineTuning.kind)
    assert errors(at) == []
    said = " ".join(each.value for each in at.info)
    assert "An epoch of 6 photos takes about" in said
    assert "as just measured on two photos" in said
    (code,) = [each.value for each in at.code if "model.fit" in each.value]
    assert "startswith(('block2',))" in code


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"taught_units": "many"}, "many"),
        ({"taught_layer": "block3_pool", "unfrozen_from": "5"}, "Received block 5 to learn"),
        (
            {"taught_layer": "block1_pool", "reduction": "flatten", "taught_units": "4096"},
            "At most 8,000,000 are taught here",
        ),
    ],
)
def test_what_cannot_be_taught_is_a_sentence(
    open_app: OpenApp, params: dict[str, str], said: str
) -> None:
    at = open_app(page="train", **params)
    (error,) = errors(at)
    assert said in error


@pytest.mark.parametrize(
    "photo_set",
    [
        PhotoSet(("one",), replace(small_set(), labels=("one",)).photos),
        replace(small_set(), labels=(*LABELS, "empty")),
    ],
    ids=["one label", "a label without a photo"],
)
def test_a_set_that_teaches_nothing_is_a_sentence(
    open_app: OpenApp, photo_set: PhotoSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_views, "chosen_set", lambda: photo_set)
    (error,) = errors(open_app(page="train"))
    assert "Nothing can be taught with this set" in error
    assert "Two labels are needed" in error


def test_what_is_rarely_changed_is_folded(at: AppTest) -> None:
    open_expander(at, "taught_head")
    assert "unfrozen_from" in {each.key for each in at.selectbox}
    assert errors(at) == []
