"""Random layers with their inputs. All numbers are quarters, whose sums float32 holds exactly."""

from collections.abc import Callable
from random import Random
from typing import Literal

import numpy as np

from explorer.architecture.shapes import GridWindow, Window, WindowPadding
from explorer.arrays import Float64Array
from explorer.convolution.exact import (
    ExactLayer,
    exact_convolution,
    exact_pooling,
    exact_transposed,
)
from explorer.convolution.layer import HandActivation, HandLayer
from explorer.convolution.sequences import along_steps, as_one_row


def activation_of(draw: Random, filters: int) -> HandActivation:
    """Any activation; Keras warns of a softmax over one channel, which is always 1."""
    kinds: list[HandActivation] = ["linear", "relu", "softmax"]
    return draw.choice(kinds[: 2 + (filters > 1)])


def quarters(draw: Random, *shape: int) -> Float64Array:
    """Random multiples of 1/4 from -2 to 2."""
    return np.random.default_rng(draw.randrange(2**32)).integers(-8, 9, shape) / 4


def any_padding(draw: Random) -> WindowPadding:
    """Any kind of padding."""
    kinds: list[WindowPadding] = ["same", "valid", "full", draw.randint(0, 3)]
    return draw.choice([*kinds, (draw.randint(0, 3), draw.randint(0, 3))])


def own_padding(draw: Random) -> Literal["same", "valid"]:
    """One of Keras' words."""
    return draw.choice(["same", "valid"])


def window_along(draw: Random, strided: bool, dilated: bool, size: int = 5) -> Window:
    """A window along one axis."""
    return Window(
        draw.randint(1, size),
        draw.randint(1, 4) if strided else 1,
        draw.randint(1, 3) if dilated else 1,
        any_padding(draw),
    )


def any_window(draw: Random, *, strided: bool, dilated: bool) -> GridWindow:
    """A window along both axes, with the padding of Keras in most cases."""
    rows, columns = (window_along(draw, strided, dilated) for _ in range(2))
    if draw.random() < 0.6:
        named = own_padding(draw)
        rows, columns = (
            Window(along.size, along.stride, along.dilation, named) for along in (rows, columns)
        )
    return GridWindow(rows, columns)


def room_for(draw: Random, window: GridWindow) -> tuple[int, int]:
    """A height and a width that the window fits, rarely the same."""
    extents = (window.rows.extent, window.columns.extent)
    return (extents[0] + draw.randint(0, 7), extents[1] + draw.randint(0, 7))


def random_convolution(draw: Random, *, strided: bool = False, dilated: bool = False) -> ExactLayer:
    """A convolution without groups."""
    window = any_window(draw, strided=strided, dilated=dilated)
    grid = quarters(draw, *room_for(draw, window), draw.randint(1, 3))
    sizes = (window.rows.size, window.columns.size)
    kernel = quarters(draw, *sizes, grid.shape[-1], draw.randint(1, 4))
    bias, activation = quarters(draw, kernel.shape[-1]), activation_of(draw, kernel.shape[-1])
    return exact_convolution(grid, HandLayer(kernel, bias, window, activation=activation))


