"""The page that shows what a head has learned, on runs whose answers are known."""

import json
import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.belongings import belongings
from explorer.images import ready_sets
from explorer.session.taught_set import OwnSet
from explorer.shared.questions.learned import LookAtFew, LookAtSet
from explorer.shared.questions.teaching import TeachHead
from explorer.transfer.photo_set import TAUGHT_SIDE, PhotoSet
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.set_edits import EditedSet
from explorer.transfer.trained import TaughtRun
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    as_read,
    button,
    charts,
    chosen,
    component,
    errors,
    go_to,
    new_visitor,
    sentences,
    wait_for_work,
)
from tests.transfer.taught import made_head, made_run, made_set

LABELS = ("cat", "dog")
PLAN = TrainingPlan(features="block1_pool", epochs=2)
NUM_FEATURES = 64
"""Channels of block1_pool."""

TEN_LABELS = tuple(
    f"<b>{number}</b> [개와 고양이와 {'아주 ' * 9}긴 이름](https://x.y)" for number in range(10)
)

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


@pytest.fixture(autouse=True)
def _no_weights(open_app: OpenApp) -> None:
    """A computer that has no weights."""


def opened(
    photo_set: PhotoSet | None = None, run: TaughtRun | None = None, **params: str
) -> AppTest:
    """The page, opened by a visitor who may have a set and a run."""
    at = new_visitor(**params)
    visitor = at.session_state["visitor"] = uuid4().hex
    if photo_set is not None:
        belongings.keep(visitor, "own_set", OwnSet(EditedSet(photo_set)))
        at.query_params["set"] = "own"
    if run is not None:
        belongings.keep(visitor, "runs", {1: run})
        belongings.keep(visitor, "runs_were_kept", 1)
    return go_to(at, "learned")


def own_set(labels: tuple[str, ...] = LABELS, num_each: int = 4) -> PhotoSet:
    """Photos of the size that is taught."""
    return made_set(labels, num_each, TAUGHT_SIDE)


def own_run(photo_set: PhotoSet, wrong: tuple[int, ...] = ()) -> TaughtRun:
    """A run on the untrained base, of a head with random weights."""
    draw, num = np.random.default_rng(7), len(photo_set.labels)
    kernel = draw.normal(0, 0.1, (NUM_FEATURES, num)).astype(np.float32)
    head = made_head(photo_set.labels, PLAN, (kernel, np.zeros(num, np.float32)))
    return replace(made_run(photo_set, wrong, head), is_trained_base=False)


def shown_photos(at: AppTest, key: str) -> dict[str, Any]:
    """What the page gives the photos of a key."""
    (found,) = (each.proto for each in at.get("bidi_component") if each.proto.id.endswith(key))
    data: dict[str, Any] = json.loads(found.json)
    return data


def counts(at: AppTest) -> list[list[int]]:
    """The confusion matrix."""
    rows = component(at, "confusion_matrix")["rows"]
    return [[cell["count"] for cell in row] for row in rows]


# --- before anything was taught ------------------------------------------------------------------


def test_without_a_run_the_page_offers_one() -> None:
    at = opened()
    assert errors(at) == []
    assert "The chosen set is **Textures**" in sentences(at)
    assert {tile["lines"][0] for tile in shown_photos(at, "first_photos")["tiles"]} == {
        *ready_sets.READY_SETS["textures"].labels
    }
    assert not button(at, "Teach it now").disabled


def test_a_link_to_a_run_says_that_runs_are_not_kept() -> None:
    at = opened()
    assert "Runs are not part of a link" not in as_read(" ".join(c.value for c in at.caption))
    at = go_to(new_visitor(run="3"), "learned")
    assert "Runs are not part of a link" in as_read(" ".join(c.value for c in at.caption))


def test_a_head_is_taught_and_shown() -> None:
    photo_set = own_set()
    at = opened(photo_set)
    button(at, "Teach it now").click().run()
    wait_for_work(at, TeachHead.kind)
    assert errors(at) == []
    assert sum(map(sum, counts(at))) == len(photo_set.of(part="validation"))


# --- which for which -----------------------------------------------------------------------------


def test_counts_photos_and_the_first_cell() -> None:
    photo_set = own_set(num_each=9)  # three of each are for validation
    at = opened(photo_set, own_run(photo_set, wrong=(1,)))
    assert errors(at) == []
    assert counts(at) == [[2, 1], [0, 3]]
    assert component(at, "confusion_matrix")["selected"] == [0, 1]
    assert "5 of 6 photos for validation got the right answer" in sentences(at)
    assert "1 photo of “cat”, taken for “dog”" in sentences(at)
    tiles = shown_photos(at, "cell_photos")["tiles"]
    assert [tile["lines"] for tile in tiles] == [["✗ dog", "80.0 %", "is cat"]]


def test_a_link_opens_a_cell() -> None:
    photo_set = own_set(num_each=9)
    at = opened(photo_set, own_run(photo_set, (1,)), matrix_label="1", matrix_answer="1")
    assert component(at, "confusion_matrix")["selected"] == [1, 1]
    assert len(shown_photos(at, "cell_photos")["tiles"]) == 3


