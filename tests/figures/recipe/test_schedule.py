"""Four rates over iterations and epochs; what is not published is said and dashed."""

import pytest

from explorer.figures.recipe.schedule import WHY_IT_FELL, schedule_chart

FIGURE = schedule_chart()
LEVELS, FALLS = FIGURE.data[:4], FIGURE.data[4]


def test_each_rate_is_a_tenth_of_the_one_before() -> None:
    assert [level.y for level in LEVELS] == [
        (rate, rate)
        for rate in (1e-2, pytest.approx(1e-3), pytest.approx(1e-4), pytest.approx(1e-5))
    ]
    assert FIGURE.layout.yaxis.type == "log"
    assert FIGURE.layout.yaxis.ticktext == ("0.01", "0.001", "0.0001", "0.00001")


def test_it_runs_from_the_first_to_the_last_iteration() -> None:
    assert (LEVELS[0].x[0], LEVELS[-1].x[1]) == (0, 370)
    assert FIGURE.layout.xaxis.range == (0, 370)


def test_both_axes_show_the_same_time() -> None:
    """74 epochs x 1,281,167 / 256 = 370,337 iterations: within a tick's width of the end."""
    axis = FIGURE.layout.xaxis2
    assert (axis.side, axis.overlaying) == ("top", "x")
    per_epoch = 370 / axis.range[1]
    assert per_epoch == pytest.approx(1_281_167 / 256 / 1000)
    assert axis.ticktext == ("0", "10", "20", "30", "40", "50", "60", "74")
    assert axis.tickvals[-1] == axis.range[1] == pytest.approx(73.93, abs=0.005)


def test_what_the_paper_does_not_say_is_said() -> None:
    (warning,) = FIGURE.layout.annotations
    words = warning.text.replace("<br>", " ")
    assert words == "When it fell is not published: drawn at equal distances"
    assert "does not say when the rate fell, only why" in WHY_IT_FELL
    assert FALLS.line.dash == "dash"
    assert [x for x in FALLS.x if x is not None] == [92.5, 92.5, 185, 185, 277.5, 277.5]
    told = [level.hovertemplate for level in LEVELS]
    assert [("from iteration 0," in each) for each in told] == [True, False, False, False]
    assert [("to iteration 370,000" in each) for each in told] == [False, False, False, True]
    assert all("unknown time" in each for each in told)
