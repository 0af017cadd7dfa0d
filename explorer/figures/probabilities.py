"""Class probabilities as bars."""

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer import units
from explorer.architecture.layers import Family
from explorer.figures.theme import FAMILY_COLOURS, styled

BAR_HEIGHT = 44
ROOM_FOR_AXIS = 60
ROOM_FOR_LABEL = 1.15


def probability_bars(names: Sequence[str], probabilities: Sequence[float]) -> go.Figure:
    """Horizontal bars, the most probable class on top, the value written at each.

    Bars stand by place, not by name: two of ImageNet's classes are called "crane".
    """
    places = list(range(len(names)))
    figure = go.Figure(
        go.Bar(
            x=list(probabilities),
            y=places,
            orientation="h",
            marker={"color": FAMILY_COLOURS[Family.DENSE]},
            text=[units.percent(probability) for probability in probabilities],
            textposition="outside",
            hoverinfo="skip",
        )
    )
    figure.update_xaxes(
        title={"text": "Class probability"},
        range=[0, ROOM_FOR_LABEL * max(probabilities)],
        tickformat=".0%",
        fixedrange=True,
    )
    figure.update_yaxes(
        tickvals=places, ticktext=list(names), autorange="reversed", fixedrange=True
    )
    return styled(figure, height=BAR_HEIGHT * len(names) + ROOM_FOR_AXIS)
