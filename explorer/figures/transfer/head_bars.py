"""Parameters of three heads on one base, and what global pooling makes of a layer."""

from collections.abc import Mapping

from explorer.architecture.layers import Family
from explorer.architecture.networks import Reduction
from explorer.arrays import Float32Array
from explorer.figures import theme
from explorer.figures.theme import FAMILY_COLOURS, Parts
from explorer.kept import SEVERAL, kept
from explorer.transfer.heads import HeadTotals

HEAD_NAMES: Mapping[Reduction, str] = {"flatten": "Flatten", "average": "GAP", "max": "GMP"}
"""Short names, as they stand in figures and tables."""

_CONVOLUTIONS, _DENSE = FAMILY_COLOURS[Family.CONVOLUTION], FAMILY_COLOURS[Family.DENSE]
_HEIGHT, _VALUES_HEIGHT = 330, 300
_MARGIN = {"l": 8, "r": 16, "t": 52, "b": 52}
_VALUES_MARGIN = {"l": 60, "r": 8, "t": 36, "b": 56}
_BAR, _TEXT_ABOVE = 0.42, 0.24
"""Height of a bar, and from its middle to its text; the distance between bars is 1."""

_HATCHED = {"shape": "/", "fgcolor": "#ffffff", "size": 8, "solidity": 0.35}
_HEADROOM = 1.02


def head_bars(totals: Mapping[Reduction, HeadTotals], chosen: Reduction) -> theme.Figure:
    """Draw the parameters of each head: convolutions frozen and trained, and dense layers.

    Args:
        totals: By reduction.
        chosen: The reduction to mark.
    """
    places = list(range(len(totals)))[::-1]  # the first one on top
    each = list(totals.values())
    parts = [
        ("convolutions, frozen", [t.frozen for t in each], _CONVOLUTIONS, _HATCHED),
        ("convolutions, trained", [t.base_trainable for t in each], _CONVOLUTIONS, None),
        ("head, trained", [t.head for t in each], _DENSE, None),
    ]
    highest = max(t.total for t in each)
    layout: Parts = {
        "barmode": "stack",
        "xaxis": theme.axis(
            "Parameters", range=[0, _HEADROOM * highest], tickformat="~s", nticks=5
        ),
        "yaxis": theme.axis(range=[-0.4, len(places) - 0.3], showticklabels=False, showgrid=False),
        "annotations": [
            _told(name, totals[name], place, is_chosen=name == chosen)
            for name, place in zip(totals, places, strict=True)
        ],
        "legend": {"traceorder": "normal"},
    }
    traces = [
        _bars(name, places, values, {"color": colour, "pattern": pattern})
        for name, values, colour, pattern in parts
        if any(values)
    ]
    return theme.figure(traces, layout, height=_HEIGHT, margin=_MARGIN)


def _bars(name: str, places: list[int], values: list[int], marker: Parts) -> Parts:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "showlegend": True,
        "x": values,
        "y": places,
        "width": _BAR,
        "marker": marker,
        "hovertemplate": f"{name}: %{{x:,}}<extra></extra>",
    }


def _told(name: Reduction, totals: HeadTotals, place: int, *, is_chosen: bool) -> Parts:
    """A head's numbers, above its bar: beside it, a phone has no room."""
    words = f"{HEAD_NAMES[name]}: {totals.total:,}, trained {totals.trainable:,}"
    return theme.text(
        f"<b>{words}</b>" if is_chosen else words,
        **{"x": 0, "xanchor": "left", "xref": "x"},
        **{"y": place + _TEXT_ABOVE, "yanchor": "bottom", "yref": "y"},
    )


@kept(results=SEVERAL)
def head_bars_alt(rows: tuple[tuple[Reduction, int, int], ...]) -> str:
    """What the bars show, for those who do not see them.

    Args:
        rows: Reduction, all parameters and trained ones of each head.
    """
    told = [f"{HEAD_NAMES[name]} {total:,}, trained {number:,}" for name, total, number in rows]
    return f"Bars: all parameters of each head on VGG16. {'; '.join(told)}."


def pooled_values(average: Float32Array, largest: Float32Array, layer: str) -> theme.Figure:
    """Draw the value of each map that each kind of global pooling keeps.

    Args:
        average: float32 (channels,).
        largest: float32 (channels,).
        layer: Its name.
    """
    top = max(float(largest.max(initial=0)), 1e-6)
    layout: Parts = {
        "xaxis": theme.axis(f"Map of {layer}", range=[-0.5, len(average) - 0.5], nticks=6),
        "yaxis": theme.axis("Value", range=[0, 1.05 * top], nticks=5),
        "showlegend": True,
    }
    maps = list(range(len(average)))
    traces = [
        theme.curve(
            maps,
            largest.tolist(),
            name="largest value (GMP)",
            line={"color": "#E69F00", "width": 1.5},
        ),
        theme.curve(
            maps, average.tolist(), name="average (GAP)", line={"color": "#0072B2", "width": 2}
        ),
    ]
    return theme.figure(traces, layout, height=_VALUES_HEIGHT, margin=_VALUES_MARGIN)
