"""The way of a photo into VGG16, step by step: each a picture with its numbers, and any pixel."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float64Array, Uint8Array
from explorer.fitting import Fitting
from explorer.orientation import as_stored, stored_place
from explorer.preprocessing import MEAN_BGR, MEAN_RGB, check_pixels, to_model_input
from explorer.resampling import SourceOfPixel, source_of

StepKey = Literal["decoded", "upright", "fitted", "reordered", "centred"]

RGB_NAMES = ("red", "green", "blue")
BGR_NAMES = RGB_NAMES[::-1]

PIXEL_BINS = 64
"""Of a histogram: 4 grey levels each."""

_NUM_PIXEL_VALUES = 256
_ZERO_SHOWN = 128
"""The grey level that stands for 0 in a picture of signed values."""

_LARGEST_CENTRED = float((255 - MEAN_BGR).max())
"""151.061, of a blue pixel: no value of any picture is further from 0."""


@dataclass(frozen=True, slots=True)
class ArrayFacts:
    """What a program would print about an array.

    Attributes:
        shape: (height, width, channels).
        type_name: Of its values.
        channels: What each holds.
        least: The smallest value of each channel.
        most: The largest value of each.
        means: The mean of each.
    """

    shape: tuple[int, ...]
    type_name: str
    channels: tuple[str, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]
    means: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class InputStep:
    """One step, after it is done.

    Attributes:
        key: Which one.
        values: (height, width, 3): pixels, uint8, or the network's input, float32.
        channels: What each channel holds.
    """

    key: StepKey
    values: NDArray[np.generic]
    channels: tuple[str, ...]

    @property
    def shown(self) -> Uint8Array:
        """The values as a picture, uint8: the first channel as red, whatever it holds.

        Values below zero cannot be shown as they are: 0 becomes the grey level 128, and the
        values that are furthest from it in any picture, +151.061 and -151.061, become 255 and 1.
        """
        if self.values.dtype == np.uint8:
            return np.ascontiguousarray(self.values)
        share = self.values.astype(np.float64) / _LARGEST_CENTRED
        return np.rint(_ZERO_SHOWN + (_ZERO_SHOWN - 1) * share).astype(np.uint8)

    @property
    def facts(self) -> ArrayFacts:
        """Its shape, range and means."""
        values = self.values.astype(np.float64).reshape(-1, len(self.channels))
        least, most, means = (
            tuple(found.tolist()) for found in (values.min(0), values.max(0), values.mean(0))
        )
        return ArrayFacts(
            self.values.shape, str(self.values.dtype), self.channels, least, most, means
        )


def steps_in(photo: Uint8Array, orientation: int, fitted: Uint8Array) -> tuple[InputStep, ...]:
    """All steps from a decoded photo to the network's input, first step first.

    Args:
        photo: RGB, uint8 (height, width, 3), upright.
        orientation: How its file stores it.
        fitted: The same photo, resized to the network's input.

    Raises:
        ValueError: One of the pictures is not RGB of uint8.
    """
    check_pixels(photo)
    return (
        InputStep("decoded", as_stored(photo, orientation), RGB_NAMES),
        InputStep("upright", photo, RGB_NAMES),
        InputStep("fitted", fitted, RGB_NAMES),
        InputStep("reordered", fitted[..., ::-1], BGR_NAMES),
        InputStep("centred", to_model_input(fitted), BGR_NAMES),
    )


@dataclass(frozen=True, slots=True)
class PlaceInFile:
    """Where a pixel of the network's input is in the file that the photo came from.

    Attributes:
        row: Px from the first stored row.
        column: Px from the first stored column.
    """

    row: float
    column: float


@dataclass(frozen=True, slots=True)
class FollowedPixel:
    """One pixel of the network's input, through all steps.

    Attributes:
        place: (row, column) of the input.
        source: The photo's pixels that it is made of; None where padding fills the input.
        in_file: The centre of these in the file; None likewise.
        nearest: RGB of the photo's pixel at that centre; None likewise.
        fitted: RGB after resizing.
        reordered: The same three numbers in BGR order.
        centred: What the network gets: BGR minus the means.
    """

    place: tuple[int, int]
    source: SourceOfPixel | None
    in_file: PlaceInFile | None
    nearest: tuple[int, ...] | None
    fitted: tuple[int, ...]
    reordered: tuple[int, ...]
    centred: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """How the file of a photo holds it.

    Attributes:
        size: (height, width) upright, px, before a large photo was reduced.
        orientation: How it is stored.
    """

    size: tuple[int, int]
    orientation: int


def follow_pixel(
    photo: Uint8Array, file: PhotoFile, done: Fitting, fitted: Uint8Array, place: tuple[int, int]
) -> FollowedPixel:
    """Follow one pixel of the network's input through all steps.

    Args:
        photo: RGB, uint8 (height, width, 3), upright.
        file: Where it came from.
        done: How it is fitted to the input.
        fitted: The input's pixels, RGB, uint8 (height, width, 3).
        place: (row, column) of the input.

    Raises:
        ValueError: The input has no such pixel.
    """
    source = source_of(done, *place)
    nearest = in_file = None
    if source is not None:
        nearest = tuple(photo[source.nearest].tolist())
        in_file = _place_in(file, source.centre, done.source)
    colour = tuple(fitted[place].tolist())
    centred = tuple(to_model_input(fitted)[place].tolist())
    return FollowedPixel(place, source, in_file, nearest, colour, colour[::-1], centred)


def _place_in(file: PhotoFile, centre: tuple[float, float], size: tuple[int, int]) -> PlaceInFile:
    """Undo the reduction of a large photo, then the turn."""
    row, column = (at * full / kept for at, full, kept in zip(centre, file.size, size, strict=True))
    return PlaceInFile(*stored_place((row, column), file.size, file.orientation))


@dataclass(frozen=True, slots=True)
class ChannelHistogram:
    """How often each value occurs in one channel.

    Attributes:
        channel: "red", "green" or "blue".
        edges: Of the bins, one more than there are counts.
        counts: Pixels in each.
        mean: Of all values.
    """

    channel: str
    edges: Float64Array
    counts: NDArray[np.int64]
    mean: float


def channel_histograms(step: InputStep) -> tuple[ChannelHistogram, ...]:
    """Of each channel of a picture; after the means are subtracted, the bins move with them.

    Each bin holds 4 grey levels, before and after: the outline of a histogram only moves.
    """
    width = _NUM_PIXEL_VALUES // PIXEL_BINS
    edges = np.arange(PIXEL_BINS + 1, dtype=np.float64) * width - 0.5
    is_centred = step.key == "centred"
    means = (
        dict(zip(RGB_NAMES, MEAN_RGB.tolist(), strict=True))
        if is_centred
        else dict.fromkeys(RGB_NAMES, 0.0)
    )
    return tuple(
        _histogram(name, step.values[..., at].astype(np.float64), edges - means[name])
        for at, name in enumerate(step.channels)
    )


def _histogram(name: str, values: Float64Array, edges: Float64Array) -> ChannelHistogram:
    counts, _ = np.histogram(values, edges)
    return ChannelHistogram(name, edges, counts.astype(np.int64), float(values.mean()))
