"""What one kernel and a stack take, over the number of channels and over those between."""

from collections.abc import Collection, Mapping
from math import ceil, floor, log10
from typing import Any

from explorer import units
from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.networks import VGG_FILTERS
from explorer.architecture.stacks.comparison import (
    Alternative,
    Amount,
    BreakEven,
    MapSize,
    StackComparison,
    break_even,
    measure,
    over_channels,
    over_channels_between,
)
from explorer.architecture.stacks.stacks import Stack
from explorer.figures import theme
from explorer.figures.stacks.tables import (
    SAME,
    amount_words,
    change_words,
    channels_listed,
    crossing_words,
)
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR, Parts
from explorer.kept import SEVERAL, kept
from explorer.words import several

_HEIGHT = 400
ROOM_FOR_LEGEND, ROOM_FOR_TITLES, _ROOM_FOR_AXIS = 40, 48, 60
"""px: above the panels and below them."""

ROOM_FOR_TICKS, _ROOM_FOR_TITLE = 46, 26
"""px: left of the panels, for numbers such as "1.5M" and for the title of their axis."""

_MARGIN = {"t": ROOM_FOR_LEGEND + ROOM_FOR_TITLES, "l": ROOM_FOR_TICKS, "b": _ROOM_FOR_AXIS}
BETWEEN_MARGIN = {
    "t": ROOM_FOR_LEGEND,
    "l": ROOM_FOR_TICKS + _ROOM_FOR_TITLE,
    "b": _ROOM_FOR_AXIS,
}
PLOT_HEIGHT = _HEIGHT - _MARGIN["t"] - _MARGIN["b"]
CURVES_LEGEND = {"x": 0, "y": 1 + ROOM_FOR_TITLES / PLOT_HEIGHT}

_COLUMNS = ((0.0, 0.41), (0.59, 1.0))
"""Where two panels stand, as shares of the width."""

ONE_LOOK: Mapping[str, Any] = {"color": "#0072B2", "width": 3}
STACK_LOOK: Mapping[str, Any] = {"color": "#009E73", "width": 3, "dash": "dash"}
CHOSEN_LOOK: Mapping[str, Any] = {"color": SELECTED_COLOUR, "width": 3, "dash": "dashdot"}
GUIDE_LOOK: Mapping[str, Any] = {"color": "#999999", "width": 2, "dash": "dot"}
_MARK_SIZE = 13
_HEADROOM = 1.1
ROOM_FOR_WORDS = 1.35
"""Above the curve over channels between, as a multiple of its highest point."""

REACH = 2
"""How far that curve goes past the break-even or the chosen number, as a multiple."""

NUM_STEPS = 64
"""Of each curve."""

TICK_SHARES, MOST_TICKS = (0.25, 0.5, 1, 2.5), 5
"""Steps between ticks, as shares of a power of ten."""

WHOLE_CHANNELS = 128
"""The axis of all channels ends on a multiple of this."""

THOUSANDS = ",~f"
AXIS_WORDS = {
    Amount.WEIGHTS: "Weights",
    Amount.PARAMETERS: "Weights and biases",
    Amount.MACS: "Work, MACs",
    Amount.MEMORY: "Activation memory, MiB",
}
OVER_CHANNELS = (Amount.WEIGHTS, Amount.MACS)


@kept(results=SEVERAL)
def channel_curves(one: Stack, stack: Stack, map_size: MapSize) -> theme.Figure:
    """Draw weights and MACs of both over C, the number of channels in, between and out.

    Both grow as C^2, so the share that is saved is the same for every C. A stack with one number
    of channels throughout is marked; any other stack is not on these curves.

    Args:
        one: The single kernel.
        stack: What may take its place.
        map_size: (height, width) in px.

    Raises:
        ValueError: One of the two sees more than the map.
    """
    chosen = {*stack.filters, stack.channels_in}
    marked = chosen if len(chosen) == 1 else set()
    widest = WHOLE_CHANNELS * ceil(max(*VGG_FILTERS, *marked) / WHOLE_CHANNELS)
    compared = over_channels(one, stack, map_size, _evenly(widest, marked))
    last = compared[widest]
    traces: list[Parts] = []
    layout: Parts = {
        "annotations": [_title(last, amount, panel) for panel, amount in enumerate(OVER_CHANNELS)],
        "legend": CURVES_LEGEND,
    }
    for panel, amount in enumerate(OVER_CHANNELS):
        drawn = _curves(compared, amount, named=panel == 0)
        drawn += [_mark(number, compared[number], amount) for number in marked]
        place = {
            "xaxis": theme.axis_name("x", panel),
            "yaxis": theme.axis_name("y", panel),
        }
        traces += [{**trace, **place} for trace in drawn]
        layout |= _panel_axes(widest, max(_both(last, amount)), panel)
    return theme.figure(traces, layout, height=_HEIGHT, margin=_MARGIN)


