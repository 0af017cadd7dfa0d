"""The last corner of a layer's input as a small grid: what windows reach and what they miss."""

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.layers import Family
from explorer.architecture.shapes import Sweep
from explorer.figures import theme

LARGEST_CORNER = 13
"""Rows and columns; more would be too small to tell apart."""

_HEIGHT = 400
_MARGIN = {"l": 68, "t": 56}
"""px: for the numbers and titles of rows and columns."""

WINDOW_COLOUR = "#F0E442"
OF_PADDING, REACHED, LEFT_OUT = 0, 1, 2
COLOURS = (
    (0.0, "#999999"),
    (0.33, "#999999"),
    (0.33, "#56B4E9"),
    (0.67, "#56B4E9"),
    (0.67, "#D55E00"),
    (1.0, "#D55E00"),
)
WINDOW_LEGEND = (
    "Blue: reached by a window. Orange with a cross: never reached. Grey: padding, a 0 to a "
    "convolution, ignored (-) by pooling. Yellow frame: the last window. Rows and columns are "
    "counted from 0."
)
_ZERO, IGNORED, CROSS = "0", "-", "×"
"""More than colour: padding is the zero it adds or a dash; what is left out is crossed."""


def window_grid(rows: Sweep, columns: Sweep, family: Family = Family.CONVOLUTION) -> theme.Figure:
    """Draw the bottom right corner of the input with its padding and the last window.

    Args:
        rows: How the layer's window sweeps the height.
        columns: How it sweeps the width.
        family: The layer's. Padding is a zero to a convolution and is ignored by pooling.
    """
    kinds = np.maximum.outer(_kinds(rows), _kinds(columns))
    padded = np.logical_or.outer(_kinds(rows) == OF_PADDING, _kinds(columns) == OF_PADDING)
    kinds[padded] = OF_PADDING
    signs = (IGNORED if family is Family.POOLING else _ZERO, "", CROSS)
    grid = {
        "type": "heatmap",
        "z": kinds,
        "x": _numbers(columns),
        "y": _numbers(rows),
        "text": np.take(signs, kinds),
        "texttemplate": "%{text}",
        "colorscale": COLOURS,
        "zmin": OF_PADDING,
        "zmax": LEFT_OUT,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": "row %{y}, column %{x}<extra></extra>",
    }
    layout = {
        "shapes": [_last_window(rows, columns)],
        "xaxis": theme.axis("Column", side="top", constrain="domain"),
        "yaxis": theme.axis("Row", autorange="reversed", scaleanchor="x", constrain="domain"),
    }
    return theme.figure([grid], layout, height=_HEIGHT, margin=_MARGIN)


def _numbers(sweep: Sweep) -> list[int]:
    """The last rows (or columns) of the input and the padding after it."""
    end = sweep.size_in + sweep.pad_after
    return list(range(max(end - LARGEST_CORNER, -sweep.pad_before), end))


def _kinds(sweep: Sweep) -> NDArray[np.int64]:
    numbers = np.array(_numbers(sweep))
    kinds = np.where(np.isin(numbers, sweep.unreached), LEFT_OUT, REACHED)
    kinds[(numbers < 0) | (numbers >= sweep.size_in)] = OF_PADDING
    return kinds


def _last_window(rows: Sweep, columns: Sweep) -> dict[str, object]:
    top, left = (
        (sweep.size_out - 1) * sweep.window.stride - sweep.pad_before for sweep in (rows, columns)
    )
    return {
        "type": "rect",
        "x0": left - 0.5,
        "x1": left + columns.window.extent - 0.5,
        "y0": top - 0.5,
        "y1": top + rows.window.extent - 0.5,
        "line": {"color": WINDOW_COLOUR, "width": 4},
    }
