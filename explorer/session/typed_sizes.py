"""The window and the input whose output size is worked out: of any size, first the bench's."""

from dataclasses import dataclass

from explorer.architecture.shapes import GridWindow, Sweeps
from explorer.convolution.checks import swept
from explorer.convolution.typed_window import (
    BENCH_LIMITS,
    WindowLimits,
    padding_text,
    parse_shape,
    parse_sides,
    parse_window,
    shape_text,
    sides_text,
)
from explorer.session.bench import bench_settings
from explorer.session.bench_cells import leave_unit
from explorer.session.hand_parameters import (
    CELL,
    DILATION,
    FILTER,
    FILTER_SIZE,
    INPUT_SHAPE,
    OF_VGG16,
    PADDING,
    PINNED,
    POOL_SIZE,
    POOL_STRIDE,
    SIZED_DILATION,
    SIZED_INPUT,
    SIZED_KERNEL,
    SIZED_PADDING,
    SIZED_STRIDE,
    STRIDE,
    WORKED_UNIT,
)
from explorer.session.parameter import Text

SIZED_LIMITS = WindowLimits(
    side=4096, channels=1, kernel_side=64, stride=64, dilation=64, zeros=512
)
"""Larger than any of a published network, and small enough to be drawn."""

_SIZED = (SIZED_INPUT, SIZED_KERNEL, SIZED_PADDING, SIZED_STRIDE, SIZED_DILATION)


@dataclass(frozen=True, slots=True)
class TypedSizes:
    """What the fields of the Output size page say.

    Attributes:
        size: (rows, columns) of the input; None where that cannot be read.
        window: What slides over it; likewise.
        sweeps: How it slides over the rows and the columns; None where there is no output.
        problems: What is wrong, a sentence each.
        are_own: Whether a field was filled in here, so that the numbers are not the bench's.
    """

    size: tuple[int, int] | None
    window: GridWindow | None
    sweeps: Sweeps | None
    problems: tuple[str, ...]
    are_own: bool


def typed_sizes() -> TypedSizes:
    """Read the fields; one that is empty has the bench's number."""
    size, problems = _size()
    typed = parse_window(
        sized_text(SIZED_KERNEL),
        sized_text(SIZED_STRIDE),
        sized_text(SIZED_DILATION),
        sized_text(SIZED_PADDING),
        SIZED_LIMITS,
    )
    problems += typed.problems.values()
    sweeps = None
    if size is not None and typed.window is not None:
        try:
            sweeps = swept((*size, 1), typed.window)
        except ValueError as error:
            problems.append(str(error))
    are_own = any(each.chosen() for each in _SIZED)
    return TypedSizes(size, typed.window, sweeps, tuple(problems), are_own)


def sized_text(parameter: Text) -> str:
    """What a field of the page shows: what was typed, or the bench's text."""
    if parameter.chosen():
        return parameter.chosen()
    if parameter is not SIZED_INPUT:
        return _BENCH[parameter.key].chosen()
    try:
        height, width, _ = parse_shape(INPUT_SHAPE.chosen())
    except ValueError:
        return INPUT_SHAPE.chosen()  # the page says what is wrong with it
    return sides_text(height, width)


_BENCH = {
    SIZED_KERNEL.key: FILTER_SIZE,
    SIZED_PADDING.key: PADDING,
    SIZED_STRIDE.key: STRIDE,
    SIZED_DILATION.key: DILATION,
}


def _size() -> tuple[tuple[int, int] | None, list[str]]:
    try:
        return parse_sides(sized_text(SIZED_INPUT), "input size", SIZED_LIMITS.side), []
    except ValueError as error:
        return None, [str(error)]


def forget_sized() -> None:
    """Show the bench's numbers again; call it from a callback."""
    for parameter in _SIZED:
        parameter.forget()


def choose_sized(size: tuple[int, int], window: GridWindow) -> None:
    """Fill in all fields; call it from a callback."""
    for parameter, text in zip(_SIZED, _texts(size, window), strict=True):
        parameter.choose(text)


def fits_the_bench(size: tuple[int, int], window: GridWindow) -> bool:
    """Whether a window and an input are small enough to be worked out by hand."""
    _, kernel_size, padding, stride, dilation = _texts(size, window)
    small = parse_window(kernel_size, stride, dilation, padding, BENCH_LIMITS)
    return small.window is not None and max(size) <= BENCH_LIMITS.side


def put_on_the_bench(size: tuple[int, int], window: GridWindow) -> None:
    """Choose a window and the size of the input for the bench.

    The numbers on the bench stay, as far as they fit.

    Args:
        size: (rows, columns) of the input.
        window: What slides over it; of a transposed convolution, the direct one's.
    """
    _put_input_on_the_bench(size)
    if FILTER.chosen() == OF_VGG16:
        FILTER.forget()  # those of VGG16 have a size of their own
    *_, padding, stride, dilation = _texts(size, window)
    FILTER_SIZE.choose(shape_text(window.rows.size, window.columns.size))
    PADDING.choose(padding)
    STRIDE.choose(stride)
    DILATION.choose(dilation)


def put_pooling_on_the_bench(size: tuple[int, int], window: GridWindow) -> None:
    """The same for a pooling, which has a size and a stride of its own there."""
    _put_input_on_the_bench(size)
    _, pool_size, padding, stride, _ = _texts(size, window)
    POOL_SIZE.choose(pool_size)
    POOL_STRIDE.choose(stride)
    PADDING.choose(padding)


def _put_input_on_the_bench(size: tuple[int, int]) -> None:
    if WORKED_UNIT.chosen():
        leave_unit()
    channels = bench_settings().input_shape[-1]
    INPUT_SHAPE.choose(shape_text(*size, channels))
    for parameter in (CELL, PINNED):
        parameter.forget()


def _texts(size: tuple[int, int], window: GridWindow) -> tuple[str, str, str, str, str]:
    """Input, kernel, padding, stride and dilation as their fields read them."""
    rows, columns = window.rows, window.columns
    return (
        sides_text(*size),
        sides_text(rows.size, columns.size),
        padding_text(rows.padding, columns.padding),
        sides_text(rows.stride, columns.stride),
        sides_text(rows.dilation, columns.dilation),
    )
