"""Measured receptive fields on the chosen photo, of trained and of untrained weights."""

import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, TypeVar, cast

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
from explorer.background import Progress, Snapshot, Work
from explorer.figures.fields.measured import heat_indices, heat_palette
from explorer.figures.map_pictures import NO_VALUE
from explorer.images.encoding import png_palette, png_rgb
from explorer.images.overlays import framed
from explorer.session.jobs import job_snapshot, start_job
from explorer.session.parameters import MANY, OVER, Over
from explorer.session.photos import Picture, chosen_picture, photo_choices, picture_of
from explorer.session.shared_jobs import SharedJobs
from explorer.session.shared_model import compared_networks

if TYPE_CHECKING:
    from explorer.runtime.vgg16 import VGG16

FIRST_LAYER = "block3_conv3"
"""What a visitor sees who has chosen no layer: the field of block1_conv1 is 3 px wide."""

AVERAGE, LAYERS = "average_field", "layer_fields"
"""Kinds of background work."""

FIELD_CACHE = "32MB"
"""About five hundred fields at 224 x 224 px."""

MOST_KEPT = 64
"""Results of background work for all visitors: averages of about 0.1 MiB, lists of sizes."""

_LOOK_SECONDS = 0.1
SMALLEST_PICTURE = 256
"""px: an averaged field is enlarged to at least this side, so that a line around pixels is thin."""

SQUARE_COLOUR = (86, 180, 233)

_Result = TypeVar("_Result")


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

    @property
    def num_fields(self) -> int:
        """How many fields are averaged."""
        return len(self.units) * len(self.pictures)

    @property
    def subject(self) -> tuple[Hashable, ...]:
        """What the average is about."""
        return self.units, tuple(picture.key for picture in self.pictures)


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
    networks, theoretical = compared_networks(), field_of(row)
    total = plan.num_fields * len(networks)

    def work(progress: Progress, cancelled: threading.Event) -> Averages:
        from explorer.runtime.measured_field import average_field

        photos = [picture.pixels for picture in plan.pictures]
        views = {}
        for place, (name, network) in enumerate(networks.items()):
            before = place * plan.num_fields

            def report(done: int, _of_these: int, before: int = before) -> None:
                progress(before + done, total)

            mean = average_field(
                network.weights, photos, plan.units, progress=report, cancelled=cancelled
            )
            views[name] = _averaged(mean, theoretical)
        return views

    subject = (AVERAGE, _origins(networks), plan.subject)
    start_job(AVERAGE, subject, shared_work(_average_jobs(), subject, work))


def average_state(plan: AveragePlan) -> Snapshot[Averages] | None:
    """Where an average stands; None where nobody has asked for it."""
    subject = (AVERAGE, _origins(compared_networks()), plan.subject)
    return _state(AVERAGE, _average_jobs(), subject)


def _averaged(mean: Float32Array, theoretical: ReceptiveField) -> FieldView:
    """The averaged field in the frame of the theoretical one, a line around the 95.45 % square."""
    size = theoretical.size
    found = spread(mean, _middle(size))
    times = ceil(SMALLEST_PICTURE / size)
    heat = heat_palette()[heat_indices(mean, Box(0, 0, size - 1, size - 1))]
    enlarged = heat.repeat(times, axis=0).repeat(times, axis=1)
    first, last = (size - found.side) // 2 * times, (size + found.side) // 2 * times - 1
    squares = [Box(first, first, last, last)] if found.side else []
    return FieldView(png_rgb(framed(enlarged, squares, [SQUARE_COLOUR]).pixels), found)


def _middle(size: int) -> tuple[float, float]:
    """The centre of a field in its own frame."""
    return (size - 1) / 2, (size - 1) / 2


@st.cache_resource(show_spinner=False)
def _average_jobs() -> SharedJobs[Averages]:
    return SharedJobs(MOST_KEPT)


# --- all layers ----------------------------------------------------------------------------------

LayerSpreads = Mapping[str, Sequence[Spread]]
"""How the field of each convolution's centre unit is spread, by name of the weights."""


def convolutions(rows: Sequence[LayerSummary]) -> tuple[LayerSummary, ...]:
    """The convolutions among layers."""
    return tuple(row for row in rows if isinstance(row.layer, Conv2D))


def start_layer_spreads(rows: Sequence[LayerSummary]) -> None:
    """Measure the centre unit of each of these layers; call it from a callback."""
    networks, picture = compared_networks(), chosen_picture()

    def work(progress: Progress, cancelled: threading.Event) -> LayerSpreads:
        found: dict[str, list[Spread]] = {name: [] for name in networks}
        total = len(rows) * len(networks)
        for row in rows:
            for name, network in networks.items():
                found[name].append(_centre_spread(network, picture, row, cancelled))
                progress(sum(map(len, found.values())), total)
        return found

    subject = (LAYERS, _origins(networks), picture.key)
    start_job(LAYERS, subject, shared_work(_layer_jobs(), subject, work))


def layer_spreads_state() -> Snapshot[LayerSpreads] | None:
    """Where the measurement of all layers on the chosen photo stands; None where there is none."""
    subject = (LAYERS, _origins(compared_networks()), chosen_picture().key)
    return _state(LAYERS, _layer_jobs(), subject)


def _centre_spread(
    network: "VGG16", picture: Picture, row: LayerSummary, cancelled: threading.Event
) -> Spread:
    from explorer.runtime.measured_field import average_field

    unit = Unit(row.name, middle_of(row.output_shape))
    field = average_field(
        network.weights, [picture.pixels], [unit], progress=_untold, cancelled=cancelled
    )
    return spread(field, _middle(len(field)))


def _untold(_done: int, _total: int) -> None:
    """One unit's progress is none."""


@st.cache_resource(show_spinner=False)
def _layer_jobs() -> SharedJobs[LayerSpreads]:
    return SharedJobs(MOST_KEPT)


# --- one visitor's part in what all share --------------------------------------------------------


def _origins(networks: "Mapping[str, VGG16]") -> tuple[str, ...]:
    return tuple(network.origin for network in networks.values())


def _state(kind: str, jobs: SharedJobs[_Result], subject: Hashable) -> Snapshot[_Result] | None:
    kept = jobs.kept(subject)
    return Snapshot(0, 0, kept, None) if kept is not None else job_snapshot(kind, subject)


def shared_work(jobs: SharedJobs[_Result], subject: Hashable, work: Work[_Result]) -> Work[_Result]:
    """Work that asks for what all share, tells how far that is, and leaves when it is stopped."""

    def wait(progress: Progress, cancelled: threading.Event) -> _Result:
        job = jobs.ask(subject, work)
        if job is None:
            return cast(_Result, jobs.kept(subject))
        while (snapshot := job.wait(_LOOK_SECONDS)).running and not cancelled.is_set():
            progress(snapshot.done, snapshot.total)
        if snapshot.running:
            jobs.leave(job)
            raise RuntimeError("The measurement was stopped. Start it again to see its result.")
        if snapshot.error is not None:
            raise snapshot.error
        return cast(_Result, snapshot.result)

    return wait
