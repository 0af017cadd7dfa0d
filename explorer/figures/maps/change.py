"""How each layer responds to a change of the photo: curves over the layers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from explorer.agreement import Agreement
from explorer.architecture.layers import Family
from explorer.architecture.summary import LayerSummary
from explorer.equivariance import Response
from explorer.figures import theme
from explorer.figures.block_axis import band, block_axis, layer_curve, selected_bands
from explorer.figures.theme import FAMILY_COLOURS, Parts

_HEIGHT = 480
_MARGIN = {"l": 64, "t": 88, "b": 60}
"""px: numbers on the left, the legend above in up to four lines, the blocks below."""

NOTHING_IN_COMMON = sqrt(2)
TOP = 1.5
"""Of the axis, the same for every change, so that changes can be compared by eye."""

_MARKER_SIZE = 10
POOLING_OPACITY = 0.18
GUIDE_COLOUR = "#999999"


@dataclass(frozen=True, slots=True)
class _Curve:
    """One comparison over all layers, with a colour, line and marker of its own."""

    name: str
    of: Callable[[Response], Agreement | None]
    colour: str
    dash: str
    symbol: str


IN_PLACE = _Curve("same positions", lambda each: each.in_place, "#0072B2", "solid", "circle")
MOVED = _Curve("moved along", lambda each: each.moved, "#009E73", "dash", "square")
INSIDE = _Curve("away from the rim", lambda each: each.moved_inside, "#CC79A7", "dot", "x")
LARGEST = _Curve(
    "maximum of each map", lambda each: each.largest, "#E69F00", "dashdot", "triangle-up"
)


def response_curves(
    rows: Sequence[LayerSummary], responses: Mapping[str, Response], selected: str
) -> theme.Figure:
    """Draw the relative difference of each layer's maps, compared in up to four ways.

    Points carry the name of their layer.

    Args:
        rows: The layers, first layer first.
        responses: By layer name; layers without one are left out.
        selected: Name of the layer to mark.
    """
    shown = [row for row in rows if row.name in responses]
    in_order = [responses[row.name] for row in shown]
    traces = [
        _trace(curve, shown, [curve.of(each) for each in in_order])
        for curve in _curves_of(in_order)
    ]
    highest = max(max(filter(None, trace["y"]), default=0) for trace in traces)
    layout = {
        "xaxis": block_axis("Layer, by block", shown),
        "yaxis": theme.axis(
            "Relative difference", range=[0, max(TOP, 1.05 * highest)], tickformat=".1f", dtick=0.5
        ),
        "shapes": [*_poolings(shown), *selected_bands(shown, selected), _guide()],
        "annotations": [_nothing_in_common()],
    }
    return theme.figure(traces, layout, height=_HEIGHT, margin=_MARGIN)


def _curves_of(responses: Sequence[Response]) -> Iterator[_Curve]:
    """The curves that show something; the rim's is left out if it makes no difference."""
    yield IN_PLACE
    if any(each.moved for each in responses):
        yield MOVED
        if any(each.moved_inside != each.moved for each in responses):
            yield INSIDE
    yield LARGEST


def _trace(
    curve: _Curve, rows: Sequence[LayerSummary], agreements: Sequence[Agreement | None]
) -> Parts:
    values = [each.relative_difference if each else None for each in agreements]
    return layer_curve(
        rows,
        values,
        cliponaxis=False,
        name=curve.name,
        line={"color": curve.colour, "dash": curve.dash, "width": 3},
        marker={"symbol": curve.symbol, "size": _MARKER_SIZE, "color": curve.colour},
        hovertemplate=f"%{{customdata}}<br>{curve.name}: %{{y:.3f}}<extra></extra>",
    )


def _poolings(rows: Sequence[LayerSummary]) -> Iterator[Parts]:
    """A band behind each pooling."""
    colour = FAMILY_COLOURS[Family.POOLING]
    look = {"fillcolor": colour, "opacity": POOLING_OPACITY, "line": {"width": 0}}
    for place, row in enumerate(rows):
        if row.family == Family.POOLING:
            yield band(place, look)


def _guide() -> Parts:
    return {
        "type": "line",
        "layer": "below",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": NOTHING_IN_COMMON,
        "y1": NOTHING_IN_COMMON,
        "line": {"color": GUIDE_COLOUR, "width": 2, "dash": "dot"},
    }


def _nothing_in_common() -> Parts:
    words = "nothing in common (√2)"
    return theme.text(
        words, x=1, y=NOTHING_IN_COMMON, xref="paper", xanchor="right", yanchor="bottom"
    )
