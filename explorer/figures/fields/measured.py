"""Measured receptive fields: heat over a photo, mass in growing squares, sizes over the layers."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from explorer import units
from explorer.architecture.fields.effective import TWO_SIGMA_SHARE, Spread
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Uint8Array
from explorer.figures import theme
from explorer.figures.block_axis import block_axis, block_separators, layer_curve, selected_bands
from explorer.figures.colour_maps import palette
from explorer.figures.map_pictures import LAST, NO_VALUE, in_range, scale
from explorer.figures.theme import FONT_SIZE, PALETTE_SIZE, Parts

Measure = Literal["square", "pixels"]
"""The side of the square with 95.45 % of the mass, or of one with as many pixels as count."""

LOOKS: Mapping[str, Mapping[str, Any]] = {
    "trained": {"color": "#0072B2", "width": 3},
    "untrained": {"color": "#D55E00", "width": 3, "dash": "dash"},
}
_GUIDE_LOOK: Mapping[str, Any] = {"color": "#888888", "width": 2, "dash": "dot"}
MARKS = {"trained": "circle", "untrained": "diamond"}
LABEL_PLACES = {"trained": "top left", "untrained": "bottom right"}
"""Of the marked sides, which may lie close to each other."""

_MARK_SIZE = 11
SHARES_HEIGHT, LAYERS_HEIGHT = 420, 440
_MARGIN = {"l": 76, "t": 64, "b": 60, "r": 16}
_HEADROOM = 1.08
_ROOM_FOR_LABELS = 1.16
"""The axis's end as a multiple of the theoretical size."""


# --- heat ----------------------------------------------------------------------------------------


def heat_indices(field: NDArray[np.floating[Any]], inside: Box) -> NDArray[np.uint8]:
    """Indices into the palette for a measured field, by the square root of each weight.

    Few pixels are strong; on a linear scale all others would be dark.

    Args:
        field: Weights of the pixels, at least 0, (height, width).
        inside: The part of it that the unit can see; the rest becomes `NO_VALUE`.
    """
    indices = np.full(field.shape, NO_VALUE, np.uint8)
    part = np.s_[inside.top : inside.bottom + 1, inside.left : inside.right + 1]
    indices[part] = in_range(np.sqrt(field[part]), 0.0, float(np.sqrt(field.max())))
    return indices


def heat_palette() -> Uint8Array:
    """The colours of `heat_indices`, uint8 (256, 3)."""
    return palette("magma")


def heat_opacities() -> bytes:
    """Of each index, 0 to 255: what counts little hides little of the photo."""
    opacities = np.rint(np.arange(PALETTE_SIZE) / LAST * 255).clip(max=255).astype(np.uint8)
    opacities[NO_VALUE] = 0
    return opacities.tobytes()


def heat_scale() -> str:
    """The colour scale as HTML, in even steps of the weight, not of its root."""
    shares = np.clip(np.arange(PALETTE_SIZE) / LAST, 0, 1)
    colours = heat_palette()[np.rint(np.sqrt(shares) * LAST).astype(int)]
    return scale(colours, 0, 100, "Weight of a pixel, % of the strongest one's")


# --- mass in squares -----------------------------------------------------------------------------


def share_chart(spreads: Mapping[str, Spread], even: Spread, theoretical: int) -> theme.Figure:
    """Draw how much of the mass lies in squares that grow around the field's centre.

    Args:
        spreads: Of the measured fields, by name: "trained", "untrained".
        even: Of a field in which every pixel counts the same.
        theoretical: Side of the theoretical field, px.
    """
    traces = [_share_curve("every pixel the same", even, _GUIDE_LOOK)]
    for name, spread in spreads.items():
        traces.append(_share_curve(name, spread, LOOKS[name]))
        if spread.side:
            traces.append(_side_mark(name, spread))
    reach = _ROOM_FOR_LABELS * theoretical
    traces += [
        _guide([0, reach], [TWO_SIGMA_SHARE] * 2),
        _guide([theoretical] * 2, [0, 1]),
    ]
    layout = {
        "xaxis": theme.axis("Side of the square, px", range=[0, reach], zeroline=False),
        "annotations": [_theoretical_label(theoretical)],
        "yaxis": theme.axis(
            "Share of the mass",
            range=[0, _HEADROOM],
            tickvals=[0, 0.25, 0.5, 0.75, TWO_SIGMA_SHARE],
            tickformat=".4~p",
            zeroline=False,
        ),
    }
    return theme.figure(traces, layout, height=SHARES_HEIGHT, margin=_MARGIN)


