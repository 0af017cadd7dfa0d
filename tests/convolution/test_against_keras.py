"""Random layers worked out by hand equal Keras' own; where Keras has none, its way around.

All numbers are quarters, whose products and sums float32 holds exactly.
"""

from collections.abc import Callable
from random import Random
from typing import Any, Literal

import keras
import numpy as np
import pytest

from explorer.architecture.shapes import GridWindow, Window, WindowPadding
from explorer.arrays import Float64Array
from explorer.convolution.kernels import depthwise_kernel
from explorer.convolution.layer import HandActivation, HandLayer, work_out_convolution
from explorer.convolution.matrices import as_matrix, as_patch_product
from explorer.convolution.pooling import work_out_windows
from explorer.convolution.sequences import along_steps, as_one_row
from explorer.convolution.transposed import work_out_transposed
from explorer.runtime.worked_convolution import (
    keras_convolution,
    keras_pooling,
    keras_refuses,
    keras_transposed,
)
from tests.seeds import seeds

TOLERANCE = 1e-5


def activation_of(draw: Random, filters: int) -> HandActivation:
    """Any activation; Keras warns of a softmax over one channel, which is always 1."""
    kinds: list[HandActivation] = ["linear", "relu", "softmax"]
    return draw.choice(kinds[: 2 + (filters > 1)])


def quarters(draw: Random, *shape: int) -> Float64Array:
    """Random multiples of 1/4 from -2 to 2."""
    return np.random.default_rng(draw.randrange(2**32)).integers(-8, 9, shape) / 4


def padding(draw: Random) -> WindowPadding:
    """Any kind of padding."""
    kinds: list[WindowPadding] = ["same", "valid", "full", draw.randint(0, 3)]
    return draw.choice([*kinds, (draw.randint(0, 3), draw.randint(0, 3))])


def window_along(draw: Random, strided: bool, dilated: bool, size: int = 5) -> Window:
    """A window along one axis."""
    return Window(
        draw.randint(1, size),
        draw.randint(1, 4) if strided else 1,
        draw.randint(1, 3) if dilated else 1,
        padding(draw),
    )


def any_window(draw: Random, *, strided: bool, dilated: bool) -> GridWindow:
    """A window along both axes, with the padding of Keras in most cases."""
    rows, columns = (window_along(draw, strided, dilated) for _ in range(2))
    if draw.random() < 0.6:
        named: Literal["same", "valid"] = draw.choice(["same", "valid"])
        rows, columns = (
            Window(along.size, along.stride, along.dilation, named) for along in (rows, columns)
        )
    return GridWindow(rows, columns)


def room_for(draw: Random, window: GridWindow) -> tuple[int, int]:
    """A height and a width that the window fits, rarely the same."""
    extents = (window.rows.extent, window.columns.extent)
    return (extents[0] + draw.randint(0, 7), extents[1] + draw.randint(0, 7))


def compare_convolution(draw: Random, *, strided: bool = False, dilated: bool = False) -> None:
    window = any_window(draw, strided=strided, dilated=dilated)
    grid = quarters(draw, *room_for(draw, window), draw.randint(1, 3))
    sizes = (window.rows.size, window.columns.size)
    kernel = quarters(draw, *sizes, grid.shape[-1], draw.randint(1, 4))
    bias, activation = quarters(draw, kernel.shape[-1]), activation_of(draw, kernel.shape[-1])
    work = work_out_convolution(grid, HandLayer(kernel, bias, window, activation=activation))
    theirs = keras_convolution(grid, HandLayer(kernel, bias, window, activation=activation))
    np.testing.assert_allclose(work.activation, theirs, rtol=0, atol=TOLERANCE)
    flat = as_matrix(kernel, work.sweeps) @ grid.ravel()
    np.testing.assert_allclose(flat.reshape(work.sums.shape), work.sums, rtol=0, atol=1e-12)
    product = as_patch_product(work, kernel).result
    np.testing.assert_allclose(product, work.sums.reshape(product.shape), rtol=0, atol=1e-12)


def convolution(draw: Random) -> None:
    compare_convolution(draw)


def strided(draw: Random) -> None:
    compare_convolution(draw, strided=True)


def dilated(draw: Random) -> None:
    compare_convolution(draw, dilated=True)


