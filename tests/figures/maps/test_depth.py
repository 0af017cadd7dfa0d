"""Four panels of curves over the same layers: values, axes, marks and words."""

from itertools import pairwise
from typing import Any

import pytest
from plotly.graph_objects import Figure

from explorer.architecture.layers import BatchNorm, Conv2D, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.feature_maps import LayerStatistics
from explorer.figures.maps.depth import depth_curves
from explorer.figures.theme import FAMILY_COLOURS, FONT_SIZE

ZEROS, MEAN, MAXIMUM, SIZES = "y", "y2", "y3", "y4"
PANELS = (ZEROS, MEAN, MAXIMUM, SIZES)

CONV, NORM, POOL = rows = summarize(
    Network(
        "three layers",
        (Conv2D("block1_conv1", 4, 3), BatchNorm("block1_bn1"), MaxPool2D("block1_pool")),
    ),
    (6, 9, 3),
)


def facts(
    high: float, *, mean: float = 1.0, share_zero: float = 0.25, low: float = 0.0
) -> LayerStatistics:
    return LayerStatistics(4, low, high, mean, share_zero, num_dead=0)


THREE = (facts(200.0, share_zero=0.5), facts(300.0), facts(250.0, mean=2.5, share_zero=0.125))


def curves(figure: Figure, panel: str) -> list[list[float]]:
    """The values of each curve of a panel."""
    drawn = (trace for trace in figure.data if trace.customdata is not None)
    return [list(trace.y) for trace in drawn if trace.yaxis == panel]


def axis(figure: Figure, panel: str) -> dict[str, Any]:
    found: dict[str, Any] = figure.layout[panel.replace("y", "yaxis")].to_plotly_json()
    return found


def headings(figure: Figure) -> list[str]:
    return [each.text for each in figure.layout.annotations if each.xref == "paper"]


def labels(figure: Figure) -> list[str]:
    return [each.text for each in figure.layout.annotations if each.xref == "x"]


def vgg16() -> tuple[LayerSummary, ...]:
    return summarize(PRESETS["vgg16-no-top"], (225, 299, 3))


def test_each_panel_has_its_values_in_network_order() -> None:
    figure = depth_curves(rows, THREE, "block1_pool")
    assert curves(figure, ZEROS) == [[0.5, 0.25, 0.125]]
    assert curves(figure, MEAN) == [[1.0, 1.0, 2.5]]
    assert curves(figure, MAXIMUM) == [[200.0, 300.0, 250.0]]
    assert curves(figure, SIZES) == [[4, 4, 4], [6, 6, 3], [9, 9, 4]]


def test_points_carry_the_name_and_the_colour_of_their_layer() -> None:
    figure = depth_curves(rows, THREE, "block1_pool")
    drawn = [trace for trace in figure.data if trace.customdata is not None]
    assert len(drawn) == 6
    for trace in drawn:
        assert list(trace.customdata) == ["block1_conv1", "block1_bn1", "block1_pool"]
        assert list(trace.marker.color) == [FAMILY_COLOURS[row.family] for row in rows]
        assert len(set(trace.marker.symbol)) == 3
        assert trace.unselected.marker.opacity == 1  # a click does not make the others fade


def test_the_legend_names_each_family_once() -> None:
    figure = depth_curves(rows, THREE, "block1_pool")
    named = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert named == ["convolution", "pooling", "normalisation"]


def test_headings_give_the_selected_layers_values() -> None:
    assert headings(depth_curves(rows, THREE, "block1_pool")) == [
        "<b>Zeros</b><br>block1_pool: 12.5 %",
        "<b>Mean</b><br>block1_pool: 2.5",
        "<b>Maximum</b><br>block1_pool: 250",
        "<b>Channels and grid</b><br>block1_pool: 4 channels, 3×4",
    ]


