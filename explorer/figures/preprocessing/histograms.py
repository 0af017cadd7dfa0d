"""How often each value occurs in red, green and blue, before and after the means are subtracted."""

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.figures import theme
from explorer.figures.theme import Parts
from explorer.way_in import ChannelHistogram

CHANNEL_LINES: Mapping[str, tuple[str, str]] = {
    "red": ("#D55E00", "solid"),
    "green": ("#009E73", "dash"),
    "blue": ("#56B4E9", "dot"),
}
"""Colour and dash of each channel's line: colour alone would not tell them apart."""

VALUE_RANGE = (-130, 260)
"""Of both panels, so that one can see how far a histogram moves."""

PANEL_TITLES = ("Before: grey levels of the resized photo", "After: the means subtracted")

_HEIGHT = 470
_MARGIN = {"l": 84, "t": 44, "b": 64}
_DOMAINS = ((0.6, 0.94), (0.0, 0.34))
"""Of the panels, as shares of the height, with room for their titles and numbers."""

_ABOVE_PANEL = 0.01


def histogram_panels(
    before: Sequence[ChannelHistogram], after: Sequence[ChannelHistogram]
) -> theme.Figure:
    """Draw both below each other, on the same axis of values."""
    panels = (before, after)
    traces = [
        _outline(each, number) for number, panel in enumerate(panels) for each in _in_order(panel)
    ]
    layout: Parts = {"legend": {"y": 1.02}, "annotations": [], "shapes": []}
    for number, (title, domain) in enumerate(zip(PANEL_TITLES, _DOMAINS, strict=True)):
        layout |= _axes(number, domain)
        layout["annotations"].append(theme.heading(title, domain[1] + _ABOVE_PANEL, yref="paper"))
        layout["shapes"].append(_zero_line(number))
    return theme.figure(traces, layout, height=_HEIGHT, margin=_MARGIN)


def _in_order(panel: Sequence[ChannelHistogram]) -> list[ChannelHistogram]:
    """Red, green, blue, in whatever order the channels come."""
    names = list(CHANNEL_LINES)
    return sorted(panel, key=lambda each: names.index(each.channel))


def _outline(each: ChannelHistogram, panel: int) -> Parts:
    colour, dash = CHANNEL_LINES[each.channel]
    low, high = each.edges[:-1], each.edges[1:]
    return theme.curve(
        ((low + high) / 2).tolist(),
        each.counts.tolist(),
        name=each.channel,
        legendgroup=each.channel,
        showlegend=panel == 0,
        line={"color": colour, "width": 2, "dash": dash, "shape": "hvh"},
        customdata=np.stack([low, high], axis=-1),
        hovertemplate=(
            f"{each.channel}, %{{customdata[0]:.1f}} to %{{customdata[1]:.1f}}: "
            "%{y:,} pixels<extra></extra>"
        ),
        xaxis=theme.axis_name("x", panel),
        yaxis=theme.axis_name("y", panel),
    )


def _axes(panel: int, domain: tuple[float, float]) -> Parts:
    is_last = panel == len(_DOMAINS) - 1
    title = "Value, grey levels" if is_last else ""
    return {
        theme.axis_key("x", panel): theme.axis(
            title, range=list(VALUE_RANGE), anchor=theme.axis_name("y", panel)
        ),
        theme.axis_key("y", panel): theme.axis(
            "Pixels",
            domain=list(domain),
            rangemode="tozero",
            tickformat=",",
            anchor=theme.axis_name("x", panel),
        ),
    }


def _zero_line(panel: int) -> Parts:
    """Where 0 is: before, an end of the range; after, the middle of it."""
    return {
        "type": "line",
        "xref": theme.axis_name("x", panel),
        "yref": f"{theme.axis_name('y', panel)} domain",
        **{"x0": 0, "x1": 0, "y0": 0, "y1": 1},
        "line": {"color": theme.ICONS, "width": 1},
    }