@pytest.mark.parametrize(
    ("wrong", "expected", "told"),
    [
        ((), [[3, 0], [0, 3]], "6 of 6 photos"),
        (tuple(range(6)), [[0, 3], [3, 0]], "0 of 6 photos"),
    ],
    ids=["all right", "all wrong"],
)
def test_both_ends(wrong: tuple[int, ...], expected: list[list[int]], told: str) -> None:
    photo_set = own_set(num_each=9)
    at = opened(photo_set, own_run(photo_set, wrong))
    assert errors(at) == []
    assert counts(at) == expected
    assert told in sentences(at)


@pytest.mark.parametrize("num", [0, 1])
@pytest.mark.parametrize("view", ["matrix", "labels", "mistakes", "none"])
def test_no_photo_for_validation_and_one(view: str, num: int) -> None:
    whole = own_set()
    photos = (*whole.of(part="training"), *whole.of(part="validation")[:num])
    photo_set = PhotoSet(whole.labels, photos)
    at = opened(photo_set, own_run(photo_set), learned=view)
    assert errors(at) == []
    assert ("nobody knows how often" in sentences(at)) == (num == 0)
    assert ("1 of 1 photo for validation" in sentences(at)) == (num == 1)
    if view == "none":
        assert ("threshold" in charts(at)) == (num == 1)


def test_each_label_has_its_count_and_interval() -> None:
    photo_set = own_set(num_each=16)  # four of each are for validation
    at = opened(photo_set, own_run(photo_set, (0,)), learned="labels")
    words = [each["text"] for each in charts(at)["label_accuracy"]["layout"]["annotations"]]
    assert words[1] == "<b>cat</b>: 3 of 4, between 30 % and 95 %"
    assert words[2] == "<b>dog</b>: 4 of 4, between 51 % and 100 %"


@pytest.mark.parametrize("view", ["matrix", "labels", "mistakes", "map", "new", "none", "reason"])
def test_ten_labels_with_long_names_and_markup(view: str) -> None:
    photo_set = own_set(TEN_LABELS, 1)
    at = opened(photo_set, own_run(photo_set, (2,)), learned=view)
    if view == "map":
        wait_for_work(at, LookAtSet.kind)
    assert errors(at) == []
    for text in (*at.main.markdown, *at.main.caption):
        assert re.search(r"<b>\d", text.value) is None
        assert "](https://x.y" not in text.value
    for chart in charts(at).values():
        names = [each.get("text", "") for each in chart["layout"].get("annotations", [])]
        assert not any(re.search(r"<b>\d", name) for name in names)


# --- photos that have changed since --------------------------------------------------------------


def test_photos_that_are_gone_keep_their_answers() -> None:
    photo_set = own_set(num_each=9)
    run = own_run(photo_set, (1,))
    left = photo_set.without([run.digests[1]]).relabelled(run.digests[0], "dog")
    at = opened(left, run)
    assert errors(at) == []
    assert counts(at) == [[2, 1], [0, 3]]
    (tile,) = shown_photos(at, "cell_photos")["tiles"]
    assert tile["is_gone"]
    assert tile["lines"][-1] == "deleted since"
    captions = as_read(" ".join(each.value for each in at.caption))
    assert "1 photo of this run's set is gone and 1 photo has another label" in captions
    assert "This photo was deleted since" in captions


@pytest.mark.parametrize("view", ["matrix", "mistakes", "map", "new"])
def test_all_photos_are_gone(view: str) -> None:
    photo_set = own_set()
    at = opened(own_set(("other", "set")), own_run(photo_set, (0,)), learned=view)
    assert errors(at) == []


def test_a_change_of_a_copied_ready_made_set_shows() -> None:
    """Also in the run that was taught before; the ready-made set itself has not changed."""
    run = own_run(ready_sets.ready_set("shapes"), (0,))
    at = opened(run=run, set="shapes")
    button(at, "Remove").click().run()
    assert errors(at) == []
    captions = as_read(" ".join(each.value for each in at.caption))
    assert "1 photo of this run's set is gone" in captions
    assert "This photo was deleted since" in captions
    assert shown_photos(at, "cell_photos")["tiles"][0]["is_gone"]
    choose_on_another_page(at, "shapes")
    assert not shown_photos(at, "cell_photos")["tiles"][0]["is_gone"]


def test_own_photos_are_still_there_while_another_set_is_chosen() -> None:
    photo_set = own_set(num_each=9)
    at = opened(photo_set, own_run(photo_set, (1,)))
    choose_on_another_page(at, "shapes")
    assert errors(at) == []
    assert not shown_photos(at, "cell_photos")["tiles"][0]["is_gone"]
    assert "gone" not in as_read(" ".join(each.value for each in at.caption))