def strided_and_dilated(draw: Random) -> None:
    compare_convolution(draw, strided=True, dilated=True)


def grouped(draw: Random) -> None:
    groups = draw.randint(2, 3)
    window = any_window(draw, strided=True, dilated=False)
    grid = quarters(draw, *room_for(draw, window), groups * draw.randint(1, 2))
    sizes = (window.rows.size, window.columns.size)
    kernel = quarters(draw, *sizes, grid.shape[-1] // groups, groups * draw.randint(1, 2))
    bias = quarters(draw, kernel.shape[-1])
    work = work_out_convolution(grid, HandLayer(kernel, bias, window, groups=groups))
    theirs = keras_convolution(grid, HandLayer(kernel, bias, window, groups=groups))
    np.testing.assert_allclose(work.activation, theirs, rtol=0, atol=TOLERANCE)
    flat = as_matrix(kernel, work.sweeps, groups) @ grid.ravel()
    np.testing.assert_allclose(flat.reshape(work.sums.shape), work.sums, rtol=0, atol=1e-12)
    product = as_patch_product(work, kernel, groups).result
    np.testing.assert_allclose(product, work.sums.reshape(product.shape), rtol=0, atol=1e-12)


def depthwise(draw: Random) -> None:
    """TensorFlow has depthwise convolutions with the same stride along both axes only."""
    stride, named = draw.randint(1, 3), draw.choice(["same", "valid"])
    rows, columns = (Window(draw.randint(1, 5), stride, 1, named) for _ in range(2))
    window = GridWindow(rows, columns)
    grid = quarters(draw, *room_for(draw, window), draw.randint(1, 3))
    multiplier = draw.randint(1, 2)
    kernel = quarters(draw, rows.size, columns.size, grid.shape[-1], multiplier)
    bias = quarters(draw, grid.shape[-1] * multiplier)
    groups = grid.shape[-1]
    work = work_out_convolution(
        grid, HandLayer(depthwise_kernel(kernel), bias, window, groups=groups)
    )
    layer = keras.layers.DepthwiseConv2D(
        kernel.shape[:2], stride, padding=named, depth_multiplier=multiplier
    )
    np.testing.assert_allclose(
        work.activation, result_of(layer, grid, kernel, bias), rtol=0, atol=TOLERANCE
    )


def pooling(draw: Random) -> None:
    named = draw.choice(["same", "valid"])
    rows, columns = (Window(draw.randint(1, 5), draw.randint(1, 4), 1, named) for _ in range(2))
    window = GridWindow(rows, columns)
    grid = quarters(draw, *room_for(draw, window), draw.randint(1, 3))
    for average in (False, True):
        work = work_out_windows(grid, window, average=average)
        theirs = keras_pooling(grid, window, average=average)
        np.testing.assert_allclose(work.result, theirs, rtol=0, atol=TOLERANCE)


def transposed(draw: Random) -> None:
    named = draw.choice(["same", "valid"])
    rows, columns = (Window(draw.randint(1, 5), draw.randint(1, 4), 1, named) for _ in range(2))
    window = GridWindow(rows, columns)
    grid = quarters(draw, draw.randint(1, 7), draw.randint(1, 7), draw.randint(1, 3))
    kernel = quarters(draw, rows.size, columns.size, draw.randint(1, 3), grid.shape[-1])
    bias, activation = quarters(draw, kernel.shape[2]), activation_of(draw, kernel.shape[2])
    found = work_out_transposed(grid, HandLayer(kernel, bias, window, activation=activation))
    theirs = keras_transposed(grid, HandLayer(kernel, bias, window, activation=activation))
    np.testing.assert_allclose(found.work.activation, theirs, rtol=0, atol=TOLERANCE)
    assert_transpose_of_the_matrix(found, grid, kernel)


def transposed_with_padding_in_numbers(draw: Random) -> None:
    """Padding of the direct convolution cuts rows off the output without padding."""
    windows, cuts, extra = [], [], (draw.randint(0, 2), draw.randint(0, 2))
    for more in extra:
        size, stride = draw.randint(3, 5), draw.randint(more + 1, 3)
        before, after = draw.randint(0, size - 1), draw.randint(more, size - 1)
        windows.append(Window(size, stride, 1, (before, after)))
        cuts.append((before, after - more))
    window = GridWindow(*windows)
    grid = quarters(draw, draw.randint(3, 7), draw.randint(3, 7), draw.randint(1, 3))
    kernel = quarters(draw, *(along.size for along in windows), 2, grid.shape[-1])
    bias = quarters(draw, 2)
    found = work_out_transposed(grid, HandLayer(kernel, bias, window), extra=extra)
    without = GridWindow(*(Window(along.size, along.stride) for along in windows))
    whole = keras_transposed(grid, HandLayer(kernel, bias, without))
    (top, bottom), (left, right) = cuts
    cut = whole[top : whole.shape[0] - bottom, left : whole.shape[1] - right]
    np.testing.assert_allclose(found.work.activation, cut, rtol=0, atol=TOLERANCE)
    assert_transpose_of_the_matrix(found, grid, kernel)


def sequence(draw: Random) -> None:
    named = draw.choice(["same", "valid", "causal"])
    stride, dilation = draw.choice([(1, 1), (draw.randint(2, 3), 1), (1, draw.randint(2, 3))])
    window = along_steps(draw.randint(1, 5), stride, dilation, named)
    size = window.columns.size
    steps = quarters(draw, window.columns.extent + draw.randint(0, 7), draw.randint(1, 3))
    kernel = quarters(draw, size, steps.shape[-1], draw.randint(1, 3))
    bias = quarters(draw, kernel.shape[-1])
    work = work_out_convolution(as_one_row(steps), HandLayer(as_one_row(kernel), bias, window))
    layer = keras.layers.Conv1D(kernel.shape[-1], size, stride, named, dilation_rate=dilation)
    np.testing.assert_allclose(
        work.activation[0], result_of(layer, steps, kernel, bias), rtol=0, atol=TOLERANCE
    )


def assert_transpose_of_the_matrix(found: Any, grid: Float64Array, kernel: Float64Array) -> None:
    """The transposed convolution multiplies by the transpose of the direct one's matrix."""
    flat = as_matrix(kernel, found.direct).T @ grid.ravel()
    sums = found.work.sums
    np.testing.assert_allclose(flat.reshape(sums.shape), sums, rtol=0, atol=1e-12)


def result_of(layer: Any, values: Float64Array, *weights: Float64Array) -> Float64Array:
    """What a Keras layer makes of one input."""
    batch = values[np.newaxis].astype(np.float32)
    layer.build(batch.shape)
    layer.set_weights(weights)
    result: Float64Array = layer(batch).numpy()[0]
    return result


KINDS: tuple[Callable[[Random], None], ...] = (
    convolution,
    strided,
    dilated,
    strided_and_dilated,
    strided,
    depthwise,
    pooling,
    transposed,
    transposed_with_padding_in_numbers,
    sequence,
)
"""Each seed tries one of them."""

GROUPED_EVERY = 20
"""TensorFlow compiles a grouped convolution, which takes far longer than to compute it."""


@pytest.mark.parametrize("seed", seeds(200, 1000))
def test_a_random_layer_equals_keras_own(seed: int) -> None:
    kind = grouped if seed % GROUPED_EVERY == 0 else KINDS[seed % len(KINDS)]
    kind(Random(seed))


def test_keras_refuses_a_stride_with_a_dilation_along_another_axis_too() -> None:
    window = GridWindow(Window(3, stride=2), Window(3, dilation=2))
    assert keras_refuses(window)
    with pytest.raises(ValueError, match="not supported in conjunction with `dilation_rate > 1`"):
        keras.layers.Conv2D(1, 3, strides=(2, 1), dilation_rate=(1, 2))
    assert not keras_refuses(GridWindow(Window(3, stride=2), Window(3, stride=3)))
    assert not keras_refuses(GridWindow(Window(3, dilation=2), Window(3)))


@pytest.mark.parametrize("padding", ["full", 1, (0, 1)], ids=str)
def test_keras_has_no_other_padding_for_pooling(padding: WindowPadding) -> None:
    window = GridWindow(Window(2, padding=padding), Window(2, padding=padding))
    with pytest.raises(ValueError, match='Keras has "same" and "valid" here'):
        keras_pooling(np.zeros((5, 6, 1)), window, average=False)
