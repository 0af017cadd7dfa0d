"""How a head learns, epoch by epoch: loss and accuracy as curves."""

from collections.abc import Sequence

from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.transfer.trained import Epochs

TRAINING_COLOUR, VALIDATION_COLOUR = "#0072B2", SELECTED_COLOUR

_HEIGHT = 300
_MARGIN = {"l": 72, "r": 20, "t": 40, "b": 56}
"""px: numbers and title on the left, the legend above, epochs below."""

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
    losses = [*epochs.loss, *epochs.validation_loss]
    top = _HEADROOM * max(losses) if losses else 1.0
    return _figure(curves, theme.axis("Loss, nats", range=[0, top]), planned)


def accuracy_curves(epochs: Epochs, planned: int) -> theme.Figure:
    """Draw the share of photos that were right, in percent; as for `loss_curves`."""
    training, validation = (
        [_PERCENT * each for each in shares]
        for shares in (epochs.accuracy, epochs.validation_accuracy)
    )
    curves = _curves(training, validation, "%{y:.1f} %")
    return _figure(curves, theme.axis("Accuracy, %", range=[0, _PERCENT * _HEADROOM]), planned)


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


def _figure(curves: list[Parts], values: Parts, planned: int) -> theme.Figure:
    layout = {
        "showlegend": True,
        "xaxis": theme.axis("Epoch", range=[0.5, max(planned, 2) + 0.5]),
        "yaxis": values,
    }
    return theme.figure(curves, layout, height=_HEIGHT, margin=_MARGIN)
