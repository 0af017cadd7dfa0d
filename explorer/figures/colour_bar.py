"""The colour bar under a contact sheet."""

import functools

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from explorer.figures.theme import PALETTE_SIZE, SEQUENTIAL, styled

HEIGHT = 100
ROOM_FOR_AXIS = 60
NUM_TICKS = 6
WHOLE_NUMBERS_FROM = 100


def colour_bar(low: float, high: float, title: str) -> go.Figure:
    """A horizontal bar of the sequential colours from ``low`` to ``high``."""
    figure = _bar(np.linspace(low, high, PALETTE_SIZE), title)
    tick_format = ",.0f" if high >= WHOLE_NUMBERS_FROM else ",.2~f"
    figure.update_xaxes(tickvals=np.linspace(low, high, NUM_TICKS), tickformat=tick_format)
    return figure


@functools.cache  # every run of a page shows the same one
def relative_colour_bar(title: str) -> go.Figure:
    """The same bar where each map has its own smallest and largest value."""
    figure = _bar(np.linspace(0, 1, PALETTE_SIZE), title)
    figure.update_xaxes(tickvals=[0, 1], ticktext=["smallest", "largest"])
    return figure


def _bar(values: NDArray[np.float64], title: str) -> go.Figure:
    figure = go.Figure(
        go.Heatmap(x=values, z=[values], colorscale=SEQUENTIAL, showscale=False, hoverinfo="x")
    )
    figure.update_yaxes(visible=False, fixedrange=True)
    figure.update_xaxes(title={"text": title}, fixedrange=True, showgrid=False)
    styled(figure, height=HEIGHT)
    figure.update_layout(margin={"b": ROOM_FOR_AXIS, "l": 40, "r": 40})
    return figure
