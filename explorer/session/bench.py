"""The layer that a visitor works out by hand: how it slides, and the numbers that were typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from explorer.architecture.cost import check_groups
from explorer.architecture.shapes import GridWindow, Window
from explorer.arrays import Float64Array
from explorer.convolution.layer import HandActivation
from explorer.convolution.limits import (
    MOST_DILATION,
    MOST_KERNEL_SIDE,
    MOST_SIDE,
    MOST_STRIDE,
)
from explorer.convolution.notation import fitted, read_numbers
from explorer.convolution.typed_window import parse_padding, parse_shape, parse_sides
from explorer.session.address import run_again, tell_of_link
from explorer.session.hand_parameters import (
    AFTER,
    BIASES,
    DILATION,
    FILTER,
    FILTER_NUMBERS,
    FILTER_SIZE,
    FILTERS,
    GROUPS,
    INPUT,
    INPUT_NUMBERS,
    INPUT_SHAPE,
    PADDING,
    POOL_SIZE,
    POOL_STRIDE,
    STRIDE,
    TYPED,
)
from explorer.session.kept_numbers import numbers_kept, why_default_is_shown
from explorer.session.parameter import OneOf, Text
from explorer.session.state import visitor_state

_READ = "bench_read"
"""The last text of each field that could be read, by its parameter's key."""


_Value = TypeVar("_Value")

# --- how it slides -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """How the layer on the bench slides, and over what.

    Attributes:
        input_shape: (height, width, channels).
        kernel_size: (height, width).
        filters: How many.
        groups: Parts that channels and filters are split into.
        window: What slides.
        activation: What follows.
        problems: A sentence for each field that cannot be used, by the key of its parameter; then
            what it said before stands in for it here, and there is no output.
    """

    input_shape: tuple[int, int, int]
    kernel_size: tuple[int, int]
    filters: int
    groups: int
    window: GridWindow
    activation: HandActivation
    problems: Mapping[str, str]

    @property
    def kernel_shape(self) -> tuple[int, int, int, int]:
        """(kernel height, kernel width, channels of a group, filters)."""
        return (*self.kernel_size, self.input_shape[-1] // self.groups, self.filters)


def bench_settings() -> BenchSettings:
    """What the fields of the bench say."""
    problems: dict[str, str] = {}
    shape = _read(INPUT_SHAPE, parse_shape, problems)
    size = _read(FILTER_SIZE, _sides("kernel size", MOST_KERNEL_SIDE), problems)
    strides = _read(STRIDE, _sides("stride", MOST_STRIDE), problems)
    dilations = _read(DILATION, _sides("dilation", MOST_DILATION), problems)
    paddings = _read(PADDING, parse_padding, problems)
    rows, columns = map(Window, size, strides, dilations, paddings)
    return BenchSettings(
        input_shape=shape,
        kernel_size=size,
        filters=FILTERS.chosen(),
        groups=_groups(FILTERS.chosen(), shape[-1], problems),
        window=GridWindow(rows, columns),
        activation=AFTER.chosen(),
        problems=problems,
    )


@dataclass(frozen=True, slots=True)
class PoolingSettings:
    """How a pooling slides over the input of the bench.

    Attributes:
        window: What slides.
        problems: As for `BenchSettings`.
    """

    window: GridWindow
    problems: Mapping[str, str]


def pooling_settings() -> PoolingSettings:
    """What the fields of a pooling say; its padding is the one of the bench."""
    problems: dict[str, str] = {}
    sizes = _read(POOL_SIZE, _sides("window size", MOST_SIDE), problems)
    strides = _read(POOL_STRIDE, _sides("stride", MOST_STRIDE), problems)
    paddings = _read(PADDING, parse_padding, problems)
    rows, columns = map(Window, sizes, strides, (1, 1), paddings)
    return PoolingSettings(GridWindow(rows, columns), problems)


def _sides(what: str, most: int) -> Callable[[str], tuple[int, int]]:
    return lambda text: parse_sides(text, what, most)


def _read(parameter: Text, parse: Callable[[str], _Value], problems: dict[str, str]) -> _Value:
    """What a field says; where it cannot be read, what it said before: no number is lost."""
    text, before = parameter.chosen(), visitor_state.setdefault(_READ, {})
    try:
        value = parse(text)
    except ValueError as error:
        problems[parameter.key] = str(error)
        return parse(before.get(parameter.key, parameter.usual))
    before[parameter.key] = text
    return value


def _groups(filters: int, channels: int, problems: dict[str, str]) -> int:
    groups = GROUPS.chosen()
    try:
        check_groups(filters, channels, groups)
    except ValueError as error:
        problems[GROUPS.key] = str(error)
        return 1
    return groups


# --- numbers that were typed ---------------------------------------------------------------------


def typed_input(shape: tuple[int, ...]) -> Float64Array | None:
    """The input that was typed, in a shape; None where a preset is chosen.

    Args:
        shape: (height, width, channels).
    """
    numbers = _typed(INPUT, INPUT_NUMBERS)
    return None if numbers is None else fitted(numbers, (*shape, 1))[..., 0]


def typed_kernel(shape: tuple[int, ...]) -> Float64Array | None:
    """The weights that were typed, in a shape; None where a preset is chosen.

    Args:
        shape: (kernel height, kernel width, channels of a group, filters).
    """
    numbers = _typed(FILTER, FILTER_NUMBERS)
    return None if numbers is None else fitted(numbers, shape)


def _typed(preset: OneOf[str], parameter: Text) -> Float64Array | None:
    """(rows, columns, channels, filters) of what was typed in place of a preset."""
    if preset.chosen() != TYPED:
        return None
    text = numbers_kept(parameter.chosen())
    try:
        if text is None:
            raise ValueError(why_default_is_shown(parameter.key, parameter.chosen()))
        return read_numbers(text)
    except ValueError as error:
        tell_of_link(str(error))
        preset.forget()
        parameter.forget()
        run_again()


def typed_biases(filters: int) -> Float64Array | None:
    """The biases that were typed, (filters,); None for none."""
    if not BIASES.chosen():
        return None
    try:
        numbers = read_numbers(BIASES.chosen())
    except ValueError as error:
        tell_of_link(f"{error} The link's biases are not used.")
        BIASES.forget()
        run_again()
    return fitted(numbers.ravel(), (filters,))
