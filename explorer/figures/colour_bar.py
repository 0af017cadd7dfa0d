"""The colour bar under a contact sheet."""

import numpy as np
import plotly.graph_objects as go

from explorer.figures.theme import PALETTE_SIZE, SEQUENTIAL, styled

HEIGHT = 90


def colour_bar(low: float, high: float, title: str) -> go.Figure:
    """A horizontal bar of the sequential colours from ``low`` to ``high``."""
    values = np.linspace(low, high, PALETTE_SIZE)
    figure = go.Figure(
        go.Heatmap(x=values, z=[values], colorscale=SEQUENTIAL, showscale=False, hoverinfo="x")
    )
    figure.update_yaxes(visible=False, fixedrange=True)
    figure.update_xaxes(
        title={"text": title}, fixedrange=True, nticks=6, showgrid=False, range=[low, high]
    )
    return styled(figure, height=HEIGHT)
