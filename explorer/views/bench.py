"""The layer on the bench: whose numbers it has, worked out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.architecture.receptive_field import Position
from explorer.arrays import Float64Array
from explorer.convolution.bench import BenchLayer
from explorer.convolution.bench_edits import BENCH_PARTS, BenchPlace
from explorer.convolution.filter_presets import filter_values
from explorer.convolution.input_presets import input_values
from explorer.convolution.layer import ConvolutionWork, HandLayer
from explorer.convolution.number_sheet import NumberSheet
from explorer.convolution.sliding import COLOUR_CHANNELS
from explorer.factorised_kernels.photos import luminance
from explorer.figures.convolution.bench_data import BenchData, BenchWords
from explorer.figures.convolution.bench_shown import convolution_refused, convolution_shown
from explorer.session.address import correct
from explorer.session.bench import (
    BenchSettings,
    bench_settings,
    typed_biases,
    typed_input,
    typed_kernel,
)
from explorer.session.bench_cells import bench_place, with_refused_cells
from explorer.session.hand_parameters import (
    FILTER,
    INPUT,
    OF_PHOTO,
    OF_VGG16,
    PATCH_COLUMN,
    PATCH_ROW,
)
from explorer.session.parameter import Whole
from explorer.session.photos import chosen_picture

NOWHERE = BenchPlace(None, None)
"""Where there is no output."""


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What is on the bench.

    Attributes:
        layer: The layer and its input.
        sheet: Its numbers as they were typed.
        work: Every step; None where there is no output.
        problem: Why there is none, one sentence.
        given: What VGG16 gave for the unit that is worked out; None where the numbers are others.
    """

    layer: BenchLayer
    sheet: NumberSheet
    work: ConvolutionWork | None
    problem: str
    given: float | None = None

    @property
    def place(self) -> BenchPlace:
        """The output that is looked at, and the one that it is compared with."""
        return NOWHERE if self.work is None else bench_place(self.work.activation)

    def shown(self, words: BenchWords) -> BenchData:
        """What the bench in the browser gets."""
        if self.work is None:
            return convolution_refused(self.layer, self.sheet, self.problem, words)
        return convolution_shown(self.layer, self.sheet, self.work, words)


@dataclass(frozen=True, slots=True, eq=False)
class FirstFilters:
    """Filters of VGG16's first layer, or why there are none.

    Attributes:
        kernel: (3, 3, 3, filters), its channels red, green, blue.
        bias: (filters,).
        problem: One sentence; "" where there are filters.
    """

    kernel: Float64Array
    bias: Float64Array
    problem: str = ""


NO_FILTERS = FirstFilters(np.zeros((3, 3, 3, 1)), np.zeros(1))
"""Where none are asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class ChosenNumbers:
    """The numbers that are on the bench, whatever slides over them.

    Attributes:
        settings: What its fields say.
        sheet: Input, kernel and biases.
        input_problems: Why the input is not what was asked for, a sentence each.
        kernel_problems: Why the kernel is not.
    """

    settings: BenchSettings
    sheet: NumberSheet
    input_problems: tuple[str, ...]
    kernel_problems: tuple[str, ...]

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the input's channels."""
        return channel_names(self.settings)


def chosen_numbers(first: FirstFilters = NO_FILTERS) -> ChosenNumbers:
    """The input and the kernel that the fields and cells of the bench say.

    Args:
        first: The filters of VGG16's first layer, where they are asked for.
    """
    settings = bench_settings()
    of_input: list[str] = []
    of_kernel: list[str] = []
    grid = _input(settings, of_input)
    kernel, bias = chosen_filters(settings, first, of_kernel)
    are_shown = {"input": not of_input, "kernel": not of_kernel and not _is_left_out(first)}
    parts = [part for part in BENCH_PARTS if are_shown.get(part, True)]
    sheet = with_refused_cells(NumberSheet(grid, kernel, bias), parts=parts)
    return ChosenNumbers(settings, sheet, tuple(of_input), tuple(of_kernel))


def _is_left_out(first: FirstFilters) -> bool:
    """Whether VGG16's filters are chosen on a page that does without a kernel."""
    return FILTER.chosen() == OF_VGG16 and first is NO_FILTERS


def chosen_bench(first: FirstFilters = NO_FILTERS) -> Bench:
    """The layer that the fields and cells of the bench say.

    Args:
        first: As for `chosen_numbers`.
    """
    numbers = chosen_numbers(first)
    settings, sheet = numbers.settings, numbers.sheet
    layer = HandLayer(
        sheet.kernel, sheet.bias, settings.window, settings.groups, settings.activation
    )
    problems = (
        *settings.problems.values(),
        *numbers.input_problems,
        *numbers.kernel_problems,
    )
    return work_on(BenchLayer(sheet.grid, layer, numbers.channels), sheet, problems)


