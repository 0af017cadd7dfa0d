"""The kernel of the bench on the whole photo: each colour, their sum, and the sum after ReLU."""

from dataclasses import dataclass

import numpy as np

from explorer import units
from explorer.architecture.shapes import GridWindow
from explorer.arrays import Float64Array
from explorer.convolution.checks import swept
from explorer.convolution.exact import Numbers, numbers_of
from explorer.convolution.layer import channels_read
from explorer.convolution.sliding import COLOUR_CHANNELS, for_colours, slide_plane
from explorer.images.encoding import png_rgb
from explorer.images.intake import Photo
from explorer.images.sizing import thumbnail
from explorer.kept import kept
from explorer.observed import Picture, picture_of
from explorer.operations import relu
from explorer.preprocessing import MEAN_RGB
from explorer.session.address import correct
from explorer.session.bench import BenchSettings, bench_settings, typed_biases
from explorer.session.bench_cells import begin_with_patch
from explorer.session.hand_parameters import FILTER, OF_VGG16, PHOTO_AT, SHOWN_MAP, TYPED
from explorer.session.photos import chosen_photo, chosen_picture
from explorer.session.state import callback
from explorer.views.bench import NO_FILTERS, FirstFilters, chosen_filters, chosen_numbers
from explorer.views.pictures import BACKDROP_SIDE
from explorer.views.responses import ResponseColours, colours_for, response_png

_BEYOND = 0.01
"""Share of all values that have the last colours, though they lie beyond the scale."""


@dataclass(frozen=True, slots=True)
class PhotoFilter:
    """A filter of the bench, ready for a photo.

    Attributes:
        weights: For red, green and blue, (kernel height, kernel width, 3).
        bias: Added to each sum.
        window: How it slides.
        channels: Of the input that it is made for.
        reads: Which of these it reads.
        mean: Of red, green and blue; taken away before, so that padding is this colour.
    """

    weights: Numbers
    bias: float
    window: GridWindow
    channels: int
    reads: tuple[int, ...]
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class ShownMap:
    """One map as a picture.

    Attributes:
        png: One px for each value.
        low: The smallest value.
        high: The largest value.
    """

    png: bytes
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class FilteredPhoto:
    """What a filter makes of a photo.

    Attributes:
        photo: The photo, PNG; a large one is made smaller.
        size_in: (height, width) of the photo, px.
        size_out: (height, width) of each map.
        by_colour: What it makes of red, of green and of blue.
        summed: These added up, with the bias.
        after: The same after ReLU.
        colours: Of all these maps.
        share_cut: Share of the sums that are below 0.
    """

    photo: bytes
    size_in: tuple[int, int]
    size_out: tuple[int, int]
    by_colour: tuple[ShownMap, ...]
    summed: ShownMap
    after: ShownMap
    colours: ResponseColours
    share_cut: float

    @property
    def goes_beyond(self) -> bool:
        """Whether some values lie beyond the colours."""
        ends = (*self.by_colour, self.summed)
        return any(each.low < self.colours.low or each.high > self.colours.high for each in ends)


def chosen_photo_filter(settings: BenchSettings, first: FirstFilters) -> PhotoFilter:
    """The filter of the bench whose map is looked at.

    Args:
        settings: Of the bench.
        first: The filters of VGG16's first layer, where they are asked for.

    Raises:
        ValueError: There are no such filters.
    """
    number = shown_map(settings)
    sheet = chosen_numbers(first).sheet  # what may be taken over as own numbers
    if FILTER.chosen() == OF_VGG16:
        return _filter_of_vgg16(settings, first, number)
    kernel, bias = sheet.kernel, sheet.bias
    channels, groups = settings.input_shape[-1], settings.groups
    reads = channels_read(channels, kernel.shape[-1], groups)[:, number].tolist()
    weights = for_colours(kernel, channels, groups)[..., number]
    return PhotoFilter(
        numbers_of(weights), float(bias[number]), settings.window, channels, tuple(reads)
    )


def _filter_of_vgg16(settings: BenchSettings, first: FirstFilters, number: int) -> PhotoFilter:
    """With its three colours and its mean, however many channels the bench's input has."""
    size = first.kernel.shape[:2]
    if first.problem:
        raise ValueError(first.problem)
    if settings.kernel_size != size:
        raise ValueError(
            f"The filters of VGG16's first layer are {units.size(size)}, but the kernel is "
            f"{units.size(settings.kernel_size)}. Choose a kernel of {units.size(size)}."
        )
    typed = typed_biases(settings.filters)
    bias = float((first.bias if typed is None else typed)[number])
    colours = tuple(range(len(COLOUR_CHANNELS)))
    red, green, blue = MEAN_RGB.tolist()
    return PhotoFilter(
        numbers_of(first.kernel[..., number]),
        bias,
        settings.window,
        len(colours),
        colours,
        (red, green, blue),
    )


def shown_map(settings: BenchSettings) -> int:
    """The number of the map that is looked at: the chosen one, or the last that there is."""
    number = min(SHOWN_MAP.chosen(), settings.filters - 1)
    correct(SHOWN_MAP, number)
    return number


@callback
def bring_to_bench() -> None:
    """Put the chosen patch of the photo on the bench, under the same filters."""
    settings = bench_settings()
    channels, kind = settings.input_shape[-1], FILTER.chosen()
    fits = channels == len(COLOUR_CHANNELS) or kind == OF_VGG16
    if fits or (channels == 1 and kind != TYPED):  # a preset is alike for each channel
        begin_with_patch(None)
        return
    kernel, _ = chosen_filters(settings, NO_FILTERS, [])
    begin_with_patch(for_colours(kernel, channels, settings.groups))


def photo_to_filter() -> Picture:
    """The chosen photo: at the input size, or as large as it is."""
    return chosen_picture() if PHOTO_AT.chosen() == "input" else _in_own_size(chosen_photo())


@kept(mib=16)
def _in_own_size(photo: Photo) -> Picture:
    return picture_of(photo.pixels, photo.cache_key)


def filtered_photo(picture: Picture, used: PhotoFilter) -> FilteredPhoto:
    """Slide a filter over a photo.

    Raises:
        ValueError: The window does not fit; the message says what to do.
    """
    swept(picture.pixels.shape, used.window)
    return _filtered(picture, used)


@kept(mib=32)
def _filtered(picture: Picture, used: PhotoFilter) -> FilteredPhoto:
    maps = _maps(picture, used)
    summed = sum(maps[1:], maps[0]) + used.bias
    colours = colours_for(*maps, summed, beyond=_BEYOND)
    by_colour = tuple(_response(each, colours) for each in maps)
    height, width = summed.shape
    return FilteredPhoto(
        photo=png_rgb(thumbnail(picture.pixels, BACKDROP_SIDE)),
        size_in=picture.size,
        size_out=(height, width),
        by_colour=by_colour,
        summed=_response(summed, colours),
        after=_response(relu(summed), colours),
        colours=colours,
        share_cut=float(np.mean(summed < 0)),
    )


def _maps(picture: Picture, used: PhotoFilter) -> list[Float64Array]:
    """What the filter makes of each colour alone."""
    sweeps, weights = swept(picture.pixels.shape, used.window), used.weights.values
    return [
        slide_plane(picture.pixels[..., colour] - mean, weights[..., colour], sweeps)
        for colour, mean in enumerate(used.mean)
    ]


def _response(values: Float64Array, colours: ResponseColours) -> ShownMap:
    return ShownMap(response_png(values, colours), float(values.min()), float(values.max()))
