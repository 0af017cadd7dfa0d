"""What the layers make of a photo, in curves: four panels over the same layers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

from explorer import units
from explorer.architecture.layers import Family
from explorer.architecture.summary import LayerSummary
from explorer.feature_maps import LayerStatistics
from explorer.figures import theme
from explorer.figures.block_axis import (
    Panels,
    block_axis,
    block_separators,
    layer_curve,
    selected_bands,
)
from explorer.figures.theme import FAMILY_COLOURS, Parts
from explorer.words import several

_HEIGHT = 940
_MARGIN = {"l": 84, "t": 30, "b": 56}
"""px: numbers and units on the left, the legend above, the blocks and their title below."""

NUM_PANELS = 4
_PANELS = Panels(NUM_PANELS, share=0.175)

ROOM = 0.12
"""Beyond the outermost points, as a share of an axis; none at 0."""

LOG_FROM = 10
"""An axis is logarithmic if the largest value is at least this many times the smallest."""

LOG_ROOM = 1.5
"""The same on a logarithmic axis, as a factor."""

_ROOM_FOR_LABELS = 4
"""Below the lowest point of the last panel, for the names of curves, as a factor."""

POWERS_OF_4 = tuple(4**exponent for exponent in range(11))
MARKERS = {Family.CONVOLUTION: "circle", Family.POOLING: "square"}
OTHER_MARKER = "diamond"
_MARKER_SIZE = 10
ABOVE_PANEL = 8
"""px: keeps a heading clear of the number at the top of the axis."""

_LINE_COLOUR = "rgba(128, 128, 128, 0.8)"


@dataclass(frozen=True, slots=True)
class _Curve:
    """One value for each layer, in network order.

    Attributes:
        values: The points.
        dash: Of the line.
        label: Its name, under its last point, if several curves share a panel.
    """

    values: Sequence[float]
    dash: str = "solid"
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Panel:
    """Curves that share an axis.

    Attributes:
        title: What is shown.
        unit: Beside the axis.
        curves: One or more.
        words: Each layer's values as text.
        axis: How Plotly lays the axis out.
    """

    title: str
    unit: str
    curves: Sequence[_Curve]
    words: Sequence[str]
    axis: Parts


def depth_curves(
    rows: Sequence[LayerSummary], statistics: Sequence[LayerStatistics], selected: str
) -> theme.Figure:
    """Draw zeros, mean, maximum, grid and channels of each layer, in network order.

    Points carry the name of their layer. The layers of a block stand over its number, because on a
    phone layer names have no room.

    Args:
        rows: The layers, first layer first.
        statistics: Of each of them, for one photo.
        selected: Name of the layer to mark in all panels.
    """
    panels = _panels(rows, statistics)
    place = next(place for place, row in enumerate(rows) if row.name == selected)
    traces = list(_legend(rows))
    layout: Parts = {
        "xaxis": block_axis("Layer, by block", rows, anchor=theme.axis_name("y", NUM_PANELS - 1)),
        "annotations": [],
        "shapes": [
            block_separators(rows, [(0, _PANELS.top(0))]),
            *selected_bands(rows, selected, top=_PANELS.top(0)),
        ],
    }
    for number, panel in enumerate(panels):
        traces += [_trace(rows, panel, curve, number) for curve in panel.curves]
        layout["annotations"] += [_heading(rows, panel, number, place), *_labels(panel, number)]
        layout[theme.axis_key("y", number)] = theme.axis(
            panel.unit,
            domain=_PANELS.domain(number),
            zeroline=False,
            **panel.axis,
        )
    return theme.figure(traces, layout, height=_HEIGHT, margin=_MARGIN)


def _panels(
    rows: Sequence[LayerSummary], statistics: Sequence[LayerStatistics]
) -> tuple[_Panel, ...]:
    return (
        _zeros_panel([each.share_zero for each in statistics]),
        _activation_panel("Mean", [each.mean for each in statistics]),
        _activation_panel("Maximum", [each.high for each in statistics]),
        _size_panel(rows),
    )


def _zeros_panel(shares: Sequence[float]) -> _Panel:
    axis = {"range": [0, (1 + ROOM) * (max(shares) or 1)], "tickformat": ".0%", "nticks": 5}
    return _Panel("Zeros", "share", [_Curve(shares)], [*map(units.percent, shares)], axis)


def _activation_panel(title: str, values: Sequence[float]) -> _Panel:
    low, high = min(values), max(values)
    words = [*map(units.three_digits, values)]
    if low > 0 and high / low >= LOG_FROM:
        axis = _log_axis(low, high, _ones_and_threes(low, high))
        return _Panel(title, "no unit, log", [_Curve(values)], words, axis)
    bottom, top = min(low, 0), max(high, 0)
    room = ROOM * (top - bottom or 1)
    axis = {"range": [bottom - (low < 0) * room, top + room], "tickformat": ",", "nticks": 5}
    return _Panel(title, "no unit", [_Curve(values)], words, axis)


def _size_panel(rows: Sequence[LayerSummary]) -> _Panel:
    """Channels, and rows and columns: one curve for both if they are equal everywhere."""
    shapes = [row.output_shape for row in rows]
    heights, widths, channels = zip(*shapes, strict=True)
    curves = [_Curve(channels, label="channels"), _Curve(heights, "dot", "rows and columns")]
    if heights != widths:
        sides = [_Curve(heights, "dot", "rows dotted, columns dashed"), _Curve(widths, "dash")]
        curves = [curves[0], *sides]
    words = [
        f"{several(row.output_shape[2], 'channel')}, {units.size(row.output_shape[:2])}"
        for row in rows
    ]
    lowest, highest = min(*heights, *widths, *channels), max(*heights, *widths, *channels)
    axis = _log_axis(lowest / _ROOM_FOR_LABELS, highest, POWERS_OF_4)
    return _Panel("Channels and grid", "count, log₂", curves, words, axis)


def _log_axis(low: float, high: float, ticks: Sequence[float]) -> Parts:
    return {
        "type": "log",
        "range": [log10(low / LOG_ROOM), log10(LOG_ROOM * high)],
        "tickvals": ticks,
        "tickformat": ",",
    }


def _ones_and_threes(low: float, high: float) -> tuple[float, ...]:
    """1, 3, 10, 30 ... around ``low`` to ``high``."""
    exponents = range(floor(log10(low)), floor(log10(high)) + 1)
    return tuple(digit * 10.0**exponent for exponent in exponents for digit in (1, 3))


def _trace(rows: Sequence[LayerSummary], panel: _Panel, curve: _Curve, number: int) -> Parts:
    return layer_curve(
        rows,
        curve.values,
        yaxis=theme.axis_name("y", number),
        name=panel.title,
        showlegend=False,
        line={"color": _LINE_COLOUR, "width": 2, "dash": curve.dash},
        marker={
            "color": [FAMILY_COLOURS[row.family] for row in rows],
            "symbol": [_marker(row.family) for row in rows],
            "size": _MARKER_SIZE,
            "line": {"color": _LINE_COLOUR, "width": 1},
        },
        cliponaxis=False,
        hovertext=list(panel.words),
        hovertemplate=f"%{{customdata}}<br>{panel.title}: %{{hovertext}}<extra></extra>",
    )


def _legend(rows: Sequence[LayerSummary]) -> Iterator[Parts]:
    """An entry for each family, because each trace has points of several colours."""
    present = {row.family for row in rows}
    for family in Family:
        if family in present:
            look = {
                "color": FAMILY_COLOURS[family],
                "symbol": _marker(family),
                "size": _MARKER_SIZE,
            }
            yield theme.curve([None], [None], mode="markers", name=str(family), marker=look)


def _marker(family: Family) -> str:
    return MARKERS.get(family, OTHER_MARKER)


def _heading(rows: Sequence[LayerSummary], panel: _Panel, number: int, place: int) -> Parts:
    """The title over the selected layer's values, at the left edge of the figure."""
    return _PANELS.heading(
        number,
        f"<b>{panel.title}</b><br>{rows[place].name}: {panel.words[place]}",
        xshift=theme.MARGIN["l"] - _MARGIN["l"],
        yshift=ABOVE_PANEL,
    )


def _labels(panel: _Panel, number: int) -> Iterator[Parts]:
    """The names of curves under their last points; only the logarithmic panel has several."""
    for curve in panel.curves:
        if curve.label:
            yield theme.text(
                curve.label,
                x=len(curve.values) - 0.5,
                y=log10(curve.values[-1]),
                yshift=-_MARKER_SIZE,
                xref="x",
                yref=theme.axis_name("y", number),
                xanchor="right",
                yanchor="top",
            )