def work_on(layer: BenchLayer, sheet: NumberSheet, problems: Sequence[str]) -> Bench:
    """Work a layer out, unless something is wrong with it already."""
    try:
        if problems:
            raise ValueError(problems[0])
        return Bench(layer, sheet, layer.work_out(), "")
    except ValueError as error:
        return Bench(layer, sheet, None, str(error))


def channel_names(settings: BenchSettings) -> tuple[str, ...]:
    """The names of the input's channels; three of them are colours."""
    channels = settings.input_shape[-1]
    if channels == len(COLOUR_CHANNELS):
        return COLOUR_CHANNELS
    return tuple(f"channel {number}" for number in range(channels))


# --- whose numbers -------------------------------------------------------------------------------


def _input(settings: BenchSettings, problems: list[str]) -> Float64Array:
    shape = settings.input_shape
    typed = typed_input(shape)
    if typed is not None:
        return typed
    if INPUT.chosen() != OF_PHOTO:
        return input_values(INPUT.chosen(), *shape)
    return patch_of_photo(settings, problems)


def patch_of_photo(settings: BenchSettings, problems: list[str]) -> Float64Array:
    """The chosen pixels of the photo, in grey or in colours; what it has not is 0.

    Args:
        settings: How many, and of how many channels.
        problems: Gets a sentence where the photo has no such patch.
    """
    height, width, channels = settings.input_shape
    pixels = chosen_picture().pixels
    if channels not in {1, len(COLOUR_CHANNELS)}:
        problems.append(
            f"The input has {channels} channels, but a photo has 3 colours, or 1 channel in grey. "
            "Choose 1 or 3 channels."
        )
        return np.zeros(settings.input_shape)
    if not has_patch((height, width)):
        problems.append(
            f"The input has {height} × {width} px, but the photo has {pixels.shape[0]} × "
            f"{pixels.shape[1]} px at the chosen size. Choose a smaller input here, or a larger "
            "size in the sidebar."
        )
        return np.zeros(settings.input_shape)
    row, column = patch_place((height, width))
    patch = pixels[row : row + height, column : column + width]
    if channels == 1:
        return np.rint(luminance(patch))[..., np.newaxis]
    return patch.astype(np.float64)


def has_patch(size: Position) -> bool:
    """Whether the photo has a patch of (height, width) px at the chosen input size."""
    return all(part <= side for part, side in zip(size, chosen_picture().size, strict=True))


def patch_place(size: Position) -> Position:
    """(row, column) of the patch's first pixel; it never leaves the photo.

    Args:
        size: (height, width) of the patch, px.
    """
    height, width = chosen_picture().size
    return _start(PATCH_ROW, height - size[0]), _start(PATCH_COLUMN, width - size[1])


def _start(parameter: Whole[int | None], last: int) -> int:
    """The first row (or column) of the patch: the chosen one, or that of a patch in the middle."""
    chosen = parameter.chosen()
    first = last // 2 if chosen is None else min(chosen, last)
    if chosen is not None:
        correct(parameter, first)
    return first


def chosen_filters(
    settings: BenchSettings, first: FirstFilters, problems: list[str]
) -> tuple[Float64Array, Float64Array]:
    """The weights, (kernel height, kernel width, channels of a group, filters), and the biases.

    Args:
        settings: How many there are.
        first: The filters of VGG16's first layer, where they are asked for.
        problems: Gets a sentence where there are no such filters.
    """
    height, width, channels, filters = settings.kernel_shape
    bias = typed_biases(filters)
    kernel = typed_kernel(settings.kernel_shape)
    if kernel is None and FILTER.chosen() != OF_VGG16:
        kernel = filter_values(FILTER.chosen(), height, width, channels, filters)
    elif kernel is None:
        kernel = _fitting(first, settings, problems)
        bias = first.bias if bias is None and not problems else bias
    return kernel, np.zeros(filters) if bias is None else bias


def _fitting(first: FirstFilters, settings: BenchSettings, problems: list[str]) -> Float64Array:
    """VGG16's first filters for the input; for one of one channel their colours are added up.

    A grey photo has the same value in all three, so the sum is what the filter does to it.
    """
    kernel = first.kernel
    if settings.kernel_shape[2] == 1 and settings.groups == 1:
        kernel = kernel.sum(axis=2, keepdims=True)
    if first.problem:
        problems.append(first.problem)
    elif kernel.shape != settings.kernel_shape:
        height, width, channels, _ = settings.kernel_shape
        problems.append(
            f"The filters of VGG16's first layer are 3 × 3 × 3, but here a filter is {height} × "
            f"{width} × {channels}. Choose a kernel of 3 × 3, an input with 1 or 3 channels, and 1 "
            "group."
        )
    else:
        return kernel
    return np.zeros(settings.kernel_shape)
