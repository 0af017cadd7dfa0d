"""Measured receptive fields on the chosen photo, of trained and of untrained weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.architecture.fields.effective import Unit, evenly_spread, lattice
from explorer.architecture.layers import Conv2D
from explorer.architecture.summary import LayerSummary
from explorer.observed import Observed, ObservedNetwork, Picture
from explorer.session.parameters import MANY, OVER, Over
from explorer.session.photos import photo_choices, picture_of_choice
from explorer.session.state import callback
from explorer.shared.questions.long_work import (
    AverageFields,
    Averages,
    LayerSpreads,
    MeasureLayers,
)
from explorer.shared.requests import JobState
from explorer.views.observing import compared
from explorer.views.work import start_work, work_state

FIRST_LAYER = "block3_conv3"
"""The default layer: the field of block1_conv1 is only 3 px wide."""

Both = Mapping[str, Observed]
"""The same photo in VGG16 with trained and with untrained weights, by name of the weights."""


# --- averages ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AveragePlan:
    """Which fields to average.

    Attributes:
        over: What they differ in.
        units: Units of one layer.
        pictures: Photos on which each of them is measured.
    """

    over: Over
    units: tuple[Unit, ...]
    pictures: tuple[Picture, ...]


def average_plan(row: LayerSummary, unit: Unit, picture: Picture) -> AveragePlan:
    """The fields to average, as the visitor chose.

    Args:
        row: The layer.
        unit: The chosen unit: positions share its channel, channels its position.
        picture: The chosen photo.
    """
    over, many = OVER.chosen(), int(MANY.chosen())
    height, width, num_channels = row.output_shape
    match over:
        case "positions":
            places = lattice((height, width), many)
            units = tuple(Unit(row.name, place, unit.channel) for place in places)
            return AveragePlan(over, units, (picture,))
        case "channels":
            channels = evenly_spread(num_channels, many)
            units = tuple(Unit(row.name, unit.position, channel) for channel in channels)
            return AveragePlan(over, units, (picture,))
        case "photos":
            pictures = tuple(picture_of_choice(choice) for choice in photo_choices())
            return AveragePlan(over, (unit,), pictures)


@callback
def start_average(row: LayerSummary, unit: Unit) -> None:
    """Average fields in the background; call it from a callback.

    What is averaged follows from the choices: Streamlit keeps what a callback is given, and would
    keep the photo.

    Args:
        row: The layer.
        unit: As in `average_plan`.
    """
    both = compared()
    start_work(_average(both, average_plan(row, unit, _picture_in(both))))


def average_state(both: Both, plan: AveragePlan) -> JobState[Averages] | None:
    """How far an average is; None if nobody has asked for it."""
    return work_state(_average(both, plan))


def _average(both: Both, plan: AveragePlan) -> AverageFields:
    return AverageFields(_networks(both), plan.units, plan.pictures)


# --- all layers ----------------------------------------------------------------------------------


def convolutions(rows: Sequence[LayerSummary]) -> tuple[LayerSummary, ...]:
    """The convolutions among layers."""
    return tuple(row for row in rows if isinstance(row.layer, Conv2D))


@callback
def start_layer_spreads(rows: Sequence[LayerSummary]) -> None:
    """Measure the centre unit of each of these layers; call it from a callback."""
    start_work(_of_layers(compared(), rows))


def layer_spreads_state(both: Both, rows: Sequence[LayerSummary]) -> JobState[LayerSpreads] | None:
    """How far the measurement of these layers is; None if there is none."""
    return work_state(_of_layers(both, rows))


def _of_layers(both: Both, rows: Sequence[LayerSummary]) -> MeasureLayers:
    return MeasureLayers(_networks(both), tuple(row.name for row in rows), _picture_in(both))


def _picture_in(both: Both) -> Picture:
    """The photo that all of these networks look at."""
    return next(iter(both.values())).picture


def _networks(both: Both) -> tuple[ObservedNetwork, ...]:
    return tuple(each.network for each in both.values())
