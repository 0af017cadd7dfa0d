"""Runs side by side: accuracy with its interval, parameters, time."""

from collections.abc import Sequence

from explorer import units
from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.figures.transfer.label_looks import figure_label
from explorer.figures.transfer.learned_notes import share_words
from explorer.transfer.intervals import wilson
from explorer.transfer.run_series import RunRow

_ACCURACY, _LEARNED, _TIME = (0.0, 0.5), (0.58, 0.77), (0.83, 1.0)
"""Left and right of each panel, as shares of the plot."""

_ROW_HEIGHT, _ROOM_FOR_AXIS = 66, 90
_MARGIN = {"t": 8, "b": 78, "l": 12, "r": 18}
_BAR, _NAME_ABOVE, _INTERVAL_WIDTH = 0.26, 0.2, 10
_INTERVAL_COLOUR, _BAR_COLOUR = "#9AD2F3", "#56B4E9"
_HEADROOM = 1.05

_LETTERS = 38
"""Of a name: with its count before it, it fits on a phone."""


def run_chart(rows: Sequence[RunRow]) -> theme.Figure:
    """Draw runs from top to bottom: a dot in its 95 % interval, and two bars."""
    known = [(place, row) for place, row in enumerate(rows) if row.num]
    traces = [*(_interval(place, row) for place, row in known), _points(known)]
    traces += [
        _bars([row.num_learned for row in rows], 2, "%{x:,} parameters learned"),
        _bars([row.seconds for row in rows], 3, "%{x:.1f} s"),
    ]
    most = max(row.num_learned for row in rows), max(row.seconds for row in rows)
    layout: Parts = {
        "xaxis": theme.axis(
            "Right answers", range=[-0.02, 1.03], tickformat=".0%", nticks=5, domain=_ACCURACY
        ),
        "xaxis2": _amount("Parameters<br>learned", most[0], units.short(most[0]), _LEARNED),
        "xaxis3": _amount("Time, s", most[1], f"{most[1]:.1f}", _TIME),
        "yaxis": theme.axis(range=[len(rows) - 0.6, -0.75], visible=False),
        "annotations": [each for place, row in enumerate(rows) for each in _words(place, row)],
        "showlegend": False,
    }
    height = _ROW_HEIGHT * len(rows) + _ROOM_FOR_AXIS
    return theme.figure(traces, layout, height=height, margin=_MARGIN)


def _amount(title: str, most: float, written: str, domain: tuple[float, float]) -> Parts:
    """An axis from 0 to the largest; more than these two numbers have no room on a phone."""
    ticks: Parts = {"tickvals": [0, most], "ticktext": ["0", written]} if most else {}
    return theme.axis(title, range=[0, _HEADROOM * max(most, 0.1)], domain=domain, **ticks)


def _interval(place: int, row: RunRow) -> Parts:
    interval = wilson(row.num_right, row.num)
    ends = [interval.low, interval.high] if interval else []
    return theme.curve(
        ends,
        [place] * len(ends),
        line={"width": _INTERVAL_WIDTH, "color": _INTERVAL_COLOUR},
        hoverinfo="skip",
    )


def _points(known: list[tuple[int, RunRow]]) -> Parts:
    return theme.curve(
        [row.num_right / row.num for _place, row in known],
        [place for place, _row in known],
        "markers",
        marker={"size": 12, "color": SELECTED_COLOUR, "line": {"width": 1, "color": "#101418"}},
        hoverinfo="skip",
    )


def _bars(values: Sequence[float], panel: int, hover: str) -> Parts:
    return {
        "type": "bar",
        "orientation": "h",
        "x": list(values),
        "y": list(range(len(values))),
        "xaxis": f"x{panel}",
        "width": _BAR,
        "marker": {"color": _BAR_COLOUR},
        "hovertemplate": f"{hover}<extra></extra>",
    }


def _words(place: int, row: RunRow) -> list[Parts]:
    """The name above a run, and below each bar what it stands for."""
    found = f"{row.num_right} of {row.num}" if row.num else units.UNKNOWN
    name = f"<b>{found}</b>  {figure_label(row.name, _LETTERS)}"
    above: Parts = {"x": 0, "y": place - _NAME_ABOVE, "yanchor": "bottom"}
    below: Parts = {"y": place + _BAR / 2, "yanchor": "top"}
    amounts = (_LEARNED, units.short(row.num_learned)), (_TIME, f"{row.seconds:.1f} s")
    at: Parts = {"xref": "paper", "xanchor": "left"}
    return [
        theme.text(name, **above, **at),
        *(theme.text(words, x=left, **below, **at) for (left, _right), words in amounts),
    ]


def run_chart_alt(rows: Sequence[RunRow]) -> str:
    """What the chart shows, for those who do not see it."""
    told = (f"{row.name}: {row.num_right} of {row.num} right" for row in rows)
    return f"Runs with accuracy, parameters that learned, and time. {'; '.join(told)}."


def run_table(rows: Sequence[RunRow]) -> dict[str, list[str]]:
    """The same numbers, exactly."""
    return {
        "run": [row.name for row in rows],
        "right": [share_words(row.num_right, row.num) for row in rows],
        "parameters": [units.count(row.num_parameters) for row in rows],
        "of these learned": [units.count(row.num_learned) for row in rows],
        "epochs": [units.count(row.num_epochs) for row in rows],
        "time, s": [f"{row.seconds:.1f}" for row in rows],
    }
