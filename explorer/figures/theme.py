"""Colours and the one Plotly template: the same meaning everywhere, in light and in dark."""

from collections.abc import Mapping
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


def styled(figure: go.Figure, *, height: int) -> go.Figure:
    """Give a figure the look that all of them share; colours of text and page come from the app."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"size": FONT_SIZE},
        hoverlabel={"font": {"size": FONT_SIZE}},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "font": {"size": FONT_SIZE}},
        dragmode=False,
    )
    figure.update_xaxes(tickfont={"size": FONT_SIZE}, title={"font": {"size": FONT_SIZE}})
    figure.update_yaxes(tickfont={"size": FONT_SIZE}, title={"font": {"size": FONT_SIZE}})
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
