"""The lines of filters and their sum, worked out by hand."""

import re

import numpy as np

from explorer.architecture.shapes import square
from explorer.convolution.bench import BenchLayer
from explorer.convolution.layer import HandLayer
from explorer.figures.convolution.filter_maps import filter_lines, maps_added


def cells(html: str) -> list[str]:
    """The numbers of all grids, one after the other."""
    return re.findall(">([^<>]+)</td>", html)


def test_each_line_and_their_sum_by_hand() -> None:
    """One pixel with red 1 and green 10; one filter takes 2 red and 3 green, the other 1 green."""
    kernel = np.array([[[[2.0, 0.0], [3.0, 1.0]]]])
    layer = HandLayer(kernel, np.zeros(2), square(1))
    bench = BenchLayer(np.array([[[1.0, 10.0]]]), layer, ("red", "green"))
    work = bench.work_out()
    lines = [cells(line) for line in filter_lines(bench, work)]
    assert lines == [["2", "30", "32"], ["0", "10", "10"]]
    assert cells(maps_added(work)) == ["32", "10", "42"]


def test_a_bias_and_relu_come_after_the_sum() -> None:
    layer = HandLayer(np.array([[[[2.0]]]]), np.array([-5.0]), square(1), activation="relu")
    bench = BenchLayer(np.array([[[1.0]]]), layer, ("grey",))
    (line,) = filter_lines(bench, bench.work_out())
    assert cells(line) == ["2", "−3", "0"]
    assert "− 5 (bias)" in line