def choose_on_another_page(at: AppTest, key: str) -> None:
    """Choose a set on the page that compares runs, and come back."""
    go_to(at, "runs")
    (field,) = (each for each in at.selectbox if each.label == "Photos")
    field.select(key).run()
    go_to(at, "learned")
    assert chosen(at, "set") == key


def test_removing_and_relabelling_a_mistake() -> None:
    photo_set = own_set(num_each=9)
    run = own_run(photo_set, (1,))
    at = opened(photo_set, run, learned="mistakes")
    digest = run.digests[1]
    (field,) = (each for each in at.selectbox if each.label == "Its label")
    assert field.value == "cat"
    field.select("dog").run()
    button(at, "Relabel").click().run()
    assert (
        belongings.get(at.session_state["visitor"], "own_set").edited.photos.photo(digest).label
        == "dog"
    )
    button(at, "Remove").click().run()
    assert (
        belongings.get(at.session_state["visitor"], "own_set").edited.photos.photo(digest) is None
    )
    assert errors(at) == []
    assert "1 photo of this run's set is gone" in as_read(" ".join(c.value for c in at.caption))
    button(at, "Teach again").click().run()
    wait_for_work(at, TeachHead.kind)
    assert errors(at) == []
    assert len(belongings.get(at.session_state["visitor"], "runs")) == 2


# --- the other views -----------------------------------------------------------------------------


def test_mistakes_come_with_the_surest_first() -> None:
    photo_set = own_set(num_each=9)
    at = opened(photo_set, own_run(photo_set, (1, 4)), learned="mistakes")
    assert "2 mistakes in 6 photos" in sentences(at)
    assert len(shown_photos(at, "mistakes")["tiles"]) == 2
    wait_for_work(at, LookAtSet.kind)
    assert len(shown_photos(at, "near_photos")["tiles"]) == 6


def test_the_map_has_a_dot_for_each_photo() -> None:
    photo_set = own_set(num_each=5)
    at = opened(photo_set, own_run(photo_set), learned="map")
    wait_for_work(at, LookAtSet.kind)
    assert errors(at) == []
    dots = [each for each in charts(at)["photo_map"]["data"] if each.get("legendgroup")]
    assert sum(len(each["customdata"]) for each in dots) == len(photo_set.photos)
    open_ones = [each for each in dots if each["marker"]["symbol"].endswith("-open")]
    assert sum(len(each["customdata"]) for each in open_ones) == 4


def test_a_new_photo_gets_probabilities_and_a_picture() -> None:
    photo_set = own_set()
    at = opened(photo_set, own_run(photo_set), learned="new")
    assert errors(at) == []
    names = charts(at)["learned_probabilities"]["layout"]["annotations"]
    (bars,) = charts(at)["learned_probabilities"]["data"]
    assert {each["text"].split("%  ")[1] for each in names} == {*LABELS}
    assert sum(bars["x"]) == pytest.approx(1)
    assert bars["x"] == sorted(bars["x"], reverse=True)


def test_a_new_photo_is_placed_on_the_map_and_joined_with_the_nearest_for_training() -> None:
    """The place by hand: the features of the answer, less the mean, along the two axes."""
    photo_set = own_set()
    at = opened(photo_set, own_run(photo_set), learned="new")
    wait_for_work(at, LookAtSet.kind)
    assert errors(at) == []
    traces = charts(at)["new_on_map"]["data"]
    (star,) = (each for each in traces if each["name"] == "the new photo")
    (lines,) = (each for each in traces if each["name"] == "line: most alike")
    dots = [each for each in traces if each.get("legendgroup")]
    filled = {
        (x, y)
        for each in dots
        if not each["marker"]["symbol"].endswith("-open")
        for x, y in zip(each["x"], each["y"], strict=True)
    }
    ends = list(zip(lines["x"], lines["y"], strict=True))
    assert len(ends) == 3 * 6  # a line for each of six photos: two ends and a gap
    assert set(ends[::3]) == {(star["x"][0], star["y"][0])}
    assert set(ends[1::3]) <= filled
    assert ends[2::3] == [(None, None)] * 6


def test_a_threshold_refuses() -> None:
    photo_set = own_set(num_each=9)
    run = own_run(photo_set, (1,))
    at = opened(photo_set, run, learned="none", refuse_below="90")
    assert "for 6 of 6 photos: 1 would have been wrong, and 5 right" in sentences(at)
    assert len(shown_photos(at, "refused")["tiles"]) == 6
    at = opened(photo_set, run, learned="none", refuse_below="75")
    assert "every photo gets an answer: 5 right, 1 wrong" in sentences(at)


def test_the_biased_set_is_offered_and_unmasked() -> None:
    at = opened(learned="reason")
    assert not button(at, "Teach a head on this set").disabled
    at = opened(run=own_run(ready_sets.ready_set("biased")), learned="reason")
    wait_for_work(at, LookAtFew.kind)
    assert errors(at) == []
    assert "With the usual backgrounds: 12 of 12" in sentences(at)
    assert len(shown_photos(at, "unmasked_swapped")["tiles"]) == 16
