"""Measured receptive fields on the chosen photo, of trained and of untrained weights."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import streamlit as st

from explorer.architecture.fields.effective import (
    Spread,
    Unit,
    evenly_spread,
    lattice,
    middle_of,
    spread,
)
from explorer.architecture.layers import Conv2D
from explorer.architecture.receptive_field import Box, ReceptiveField
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.figures.fields.measured import heat_indices, heat_palette
from explorer.figures.map_pictures import NO_VALUE
from explorer.images.encoding import png_palette, png_rgb
from explorer.images.overlays import framed
from explorer.runtime.weights import Weights
from explorer.session.parameters import MANY, OVER, Over
from explorer.session.photos import Picture, chosen_picture, photo_choices, picture_of
from explorer.session.shared_model import compared_networks
from explorer.session.work import start_work, work_state
from explorer.shared.jobs import JobState, Subject

if TYPE_CHECKING:
    from explorer.runtime.vgg16 import VGG16

FIRST_LAYER = "block3_conv3"
"""What a visitor sees who has chosen no layer: the field of block1_conv1 is 3 px wide."""

AVERAGE, LAYERS = "average_field", "layer_fields"
"""Kinds of background work."""

FIELD_CACHE = "32MB"
"""About five hundred fields at 224 x 224 px."""

SMALLEST_PICTURE = 256
"""px: an averaged field is enlarged to at least this side, so that a line around pixels is thin."""

SQUARE_COLOUR = (86, 180, 233)


# --- one unit ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class FieldView:
    """A measured field as the page shows it.

    Attributes:
        png: Its heat map.
        spread: How its mass is spread.
    """

    png: bytes
    spread: Spread


def field_view(network: "VGG16", row: LayerSummary, unit: Unit) -> FieldView:
    """The field of a unit on the chosen photo; its heat map is clear where the unit cannot see.

    Args:
        network: One of `compared_networks`.
        row: The unit's layer.
        unit: Which unit.
    """
    picture = chosen_picture()
    where = (unit.layer_name, *unit.position, unit.channel)
    return _field_view((network.origin, picture.key), where, unit, field_of(row), network, picture)


@st.cache_data(max_size=FIELD_CACHE, show_spinner=False)
def _field_view(
    photo_key: tuple[str, str],
    where: tuple[str, int, int, int | None],
    _unit: Unit,
    _theoretical: ReceptiveField,
    _network: "VGG16",
    _picture: Picture,
) -> FieldView:
    from explorer.runtime.measured_field import measured_field

    pixels, position = _picture.pixels, _unit.position
    measured = measured_field(_network.weights, pixels, _unit)
    inside = _theoretical.box(position).clipped(*pixels.shape[:2])
    indices = heat_indices(measured, inside)
    return FieldView(
        png_palette(indices, heat_palette(), transparent=NO_VALUE),
        spread(measured, _theoretical.centre(position)),
    )


def field_of(row: LayerSummary) -> ReceptiveField:
    """The theoretical field of a layer that makes feature maps.

    Raises:
        TypeError: Its units see the whole photo.
    """
    if row.receptive_field is None:
        raise TypeError(f"the units of {row.name} see the whole photo and lie on no grid")
    return row.receptive_field


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


def average_plan(row: LayerSummary, unit: Unit) -> AveragePlan:
    """Which fields to average, as the visitor wants it.

    Args:
        row: The layer.
        unit: The chosen unit: positions share its channel, channels its position.
    """
    over, many = OVER.chosen(), int(MANY.chosen())
    height, width, num_channels = row.output_shape
    match over:
        case "positions":
            places = lattice((height, width), many)
            units = tuple(Unit(row.name, place, unit.channel) for place in places)
            return AveragePlan(over, units, (chosen_picture(),))
        case "channels":
            channels = evenly_spread(num_channels, many)
            units = tuple(Unit(row.name, unit.position, channel) for channel in channels)
            return AveragePlan(over, units, (chosen_picture(),))
        case "photos":
            pictures = tuple(picture_of(choice) for choice in photo_choices())
            return AveragePlan(over, (unit,), pictures)


Averages = Mapping[str, FieldView]
"""An averaged field by name of the weights: "trained", "untrained"."""


def start_average(plan: AveragePlan, row: LayerSummary) -> None:
    """Average fields in the background; call it from a callback."""
    weights, theoretical = _weights(), field_of(row)
    photos = [picture.pixels for picture in plan.pictures]

    def work(control: Control) -> Averages:
        from explorer.runtime.measured_field import average_fields

        means = average_fields(weights, photos, plan.units, control)
        return {name: _averaged(mean, theoretical) for name, mean in means.items()}

    start_work(_average_subject(plan), work)


def average_state(plan: AveragePlan) -> JobState[Averages] | None:
    """Where an average stands; None where nobody has asked for it."""
    return work_state(_average_subject(plan))


def _average_subject(plan: AveragePlan) -> Subject:
    return _subject(AVERAGE, plan.units, *(picture.key for picture in plan.pictures))


def _averaged(mean: Float32Array, theoretical: ReceptiveField) -> FieldView:
    """The averaged field in the frame of the theoretical one, a line around the 95.45 % square."""
    size = theoretical.size
    found = spread(mean, ((size - 1) / 2, (size - 1) / 2))
    times = ceil(SMALLEST_PICTURE / size)
    heat = heat_palette()[heat_indices(mean, Box(0, 0, size - 1, size - 1))]
    enlarged = heat.repeat(times, axis=0).repeat(times, axis=1)
    first, last = (size - found.side) // 2 * times, (size + found.side) // 2 * times - 1
    squares = [Box(first, first, last, last)] if found.side else []
    return FieldView(png_rgb(framed(enlarged, squares, [SQUARE_COLOUR]).pixels), found)


# --- all layers ----------------------------------------------------------------------------------

LayerSpreads = Mapping[str, Sequence[Spread]]
"""How the field of each convolution's centre unit is spread, by name of the weights."""


def convolutions(rows: Sequence[LayerSummary]) -> tuple[LayerSummary, ...]:
    """The convolutions among layers."""
    return tuple(row for row in rows if isinstance(row.layer, Conv2D))


def start_layer_spreads(rows: Sequence[LayerSummary]) -> None:
    """Measure the centre unit of each of these layers; call it from a callback."""
    weights, photo = _weights(), chosen_picture().pixels
    centres = [Unit(row.name, middle_of(row.output_shape)) for row in rows]

    def work(control: Control) -> LayerSpreads:
        from explorer.runtime.measured_field import unit_spreads

        return unit_spreads(weights, photo, centres, control)

    start_work(_layer_subject(), work)


def layer_spreads_state() -> JobState[LayerSpreads] | None:
    """Where the measurement of all layers on the chosen photo stands; None where there is none."""
    return work_state(_layer_subject())


def _layer_subject() -> Subject:
    return _subject(LAYERS, chosen_picture().key)


def _subject(kind: str, *about: Hashable) -> Subject:
    origins = tuple(network.origin for network in compared_networks().values())
    return Subject(kind, (origins, *about))


def _weights() -> dict[str, Weights]:
    return {name: network.weights for name, network in compared_networks().items()}
