"""The Break it page: what each mistake does to the maps, and the ranking of all of them."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import units
from explorer.images.misread import on_its_side
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.mistakes import MISTAKES, ON_ITS_SIDE, SQUEEZED
from explorer.session.parameters import MISTAKE
from explorer.shared.questions.change import Responses
from tests.pages import loaded
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    HOSTILE,
    alt_texts,
    as_read,
    button,
    charts,
    chosen,
    errors,
    metrics,
    sentences,
    table,
    unfold,
    visit,
    wait_for_example,
    wait_for_work,
)

SIZE, HEIGHT, WIDTH = "64x96", 64, 96
LAYER = "block2_pool"
PIXELS = read_sample("chelsea").pixels

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


def another_visitor(**params: str) -> AppTest:
    """Somebody who opens a link to the page."""
    return visit("mistakes", **{"size": SIZE, **params})


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page, on a computer that has no weights."""
    del open_app
    return another_visitor


def computed(mistake: str | None = None) -> dict[str, np.ndarray]:
    """All activations for the photo, or with a mistake, without the page."""
    preparation = "as trained" if mistake is None else MISTAKES[mistake].preparation
    pixels = on_its_side(PIXELS) if mistake == ON_ITS_SIDE else PIXELS
    fitted = fit(pixels, (HEIGHT, WIDTH), "squeeze" if mistake == SQUEEZED else "crop")
    return loaded.load(None).activations(fitted, None, preparation)


def relative_change(first: np.ndarray, second: np.ndarray) -> float:
    """Length of the difference over the root mean square of both lengths, by NumPy alone."""
    one, other = (each.astype(np.float64).ravel() for each in (first, second))
    return float(np.linalg.norm(one - other) / np.sqrt((one @ one + other @ other) / 2))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_is_measured_on_every_layer(open_page: OpenApp, mistake: str) -> None:
    at = open_page(mistake=mistake, layer=LAYER)
    assert errors(at) == []
    right, wrong = computed(), computed(mistake)
    (same, *_) = charts(at)["mistake_curves"]["data"]
    expected = [relative_change(right[name], wrong[name]) for name in right]
    assert same["y"] == pytest.approx(expected, rel=1e-3)
    change = relative_change(right[LAYER], wrong[LAYER])
    assert float(metrics(at)[f"Relative change of {LAYER}"]) == pytest.approx(change, abs=6e-4)
    assert MISTAKES[mistake].what in sentences(at)
    assert [each.value for each in at.code] == [
        MISTAKES[mistake].code,
        MISTAKES[mistake].right_code,
    ]


def test_both_maps_have_one_colour_range(open_page: OpenApp) -> None:
    at = open_page(mistake="no-mean", layer=LAYER, channel="3")
    maps = [computed(each)[LAYER][..., 3] for each in (None, "no-mean")]
    high = units.three_digits(max(float(each.max()) for each in maps))
    low = units.three_digits(min(float(each.min()) for each in maps))
    scales = "".join(block.proto.body for block in at.get("html"))
    assert f"Activation in {LAYER}, channel 3, both maps: colours from {low} to {high}" in scales
    largest = float(np.abs(maps[1] - maps[0]).max())
    assert f"Difference: colours from {units.three_digits(-largest)} to" in scales
    assert len(alt_texts(at)) == 5


def test_nothing_changes_where_the_photo_is_squeezed_anyway(open_page: OpenApp) -> None:
    at = open_page(mistake="squeezed", fit="squeeze")
    assert errors(at) == []
    assert metrics(at)["Relative change of block1_conv1"] == "0"
    assert "No layer changes: for this photo and this size" in sentences(at)


def ranking(at: AppTest) -> list[str]:
    """The rows of the ranking, as they are read."""
    rows = charts(at)["harm_bars"]["layout"]["annotations"]
    return [each["text"].replace("<b>", "").replace("</b>", "") for each in rows]


def expected_ranking() -> list[str]:
    """The mistakes by what NumPy says about the layer."""
    right = computed()[LAYER]
    changes = {
        mistake.label: relative_change(right, computed(code)[LAYER])
        for code, mistake in MISTAKES.items()
    }
    return sorted(changes, key=lambda label: -changes[label])


