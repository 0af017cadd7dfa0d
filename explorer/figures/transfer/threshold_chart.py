"""What every threshold for "none of these" does to right answers, mistakes and refusals."""

from explorer.figures import theme
from explorer.figures.maps.probabilities import QUARTERS
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.transfer.threshold import ThresholdCurve

LINES_HEIGHT = 340
"""px."""

_MARGIN = {"l": 56, "r": 16, "t": 40, "b": 56}
_KINDS = (
    ("right answers", "right", "#009E73", "solid"),
    ("mistakes", "wrong", "#D55E00", "dash"),
    ("none of these", "refused", "#808495", "dot"),
)
"""Name, field of the curve, colour and kind of line."""


def threshold_lines(curve: ThresholdCurve, threshold: float) -> theme.Figure:
    """Three lines in steps: a count holds from just above one threshold to the next.

    Args:
        curve: The counts.
        threshold: The chosen one, marked by a line.
    """
    thresholds = curve.thresholds.tolist()
    traces = [
        theme.curve(
            thresholds,
            getattr(curve, field).tolist(),
            name=name,
            line={"shape": "vh", "width": 3, "color": colour, "dash": dash},
            hoverinfo="none",
        )
        for name, field, colour, dash in _KINDS
    ]
    most = int(curve.right[0] + curve.wrong[0] + curve.refused[0])
    chosen: Parts = {
        **{"type": "line", "x0": threshold, "x1": threshold, "y0": 0, "y1": 1, "yref": "paper"},
        "line": {"width": 3, "color": SELECTED_COLOUR},
    }
    layout: Parts = {
        "xaxis": theme.axis(
            "Threshold on the highest probability",
            range=[-0.01, 1.01],
            tickvals=QUARTERS,
            tickformat=".0%",
        ),
        "yaxis": theme.axis("Photos", range=[-0.03 * (most or 1), 1.08 * (most or 1)]),
        "shapes": [chosen],
        "showlegend": True,
    }
    return theme.figure(traces, layout, height=LINES_HEIGHT, margin=_MARGIN)
