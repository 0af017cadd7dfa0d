"""Colours and the one look of all figures: the same meaning everywhere, in light and dark."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import get_colorscale, sample_colorscale, unlabel_rgb

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
"""The Okabe-Ito set, which colour-blind readers can tell apart (jfly.uni-koeln.de/color)."""

SELECTED_COLOUR = "#D55E00"
SELECTED_FILL = "rgba(213, 94, 0, 0.18)"
FONT_SIZE = 15
IMAGE_SCALE = 2
"""Dots per pixel of a downloaded PNG, for sharp prints."""

PALETTE_SIZE = 256


def stops_of(name: str) -> list[list[Any]]:
    """One of Plotly's scales, each colour with its place from 0 to 1: the browser has its own."""
    return [list(stop) for stop in get_colorscale(name)]


def sampled(scale: str | list[str]) -> NDArray[np.uint8]:
    """The colours of one of Plotly's scales, evenly spaced, read-only uint8 (256, 3)."""
    colours = sample_colorscale(scale, np.linspace(0, 1, PALETTE_SIZE).tolist())
    palette = np.array([unlabel_rgb(colour) for colour in colours]).round().astype(np.uint8)
    palette.flags.writeable = False
    return palette


Parts = dict[str, Any]
"""A trace, annotation, shape, axis or layout, as Plotly takes it."""


class Figure(go.Figure):  # type: ignore[misc]  # Plotly publishes no types
    """A figure as it was described; nobody may change it, so that all visitors can share it.

    Plotly makes an object of each part and checks it. A page does without: that takes 5 to 25 ms,
    and the browser gets the description. Whoever looks at the parts, as tests do, gets Plotly's.
    """

    def __init__(self, description: Parts) -> None:
        self._description = description

    def to_dict(self) -> Parts:
        """What the browser gets."""
        return self._sent

    @cached_property
    def selectable(self) -> "Figure":
        """The figure with points to click. Left to the app, this would make it draw again."""
        layout = {**self._description["layout"], "clickmode": "event+select", "dragmode": "pan"}
        return Figure({**self._description, "layout": layout})

    @cached_property
    def _sent(self) -> Parts:
        return cast(Parts, _sendable(self._description))

    @property
    def data(self) -> Any:
        """The traces, as Plotly's objects."""
        return self._checked.data

    @property
    def layout(self) -> Any:
        """Plotly's object."""
        return self._checked.layout

    @cached_property
    def _checked(self) -> Any:
        made = go.Figure(self._description)
        made.layout.template = None
        return made


WHOLE_NUMBERS = ("int8", "int16", "int32")
"""What the browser reads of whole numbers with a sign."""


def _sendable(part: Any) -> Any:
    """A part as Plotly sends it: arrays as base64 of their memory, nothing that is None."""
    match part:
        case dict():
            return {name: _sendable(each) for name, each in part.items() if each is not None}
        case list() | tuple() if part and isinstance(part[0], dict):
            return [_sendable(each) for each in part]
        case np.ndarray() if part.dtype.kind in "fiu" and part.size:
            return _packed(part)
        case np.ndarray() | np.generic():
            return part.tolist()
        case _:
            return part


def _packed(numbers: NDArray[Any]) -> Parts:
    """An array for the browser, which has no whole numbers of 64 bits."""
    if numbers.dtype.kind in "iu":
        ends = np.array([numbers.min(), numbers.max()])
        numbers = numbers.astype(next(k for k in WHOLE_NUMBERS if (ends == ends.astype(k)).all()))
    packed = {
        "dtype": f"{numbers.dtype.kind}{numbers.dtype.itemsize}",
        "bdata": b64encode(numbers.tobytes()).decode("ascii"),
    }
    shape = {"shape": ", ".join(map(str, numbers.shape))} if numbers.ndim > 1 else {}
    return packed | shape


