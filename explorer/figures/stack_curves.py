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
from explorer.figures.stack_tables import amount_words, saving_words
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR, styled

HEIGHT = 400
ROOM_FOR_LEGEND, ROOM_FOR_TITLES, ROOM_FOR_AXIS = 40, 48, 60
"""px: above the panels and below them."""

COLUMNS = ((0.0, 0.44), (0.56, 1.0))
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
    figure = go.Figure()
    for panel, amount in enumerate(OVER_CHANNELS):
        place = {"xaxis": f"x{panel + 1}", "yaxis": f"y{panel + 1}"}
        look = {**place, "showlegend": panel == 0}
        figure.add_traces([each.update(look) for each in _curves(compared, amount)])
        if len(marked) == 1:
            mark = _mark(stack.channels_in, compared[stack.channels_in], amount)
            figure.add_trace(mark.update(place))
        figure.add_annotation(_title(compared[numbers[-1]], amount, panel))
        _lay_out(figure, numbers[-1], max(_both(compared[numbers[-1]], amount)), panel)
    styled(figure, height=HEIGHT)
    top = ROOM_FOR_LEGEND + ROOM_FOR_TITLES
    figure.update_layout(
        margin={"t": top, "b": ROOM_FOR_AXIS},
        legend={"y": 1 + ROOM_FOR_TITLES / (HEIGHT - top - ROOM_FOR_AXIS)},
    )
    return figure


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
    figure = go.Figure(_curves(compared, amount))
    if len(chosen) == 1:
        figure.add_trace(_mark(chosen[0], compared[chosen[0]], amount))
    highest = max(max(trace.y) for trace in figure.data)
    if 1 <= even.exact <= numbers[-1]:
        limit = compared[chosen[0]].one.amount(amount)
        is_left = even.exact <= numbers[-1] / 2
        figure.add_trace(_break_even(even, limit, ROOM_FOR_WORDS * highest, is_left=is_left))
    styled(figure, height=HEIGHT)
    figure.update_xaxes(title={"text": "Channels between"}, range=[0, numbers[-1]], fixedrange=True)
    figure.update_yaxes(
        title={"text": AXIS_WORDS[amount]},
        range=[0, ROOM_FOR_WORDS * highest],
        tickformat="~s",
        fixedrange=True,
    )
    return figure


def _numbers_between(even: BreakEven, chosen: Sequence[int]) -> list[int]:
    """Whole numbers from 1 to well behind the break-even and what is chosen."""
    most = round(REACH * max(even.exact, *chosen))
    most = int(BLOCK_LIMITS["filters"].nearest(most))
    step = max(most // NUM_STEPS, 1)
    return sorted({*range(1, most + 1, step), *chosen, most})


def _curves(compared: Mapping[int, Comparison], amount: Amount) -> list[go.Scatter]:
    """One line for each alternative, over what the comparisons are keyed by."""
    comparisons = list(compared.values())
    return [
        go.Scatter(
            x=list(compared),
            y=[each.amount(amount) for each in alternatives],
            mode="lines",
            line=look,
            name=alternatives[0].name,
            text=[amount_words(each, amount) for each in alternatives],
            hovertemplate="%{x} channels: %{text}<extra></extra>",
        )
        for look, alternatives in (
            (ONE_LOOK, [each.one for each in comparisons]),
            (STACK_LOOK, [each.stack for each in comparisons]),
        )
    ]


def _both(comparison: Comparison, amount: Amount) -> list[int]:
    return [each.amount(amount) for each in (comparison.one, comparison.stack)]


def _mark(channels: int, comparison: Comparison, amount: Amount) -> go.Scatter:
    """Both alternatives at the number that is chosen."""
    both = (comparison.one, comparison.stack)
    return go.Scatter(
        x=[channels] * len(both),
        y=_both(comparison, amount),
        mode="markers",
        marker={"color": SELECTED_COLOUR, "size": MARK_SIZE, "symbol": "diamond"},
        text=[f"{each.name}: {amount_words(each, amount)}" for each in both],
        hovertemplate="%{x} channels, %{text}<extra></extra>",
        showlegend=False,
        cliponaxis=False,
    )


def _break_even(even: BreakEven, limit: int, top: float, *, is_left: bool) -> go.Scatter:
    """An upright line through the crossing, and the number beside it where there is more room."""
    return go.Scatter(
        x=[even.exact] * 3,
        y=[0, limit, top],
        mode="lines+markers+text",
        line=GUIDE_LOOK,
        marker={"size": [0, MARK_SIZE, 0], "symbol": "circle-open", "line": {"width": 3}},
        text=["", "", f" break-even {even.exact:,.1f} "],
        textposition="bottom right" if is_left else "bottom left",
        textfont={"size": FONT_SIZE},
        hoverinfo="skip",
        showlegend=False,
    )


def _title(comparison: Comparison, amount: Amount, panel: int) -> dict[str, Any]:
    saved = saving_words(comparison.saved_by_stack(amount))
    return {
        "text": f"<b>{AXIS_WORDS[amount]}</b><br>stack {saved}",
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


def _lay_out(figure: go.Figure, widest: int, highest: int, panel: int) -> None:
    across = {
        "title": {"text": "Channels C"},
        "range": [0, HEADROOM * widest],
        "domain": COLUMNS[panel],
        "nticks": 5,
        "fixedrange": True,
        "anchor": f"y{panel + 1}",
    }
    up = {
        "range": [0, HEADROOM * highest],
        "tickformat": "~s",
        "nticks": 5,
        "fixedrange": True,
        "anchor": f"x{panel + 1}",
    }
    number = panel + 1 if panel else ""
    figure.update_layout({f"xaxis{number}": across, f"yaxis{number}": up})
