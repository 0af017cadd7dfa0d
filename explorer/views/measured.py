"""Measured receptive fields on the chosen photo, of trained and of untrained weights."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

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
from explorer.kept import kept
from explorer.observed import Observed, Picture
from explorer.runtime.weights import Weights
from explorer.session.parameters import MANY, OVER, Over
from explorer.session.photos import photo_choices, picture_of_choice
from explorer.session.state import callback
from explorer.shared.jobs import JobState, Subject
from explorer.shared.models import weights_of
from explorer.views.work import start_work, work_state

FIRST_LAYER = "block3_conv3"
"""The default layer: the field of block1_conv1 is only 3 px wide."""

AVERAGE, LAYERS = "average_field", "layer_fields"
"""Kinds of background work."""

SMALLEST_PICTURE = 256
"""px: an averaged field is enlarged to at least this side, so that a line around pixels is thin."""

SQUARE_COLOUR = (86, 180, 233)


# --- one unit ------------------------------------------------------------------------------------

Both = Mapping[str, Observed]
"""The same photo in VGG16 with trained and with untrained weights, by name of the weights."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldView:
    """A measured field as the page shows it.

    Attributes:
        png: Its heat map.
        spread: How its mass is spread.
    """

    png: bytes
    spread: Spread


@kept(mib=32)
def field_view(observed: Observed, unit: Unit) -> FieldView:
    """The field of a unit on a photo; its heat map is transparent where the unit cannot see."""
    from explorer.runtime.measured_field import measured_field

    theoretical = field_of(observed.network.row(unit.layer_name))
    measured = measured_field(weights_of(observed.network), observed.picture.pixels, unit)
    inside = theoretical.box(unit.position).clipped(*observed.picture.size)
    indices = heat_indices(measured, inside)
    return FieldView(
        png_palette(indices, heat_palette(), transparent=NO_VALUE),
        spread(measured, theoretical.centre(unit.position)),
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


Averages = Mapping[str, FieldView]
"""An averaged field by name of the weights: "trained", "untrained"."""


@callback
def start_average(both: Both, plan: AveragePlan, row: LayerSummary) -> None:
    """Average fields in the background; call it from a callback."""
    weights, theoretical = _weights(both), field_of(row)
    photos = [picture.pixels for picture in plan.pictures]

    def work(control: Control) -> Averages:
        from explorer.runtime.measured_field import average_fields

        means = average_fields(weights, photos, plan.units, control)
        return {name: _averaged(mean, theoretical) for name, mean in means.items()}

    start_work(_subject(AVERAGE, both, plan.units, *(each.digest for each in plan.pictures)), work)


def average_state(both: Both, plan: AveragePlan) -> JobState[Averages] | None:
    """How far an average is; None if nobody has asked for it."""
    return work_state(_subject(AVERAGE, both, plan.units, *(each.digest for each in plan.pictures)))


def _averaged(mean: Float32Array, theoretical: ReceptiveField) -> FieldView:
    """The averaged field inside the theoretical one, with a line around the 95.45 % square."""
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


@callback
def start_layer_spreads(both: Both, rows: Sequence[LayerSummary]) -> None:
    """Measure the centre unit of each of these layers; call it from a callback."""
    weights, photo = _weights(both), _picture(both)
    centres = [Unit(row.name, middle_of(row.output_shape)) for row in rows]

    def work(control: Control) -> LayerSpreads:
        from explorer.runtime.measured_field import unit_spreads

        return unit_spreads(weights, photo.pixels, centres, control)

    start_work(_subject(LAYERS, both, photo.digest), work)


def layer_spreads_state(both: Both) -> JobState[LayerSpreads] | None:
    """How far the measurement of all layers on a photo is; None if there is none."""
    return work_state(_subject(LAYERS, both, _picture(both).digest))


def _subject(kind: str, both: Both, *about: Hashable) -> Subject:
    files = tuple((name, each.network.file) for name, each in both.items())
    return Subject(kind, (files, *about))


def _picture(both: Both) -> Picture:
    return next(iter(both.values())).picture


def _weights(both: Both) -> dict[str, Weights]:
    return {name: weights_of(each.network) for name, each in both.items()}