MARGIN: Mapping[str, int] = {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 9}
_PAPER, _INK, CLEAR = "#ffffff", "#101418", "rgba(0, 0, 0, 0)"
LINES, ICONS = "rgba(128, 128, 128, 0.25)", "#808495"
_FONT: Mapping[str, Any] = {"size": FONT_SIZE}
_LEGEND: Mapping[str, Any] = {
    **{"orientation": "h", "yanchor": "bottom", "y": 1.0},
    **{"bgcolor": CLEAR, "font": _FONT},
}
_LOOK: Mapping[str, Any] = {
    "font": {"family": '"Source Sans", sans-serif', "color": _INK, **_FONT},
    "paper_bgcolor": _PAPER,
    "plot_bgcolor": CLEAR,
    "hoverlabel": {"bgcolor": _PAPER, "bordercolor": ICONS, "font": {"color": _INK, **_FONT}},
    "modebar": {"bgcolor": CLEAR, "color": ICONS, "activecolor": ICONS},
    "legend": _LEGEND,
    "dragmode": False,
    "datarevision": 1,
}
"""What all figures share, as printed. On the page, assets/frame.css sets the page's colours.

The app draws each figure twice, the second time with exact numbers for its size. A template, or
data without a revision, would count as changed, and the second draw would take as long as the
first. So figures have no template and always the same revision.
"""

_AXES: Mapping[str, Mapping[str, Any]] = {
    "x": {"showgrid": False, "zeroline": False, "gridcolor": LINES},
    "y": {"gridcolor": LINES, "zerolinecolor": LINES},
}
_STANDOFF: Mapping[str, int] = {"x": 22, "y": 27}
"""px from an axis's labels to its title."""


def figure(
    traces: Sequence[Mapping[str, Any]],
    layout: Mapping[str, Any],
    *,
    height: int,
    margin: Mapping[str, int] = MARGIN,
) -> Figure:
    """Make a figure in the shared look from one description.

    Args:
        traces: Each with its "type".
        layout: Its axes are made by `axis`; its entries override the shared look.
        height: In px.
        margin: Room around the axes, in px. The labels of axes made by `axis` go there.
    """
    shared = {"height": height, "margin": {**MARGIN, **margin}}
    dressed = {name: _dressed(name, part) for name, part in layout.items() if part != []}
    description = {"data": traces, "layout": {**_LOOK, **shared, **dressed}}
    return Figure(description)


def _dressed(name: str, part: Any) -> Any:
    """An axis or a legend with the shared look; any other part of a layout unchanged."""
    if name == "legend":
        return {**_LEGEND, **part}
    letter = name[0]
    if not name.startswith(("xaxis", "yaxis")):
        return part
    title = {"standoff": _STANDOFF[letter], **part.get("title", {})}
    return {**_AXES[letter], **part, "title": title}


def axis(title: str = "", **options: Any) -> dict[str, Any]:
    """A fixed axis in the shared look, for a figure made by `figure`.

    It reserves no room for labels: to measure them, the browser would draw the figure twice.
    """
    return {
        "title": {"text": title, "font": _FONT},
        "tickfont": _FONT,
        "fixedrange": True,
        "automargin": False,
        **options,
    }


def curve(x: Sequence[Any], y: Sequence[Any], mode: str = "lines", **options: Any) -> Parts:
    """A trace of points and the lines between them."""
    return {"type": "scatter", "x": x, "y": y, "mode": mode, **options}


def axis_name(letter: str, panel: int) -> str:
    """The axis of a panel, counted from 0, as traces name it: x, x2, x3."""
    return f"{letter}{panel + 1}" if panel else letter


def axis_key(letter: str, panel: int) -> str:
    """The same as a layout names it: xaxis, xaxis2, xaxis3."""
    return f"{letter}axis{panel + 1}" if panel else f"{letter}axis"


def text(words: str, **options: Any) -> Parts:
    """A text on a figure, without an arrow."""
    return {"text": words, "showarrow": False, "font": _FONT, **options}


def heading(words: str, y: float, **options: Any) -> Parts:
    """A text that stands on ``y`` and begins at the left edge of the plot."""
    corner: Parts = {"x": 0, "xref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return text(words, **{**corner, "y": y, "align": "left", **options})


def config(file_name: str) -> dict[str, Any]:
    """Plotly's options: no mode bar except a download button.

    Args:
        file_name: Of the download: a PNG if it ends in ".png", otherwise an SVG.
    """
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": "png" if file_name.endswith(".png") else "svg",
            "filename": file_name.removesuffix(".png"),
            "scale": IMAGE_SCALE,
        },
        "scrollZoom": False,
    }
