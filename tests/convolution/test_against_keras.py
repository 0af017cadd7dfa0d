"""Random layers worked out by hand equal Keras' own; where Keras has none, its way around."""

from collections.abc import Callable
from random import Random
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.architecture.shapes import GridWindow, Window, square
from explorer.arrays import Float64Array
from explorer.convolution.exact import ExactLayer, exact_pooling, worked_output
from explorer.convolution.keras_way import keras_refuses
from explorer.convolution.kernels import depthwise_kernel
from explorer.convolution.layer import HandLayer, work_out_convolution
from explorer.convolution.matrices import as_matrix, as_patch_product
from explorer.convolution.transposed import work_out_transposed
from explorer.runtime.worked_convolution import keras_output
from tests.convolution.random_layers import (
    KINDS,
    any_layer,
    quarters,
    random_groups,
    random_transposed_with_zeros,
    room_for,
)
from tests.seeds import seeds

TOLERANCE = 1e-5


def assert_keras_agrees(layer: ExactLayer) -> None:
    """Keras' own layer and the layer worked out by hand give the same."""
    theirs = keras_output(layer)
    np.testing.assert_allclose(worked_output(layer), theirs, rtol=0, atol=TOLERANCE)


def assert_matrices_agree(layer: ExactLayer) -> None:
    """A convolution is a product of two matrices, in both ways; a transposed one of a transpose."""
    grid = layer.grid.values
    if layer.kind == "transposed":
        found = work_out_transposed(grid, layer.hand_layer, extra=layer.extra)
        flat = as_matrix(layer.hand_layer.kernel, found.direct).T @ grid.ravel()
        sums = found.work.sums
    else:
        work = work_out_convolution(grid, layer.hand_layer)
        flat = as_matrix(layer.hand_layer.kernel, work.sweeps, layer.groups) @ grid.ravel()
        product = as_patch_product(work, layer.hand_layer.kernel, layer.groups).result
        sums = work.sums
        np.testing.assert_allclose(product, sums.reshape(product.shape), rtol=0, atol=1e-12)
    np.testing.assert_allclose(flat.reshape(sums.shape), sums, rtol=0, atol=1e-12)


def check(layer: ExactLayer) -> None:
    assert_keras_agrees(layer)
    if layer.kernel is not None:
        assert_matrices_agree(layer)


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


def cut_by_hand(draw: Random) -> None:
    """Padding of the direct convolution cuts rows off the output without padding."""
    layer = random_transposed_with_zeros(draw, only_cuts=True)
    window, hand_layer = layer.window, layer.hand_layer
    (top, bottom), (left, right) = (
        (along.padding[0], along.padding[1] - more)  # type: ignore[index]  # one for each side
        for along, more in zip((window.rows, window.columns), layer.extra, strict=True)
    )
    size, strides = hand_layer.kernel.shape[:2], (window.rows.stride, window.columns.stride)
    whole = result_of(
        keras.layers.Conv2DTranspose(2, size, strides),
        layer.grid.values,
        hand_layer.kernel,
        hand_layer.bias,
    )
    cut = whole[top : whole.shape[0] - bottom, left : whole.shape[1] - right]
    np.testing.assert_allclose(worked_output(layer), cut, rtol=0, atol=TOLERANCE)
    assert_matrices_agree(layer)


def result_of(layer: Any, values: Float64Array, *weights: Float64Array) -> Float64Array:
    """What a Keras layer makes of one input."""
    batch = values[np.newaxis].astype(np.float32)
    layer.build(batch.shape)
    layer.set_weights(weights)
    result: Float64Array = layer(batch).numpy()[0]
    return result


def checked(make: Callable[[Random], ExactLayer]) -> Callable[[Random], None]:
    return lambda draw: check(make(draw))


TRIED = (*map(checked, KINDS), depthwise, cut_by_hand)
"""Each seed tries one of them."""

GROUPED_EVERY = 20
"""TensorFlow compiles a grouped convolution, which takes far longer than to compute it."""


@pytest.mark.parametrize("seed", seeds(200, 1000))
def test_a_random_layer_equals_keras_own(seed: int) -> None:
    kind = checked(random_groups) if seed % GROUPED_EVERY == 0 else TRIED[seed % len(TRIED)]
    kind(Random(seed))


def test_keras_refuses_a_stride_with_a_dilation_along_another_axis_too() -> None:
    window = GridWindow(Window(3, stride=2), Window(3, dilation=2))
    assert keras_refuses(window)
    for kind in (keras.layers.Conv2D, keras.layers.Conv2DTranspose):
        with pytest.raises(ValueError, match="not supported in conjunction with `dilation_rate"):
            kind(1, 3, strides=(2, 1), dilation_rate=(1, 2))
    assert not keras_refuses(GridWindow(Window(3, stride=2), Window(3, stride=3)))
    assert not keras_refuses(GridWindow(Window(3, dilation=2), Window(3)))


def test_keras_refuses_that_along_one_axis_too() -> None:
    with pytest.raises(ValueError, match="not supported in conjunction with `dilation_rate"):
        keras.layers.Conv1D(1, 3, strides=2, dilation_rate=2)


@pytest.mark.parametrize("kind", ["Conv2D", "Conv2DTranspose", "MaxPooling2D", "AveragePooling2D"])
@pytest.mark.parametrize("padding", ["full", 1, (0, 1), "causal"], ids=str)
def test_keras_has_two_words_for_padding_only(kind: str, padding: object) -> None:
    arguments = (1, 3) if kind.startswith("Conv") else (3,)
    layer = getattr(keras.layers, kind)
    refusals = (ValueError, AttributeError, tf.errors.InvalidArgumentError)
    with pytest.raises(refusals, match=r"padding|lower"):
        layer(*arguments, padding=padding)(np.zeros((1, 7, 7, 1), np.float32))


def test_keras_has_no_pooling_with_a_dilation() -> None:
    with pytest.raises((TypeError, ValueError), match="dilation_rate"):
        keras.layers.MaxPooling2D(2, dilation_rate=2)
    layer = exact_pooling(np.zeros((5, 6, 1)), square(2, 1, 2), average=False)
    with pytest.raises(ValueError, match="Keras has no pooling with a dilation"):
        keras_output(layer)


def test_every_kind_is_tried() -> None:
    kinds = {any_layer(Random(seed)).kind for seed in range(60)}
    assert kinds == {"convolution", "sequence", "transposed", "maximum", "average"}
