"""How a head learns, epoch by epoch: loss and accuracy as curves."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log10

from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.transfer.trained import Epochs

TRAINING_COLOUR, VALIDATION_COLOUR = "#0072B2", SELECTED_COLOUR

_HEIGHT = 280
_MARGIN = {"l": 46, "r": 104, "t": 40, "b": 56}
"""px: numbers on the left, what they are above, the names of the curves on the right."""

_PLOT_HEIGHT = _HEIGHT - _MARGIN["t"] - _MARGIN["b"]
_LINE_HEIGHT, _BESIDE, _ABOVE_AXIS = 22, 8, 8
"""px: of a name, from the end of its curve, and half a name, which stays clear of the numbers."""

_HEADROOM = 1.05
_LOG_FROM = 200
"""Times the smallest loss: above that, the smallest is less than 1 px high on a plain axis."""

_LOG_ROOM = 2
"""Above the largest and below the smallest loss, as a factor."""

_PERCENT = 100
_MARKERS_UP_TO = 40
"""Epochs; more points would cover the line."""

_EACH_UP_TO = 10
"""Epochs; with more, Plotly numbers whole ones by itself."""

_MARKER_SIZE = 6


@dataclass(frozen=True, slots=True)
class _Heights:
    """The vertical axis.

    Attributes:
        low: Value at its lower end.
        high: Value at its upper end.
        is_log: Whether each step multiplies.
    """

    low: float
    high: float
    is_log: bool = False

    def on_axis(self, value: float) -> float:
        """Where a value stands, in Plotly's numbers: the logarithm's on a logarithmic axis."""
        return log10(value) if self.is_log else value

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends in these numbers."""
        return self.on_axis(self.low), self.on_axis(self.high)

    def pixels(self, value: float) -> float:
        """How far above the lower end a value stands, in px."""
        low, high = self.ends
        return _PLOT_HEIGHT * (self.on_axis(value) - low) / (high - low)

    @property
    def axis(self) -> Parts:
        """The axis itself."""
        steps: Parts = {"type": "log", "dtick": 1} if self.is_log else {}
        return theme.axis(range=self.ends, **steps)


def loss_curves(epochs: Epochs, planned: int) -> theme.Figure:
    """Draw the loss of both parts of a set after each epoch.

    Args:
        epochs: How the head did so far.
        planned: Epochs in all; the axis has room for them from the start.
    """
    curves = _curves(epochs.loss, epochs.validation_loss, "%{y:.3f} nats")
    losses = [each for each in (*epochs.loss, *epochs.validation_loss) if isfinite(each)]
    heights = _heights_of(losses)
    title = "Loss, nats; each step is 10 times" if heights.is_log else "Loss, nats"
    return _figure(curves, title, heights, planned)


def _heights_of(losses: Sequence[float]) -> _Heights:
    """From 0; logarithmic where the first losses are so large that the others look like 0."""
    low, high = min(losses, default=0.0), max(losses, default=0.0)
    if low > 0 and high > _LOG_FROM * low:
        return _Heights(low / _LOG_ROOM, high * _LOG_ROOM, is_log=True)
    return _Heights(0.0, _HEADROOM * high or 1.0)


def accuracy_curves(epochs: Epochs, planned: int) -> theme.Figure:
    """Draw the share of photos that were right, in percent; as for `loss_curves`."""
    training, validation = (
        [_PERCENT * each for each in shares]
        for shares in (epochs.accuracy, epochs.validation_accuracy)
    )
    curves = _curves(training, validation, "%{y:.1f} %")
    return _figure(curves, "Accuracy, %", _Heights(0.0, _PERCENT * _HEADROOM), planned)


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


def _figure(curves: list[Parts], title: str, heights: _Heights, planned: int) -> theme.Figure:
    layout = {
        "showlegend": False,
        "xaxis": theme.axis("Epoch", range=[0.5, max(planned, 2) + 0.5], **_whole_ticks(planned)),
        "yaxis": heights.axis,
        "annotations": [_title(title), *_names(curves, heights)],
    }
    return theme.figure(curves, layout, height=_HEIGHT, margin=_MARGIN)


def _whole_ticks(planned: int) -> Parts:
    """Each epoch has its number where there are few; Plotly would number halves too."""
    return {"dtick": 1} if planned <= _EACH_UP_TO else {}


def _title(words: str) -> Parts:
    left = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": -_MARGIN["l"]}
    return theme.text(words, y=1, yref="paper", yanchor="bottom", yshift=12, **left)


def _names(curves: list[Parts], heights: _Heights) -> list[Parts]:
    """The name of each curve beside its end; where both ends are close, one above the other.

    Names of curves that end at the axis stand above it.
    """
    drawn = [curve for curve in curves if curve["y"] and isfinite(curve["y"][-1])]
    drawn.sort(key=lambda curve: -curve["y"][-1])
    ends = [heights.pixels(curve["y"][-1]) for curve in drawn]
    overlap = max(0.0, _LINE_HEIGHT - (ends[0] - ends[-1])) if len(drawn) > 1 else 0.0
    lowest = min(ends, default=0.0) - overlap / 2
    raised = max(0.0, _ABOVE_AXIS - lowest)
    shifts = (raised + overlap / 2, raised - overlap / 2)
    return [
        theme.text(
            f'<span style="color:{curve["line"]["color"]}">■</span> {curve["name"]}',
            x=curve["x"][-1],
            y=heights.on_axis(curve["y"][-1]),
            xanchor="left",
            yanchor="middle",
            xshift=_BESIDE,
            yshift=shift,
        )
        for curve, shift in zip(drawn, shifts, strict=False)
    ]
