"""Three panels of bars over the same layers: shares, colours, marks and words."""

import re
from itertools import pairwise

import pytest
from plotly.graph_objects import Figure

from explorer.architecture.layers import Family, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.figures.network.budget import budget_bars
from explorer.figures.theme import FAMILY_COLOURS, FONT_SIZE, SELECTED_COLOUR

PANELS = ("y", "y2", "y3")
NON_SQUARE = (225, 299, 3)


def shares(figure: Figure, panel: str) -> dict[str, float]:
    """The bars of a panel by layer name."""
    return {
        name: share
        for trace in figure.data
        if trace.yaxis == panel
        for name, share in zip(trace.customdata, trace.y, strict=True)
    }


def headings(figure: Figure) -> list[str]:
    return [text[text.index("<b>") :] for text in _texts_at_the_left(figure)]


def legend(figure: Figure) -> dict[str, str]:
    """The colours that the figure explains above its first heading, by family."""
    first, *others = (text.partition("<b>")[0] for text in _texts_at_the_left(figure))
    assert others == [""] * (len(PANELS) - 1)
    found = re.findall(r'color: (#\w{6})">■</span> (\w+)', first)
    return {family: colour for colour, family in found}


def _texts_at_the_left(figure: Figure) -> list[str]:
    return [each.text for each in figure.layout.annotations if each.xref == "paper"]


def labels(figure: Figure) -> list[str]:
    return [each.text for each in figure.layout.annotations if each.xref == "x"]


@pytest.fixture(scope="module")
def vgg16() -> tuple[LayerSummary, ...]:
    return summarize(PRESETS["vgg16"])


def test_shares_of_the_three_panels(vgg16: tuple[LayerSummary, ...]) -> None:
    figure = budget_bars(vgg16)
    parameters, work, memory = (shares(figure, panel) for panel in PANELS)
    assert parameters["fc1"] == pytest.approx(102_764_544 / 138_357_544)
    assert work["block1_conv2"] == pytest.approx(1_849_688_064 / 15_470_264_320)
    assert memory["block1_conv1"] == pytest.approx(3_211_264 / 15_237_608)
    assert sum(parameters.values()) == pytest.approx(1)
    assert sum(work.values()) == pytest.approx(1)
    assert sum(memory.values()) == pytest.approx(1 - 150_528 / 15_237_608)  # without the picture


def test_bars_stand_in_network_order_in_the_colours_of_their_families() -> None:
    rows = summarize(PRESETS["alexnet"], NON_SQUARE)
    figure = budget_bars(rows)
    for trace in figure.data:
        assert list(trace.x) == list(range(len(rows)))
        assert list(trace.customdata) == [row.name for row in rows]
        assert list(trace.marker.color) == [FAMILY_COLOURS[row.family] for row in rows]


def test_each_family_that_uses_something_is_in_the_legend_once(
    vgg16: tuple[LayerSummary, ...],
) -> None:
    assert legend(budget_bars(vgg16)) == {  # flatten uses nothing
        str(family): FAMILY_COLOURS[family]
        for family in (Family.CONVOLUTION, Family.POOLING, Family.DENSE)
    }


def test_hover_shows_the_exact_number(vgg16: tuple[LayerSummary, ...]) -> None:
    exact = {
        (trace.yaxis, name): text
        for trace in budget_bars(vgg16).data
        for name, text in zip(trace.customdata, trace.hovertext, strict=True)
    }
    assert exact["y", "fc1"] == "102,764,544 parameters, 74.3 %"
    assert exact["y2", "fc1"] == "102,760,448 multiply-accumulates, 0.7 %"
    assert exact["y3", "fc1"] == "16,384 bytes, less than 0.1 %"


def test_headings_give_totals_and_the_selected_layer(vgg16: tuple[LayerSummary, ...]) -> None:
    assert headings(budget_bars(vgg16, "block4_conv2")) == [
        "<b>Parameters</b>, share of 138.4 M<br>block4_conv2: 2.4 M, 1.7 %",
        "<b>Work</b>, share of 15.47 GMACs<br>block4_conv2: 1.85 GMACs, 12.0 %",
        "<b>Activation memory</b>, share of 58.1 MiB<br>block4_conv2: 1.5 MiB, 2.6 %",
    ]
    assert headings(budget_bars(vgg16))[0] == "<b>Parameters</b>, share of 138.4 M"


def test_the_highest_bar_is_named(vgg16: tuple[LayerSummary, ...]) -> None:
    assert labels(budget_bars(vgg16)) == [
        "fc1: 74.3 %",
        "6 layers: 12.0 % each",
        "2 layers: 21.1 % each",
    ]


def test_a_highest_bar_that_is_selected_is_named_in_the_heading_alone(
    vgg16: tuple[LayerSummary, ...],
) -> None:
    figure = budget_bars(vgg16, "fc1")
    assert labels(figure) == ["6 layers: 12.0 % each", "2 layers: 21.1 % each"]
    assert headings(figure)[0].endswith("<br>fc1: 102.8 M, 74.3 %")


def test_labels_grow_away_from_the_edges(vgg16: tuple[LayerSummary, ...]) -> None:
    places = {
        each.text: (each.x, each.xanchor)
        for each in budget_bars(vgg16).layout.annotations
        if each.xref == "x"
    }
    fc1 = [row.name for row in vgg16].index("fc1")
    assert places["fc1: 74.3 %"] == (fc1 + 0.5, "right")
    assert places["2 layers: 21.1 % each"] == (-0.5, "left")


def test_the_selected_layer_is_marked_in_each_panel(vgg16: tuple[LayerSummary, ...]) -> None:
    bands = [shape for shape in budget_bars(vgg16, "fc1").layout.shapes if shape.type == "rect"]
    place = [row.name for row in vgg16].index("fc1")
    assert [(band.x0, band.x1) for band in bands] == [(place - 0.5, place + 0.5)] * len(PANELS)
    assert [band.yref for band in bands] == [f"{panel} domain" for panel in PANELS]
    assert {band.line.color for band in bands} == {SELECTED_COLOUR}
    assert not [s for s in budget_bars(vgg16).layout.shapes if s.type == "rect"]


def test_blocks_stand_under_the_bars(vgg16: tuple[LayerSummary, ...]) -> None:
    axis = budget_bars(vgg16).layout.xaxis
    assert axis.title.text == "Block"
    assert list(axis.ticktext) == ["1", "2", "3", "4", "5", "head"]
    assert list(axis.tickvals) == [1, 4, 7.5, 11.5, 15.5, 19.5]
    assert axis.tickfont.size == FONT_SIZE


def test_panels_do_not_overlap_and_hold_their_bars(vgg16: tuple[LayerSummary, ...]) -> None:
    figure = budget_bars(vgg16)
    axes = [figure.layout.yaxis, figure.layout.yaxis2, figure.layout.yaxis3]
    for upper, lower in pairwise(axes):
        assert upper.domain[0] > lower.domain[1]
    for axis, panel in zip(axes, PANELS, strict=True):
        assert axis.range[0] == 0
        assert axis.range[1] > max(shares(figure, panel).values())


def test_a_network_without_parameters_or_work() -> None:
    rows = summarize(Network("pooling", (MaxPool2D("pool"),)), (6, 9, 2))
    figure = budget_bars(rows, "pool")
    assert shares(figure, "y") == {"pool": 0.0}
    assert labels(figure) == []
    assert labels(budget_bars(rows)) == [
        "pool: 18.2 %"
    ]  # 3 * 4 * 2 of 6 * 9 * 2 + 3 * 4 * 2 values
