"""The bars of class probabilities: in the order given, name above and value beside each."""

import pytest

from explorer.figures.maps.probabilities import compared_bars, probability_bars

NAMES = ["tabby", "tiger cat", "Egyptian cat"]
PROBABILITIES = [0.7428, 0.2, 0.00049]


def test_each_class_has_a_bar_its_name_and_its_value() -> None:
    figure = probability_bars(NAMES, PROBABILITIES)
    (bars,) = figure.data
    assert list(bars.y) == [0, 1, 2]
    assert list(bars.x) == PROBABILITIES
    assert list(bars.text) == ["74.3 %", "20.0 %", "less than 0.1 %"]
    names = [(note.text, note.x) for note in figure.layout.annotations]
    assert names == [("1. tabby", 0), ("2. tiger cat", 0), ("3. Egyptian cat", 0)]


def test_each_name_stands_above_its_bar_and_below_the_one_before() -> None:
    figure = probability_bars(NAMES, PROBABILITIES)
    (bars,) = figure.data
    for place, note in enumerate(figure.layout.annotations):
        assert place - 1 + bars.width / 2 < note.y <= place - bars.width / 2
        assert note.yanchor == "bottom"


def test_the_first_class_stands_on_top() -> None:
    bottom, top = probability_bars(NAMES, PROBABILITIES).layout.yaxis.range
    assert top < 0
    assert bottom > 2


def test_two_classes_of_one_name_keep_a_bar_each() -> None:
    # ImageNet's classes 134, a bird, and 517, a machine; 638 and 639 are both "maillot"
    figure = probability_bars(["crane", "crane"], [0.6, 0.3])
    assert len(set(figure.data[0].y)) == 2
    assert [note.text for note in figure.layout.annotations] == ["1. crane", "2. crane"]


def test_all_photos_share_one_scale_with_room_for_a_label() -> None:
    unsure = probability_bars(NAMES, [0.01, 0.005, 0.001]).layout.xaxis.range
    start, end = probability_bars(NAMES, PROBABILITIES).layout.xaxis.range
    assert (start, end) == tuple(unsure)
    assert start == 0
    assert end > 1.2


def test_only_the_selected_bar_is_framed_and_clicks_carry_the_place() -> None:
    (bars,) = probability_bars(NAMES, PROBABILITIES, selected=1).data
    assert [bool(width) for width in bars.marker.line.width] == [False, True, False]
    assert list(bars.customdata) == [0, 1, 2]


def test_more_classes_take_more_room() -> None:
    heights = [
        probability_bars(NAMES[:count], PROBABILITIES[:count]).layout.height for count in (1, 2, 3)
    ]
    assert heights == sorted(set(heights))


def test_two_bars_of_each_class_share_the_scale_of_single_bars() -> None:
    figure = compared_bars(NAMES, PROBABILITIES, [0.1, None, 0.5])
    before, after = figure.data
    assert [before.name, after.name] == ["before", "after"]
    assert (list(before.x), list(after.x)) == (PROBABILITIES, [0.1, 0, 0.5])
    assert list(after.text) == ["10.0 %", "?", "50.0 %"]
    assert figure.layout.xaxis.range == probability_bars(NAMES, PROBABILITIES).layout.xaxis.range
    names = [note.text for note in figure.layout.annotations]
    assert names == ["1. tabby", "2. tiger cat", "3. Egyptian cat"]


def test_the_two_bars_of_a_class_do_not_overlap_and_differ_by_more_than_colour() -> None:
    before, after = compared_bars(NAMES, PROBABILITIES, PROBABILITIES).data
    assert before.offset + before.width == pytest.approx(after.offset)
    notes = compared_bars(NAMES, PROBABILITIES, PROBABILITIES).layout.annotations
    assert [note.y < place + before.offset for place, note in enumerate(notes)] == [True] * 3
    assert after.offset + after.width < 1 + notes[0].y
    assert before.marker.pattern.shape != after.marker.pattern.shape
