"""How a channel responds while a picture grows: the chart and the sentences."""

import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.figures.maps.excitation import activation_chart, patch_note, picture_growth_note


def test_the_chart_has_a_point_for_each_step_and_room_for_all() -> None:
    figure = activation_chart([1.5, 3.0, 6.0], 60, 4.5)
    grown, photo = figure.data
    assert (list(grown.x), list(grown.y)) == ([0, 1, 2], [1.5, 3.0, 6.0])
    assert (list(photo.x), list(photo.y)) == ([0, 60], [4.5, 4.5])
    assert photo.name == "the photo: 4.5"
    assert figure.layout.xaxis.title.text == "Step"
    assert figure.layout.yaxis.title.text == "Mean activation"
    assert figure.layout.xaxis.range[1] > 60


@pytest.mark.parametrize(
    ("activations", "photo", "least", "most"),
    [
        ([], 20.0, 20.0, 50.0),
        ([], 0.0, 0.5, 2.0),
        ([0.0, 0.0], 0.0, 0.5, 2.0),
        ([3.0, 800.0, 700.0], 20.0, 800.0, 900.0),
        ([3.0], 20.0, 20.0, 30.0),
    ],
    ids=["not started", "a photo that leaves it cold", "nothing excites it", "grown", "noise"],
)
def test_the_axis_begins_at_0_and_holds_everything(
    activations: list[float], photo: float, least: float, most: float
) -> None:
    low, high = activation_chart(activations, 60, photo).layout.yaxis.range
    assert low == 0
    assert least <= high <= most


def test_the_chart_needs_no_steps_yet() -> None:
    grown, photo = activation_chart([], 30, 7.0).data
    assert list(grown.x or ()) == []
    assert list(photo.x) == [0, 30]


@pytest.mark.parametrize(
    ("activations", "photo", "told"),
    [
        (
            [2.0, 5.0, 300.0],
            75.0,
            "Step 2 of 60: mean activation 300. The noise had 2 (now 150 times that); "
            "the photo has 75 (now 4 times that).",
        ),
        (
            [0.0, 5.0],
            0.0,
            "Step 1 of 60: mean activation 5. The noise had 0; the photo has 0.",
        ),
        (
            [0.0, 0.0],
            2.5,
            "Step 1 of 60: nothing excites this channel yet, its activation is 0. The noise had "
            "0; the photo has 2.5.",
        ),
        (
            [3.0] + [0.0] * 60,
            0.0,
            "Nothing that was tried excites this channel: after 60 steps its activation is 0. The "
            "noise had 3; the photo has 0.",
        ),
    ],
    ids=["times", "no ratio to 0", "nothing yet", "nothing at all"],
)
def test_the_note_compares_with_noise_and_photo(
    activations: list[float], photo: float, told: str
) -> None:
    assert picture_growth_note(activations, 60, photo) == told


def test_the_note_before_the_first_step() -> None:
    assert picture_growth_note([], 60, 3.0).startswith("The noise that the picture will grow from.")


def test_the_note_on_the_patch_gives_its_size() -> None:
    rows = summarize(PRESETS["vgg16-no-top"], (64, 96, 3))
    (row,) = (row for row in rows if row.name == "block3_conv3")
    note = patch_note(row, (3, 17), 1849.4, 54.83)
    assert "row 3, column 17 responds most: 1,849." in note
    assert "Its receptive field, 40×40 px, is framed above" in note
    assert note.endswith("The mean of the whole map is 54.8.")
