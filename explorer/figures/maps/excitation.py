"""A picture that grows: how its channel responds, step by step and in words."""

from collections.abc import Sequence

from explorer import units
from explorer.architecture.receptive_field import Position
from explorer.architecture.summary import LayerSummary
from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR
from explorer.words import several

_HEIGHT = 300
_MARGIN = {"l": 72, "r": 16, "t": 40, "b": 56}
"""px: numbers and title on the left, the legend above, steps below."""

GROWN_COLOUR, PHOTO_COLOUR = "#0072B2", SELECTED_COLOUR
_MARKER_SIZE = 6
_HEADROOM = 1.05
EMPTY_TOP = 1.0
"""Of the axis while nothing responds yet."""


def activation_chart(activations: Sequence[float], steps: int, photo_mean: float) -> theme.Figure:
    """Draw the mean activation over the steps, beside that of the photo.

    Args:
        activations: At the start and after each step so far.
        steps: Steps in total; the axis has room for them from the start.
        photo_mean: Mean of the channel's feature map for the photo.
    """
    traces = [
        theme.curve(
            list(range(len(activations))),
            list(activations),
            name="grown picture",
            mode="lines+markers",
            line={"color": GROWN_COLOUR, "width": 3},
            marker={"color": GROWN_COLOUR, "size": _MARKER_SIZE},
            hovertemplate="step %{x}: %{y:,.3~g}<extra></extra>",
        ),
        theme.curve(
            [0, steps],
            [photo_mean] * 2,
            name=f"the photo: {units.three_digits(photo_mean)}",
            line={"color": PHOTO_COLOUR, "width": 3, "dash": "dot"},
            hoverinfo="skip",
        ),
    ]
    highest = _HEADROOM * max(*activations, photo_mean, 0.0) if activations else 2 * photo_mean
    layout = {
        "showlegend": True,
        "xaxis": theme.axis("Step", range=[-0.5, steps + 0.5]),
        "yaxis": theme.axis(
            "Mean activation",
            range=[0, highest or EMPTY_TOP],
            separatethousands=True,
            exponentformat="none",
        ),
    }
    return theme.figure(traces, layout, height=_HEIGHT, margin=_MARGIN)


def picture_growth_note(activations: Sequence[float], steps: int, photo_mean: float) -> str:
    """How the channel responds to a picture that has grown, in sentences.

    Args:
        activations: As for `activation_chart`.
        steps: Steps in total.
        photo_mean: Mean of the channel's feature map for the photo.
    """
    if not activations:
        return (
            "The noise that the picture will grow from. It is the same for everyone who chooses "
            "this seed."
        )
    first, last = activations[0], activations[-1]
    done = len(activations) - 1
    if not last:
        return (
            f"{nothing_excites(done, steps)} The noise had {units.three_digits(first)}; the photo "
            f"has {units.three_digits(photo_mean)}."
        )
    return (
        f"Step {done} of {steps}: mean activation {units.three_digits(last)}. "
        f"The noise had {units.three_digits(first)}{_times(last, first)}; "
        f"the photo has {units.three_digits(photo_mean)}{_times(last, photo_mean)}."
    )


def nothing_excites(done: int, steps: int) -> str:
    """What it means that a channel's mean activation is 0 after some steps, in a sentence."""
    if done < steps:
        return f"Step {done} of {steps}: nothing excites this channel yet, its activation is 0."
    return (
        f"Nothing that was tried excites this channel: after {several(done, 'step')} its "
        "activation is 0."
    )


def patch_note(row: LayerSummary, position: Position, maximum: float, mean: float) -> str:
    """Where in the photo a channel responds most, and how much, in sentences.

    Args:
        row: The layer.
        position: (row, column) of the strongest unit.
        maximum: Its activation.
        mean: Mean of the channel's feature map.
    """
    field = row.receptive_field
    sides = units.size(field.sizes) if field else f"{units.UNKNOWN}×{units.UNKNOWN}"
    return (
        f"The unit in row {position[0]}, column {position[1]} responds most: "
        f"{units.three_digits(maximum)}. Its receptive field, {sides} px, is framed above "
        "and enlarged here, with padding hatched where it leaves the photo. The mean of the whole "
        f"map is {units.three_digits(mean)}."
    )


def _times(number: float, other: float) -> str:
    """How many times ``other`` a number is, in brackets; "" if there is no ratio."""
    return f" (now {units.three_digits(number / other)} times that)" if other > 0 else ""
