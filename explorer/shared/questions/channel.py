"""Questions about one channel of a layer, and about one unit of it."""

from dataclasses import dataclass
from typing import ClassVar, assert_never

import numpy as np
from numpy.typing import NDArray

from explorer.architecture import layers as kinds
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import window_of
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures.maps.channel_view import ChannelView, channel_view
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.encoding import png_rgb
from explorer.images.overlays import crop
from explorer.observed import Observed
from explorer.operations import (
    PoolWork,
    UnitWork,
    channel_contributions,
    work_out_pooling,
    work_out_unit,
)
from explorer.preprocessing import CHANNEL_AXIS, preparation_named
from explorer.shared.questions.maps import LayerQuestion
from explorer.shared.questions.question import KIB, MIB, Seen, layer_before

MOST_SHOWN = 8
"""Input channels whose slice of a kernel is shown."""


@dataclass(frozen=True)
class ChannelMap(LayerQuestion[ChannelView]):
    """A channel's map beside the photo."""

    most_bytes: ClassVar[int] = MIB

    channel: int
    look: WallLook

    def answer(self, seen: Seen) -> ChannelView:
        """See `Question.answer`."""
        row, maps = seen.observed.network.row(self.layer_name), seen.layer(self.layer_name)
        return channel_view(row, self.channel, maps, seen.observed.picture.size, self.look)


@dataclass(frozen=True)
class ChannelValues(LayerQuestion[Float32Array]):
    """The activations of one channel, float32 (height, width)."""

    most_bytes: ClassVar[int] = MIB + KIB

    channel: int

    def answer(self, seen: Seen) -> Float32Array:
        """See `Question.answer`."""
        return np.ascontiguousarray(seen.layer(self.layer_name)[..., self.channel])


RED_FIRST = ("red", "green", "blue")


def layer_input(seen: Seen, row: LayerSummary) -> Float32Array:
    """What a layer reads, float32 (height, width, channels)."""
    observed = seen.observed
    before, pixels = layer_before(observed, row.name), observed.picture.pixels
    if before:
        return seen.layer(before)
    if row.input_shape[2:] == CHANNEL_AXIS:
        return preparation_named(observed.preparation).prepare(pixels)
    from explorer.runtime.build import photo_batch  # TensorFlow is loaded by now

    grid: Float32Array = photo_batch(pixels, row.input_shape)[0]
    return grid


@dataclass(frozen=True, slots=True, eq=False)
class FilterView:
    """The filter that makes one channel, and the input channels that matter most to it here.

    Attributes:
        weights: (kernel_size, kernel_size, channels).
        bias: Of the channel.
        names: Of the channels below.
        channels: Input channels, the one that adds or takes away most first; all if few.
        contributions: What each of them adds to the map before ReLU, on average.
        num_others: Input channels that are not among them.
        others: What these add together.
        in_colour: Whether the input channels are a photo's colours.
    """

    weights: Float32Array
    bias: float
    names: tuple[str, ...]
    channels: tuple[int, ...]
    contributions: tuple[float, ...]
    num_others: int
    others: float
    in_colour: bool


@dataclass(frozen=True)
class Filter(LayerQuestion[FilterView | None]):
    """The filter of a channel; None where the layer has none."""

    most_bytes: ClassVar[int] = MIB

    channel: int

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        return tuple(filter(None, (layer_before(observed, self.layer_name),)))

    def answer(self, seen: Seen) -> FilterView | None:
        """See `Question.answer`."""
        row = seen.observed.network.row(self.layer_name)
        window = window_of(row.layer)
        if not isinstance(row.layer, kinds.Conv2D) or window is None:
            return None
        kernel, biases = seen.network.kernel(self.layer_name)
        weights = kernel[..., self.channel]
        contributions = channel_contributions(layer_input(seen, row), weights, window)
        channels = _strongest(contributions, row, seen.observed)
        shown = contributions[list(channels)]
        return FilterView(
            weights=np.ascontiguousarray(weights),
            bias=float(biases[self.channel]),
            names=tuple(_name_of(each, row, seen.observed) for each in channels),
            channels=channels,
            contributions=tuple(shown.tolist()),
            num_others=len(contributions) - len(channels),
            others=float(contributions.sum() - shown.sum()),
            in_colour=_reads_colours(row),
        )


def _reads_colours(row: LayerSummary) -> bool:
    first = PRESETS["vgg16"].layers[0].name
    return row.name == first and row.input_shape[2:] == CHANNEL_AXIS


def _name_of(channel: int, row: LayerSummary, observed: Observed) -> str:
    colours = preparation_named(observed.preparation).colours
    return colours[channel] if _reads_colours(row) else f"channel {channel}"


