"""The colour bar: the values at its ends, what they are, and the colours of the sheet."""

import numpy as np
import pytest

from explorer.figures.colour_bar import colour_bar, relative_colour_bar
from explorer.figures.theme import SEQUENTIAL


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 812.5), (-3.0, 4.0), (-5.0, -1.0)], ids=["relu", "signed", "negative"]
)
def test_the_bar_runs_from_the_smallest_to_the_largest_value(low: float, high: float) -> None:
    figure = colour_bar(low, high, "Activation")
    (bar,) = figure.data
    assert (bar.x[0], bar.x[-1]) == (low, high)
    assert np.array_equal(bar.z, [bar.x])
    assert np.all(np.diff(bar.x) > 0)
    assert figure.layout.xaxis.title.text == "Activation"


def test_both_ends_are_labelled() -> None:
    ticks = colour_bar(-3.0, 4.0, "Activation").layout.xaxis.tickvals
    assert (ticks[0], ticks[-1]) == (-3.0, 4.0)


def test_a_constant_layer_has_a_bar_too() -> None:
    (bar,) = colour_bar(0.0, 0.0, "Activation").data
    assert set(bar.x) == {0.0}


def test_a_bar_for_many_ranges_names_no_number() -> None:
    axis = relative_colour_bar("Activation of each map").layout.xaxis
    assert list(axis.ticktext) == ["smallest", "largest"]
    assert list(axis.tickvals) == [0, 1]
    assert axis.title.text == "Activation of each map"


def test_both_bars_have_the_colours_of_the_sheet() -> None:
    scales = [
        figure.data[0].colorscale for figure in (colour_bar(0, 1, ""), relative_colour_bar(""))
    ]
    assert scales[0] == scales[1]
    assert scales[0][0][1] == "#440154"  # viridis' first colour, 68, 1, 84
    assert SEQUENTIAL == "viridis"