@kept(results=SEVERAL)
def between_curve(one: Stack, stack: Stack, map_size: MapSize, amount: Amount) -> theme.Figure:
    """Draw what a stack takes over the channels between its convolutions, against one kernel.

    The break-even and the stack's own number are marked. A stack with several numbers is a level
    line, because the curve has one number for all.

    Args:
        one: The single kernel.
        stack: What may take its place, of two convolutions or more.
        map_size: (height, width) in px.
        amount: What to draw.

    Raises:
        ValueError: The stack has one convolution, or see `compare_stacks`.
    """
    even = break_even(one, stack, map_size, amount)
    if even is None:
        raise ValueError(
            "A curve over the channels between needs a stack of two convolutions or more. "
            f"Received: {stack.title}. Add a convolution."
        )
    chosen = {*stack.filters[:-1]}
    widest = int(BLOCK_LIMITS["filters"].nearest(round(REACH * max(even.exact, *chosen))))
    compared = over_channels_between(one, stack, map_size, _evenly(widest, chosen))
    traces = _curves(compared, amount)
    if len(chosen) == 1:
        traces += [_mark(number, compared[number], amount) for number in chosen]
    else:
        traces.append(_level(stack, measure(stack, map_size), amount, widest))
    highest = max(max(trace["y"]) for trace in traces)
    top = ROOM_FOR_WORDS * highest
    if 1 <= even.exact <= widest:
        limit = _drawn(compared[widest].one, amount)
        traces.append(_break_even(even, limit, top, is_left=even.exact <= widest / 2))
    layout = {
        "xaxis": theme.axis("Channels between", range=[0, widest], tickformat=THOUSANDS),
        "yaxis": theme.axis(AXIS_WORDS[amount], range=[0, top], **_ticks(highest, amount)),
    }
    return theme.figure(traces, layout, height=_HEIGHT, margin=BETWEEN_MARGIN)


def _evenly(widest: int, marked: Collection[int]) -> list[int]:
    """Whole numbers from 1 on at even steps, and the marked ones."""
    step = max(widest // NUM_STEPS, 1)
    return sorted({1, *range(step, widest, step), widest, *marked})


def _ticks(highest: float, amount: Amount) -> Parts:
    """Round numbers up to the highest value, so that no line crosses the words above it."""
    magnitude = 10 ** floor(log10(highest))
    steps = (share * magnitude for share in TICK_SHARES)
    step = next(step for step in steps if highest / step < MOST_TICKS)
    values = [number * step for number in range(floor(highest / step) + 1)]
    return {"tickvals": values, "tickformat": THOUSANDS if amount is Amount.MEMORY else "~s"}


def _curves(
    compared: Mapping[int, StackComparison], amount: Amount, *, named: bool = True
) -> list[Parts]:
    """One line for each alternative, over the keys of the comparisons."""
    comparisons = list(compared.values())
    return [
        theme.curve(
            list(compared),
            [_drawn(each, amount) for each in alternatives],
            line=look,
            name=f"{number}: {alternatives[0].name}",
            text=[
                f"{several(channels, 'channel')}: {amount_words(each, amount)}"
                for channels, each in zip(compared, alternatives, strict=True)
            ],
            hovertemplate="%{text}<extra></extra>",
            showlegend=named,
        )
        for number, look, alternatives in (
            (1, ONE_LOOK, [each.one for each in comparisons]),
            (2, STACK_LOOK, [each.stack for each in comparisons]),
        )
    ]


def _drawn(alternative: Alternative, amount: Amount) -> float:
    """An amount in the unit of its axis."""
    number = alternative.amount(amount)
    return number / units.BYTES_PER_MIB if amount is Amount.MEMORY else number


def _both(comparison: StackComparison, amount: Amount) -> list[float]:
    return [_drawn(each, amount) for each in (comparison.one, comparison.stack)]


def _mark(channels: int, comparison: StackComparison, amount: Amount) -> Parts:
    """Both alternatives at the chosen number."""
    both = (comparison.one, comparison.stack)
    return theme.curve(
        [channels] * len(both),
        _both(comparison, amount),
        mode="markers",
        marker={"color": SELECTED_COLOUR, "size": _MARK_SIZE, "symbol": "diamond"},
        text=[
            f"{several(channels, 'channel')}, {each.name}: {amount_words(each, amount)}"
            for each in both
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        cliponaxis=False,
    )


def _level(stack: Stack, measured: Alternative, amount: Amount, widest: int) -> Parts:
    """What a stack with several numbers between takes, as it is not on the curve."""
    return theme.curve(
        [0, widest],
        [_drawn(measured, amount)] * 2,
        line=CHOSEN_LOOK,
        name=f"2 with {channels_listed(stack.filters[:-1])}",
        hoverinfo="skip",
    )


def _break_even(even: BreakEven, limit: float, top: float, *, is_left: bool) -> Parts:
    """A vertical line through the crossing, with its number on the side that has more room."""
    return theme.curve(
        [even.exact] * 3,
        [0, limit, top],
        mode="lines+markers+text",
        line=GUIDE_LOOK,
        marker={"size": [0, _MARK_SIZE, 0], "symbol": "circle-open", "line": {"width": 3}},
        text=["", "", f" break-even {crossing_words(even)} "],
        textposition="bottom right" if is_left else "bottom left",
        textfont={"size": FONT_SIZE},
        hoverinfo="skip",
        showlegend=False,
    )


def _title(comparison: StackComparison, amount: Amount, panel: int) -> Parts:
    change = change_words(comparison, amount)
    words = "both the same" if change == SAME else f"stack {change}"
    heading = f"<b>{AXIS_WORDS[amount]}</b><br>{words}"
    return theme.heading(heading, 1, yref="paper", x=_COLUMNS[panel][0])


def _panel_axes(widest: int, highest: float, panel: int) -> dict[str, Parts]:
    across = theme.axis(
        "Channels C",
        range=[0, _HEADROOM * widest],
        domain=_COLUMNS[panel],
        tickvals=[0, widest // 2, widest],  # three have room on a phone
        tickformat=THOUSANDS,
        anchor=theme.axis_name("y", panel),
    )
    up = theme.axis(
        range=[0, _HEADROOM * highest],
        tickformat="~s",
        nticks=5,
        anchor=theme.axis_name("x", panel),
    )
    return {theme.axis_key("x", panel): across, theme.axis_key("y", panel): up}
