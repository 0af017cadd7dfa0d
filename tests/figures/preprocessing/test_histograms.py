"""Three lines before and after, on one axis of values."""

import numpy as np
import pytest

from explorer.figures.preprocessing.histograms import histogram_panels
from explorer.figures.theme import Figure
from explorer.way_in import channel_histograms, steps_in

PIXELS = np.zeros((4, 6, 3), np.uint8)
PIXELS[..., 0], PIXELS[0, :, 1], PIXELS[..., 2] = 255, 130, 40


@pytest.fixture(scope="module")
def figure() -> Figure:
    steps = {step.key: step for step in steps_in(PIXELS, 1, PIXELS)}
    before, after = (channel_histograms(steps[key]) for key in ("fitted", "centred"))
    return histogram_panels(before, after)


def peaks(figure: Figure, axis: str) -> dict[str, list[tuple[float, int]]]:
    """Of each line, the middle of the bins that hold pixels, and how many."""
    return {
        line.name: [(round(x, 3), y) for x, y in zip(line.x, line.y, strict=True) if y]
        for line in figure.data
        if line.xaxis == axis
    }


def test_before_there_are_grey_levels(figure: Figure) -> None:
    assert peaks(figure, "x") == {
        "red": [(253.5, 24)],
        "green": [(1.5, 18), (129.5, 6)],
        "blue": [(41.5, 24)],
    }


def test_after_each_has_moved_by_its_own_mean(figure: Figure) -> None:
    assert peaks(figure, "x2") == {
        "red": [(253.5 - 123.68, 24)],
        "green": [(round(1.5 - 116.779, 3), 18), (round(129.5 - 116.779, 3), 6)],
        "blue": [(round(41.5 - 103.939, 3), 24)],
    }


def test_both_panels_have_the_same_axis_of_values(figure: Figure) -> None:
    assert figure.layout.xaxis.range == figure.layout.xaxis2.range == (-130, 260)
    assert all(min(line.x) > -130 and max(line.x) < 260 for line in figure.data)
    assert "grey levels" in figure.layout.xaxis2.title.text


def test_lines_differ_in_more_than_colour_and_are_named_once(figure: Figure) -> None:
    shown = [line for line in figure.data if line.showlegend]
    assert [line.name for line in shown] == ["red", "green", "blue"]
    assert len({line.line.dash for line in shown}) == 3
