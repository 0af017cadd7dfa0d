"""Mistakes ranked by harm: their order, their bars, what is not known yet, what is marked."""

from math import sqrt

import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import LayerSummary, summarize
from explorer.figures.maps.harm import BAR_ROOM, BASELINE, harm_bars, ranked
from explorer.figures.theme import SELECTED_COLOUR

ROWS = summarize(PRESETS["vgg16-no-top"], (64, 96, 3))
NAMES = [row.name for row in ROWS]
LABELS = {"a": "First", "b": "Second", "c": "Third"}


def changes(first: float, others: float) -> dict[str, float]:
    return {name: others if place else first for place, name in enumerate(NAMES)}


KNOWN = {"a": changes(0.5, 1.0), "c": changes(sqrt(2), 0.0)}


@pytest.mark.parametrize(
    ("layer_name", "order"),
    [("block1_conv1", ["c", "a", "b"]), ("block5_pool", ["a", "c", "b"])],
)
def test_the_worst_comes_first_and_the_unknown_last(layer_name: str, order: list[str]) -> None:
    assert [each.code for each in ranked(LABELS, KNOWN, layer_name)] == order


def test_equal_mistakes_keep_their_order() -> None:
    known = {code: changes(0.5, 0.5) for code in LABELS}
    assert [each.code for each in ranked(LABELS, known, "block3_pool")] == ["a", "b", "c"]


def drawn(rows: tuple[LayerSummary, ...] = ROWS, layer_name: str = "block1_conv1") -> object:
    return harm_bars(rows, ranked(LABELS, KNOWN, layer_name), chosen="a", layer_name=layer_name)


def test_bars_stand_on_their_row_and_are_as_high_as_the_change() -> None:
    (bars,) = drawn().data
    by_code = {
        (code, name): (x, base, y)
        for (code, name), x, base, y in zip(bars.customdata, bars.x, bars.base, bars.y, strict=True)
    }
    assert set(by_code) == {(code, name) for code in KNOWN for name in NAMES}
    for place, code in enumerate(("c", "a")):
        for column, name in enumerate(NAMES):
            x, base, y = by_code[code, name]
            assert (x, base) == (column, place + BASELINE)
            assert y == pytest.approx(-BAR_ROOM * KNOWN[code][name] / sqrt(2))


def test_names_carry_rank_and_number_and_a_question_mark_where_unknown() -> None:
    words = [each.text for each in drawn().layout.annotations]
    assert words == ["1. Third: 1.414", "2. <b>First</b>: 0.500", "Second: ?"]


def test_the_chosen_mistake_is_framed_and_the_layer_s_bars_have_its_colour() -> None:
    figure = drawn(layer_name="block5_pool")
    (framed,) = [each for each in figure.layout.shapes if each.line.color == SELECTED_COLOUR]
    assert (framed.y0, framed.y1) == (0, 1)
    (bars,) = figure.data
    marked = {
        name
        for (_, name), colour in zip(bars.customdata, bars.marker.color, strict=True)
        if colour == SELECTED_COLOUR
    }
    assert marked == {"block5_pool"}


def test_one_layer_is_enough() -> None:
    (bars,) = drawn(ROWS[:1]).data
    assert list(bars.x) == [0, 0]


def test_nothing_known_is_no_bar() -> None:
    nothing = ranked(LABELS, {}, "block1_conv1")
    figure = harm_bars(ROWS, nothing, chosen="a", layer_name="block1_conv1")
    assert [list(trace.x) for trace in figure.data] == [[]]
    assert [each.text for each in figure.layout.annotations] == [
        "<b>First</b>: ?",
        "Second: ?",
        "Third: ?",
    ]
