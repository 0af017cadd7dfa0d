"""What figures of a taught head hold: counts, intervals, places and shapes of dots."""

import numpy as np
import pytest

from explorer.figures.transfer.confusion_table import confusion_table
from explorer.figures.transfer.label_accuracy import accuracy_bars
from explorer.figures.transfer.label_looks import (
    LABEL_COLOURS,
    SHAPES,
    figure_label,
    label_colour,
    label_shape,
)
from explorer.figures.transfer.photo_map import Dot, NewDot, photo_map
from explorer.figures.transfer.threshold_chart import threshold_lines
from explorer.transfer.confusion import Confusion, PhotoJudgement
from explorer.transfer.threshold import threshold_curve

MARKUP = "<b>고양이</b> <a href='x'>&</a>"
NO_SHARES = (float("nan"), float("nan"))


def judged(*answers: tuple[int, int]) -> tuple[PhotoJudgement, ...]:
    return tuple(
        PhotoJudgement(str(n), *each, 0.5 + n / 100, 0.1) for n, each in enumerate(answers)
    )


FOUR = Confusion(("cat", "dog", "fish"), judged((0, 0), (0, 0), (0, 0), (0, 1), (1, 1)))


def test_the_table_has_each_count_and_its_share() -> None:
    table = confusion_table(FOUR, (0, 1))
    assert [[cell.count for cell in row] for row in table.rows] == [[3, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert [cell.share for cell in table.rows[0]] == [0.75, 0.25, 0]
    assert [cell.share for cell in table.rows[2]] == [0, 0, 0]
    assert table.right == ("3 of 4", "1 of 1", "0 of 0")
    assert [[cell.is_right for cell in row] for row in table.rows] == np.eye(3, dtype=bool).tolist()
    assert table.selected == (0, 1)


def test_each_label_has_its_interval_and_its_count() -> None:
    figure = accuracy_bars(FOUR)
    everything, cat, dog, points = figure.data
    assert everything.y == (0, 0)
    assert [round(100 * each) for each in cat.x] == [30, 95]
    assert cat.y == (1, 1)
    assert [round(100 * each) for each in dog.x] == [21, 100]
    assert list(points.x) == [0.8, 0.75, 1.0]
    assert list(points.y) == [0, 1, 2]
    words = [each.text for each in figure.layout.annotations]
    assert words[1] == "<b>cat</b>: 3 of 4, between 30 % and 95 %"
    assert words[3] == "<b>fish</b>: ?"


def test_without_photos_every_label_has_a_question_mark() -> None:
    figure = accuracy_bars(Confusion(("cat", "dog"), ()))
    assert [each.text.rpartition(" ")[2] for each in figure.layout.annotations] == ["?"] * 3
    assert len(figure.data[-1].x) == 0


def test_dots_differ_in_colour_and_shape_and_validation_is_open() -> None:
    dots = [
        Dot(0, 1, 0, "training", True),
        Dot(2, 3, 0, "validation", False),
        Dot(4, 5, 1, "training", True),
    ]
    figure = photo_map(
        ("cat", "dog"), dots, (0.6, 0.25), selected=2, new=NewDot(np.array([7.0, 8.0]), (1,))
    )
    lines, rings, cats, judged_cats, dogs, _judged_dogs, key, chosen, new = figure.data
    assert (list(lines.x), list(lines.y)) == ([7, 2, None], [8, 3, None])
    assert (list(rings.x), list(rings.y)) == ([2], [3])
    assert (list(cats.x), list(cats.y), list(cats.customdata)) == ([0], [1], [0])
    assert (list(judged_cats.x), list(judged_cats.customdata)) == ([2], [1])
    assert judged_cats.marker.symbol == f"{cats.marker.symbol}-open"
    assert judged_cats.marker.color == cats.marker.color
    assert dogs.marker.symbol != cats.marker.symbol
    assert dogs.marker.color != cats.marker.color
    assert "validation" in key.name
    assert (chosen.x[0], chosen.y[0]) == (4, 5)
    assert (new.x[0], new.y[0]) == (7, 8)
    assert figure.layout.xaxis.title.text == "1st axis: 60.0 % of the variance"


def test_a_map_whose_photos_do_not_differ_claims_no_share() -> None:
    figure = photo_map(("cat",), [Dot(0, 0, 0, "training", True)], NO_SHARES)
    assert figure.layout.yaxis.title.text == "2nd axis: ? of the variance"


def test_ten_labels_have_ten_colours_and_ten_shapes() -> None:
    assert len({label_colour(number) for number in range(10)}) == len(LABEL_COLOURS) == 10
    assert len({label_shape(number) for number in range(10)}) == len(SHAPES) == 10


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("cat", "cat"),
        (MARKUP, "&lt;b&gt;고양이&lt;/b&gt; &lt;a href='x'&gt;…"),
        ("개" * 100, "개" * 23 + "…"),
    ],
)
def test_labels_are_no_markup_and_fit(label: str, shown: str) -> None:
    assert figure_label(label) == shown
    assert any(
        shown in each.text
        for each in accuracy_bars(Confusion((label, "other"), ())).layout.annotations
    )


def test_threshold_lines_hold_the_counts_and_the_choice() -> None:
    curve = threshold_curve(FOUR.judged)
    figure = threshold_lines(curve, 0.52)
    right, wrong, refused = figure.data
    assert [each.line.shape for each in figure.data] == ["vh"] * 3
    assert len({each.line.dash for each in figure.data}) == 3
    assert list(right.x) == pytest.approx([0, 0.5, 0.51, 0.52, 0.53, 0.54, 1])
    assert list(right.y) == [4, 4, 3, 2, 1, 1, 0]
    assert list(wrong.y) == [1, 1, 1, 1, 1, 0, 0]
    assert list(refused.y) == [0, 0, 1, 2, 3, 4, 5]
    assert figure.layout.shapes[0].x0 == 0.52


def test_a_threshold_without_photos() -> None:
    assert [list(each.y) for each in threshold_lines(threshold_curve([]), 0.5).data] == [[0, 0]] * 3
