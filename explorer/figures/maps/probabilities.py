"""Class probabilities as bars."""

from collections.abc import Sequence

from explorer import units
from explorer.architecture.layers import Family
from explorer.figures import theme
from explorer.figures.theme import FAMILY_COLOURS, SELECTED_COLOUR, Parts

_ROW_HEIGHT = 58
"""px: a class's name and the bar under it."""

_COMPARED_ROW, _COMPARED_BAR = 92, 0.27
"""px: a class's name and the two bars under it; of that, the width of one bar."""

_ROOM_FOR_AXIS, _ROOM_FOR_LEGEND = 64, 36
_MARGIN = {"l": 12, "r": 12, "t": 4, "b": 56}
_BAR_WIDTH = 0.42
"""Of a row's height."""

NAME_ABOVE_BAR = 0.22
ROOM_FOR_LABEL = 1.25
"""From 0 to the right edge, in lengths of a bar of 100 %; its label fits on a phone."""

SELECTED_LINE = 3
"""px."""

QUARTERS = (0, 0.25, 0.5, 0.75, 1)


def probability_bars(
    names: Sequence[str], probabilities: Sequence[float | None], selected: int | None = 0
) -> theme.Figure:
    """Horizontal bars, the most probable class on top, its name above and its value beside it.

    All photos share one scale, 0 to 100 %. Names stand above their bars, because ImageNet's longest
    leave no room for bars on a phone. Bars have numbers, because two classes are called "crane".

    Args:
        names: Of the classes, the most probable first.
        probabilities: Of each; None where it is not known.
        selected: Which of the bars is framed, counted from 0; None for none.
    """
    places = list(range(len(names)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [each or 0 for each in probabilities],
        "y": places,
        "width": _BAR_WIDTH,
        "customdata": places,
        "marker": {
            "color": FAMILY_COLOURS[Family.DENSE],
            "line": {
                "color": SELECTED_COLOUR,
                "width": [SELECTED_LINE if place == selected else 0 for place in places],
            },
        },
        "unselected": {"marker": {"opacity": 1}},
        "text": ["?" if each is None else units.percent(each) for each in probabilities],
        "textposition": "outside",
        "hoverinfo": "none",
    }
    layout = _layout(names)
    height = _ROW_HEIGHT * len(names) + _ROOM_FOR_AXIS
    return theme.figure([bars], layout, height=height, margin=_MARGIN)


def compared_bars(
    names: Sequence[str],
    before: Sequence[float | None],
    after: Sequence[float | None],
    words: tuple[str, str] = ("before", "after"),
) -> theme.Figure:
    """Two bars for each class, one above the other, on the same scale as `probability_bars`.

    Args:
        names: Of the classes.
        before: The probability of each before something was changed; None where it is not known.
        after: The same afterwards.
        words: What the two bars of each class are called.
    """
    places = list(range(len(names)))
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": word,
            "x": [each or 0 for each in values],
            "y": places,
            "width": _COMPARED_BAR,
            "offset": offset,
            "marker": {"color": FAMILY_COLOURS[Family.DENSE], "pattern": {"shape": pattern}},
            "text": ["?" if each is None else units.percent(each) for each in values],
            "textposition": "outside",
            "hoverinfo": "none",
        }
        for word, values, offset, pattern in zip(
            words,
            (before, after),
            (-_BAR_WIDTH / 2, _COMPARED_BAR - _BAR_WIDTH / 2),
            ("", "/"),
            strict=True,
        )
    ]
    layout = _layout(names) | {"showlegend": True, "legend": {"orientation": "h", "y": 1.02}}
    height = _COMPARED_ROW * len(names) + _ROOM_FOR_AXIS + _ROOM_FOR_LEGEND
    margin = _MARGIN | {"t": _ROOM_FOR_LEGEND}
    return theme.figure(traces, layout, height=height, margin=margin)


def _layout(names: Sequence[str]) -> Parts:
    return {
        "xaxis": theme.axis(
            "Class probability", range=[0, ROOM_FOR_LABEL], tickvals=QUARTERS, tickformat=".0%"
        ),
        "yaxis": theme.axis(range=[len(names) - 0.5, -0.75], visible=False),
        "annotations": [_name(place, name) for place, name in enumerate(names)],
    }


def _name(place: int, name: str) -> Parts:
    return theme.text(
        f"{place + 1}. {name}",
        x=0,
        y=place - NAME_ABOVE_BAR,
        xanchor="left",
        yanchor="bottom",
    )
