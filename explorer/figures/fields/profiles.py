"""How much each pixel counts: overlaid profiles, the heat map, and growth with depth."""

from collections.abc import Mapping, Sequence

from explorer.architecture.fields.profiles import AtDepth
from explorer.arrays import Float64Array
from explorer.figures import theme
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR, Parts

PROFILE_LINES = (
    ("#0072B2", "solid"),
    ("#D55E00", "dash"),
    ("#009E73", "dot"),
    ("#CC79A7", "dashdot"),
    ("#888888", "longdash"),
)
"""Colours that stand out on light and on dark, and dashes, so that lines differ in more."""

_LINE_WIDTH = 3
PROFILE_HEIGHT, MAP_HEIGHT, DEPTH_HEIGHT = 420, 640, 420
_MARGIN = {"l": 92, "t": 44, "b": 64}
MAP_MARGIN = _MARGIN | {"t": 96}
"""px: labels and title on the left, the legend or the colours above, labels and title below."""

MAP_SHARE = 0.62
"""Of the figure's height, for the heat map; the section is below it, after a gap."""
SECTION_SHARE = 0.22
LARGEST_MAP = 300
"""px a side; a larger map is too slow in the browser."""

_HEADROOM = 1.08
AS_PERCENT = ".3~p"
"""Three digits of a share, as a percentage."""


def profile_chart(profiles: Mapping[str, Float64Array]) -> theme.Figure:
    """Draw profiles over each other, all centred: a rectangle, a triangle, bells.

    Args:
        profiles: Shares of the gradient per pixel, by what made them; at most five.

    Raises:
        ValueError: There are more profiles than distinct lines.
    """
    if len(profiles) > len(PROFILE_LINES):
        raise ValueError(
            f"Received {len(profiles)} profiles. At most {len(PROFILE_LINES)} lines can be told "
            "apart. Draw fewer."
        )
    traces = [
        _steps(name, shares, -(len(shares) - 1) / 2, colour, dash)
        for (name, shares), (colour, dash) in zip(profiles.items(), PROFILE_LINES, strict=False)
    ]
    highest = max((shares.max() for shares in profiles.values()), default=1.0)
    layout = {
        "xaxis": theme.axis("Distance from the centre, px"),
        "yaxis": theme.axis(
            "Share of the gradient",
            range=[0, _HEADROOM * highest],
            tickformat=AS_PERCENT,
        ),
    }
    return theme.figure(traces, layout, height=PROFILE_HEIGHT, margin=_MARGIN)


def profile_map(shares: Float64Array) -> theme.Figure:
    """Draw a profile over rows and columns, with a section through its middle row below.

    Args:
        shares: Of each pixel, (height, width), as `heat_map` makes them.
    """
    height, width = shares.shape
    middle = (height - 1) // 2
    section = _steps(f"row {middle}", shares[middle], 0, SELECTED_COLOUR, "solid")
    line = theme.curve(
        [-0.5, width - 0.5],
        [middle, middle],
        line={"color": SELECTED_COLOUR, "width": 2, "dash": "dash"},
        hoverinfo="skip",
        showlegend=False,
    )
    traces = [_heat(shares), line, section | {"yaxis": "y2", "showlegend": False}]
    highest = float(shares[middle].max())
    return theme.figure(
        traces, _map_axes(height, width, middle, highest), height=MAP_HEIGHT, margin=MAP_MARGIN
    )


def depth_chart(points: Sequence[AtDepth], kernel_size: int) -> theme.Figure:
    """Draw theoretical and effective field over the depth of a stack.

    Args:
        points: Sizes at each depth.
        kernel_size: Of the layers that are stacked.
    """
    depths = [point.depth for point in points]
    drawn: Sequence[tuple[str, Sequence[float], str]] = (
        ("theoretical: as depth", [point.theoretical for point in points], "lines"),
        ("effective, counted", [point.effective for point in points], "markers"),
        ("effective: as √depth", [point.bell for point in points], "lines"),
    )
    traces = [
        theme.curve(
            depths,
            sizes,
            mode=mode,
            name=name,
            line={"color": colour, "width": _LINE_WIDTH, "dash": dash},
            marker={"color": colour, "size": 7},
            hovertemplate="%{x} deep: %{y:.4~g} px<extra>" + name + "</extra>",
        )
        for (name, sizes, mode), (colour, dash) in zip(drawn, PROFILE_LINES, strict=False)
    ]
    title = f"Depth, {kernel_size}×{kernel_size} layers"
    layout = {
        "xaxis": theme.axis(title, rangemode="tozero"),
        "yaxis": theme.axis("Size, px", rangemode="tozero"),
    }
    return theme.figure(traces, layout, height=DEPTH_HEIGHT, margin=_MARGIN)


def _steps(name: str, shares: Float64Array, first: float, colour: str, dash: str) -> Parts:
    """A step for each pixel, going down to 0 beside the field."""
    return theme.curve(
        [first + place for place in range(-1, len(shares) + 1)],
        [0, *shares.tolist(), 0],
        name=name,
        line={"color": colour, "width": _LINE_WIDTH, "dash": dash, "shape": "hvh"},
        hovertemplate="%{x} px: %{y:" + AS_PERCENT + "}<extra>" + name + "</extra>",
    )


def _heat(shares: Float64Array) -> Parts:
    highest = float(shares.max())
    font = {"size": FONT_SIZE}
    return {
        "type": "heatmap",
        "z": shares,
        "colorscale": theme.stops_of("viridis"),
        "zmin": 0,
        "zmax": highest,
        "colorbar": {
            "title": {"text": "Share of the gradient", "side": "top", "font": font},
            "tickfont": font,
            "tickformat": AS_PERCENT,
            "tickangle": 0,
            "orientation": "h",
            "thickness": 14,
            "len": 0.75,
            "y": 1,
            "yanchor": "bottom",
            "tickvals": [0, highest],  # two have room on a phone
        },
        "hovertemplate": "row %{y}, column %{x}: %{z:" + AS_PERCENT + "}<extra></extra>",
    }


def _map_axes(height: int, width: int, middle: int, highest: float) -> Parts:
    """The section below the map with the same columns; square pixels, rows from the top."""
    square: Parts = {"constrain": "domain", "zeroline": False}
    return {
        "xaxis": theme.axis(
            "Column of the field, px", range=[-0.5, width - 0.5], anchor="y2", **square
        ),
        "yaxis": theme.axis(
            "Row, px",
            range=[height - 0.5, -0.5],
            domain=[1 - MAP_SHARE, 1],
            scaleanchor="x",
            constraintoward="bottom",
            **square,
        ),
        "yaxis2": theme.axis(
            f"Share, row {middle}",
            range=[0, _HEADROOM * highest],
            tickformat=AS_PERCENT,
            domain=[0, SECTION_SHARE],
            nticks=4,
        ),
    }