def test_the_ranking_begins_by_itself_and_is_marked_until_it_ends(
    open_page: OpenApp, somebody_else_s_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del somebody_else_s_work
    monkeypatch.setenv("VGG16_PRELOAD", "1")
    at = open_page(layer=LAYER)
    assert errors(at) == []
    assert "Still counting: Waiting: 1 other first; 0 of 12 mistakes measured." in as_read(
        sentences(at)
    ).replace("**", "")
    assert ranking(at) == [f"{each.label}: ?" for each in MISTAKES.values()]


def test_all_mistakes_are_ranked_once_for_all(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_PRELOAD", "1")
    at = open_page(layer=LAYER)
    wait_for_example("harm", at.session_state["visitor"])
    at.run()
    assert errors(at) == []
    assert "All 12 mistakes are measured." in sentences(at)
    labels = [row.split(". ", 1)[1].rsplit(": ", 1)[0] for row in ranking(at)]
    assert labels == expected_ranking()
    cells = table(unfold(at), "Mistake")
    assert cells["Mistake"] == labels
    assert len(cells) == 1 + len(computed())
    other = another_visitor(layer=LAYER, mistake="twice")
    assert "All 12 mistakes are measured." in sentences(other)


def test_what_is_measured_is_not_compared_once_more(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_page(layer=LAYER, mistake="no-mean")
    button(before, "Measure all mistakes").click().run()
    wait_for_work(before, "harm")
    monkeypatch.delattr(Responses, "answer")
    at = another_visitor(layer=LAYER, mistake="twice")
    assert errors(at) == []
    right, wrong = computed(), computed("twice")
    (same, *_) = charts(at)["mistake_curves"]["data"]
    assert same["y"] == pytest.approx(
        [relative_change(right[name], wrong[name]) for name in right], rel=1e-3
    )


def test_where_it_does_not_begin_by_itself_there_is_a_button(open_page: OpenApp) -> None:
    at = open_page(layer=LAYER)
    assert all(row.endswith(": ?") for row in ranking(at))
    button(at, "Measure all mistakes").click().run()
    wait_for_work(at, "harm")
    assert errors(at) == []
    assert ranking(at)[0].startswith(f"1. {expected_ranking()[0]}: ")


def test_the_classes_are_not_known_without_the_dense_layers(open_page: OpenApp) -> None:
    at = open_page()
    (info,) = (each.value for each in at.info if "Not known here" in each.value)
    assert "224 × 224 px only" in info
    for number in range(2):
        (bars,) = charts(at)[f"classes_{number}"]["data"]
        assert bars["text"] == ["?"] * 5


@pytest.mark.parametrize("value", HOSTILE)
def test_a_mistake_that_does_not_exist_is_refused(open_page: OpenApp, value: str) -> None:
    at = open_page(mistake=value)
    assert [error.message for error in at.exception] == []
    assert chosen(at, "mistake") == MISTAKE.usual
    assert MISTAKES[MISTAKE.usual].what in sentences(at)


def test_a_grey_network_says_that_it_has_no_colours_to_mistake(open_page: OpenApp) -> None:
    at = open_page(weights="own", network="small-batch-norm", channels="1")
    (problem,) = errors(at)
    assert "Choose a network that takes 3 channels" in problem


# --- with the dense layers -----------------------------------------------------------------------


def top_five(mistake: str | None) -> list[str]:
    """The five most probable classes, as percentages, without the page."""
    pixels = fit(PIXELS, (224, 224), "crop")
    way = "as trained" if mistake is None else MISTAKES[mistake].preparation
    last = loaded.whole_network().activations(pixels, ["block5_pool"], way)["block5_pool"]
    shares = np.sort(loaded.whole_network().class_probabilities_from(last))[::-1][:5]
    return [units.percent(float(share)) for share in shares]


def test_top_five_beside_top_five_where_the_dense_layers_are(all_weights: None) -> None:
    del all_weights
    at = another_visitor(size="224x224", mistake="not-prepared")
    assert errors(at) == []
    assert not any("Not known here" in each.value for each in at.info)
    for number, mistake in enumerate((None, "not-prepared")):
        (bars,) = charts(at)[f"classes_{number}"]["data"]
        assert bars["text"] == top_five(mistake)
    assert top_five(None) != top_five("not-prepared")


def test_dense_layers_take_one_size_only(all_weights: None) -> None:
    del all_weights
    at = another_visitor()
    (info,) = (each.value for each in at.info if "Not known here" in each.value)
    assert "dense layers take photos of 224 × 224 px only." in info