def _what_is_read(
    observed: Observed, row: LayerSummary, channels: tuple[int, ...]
) -> tuple[str, ...]:
    """What the values of some input channels of a layer are, in words."""
    before = layer_before(observed, row.name)
    if before:
        return tuple(f"{before}, channel {channel}" for channel in channels)
    if row.input_shape[2:] == CHANNEL_AXIS:
        way = preparation_named(observed.preparation)
        return tuple(
            ", ".join(
                filter(None, (f"{way.colours[each]} of the photo, 0 to 255", way.steps[each]))
            )
            for each in channels
        )
    return ("grey of the photo, 0 to 255",)


def _strongest(sums: NDArray[np.float64], row: LayerSummary, observed: Observed) -> tuple[int, ...]:
    """Input channels by how much they add or take away; a photo's colours all, red first."""
    if _reads_colours(row):
        return tuple(map(preparation_named(observed.preparation).colours.index, RED_FIRST))
    return tuple(np.argsort(-np.abs(sums), kind="stable")[:MOST_SHOWN].tolist())


@dataclass(frozen=True, slots=True, eq=False)
class UnitView:
    """One unit of a layer, worked out by hand, and what the network gave.

    Attributes:
        work: How its value comes about; None for kinds of layers that are not worked out here, and
            for a channel that is switched off.
        given: What the network gave.
        weights: Its filter; None for a pooling.
        names: Of the input channels below.
        channels: Input channels, the one that adds or takes away most first.
        reads: What the values of each of them are; for a pooling, of the one that it reads.
        field_png: The part of the photo that it sees, padding hatched.
    """

    work: UnitWork | PoolWork | None
    given: float
    weights: Float32Array | None
    names: tuple[str, ...]
    channels: tuple[int, ...]
    reads: tuple[str, ...]
    field_png: bytes


@dataclass(frozen=True)
class UnitSum(LayerQuestion[UnitView]):
    """One unit's activation, worked out number by number."""

    most_bytes: ClassVar[int] = 2 * MIB

    channel: int
    position: Position

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        names = (layer_before(observed, self.layer_name), self.layer_name)
        return tuple(filter(None, names))

    def answer(self, seen: Seen) -> UnitView:
        """See `Question.answer`."""
        row = seen.observed.network.row(self.layer_name)
        is_off = seen.observed.is_off(self.layer_name, self.channel)
        work, weights = (None, None) if is_off else self._worked_out(seen, row)
        channels = (
            _strongest(work.channel_sums, row, seen.observed) if isinstance(work, UnitWork) else ()
        )
        return UnitView(
            work=work,
            given=float(seen.layer(self.layer_name)[(*self.position, self.channel)]),
            weights=weights,
            names=tuple(_name_of(each, row, seen.observed) for each in channels),
            channels=channels,
            reads=_what_is_read(seen.observed, row, channels or (self.channel,)),
            field_png=_field_png(seen, row, self.position),
        )

    def _worked_out(
        self, seen: Seen, row: LayerSummary
    ) -> tuple[UnitWork | PoolWork | None, Float32Array | None]:
        layer, window = row.layer, window_of(row.layer)
        match layer:
            case kinds.Conv2D() if window is not None:
                kernel, biases = seen.network.kernel(row.name)
                weights, bias = kernel[..., self.channel], float(biases[self.channel])
                below = layer_input(seen, row)
                work = work_out_unit(below, weights, bias, self.position, window)
                return work, np.ascontiguousarray(weights)
            case kinds.MaxPool2D() | kinds.AveragePool2D() if window is not None:
                average = isinstance(layer, kinds.AveragePool2D)
                one_below = layer_input(seen, row)[..., self.channel]
                return work_out_pooling(one_below, self.position, window, average=average), None
            case kinds.Conv2D() | kinds.MaxPool2D() | kinds.AveragePool2D():
                raise TypeError(f"{row.name} slides no window")
            case (
                kinds.ZeroPad2D()
                | kinds.BatchNorm()
                | kinds.LRN()
                | kinds.Activation()
                | kinds.Dropout()
            ):
                return None, None  # the page says that these are not worked out
            case (
                kinds.Flatten() | kinds.GlobalAveragePool() | kinds.GlobalMaxPool() | kinds.Dense()
            ):
                raise TypeError(f"{row.name} has no feature maps")
            case _:
                assert_never(layer)


def _field_png(seen: Seen, row: LayerSummary, position: Position) -> bytes:
    pixels, field = seen.observed.picture.pixels, row.receptive_field
    return png_rgb(crop(pixels, field.box(position)) if field else pixels)
