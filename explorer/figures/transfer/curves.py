"""How a head learns, epoch by epoch: loss and accuracy as curves."""

from collections.abc import Sequence
from math import isfinite

from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.transfer.trained import Epochs

TRAINING_COLOUR, VALIDATION_COLOUR = "#0072B2", SELECTED_COLOUR

_HEIGHT = 300
_MARGIN = {"l": 46, "r": 104, "t": 40, "b": 56}
"""px: numbers on the left, what they are above, the names of the curves on the right."""

_PLOT_HEIGHT = _HEIGHT - _MARGIN["t"] - _MARGIN["b"]
_LINE_HEIGHT, _BESIDE = 22, 8
"""px: of a name, and from the end of its curve."""

_HEADROOM = 1.05
_PERCENT = 100
_MARKERS_UP_TO = 40
"""Epochs; more points would cover the line."""

_MARKER_SIZE = 6


def loss_curves(epochs: Epochs, planned: int) -> theme.Figure:
    """Draw the loss of both parts of a set after each epoch.

    Args:
        epochs: How the head did so far.
        planned: Epochs in all; the axis has room for them from the start.
    """
    curves = _curves(epochs.loss, epochs.validation_loss, "%{y:.3f} nats")
    losses = [each for each in (*epochs.loss, *epochs.validation_loss) if isfinite(each)]
    top = _HEADROOM * max(losses) if losses else 1.0
    return _figure(curves, "Loss, nats", top, planned)


def accuracy_curves(epochs: Epochs, planned: int) -> theme.Figure:
    """Draw the share of photos that were right, in percent; as for `loss_curves`."""
    training, validation = (
        [_PERCENT * each for each in shares]
        for shares in (epochs.accuracy, epochs.validation_accuracy)
    )
    curves = _curves(training, validation, "%{y:.1f} %")
    return _figure(curves, "Accuracy, %", _PERCENT * _HEADROOM, planned)


def _curves(training: Sequence[float], validation: Sequence[float], unit: str) -> list[Parts]:
    kinds = {
        "training": (training, TRAINING_COLOUR, "solid"),
        "validation": (validation, VALIDATION_COLOUR, "dash"),
    }
    return [
        theme.curve(
            list(range(1, len(values) + 1)),
            list(values),
            name=name,
            mode="lines+markers" if len(values) <= _MARKERS_UP_TO else "lines",
            line={"color": colour, "width": 3, "dash": dash},
            marker={"color": colour, "size": _MARKER_SIZE},
            hovertemplate=f"{name}, epoch %{{x}}: {unit}<extra></extra>",
        )
        for name, (values, colour, dash) in kinds.items()
    ]


def _figure(curves: list[Parts], title: str, top: float, planned: int) -> theme.Figure:
    layout = {
        "showlegend": False,
        "xaxis": theme.axis("Epoch", range=[0.5, max(planned, 2) + 0.5]),
        "yaxis": theme.axis(range=[0, top]),
        "annotations": [_title(title), *_names(curves, top)],
    }
    return theme.figure(curves, layout, height=_HEIGHT, margin=_MARGIN)


def _title(words: str) -> Parts:
    left = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": -_MARGIN["l"]}
    return theme.text(words, y=1, yref="paper", yanchor="bottom", yshift=12, **left)


def _names(curves: list[Parts], top: float) -> list[Parts]:
    """The name of each curve beside its end; where both ends are close, one above the other."""
    drawn = [curve for curve in curves if curve["y"] and isfinite(curve["y"][-1])]
    drawn.sort(key=lambda curve: -curve["y"][-1])
    heights = [_PLOT_HEIGHT * curve["y"][-1] / top for curve in drawn]
    overlap = max(0.0, _LINE_HEIGHT - (heights[0] - heights[-1])) if len(drawn) > 1 else 0.0
    shifts = (overlap / 2, -overlap / 2)
    return [
        theme.text(
            f'<span style="color:{curve["line"]["color"]}">■</span> {curve["name"]}',
            x=curve["x"][-1],
            y=curve["y"][-1],
            xanchor="left",
            yanchor="middle",
            xshift=_BESIDE,
            yshift=shift,
        )
        for curve, shift in zip(drawn, shifts, strict=False)
    ]