def random_groups(draw: Random) -> ExactLayer:
    """A convolution with groups."""
    groups = draw.randint(2, 3)
    window = any_window(draw, strided=True, dilated=False)
    grid = quarters(draw, *room_for(draw, window), groups * draw.randint(1, 2))
    sizes = (window.rows.size, window.columns.size)
    kernel = quarters(draw, *sizes, grid.shape[-1] // groups, groups * draw.randint(1, 2))
    return exact_convolution(
        grid, HandLayer(kernel, quarters(draw, kernel.shape[-1]), window, groups)
    )


def random_pooling(draw: Random) -> ExactLayer:
    """A pooling; each of its windows holds a value."""
    sizes = draw.randint(1, 5), draw.randint(1, 5)
    zeros = [(draw.randint(0, size - 1), draw.randint(0, size - 1)) for size in sizes]
    named = own_padding(draw)
    is_named = draw.random() < 0.6
    rows, columns = (
        Window(size, draw.randint(1, 4), 1, named if is_named else around)
        for size, around in zip(sizes, zeros, strict=True)
    )
    window = GridWindow(rows, columns)
    grid = quarters(draw, *room_for(draw, window), draw.randint(1, 3))
    return exact_pooling(grid, window, average=draw.random() < 0.5)


def random_transposed(draw: Random, *, dilated: bool = False) -> ExactLayer:
    """A transposed convolution with padding that Keras has a word for."""
    named = own_padding(draw)
    rows, columns = (
        Window(draw.randint(1, 5), draw.randint(1, 4), draw.randint(1, 1 + 2 * dilated), named)
        for _ in range(2)
    )
    window = GridWindow(rows, columns)
    grid = quarters(draw, draw.randint(1, 7), draw.randint(1, 7), draw.randint(1, 3))
    kernel = quarters(draw, rows.size, columns.size, draw.randint(1, 3), grid.shape[-1])
    bias, activation = quarters(draw, kernel.shape[2]), activation_of(draw, kernel.shape[2])
    return exact_transposed(grid, HandLayer(kernel, bias, window, activation=activation))


def random_transposed_with_zeros(draw: Random, *, only_cuts: bool = False) -> ExactLayer:
    """A transposed convolution with padding in numbers, and rows and columns more.

    Args:
        draw: Random numbers.
        only_cuts: Whether its output is a part of the one without padding, and not dilated.
    """
    windows, extra = [], (draw.randint(0, 2), draw.randint(0, 2))
    for more in extra:
        size, stride = draw.randint(3, 5), draw.randint(more + 1, 3)
        zeros = draw.randint(0, size - 1), draw.randint(more if only_cuts else 0, size - 1)
        windows.append(Window(size, stride, 1 if only_cuts else draw.randint(1, 2), zeros))
    window = GridWindow(*windows)
    grid = quarters(draw, draw.randint(4, 7), draw.randint(4, 7), draw.randint(1, 3))
    kernel = quarters(draw, *(along.size for along in windows), 2, grid.shape[-1])
    return exact_transposed(grid, HandLayer(kernel, quarters(draw, 2), window), extra)


def random_sequence(draw: Random) -> ExactLayer:
    """A convolution along one axis, causal or not."""
    named = draw.choice(["same", "valid", "causal", "full", "zeros"])
    around: WindowPadding = draw.randint(0, 3), draw.randint(0, 3)
    window = along_steps(
        draw.randint(1, 5),
        draw.randint(1, 3),
        draw.randint(1, 3),
        around if named == "zeros" else named,
    )
    steps = quarters(draw, window.columns.extent + draw.randint(0, 7), draw.randint(1, 3))
    kernel = quarters(draw, window.columns.size, steps.shape[-1], draw.randint(1, 3))
    bias = quarters(draw, kernel.shape[-1])
    return exact_convolution(
        as_one_row(steps), HandLayer(as_one_row(kernel), bias, window), "sequence"
    )


def _strided(draw: Random) -> ExactLayer:
    return random_convolution(draw, strided=True)


def _dilated(draw: Random) -> ExactLayer:
    return random_convolution(draw, dilated=True)


def _strided_and_dilated(draw: Random) -> ExactLayer:
    return random_convolution(draw, strided=True, dilated=True)


def _dilated_transposed(draw: Random) -> ExactLayer:
    return random_transposed(draw, dilated=True)


KINDS: tuple[Callable[[Random], ExactLayer], ...] = (
    random_convolution,
    _strided,
    _dilated,
    _strided_and_dilated,
    random_pooling,
    random_transposed,
    _dilated_transposed,
    random_transposed_with_zeros,
    random_sequence,
)
"""All but groups: TensorFlow compiles those, which takes far longer than to compute them."""


def any_layer(draw: Random) -> ExactLayer:
    """A layer of any kind but with groups."""
    return draw.choice(KINDS)(draw)