def test_curves_that_share_a_panel_are_named_in_it() -> None:
    square = summarize(PRESETS["vgg16-no-top"], (224, 224, 3))
    same = [facts(1.0)] * len(square)
    assert labels(depth_curves(square, same, "block1_conv1")) == ["channels", "rows and columns"]
    assert labels(depth_curves(rows, THREE, "block1_conv1")) == [
        "channels",
        "rows dotted, columns dashed",
    ]


@pytest.mark.parametrize(
    ("highest", "is_log"),
    [
        ((1000.0, 20.0, 9.0), True),
        ((50.0, 20.0, 9.0), False),
        ((50.0, 20.0, 0.0), False),  # no logarithm of 0
        ((50.0, 2.0, -1.0), False),
        ((0.0, 0.0, 0.0), False),
    ],
    ids=["three decades", "same size", "dead layer", "negative", "all dead"],
)
def test_a_maximum_of_many_sizes_is_drawn_logarithmically(
    highest: tuple[float, ...], is_log: bool
) -> None:
    figure = depth_curves(rows, [facts(each) for each in highest], "block1_bn1")
    found = axis(figure, MAXIMUM)
    assert found["title"]["text"] == ("no unit, log" if is_log else "no unit")
    start, end = found["range"]
    lowest, largest = (10**start, 10**end) if is_log else (start, end)
    assert (found.get("type") == "log") == is_log
    assert lowest <= min(highest)
    assert largest > max(highest)


def test_logarithmic_ticks_are_ones_and_threes() -> None:
    statistics = [facts(0.4), facts(20.0), facts(70.0)]
    ticks = axis(depth_curves(rows, statistics, "block1_bn1"), MAXIMUM)["tickvals"]
    assert list(ticks) == pytest.approx([0.1, 0.3, 1, 3, 10, 30])


def test_sizes_double_and_halve_on_a_logarithmic_axis() -> None:
    figure = depth_curves(vgg16(), [facts(1.0)] * 18, "block3_conv1")
    found = axis(figure, SIZES)
    ticks = list(found["tickvals"])
    assert found["type"] == "log"
    assert found["title"]["text"] == "count, log₂"
    assert all(after == 4 * before for before, after in pairwise(ticks))
    channels, heights, widths = curves(figure, SIZES)
    assert (channels[0], channels[-1]) == (64, 512)
    assert (heights[0], heights[-1], widths[0], widths[-1]) == (225, 7, 299, 9)


def test_the_selected_layer_is_marked_through_all_panels() -> None:
    figure = depth_curves(vgg16(), [facts(1.0)] * 18, "block3_conv1")
    (band,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (band.x0, band.x1, band.y0) == (5.5, 6.5, 0)
    assert band.y1 == pytest.approx(figure.layout.yaxis.domain[1])


def test_blocks_stand_under_the_points() -> None:
    found = depth_curves(vgg16(), [facts(1.0)] * 18, "block3_conv1").layout.xaxis
    assert found.title.text == "Layer, by block"
    assert list(found.ticktext) == ["1", "2", "3", "4", "5"]
    assert list(found.tickvals) == [1, 4, 7.5, 11.5, 15.5]


def test_panels_do_not_overlap_and_every_axis_is_named() -> None:
    layout = depth_curves(rows, THREE, "block1_pool").layout
    axes = [layout.yaxis, layout.yaxis2, layout.yaxis3, layout.yaxis4]
    for upper, lower in pairwise(axes):
        assert upper.domain[0] > lower.domain[1]
    assert [each.title.text for each in axes] == ["share", "no unit", "no unit", "count, log₂"]
    assert {each.tickfont.size for each in (*axes, layout.xaxis)} == {FONT_SIZE}


def test_a_network_of_one_layer_without_zeros() -> None:
    figure = depth_curves(rows[:1], [facts(3.0, share_zero=0.0)], "block1_conv1")
    assert curves(figure, ZEROS) == [[0.0]]
    assert axis(figure, ZEROS)["range"][1] > 0
