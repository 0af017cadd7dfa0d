"""What one kernel and a stack take: over the number of channels, and over those between."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.stack_comparison import (
    CHANNELS,
    Amount,
    BreakEven,
    Comparison,
    MapSize,
    break_even,
    over_channels,
    over_channels_between,
)
from explorer.architecture.stacks import Stack
from explorer.figures.stack_tables import amount_words, change_words
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR, axis, figure

HEIGHT = 400
ROOM_FOR_LEGEND, ROOM_FOR_TITLES, ROOM_FOR_AXIS = 40, 48, 60
"""px: above the panels and below them."""

ROOM_FOR_TICKS, ROOM_FOR_TITLE = 46, 26
"""px: left of the panels, for numbers such as "1.5M" and for the title of their axis."""

MARGIN = {"t": ROOM_FOR_LEGEND + ROOM_FOR_TITLES, "l": ROOM_FOR_TICKS, "b": ROOM_FOR_AXIS}
BETWEEN_MARGIN = {
    "t": ROOM_FOR_LEGEND,
    "l": ROOM_FOR_TICKS + ROOM_FOR_TITLE,
    "b": ROOM_FOR_AXIS,
}
PLOT_HEIGHT = HEIGHT - MARGIN["t"] - MARGIN["b"]
LEGEND = {"x": 0, "y": 1 + ROOM_FOR_TITLES / PLOT_HEIGHT}

Trace = dict[str, Any]

COLUMNS = ((0.0, 0.41), (0.59, 1.0))
"""Where two panels stand, in shares of the width."""

ONE_LOOK: Mapping[str, Any] = {"color": "#0072B2", "width": 3}
STACK_LOOK: Mapping[str, Any] = {"color": "#009E73", "width": 3, "dash": "dash"}
GUIDE_LOOK: Mapping[str, Any] = {"color": "#999999", "width": 2, "dash": "dot"}
MARK_SIZE = 13
HEADROOM = 1.1
ROOM_FOR_WORDS = 1.35
"""Above the curve over channels between, in heights of its highest point."""

REACH = 2
"""How far that curve goes on behind the break-even or the chosen number, as a multiple."""

NUM_STEPS = 48
"""Of that curve."""

AXIS_WORDS = {
    Amount.WEIGHTS: "Weights",
    Amount.PARAMETERS: "Weights and biases",
    Amount.MACS: "Work, MACs",
    Amount.MEMORY: "Memory, bytes",
}
OVER_CHANNELS = (Amount.WEIGHTS, Amount.MACS)


def channel_curves(one: Stack, stack: Stack, map_size: MapSize) -> go.Figure:
    """Draw weights and MACs of both over C: as many channels in as between and out.

    Both grow as C^2, so the share that is saved is the same for every C. Where a stack has one
    number of channels throughout, it is marked.

    Args:
        one: The single kernel.
        stack: What may take its place.
        map_size: (height, width) in px.

    Raises:
        ValueError: One of the two sees more than the map.
    """
    marked = {*stack.filters, stack.channels_in}
    numbers = sorted({*CHANNELS, *marked}) if len(marked) == 1 else [*CHANNELS]
    compared = over_channels(one, stack, map_size, numbers)
    last = compared[numbers[-1]]
    traces: list[Trace] = []
    layout: dict[str, Any] = {
        "annotations": [_title(last, amount, panel) for panel, amount in enumerate(OVER_CHANNELS)],
        "legend": LEGEND,
    }
    for panel, amount in enumerate(OVER_CHANNELS):
        drawn = _curves(compared, amount, named=panel == 0)
        if len(marked) == 1:
            drawn.append(_mark(stack.channels_in, compared[stack.channels_in], amount))
        place = {"xaxis": f"x{panel + 1}", "yaxis": f"y{panel + 1}"}
        traces += [{**trace, **place} for trace in drawn]
        layout |= _panel_axes(numbers[-1], max(_both(last, amount)), panel)
    return figure(traces, layout, height=HEIGHT, margin=MARGIN)


def between_curve(one: Stack, stack: Stack, map_size: MapSize, amount: Amount) -> go.Figure:
    """Draw what a stack takes over the channels between its convolutions, against one kernel.

    The break-even is marked, and the stack's own number where it is one number.

    Args:
        one: The single kernel.
        stack: What may take its place, of two convolutions or more.
        map_size: (height, width) in px.
        amount: What to draw.

    Raises:
        ValueError: Nothing lies between, or see `stack_comparison.compare`.
    """
    even = break_even(one, stack, map_size, amount)
    if even is None:
        raise ValueError(
            "A curve over the channels between needs a stack of two convolutions or more. "
            f"Received: {stack.title}. Add a convolution."
        )
    chosen = sorted({*stack.filters[:-1]})
    numbers = _numbers_between(even, chosen)
    compared = over_channels_between(one, stack, map_size, numbers)
    traces = _curves(compared, amount)
    highest = max(max(trace["y"]) for trace in traces)
    if len(chosen) == 1:
        traces.append(_mark(chosen[0], compared[chosen[0]], amount))
    top = ROOM_FOR_WORDS * highest
    if 1 <= even.exact <= numbers[-1]:
        limit = compared[numbers[0]].one.amount(amount)
        is_left = even.exact <= numbers[-1] / 2
        traces.append(_break_even(even, limit, top, is_left=is_left))
    layout = {
        "xaxis": axis("Channels between", range=[0, numbers[-1]]),
        "yaxis": axis(AXIS_WORDS[amount], range=[0, top], tickformat="~s", nticks=5),
    }
    return figure(traces, layout, height=HEIGHT, margin=BETWEEN_MARGIN)


def _numbers_between(even: BreakEven, chosen: Sequence[int]) -> list[int]:
    """Whole numbers from 1 to well behind the break-even and what is chosen."""
    most = round(REACH * max(even.exact, *chosen))
    most = int(BLOCK_LIMITS["filters"].nearest(most))
    step = max(most // NUM_STEPS, 1)
    return sorted({*range(1, most + 1, step), *chosen, most})


def _curves(
    compared: Mapping[int, Comparison], amount: Amount, *, named: bool = True
) -> list[Trace]:
    """One line for each alternative, over what the comparisons are keyed by."""
    comparisons = list(compared.values())
    return [
        {
            "type": "scatter",
            "x": list(compared),
            "y": [each.amount(amount) for each in alternatives],
            "mode": "lines",
            "line": look,
            "name": alternatives[0].name,
            "text": [amount_words(each, amount) for each in alternatives],
            "hovertemplate": "%{x} channels: %{text}<extra></extra>",
            "showlegend": named,
        }
        for look, alternatives in (
            (ONE_LOOK, [each.one for each in comparisons]),
            (STACK_LOOK, [each.stack for each in comparisons]),
        )
    ]


def _both(comparison: Comparison, amount: Amount) -> list[int]:
    return [each.amount(amount) for each in (comparison.one, comparison.stack)]


def _mark(channels: int, comparison: Comparison, amount: Amount) -> Trace:
    """Both alternatives at the number that is chosen."""
    both = (comparison.one, comparison.stack)
    return {
        "type": "scatter",
        "x": [channels] * len(both),
        "y": _both(comparison, amount),
        "mode": "markers",
        "marker": {"color": SELECTED_COLOUR, "size": MARK_SIZE, "symbol": "diamond"},
        "text": [f"{each.name}: {amount_words(each, amount)}" for each in both],
        "hovertemplate": "%{x} channels, %{text}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
    }


def _break_even(even: BreakEven, limit: int, top: float, *, is_left: bool) -> Trace:
    """An upright line through the crossing, and the number beside it where there is more room."""
    return {
        "type": "scatter",
        "x": [even.exact] * 3,
        "y": [0, limit, top],
        "mode": "lines+markers+text",
        "line": GUIDE_LOOK,
        "marker": {"size": [0, MARK_SIZE, 0], "symbol": "circle-open", "line": {"width": 3}},
        "text": ["", "", f" break-even {even.exact:,.1f} "],
        "textposition": "bottom right" if is_left else "bottom left",
        "textfont": {"size": FONT_SIZE},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _title(comparison: Comparison, amount: Amount, panel: int) -> dict[str, Any]:
    change = change_words(comparison, amount)
    return {
        "text": f"<b>{AXIS_WORDS[amount]}</b><br>stack {change}",
        "x": COLUMNS[panel][0],
        "y": 1,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": FONT_SIZE},
    }


def _panel_axes(widest: int, highest: int, panel: int) -> dict[str, dict[str, Any]]:
    number = panel + 1 if panel else ""
    across = axis(
        "Channels C",
        range=[0, HEADROOM * widest],
        domain=COLUMNS[panel],
        nticks=5,
        anchor=f"y{panel + 1}",
    )
    up = axis(range=[0, HEADROOM * highest], tickformat="~s", nticks=5, anchor=f"x{panel + 1}")
    return {f"xaxis{number}": across, f"yaxis{number}": up}
