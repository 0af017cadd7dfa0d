"""What a layer that is worked out by hand refuses: what was received, what is expected, the fix."""

from math import prod

import numpy as np

from explorer.architecture.cost import check_groups
from explorer.architecture.shapes import Axis, GridWindow, Sweep, Sweeps, Window, sweep
from explorer.operations import NumberArray
from explorer.words import several

MOST_NUMBERS = 5_000_000
"""Products, or places of a matrix, that are worked out at once: 40 MB."""

_GRID_AXES = ("height", "width", "channels")
_KERNEL_AXES = ("kernel height", "kernel width", "channels of a group", "filters")


def check_numbers(what: str, values: NumberArray) -> None:
    """Raise a ValueError if a value is not a finite number.

    Args:
        what: What the values are, such as "input".
        values: Any shape.
    """
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        place = tuple(wrong[0].tolist())
        raise ValueError(
            f"Received {values[place]} at {place} of the {what}. Expected a finite number in each "
            "place. Type another number there."
        )


def check_window(window: GridWindow) -> None:
    """Raise a ValueError for a size, stride or dilation below 1, or a negative padding."""
    for axis, along in (("rows", window.rows), ("columns", window.columns)):
        for field in ("size", "stride", "dilation"):
            value = getattr(along, field)
            if not _is_whole(value, 1):
                raise ValueError(
                    f"Received a {field} of {value!r} along the {axis}. Expected a whole number of "
                    "1 or more. Use 1 or more."
                )
        _check_padding(axis, along)


def swept(grid_shape: tuple[int, ...], window: GridWindow) -> Sweeps:
    """How a window sweeps the rows and the columns of a grid.

    Args:
        grid_shape: (height, width, channels).
        window: What slides over it.

    Raises:
        ValueError: The grid has another rank or an empty axis, the window is invalid, or the
            window is larger than the padded grid.
    """
    _check_shape("input", grid_shape, _GRID_AXES)
    check_window(window)
    rows, columns = sweep(window.rows, grid_shape[0]), sweep(window.columns, grid_shape[1])
    axes: tuple[tuple[Axis, Sweep], ...] = (("rows", rows), ("columns", columns))
    for axis, along in axes:
        if along.size_out < 1:
            raise ValueError(_does_not_fit(axis, along))
    return rows, columns


def _does_not_fit(axis: Axis, along: Sweep) -> str:
    window, zeros = along.window, along.pad_before + along.pad_after
    one = axis.removesuffix("s")
    reach = several(window.extent, one)
    reaches = (
        f"reaches over {reach}"
        if window.dilation > 1
        else f"is {reach} {'high' if axis == 'rows' else 'wide'}"
    )
    padded = " with its padding" * bool(zeros)
    return (
        f"The window {reaches}, but the input{padded} has {several(along.size_in + zeros, one)}. "
        "Choose a larger input, a smaller kernel or dilation, or more padding."
    )


def check_filters(
    kernel: NumberArray, bias: NumberArray, window: GridWindow, channels: int, groups: int = 1
) -> None:
    """Raise a ValueError if kernel and bias do not fit the window, the input or each other.

    Args:
        kernel: (kernel height, kernel width, channels of a group, filters).
        bias: (filters,).
        window: How the kernel slides.
        channels: Of the input.
        groups: How many parts channels and filters are split into.
    """
    _check_shape("kernel", kernel.shape, _KERNEL_AXES)
    filters = kernel.shape[-1]
    check_groups(filters, channels, groups)
    expected = (window.rows.size, window.columns.size, channels // groups, filters)
    if kernel.shape != expected:
        raise ValueError(
            f"Received a kernel of shape {kernel.shape}. This window, {channels} input channels "
            f"and {groups} groups need {expected}: {', '.join(_KERNEL_AXES)}. Change the kernel or "
            "the window."
        )
    if bias.shape != (filters,):
        raise ValueError(
            f"Received biases of shape {bias.shape} for {filters} filters. Expected one for each: "
            f"({filters},). Add or remove biases."
        )
    check_numbers("kernel", kernel)
    check_numbers("bias", bias)


def check_amount(what: str, *sides: int) -> None:
    """Raise a ValueError if an array would hold too many numbers."""
    if prod(sides) > MOST_NUMBERS:
        raise ValueError(
            f"This layer has {prod(sides):,} {what}, and at most {MOST_NUMBERS:,} are worked out. "
            "Choose a smaller input, fewer channels or fewer filters."
        )


def _check_shape(what: str, shape: tuple[int, ...], axes: tuple[str, ...]) -> None:
    if len(shape) != len(axes) or 0 in shape:
        raise ValueError(
            f"Received a {what} of shape {shape}. Expected ({', '.join(axes)}), none of them 0. "
            "Add the axis that is missing, or a value."
        )


def _check_padding(axis: str, window: Window) -> None:
    padding = window.padding
    sides = padding if isinstance(padding, tuple) else (padding, padding)
    is_named = padding in {"same", "valid", "full"}
    if not is_named and not (len(sides) == len(("before", "after")) and _all_whole(sides)):
        raise ValueError(
            f'Received a padding of {padding!r} along the {axis}. Expected "same", "valid", '
            '"full", a whole number of 0 or more, or two of them: (before, after). Use one of them.'
        )


def _all_whole(values: tuple[object, ...]) -> bool:
    return all(_is_whole(value, 0) for value in values)


def _is_whole(value: object, smallest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= smallest