def _share_curve(name: str, spread: Spread, look: Mapping[str, Any]) -> Parts:
    return theme.curve(
        [0, *spread.squares.sides.tolist()],
        [0.0, *spread.squares.shares.tolist()],
        name=name,
        line=dict(look),
        hovertemplate="%{x} px: %{y:.4~p}<extra>" + name + "</extra>",
    )


def _side_mark(name: str, spread: Spread) -> Parts:
    """The side of the smallest square with at least 95.45 %, marked on the curve."""
    return theme.curve(
        [spread.side],
        [spread.share],
        mode="markers+text",
        text=[f"<b>{spread.side} px</b>"],
        textposition=LABEL_PLACES[name],
        textfont={"size": FONT_SIZE},
        marker={"color": LOOKS[name]["color"], "symbol": MARKS[name], "size": _MARK_SIZE},
        showlegend=False,
        cliponaxis=False,
        hoverinfo="skip",
    )


def _guide(xs: Sequence[float], ys: Sequence[float]) -> Parts:
    return theme.curve(
        list(xs), list(ys), line={**_GUIDE_LOOK, "width": 1}, showlegend=False, hoverinfo="skip"
    )


def _theoretical_label(theoretical: int) -> Parts:
    return theme.text(
        f"theoretical:<br>{units.pixels(theoretical)}",
        x=theoretical,
        y=0,
        xanchor="right",
        yanchor="bottom",
        align="right",
    )


# --- sizes over the layers -----------------------------------------------------------------------


def size_of(spread: Spread, measure: Measure) -> float:
    """The size of a measured field in px."""
    return spread.side if measure == "square" else spread.effective_size


def layer_chart(
    rows: Sequence[LayerSummary],
    spreads: Mapping[str, Sequence[Spread]],
    measure: Measure,
    selected: str,
) -> theme.Figure:
    """Draw the theoretical and the measured field size of each convolution.

    Points carry the name of their layer.

    Args:
        rows: The convolutions, first layer first.
        spreads: Of the measured field of one unit in each, by name: "trained", "untrained".
        measure: Which size of a measured field.
        selected: Name of the layer to mark, if it is a convolution.
    """
    theoretical = [max(row.receptive_field.sizes) if row.receptive_field else 0 for row in rows]
    traces = [_size_curve(rows, "theoretical", theoretical, _GUIDE_LOOK, "square")]
    for name, measured in spreads.items():
        sizes = [size_of(each, measure) for each in measured]
        traces.append(_size_curve(rows, name, sizes, LOOKS[name], MARKS[name]))
    layout = {
        "xaxis": block_axis("Convolution, by block", rows),
        "yaxis": theme.axis("Size, px", range=[0, _HEADROOM * max(theoretical)], zeroline=False),
        "shapes": [block_separators(rows), *selected_bands(rows, selected)],
    }
    return theme.figure(traces, layout, height=LAYERS_HEIGHT, margin=_MARGIN)


def _size_curve(
    rows: Sequence[LayerSummary],
    name: str,
    sizes: Sequence[float],
    look: Mapping[str, Any],
    mark: str,
) -> Parts:
    return layer_curve(
        rows,
        sizes,
        name=name,
        line=dict(look),
        marker={"color": look["color"], "symbol": mark, "size": _MARK_SIZE},
        hovertemplate="%{customdata}: %{y:.4~g} px<extra>" + name + "</extra>",
    )
