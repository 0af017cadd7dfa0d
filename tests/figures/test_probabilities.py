"""The bars of class probabilities: in the order given, the value written at each."""

from explorer.figures.probabilities import probability_bars

NAMES = ["tabby", "tiger cat", "Egyptian cat"]
PROBABILITIES = [0.7428, 0.2, 0.00049]


def test_each_class_has_a_bar_and_its_value_in_writing() -> None:
    figure = probability_bars(NAMES, PROBABILITIES)
    (bars,) = figure.data
    axis = figure.layout.yaxis
    assert dict(zip(axis.tickvals, axis.ticktext, strict=True)) == dict(enumerate(NAMES))
    assert list(bars.y) == [0, 1, 2]
    assert list(bars.x) == PROBABILITIES
    assert list(bars.text) == ["74.3 %", "20.0 %", "0.0 %"]


def test_the_first_class_stands_on_top() -> None:
    assert probability_bars(NAMES, PROBABILITIES).layout.yaxis.autorange == "reversed"


def test_two_classes_of_one_name_keep_a_bar_each() -> None:
    # ImageNet's classes 134, a bird, and 517, a machine; 638 and 639 are both "maillot"
    figure = probability_bars(["crane", "crane"], [0.6, 0.3])
    assert len(set(figure.data[0].y)) == 2
    assert list(figure.layout.yaxis.ticktext) == ["crane", "crane"]


def test_the_longest_bar_leaves_room_for_its_label() -> None:
    start, end = probability_bars(NAMES, PROBABILITIES).layout.xaxis.range
    assert start == 0
    assert end > 1.1 * max(PROBABILITIES)


def test_more_classes_take_more_room() -> None:
    heights = [
        probability_bars(NAMES[:count], PROBABILITIES[:count]).layout.height for count in (1, 2, 3)
    ]
    assert heights == sorted(set(heights))
