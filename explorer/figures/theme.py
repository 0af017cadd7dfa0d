"""Colours and the one Plotly template: the same meaning everywhere, in light and in dark."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import sample_colorscale, unlabel_rgb

from explorer.architecture.layers import Family

FAMILY_COLOURS: Mapping[Family, str] = {
    Family.CONVOLUTION: "#56B4E9",
    Family.POOLING: "#E69F00",
    Family.DENSE: "#009E73",
    Family.NORMALISATION: "#CC79A7",
    Family.ACTIVATION: "#D55E00",
    Family.REGULARISATION: "#F0E442",
    Family.RESHAPE: "#999999",
}
"""The Okabe-Ito set: told apart by colour-blind eyes (jfly.uni-koeln.de/color)."""

SELECTED_COLOUR = "#D55E00"
FONT_SIZE = 15
IMAGE_SCALE = 2
"""Dots per pixel of a downloaded PNG, for sharp prints."""

SEQUENTIAL = "viridis"
PALETTE_SIZE = 256


@cache
def sequential_palette() -> NDArray[np.uint8]:
    """The colours for values from the smallest to the largest, uint8 (256, 3)."""
    colours = sample_colorscale(SEQUENTIAL, np.linspace(0, 1, PALETTE_SIZE).tolist())
    palette = np.array([unlabel_rgb(colour) for colour in colours]).round().astype(np.uint8)
    palette.flags.writeable = False
    return palette


MARGIN: Mapping[str, int] = {"l": 8, "r": 8, "t": 8, "b": 8}
_FONT: Mapping[str, int] = {"size": FONT_SIZE}
_LOOK: Mapping[str, Any] = {
    "font": _FONT,
    "hoverlabel": {"font": _FONT},
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "font": _FONT},
    "dragmode": False,
    "datarevision": 1,
}
"""What all figures share; colours of text and page come from the app.

The app draws each new figure twice, the second time with its theme: the same revision tells that
the data have stayed, which halves the time.
"""


def figure(
    traces: Sequence[Mapping[str, Any]],
    layout: Mapping[str, Any],
    *,
    height: int,
    margin: Mapping[str, int] = MARGIN,
) -> go.Figure:
    """Make a figure in the shared look, all at once.

    Plotly looks through a whole figure whenever something is added to it; one that is made from
    one description is there in a tenth of the time.

    Args:
        traces: Each with its "type".
        layout: With axes made by `axis`; its entries win over the shared look.
        height: Of the figure, in px.
        margin: Room around the axes, in px: labels of axes that are made by `axis` stand in it.
    """
    shared = {"height": height, "margin": {**MARGIN, **margin}}
    return go.Figure({"data": traces, "layout": {**_LOOK, **shared, **layout}})


def axis(title: str = "", **options: Any) -> dict[str, Any]:
    """An axis in the shared look that nobody can move, for a figure that `figure` makes.

    Its labels get no room of their own: to measure them, the browser would draw the figure twice.
    """
    return {
        "title": {"text": title, "font": _FONT},
        "tickfont": _FONT,
        "fixedrange": True,
        "automargin": False,
        **options,
    }


def styled(figure: go.Figure, *, height: int) -> go.Figure:
    """Give a figure that is already there the look that all of them share."""
    figure.update_layout({"height": height, "margin": MARGIN, **_LOOK})
    figure.update_xaxes(tickfont=_FONT, title={"font": _FONT})
    figure.update_yaxes(tickfont=_FONT, title={"font": _FONT})
    return figure


ImageFormat = Literal["svg", "png"]


def config(file_name: str, image_format: ImageFormat = "svg") -> dict[str, Any]:
    """Plotly's options: no mode bar but a download button, for a file named after the figure."""
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": image_format,
            "filename": file_name,
            "scale": IMAGE_SCALE,
        },
        "scrollZoom": False,
    }
