"""Keras' own layers on a learner's numbers, to compare with the same layer worked out by hand."""

from typing import Any

import numpy as np

from explorer.architecture.shapes import GridWindow, sweep
from explorer.arrays import Float32Array
from explorer.convolution.kernels import without_dilation, zero_stuffed
from explorer.convolution.layer import HandLayer
from explorer.operations import NumberArray
from explorer.runtime.libraries import keras

_OWN_PADDING = frozenset({"same", "valid"})


def keras_refuses(window: GridWindow) -> bool:
    """Whether Keras has no such layer: it takes a stride or a dilation larger than 1, not both.

    The zero-stuffed kernel makes the same layer without a dilation, and Keras takes that.
    """
    axes = (window.rows, window.columns)
    strided, dilated = (
        any(getattr(along, field) > 1 for along in axes) for field in ("stride", "dilation")
    )
    return strided and dilated


def keras_convolution(grid: NumberArray, by_hand: HandLayer) -> Float32Array:
    """Run Keras' Conv2D.

    Where Keras refuses a stride with a dilation it gets the zero-stuffed kernel, and where its
    padding has no word of Keras a ZeroPadding2D goes before.

    Args:
        grid: The input, (height, width, channels).
        by_hand: The layer.

    Returns:
        (height out, width out, filters).

    Raises:
        ValueError: Keras cannot apply the layer.
    """
    kernel, window = by_hand.kernel, by_hand.window
    if keras_refuses(window):
        kernel = zero_stuffed(kernel, (window.rows.dilation, window.columns.dilation))
        window = without_dilation(window)
    batch, padding = _padded_batch(grid, window)
    layer = keras.layers.Conv2D(
        kernel.shape[-1],
        kernel.shape[:2],
        strides=(window.rows.stride, window.columns.stride),
        padding=padding,
        dilation_rate=(window.rows.dilation, window.columns.dilation),
        groups=by_hand.groups,
        activation=by_hand.activation,
    )
    return _result(layer, batch, kernel, by_hand.bias)


def keras_pooling(grid: NumberArray, window: GridWindow, *, average: bool) -> Float32Array:
    """Run Keras' MaxPooling2D or AveragePooling2D; padding is "same" or "valid" on both axes.

    Args:
        grid: The input, (height, width, channels).
        window: What slides over it.
        average: Whether to take the mean, not the largest value.

    Returns:
        (height out, width out, channels).

    Raises:
        ValueError: Keras has no such padding, or cannot apply the layer.
    """
    kind = keras.layers.AveragePooling2D if average else keras.layers.MaxPooling2D
    layer = kind(
        pool_size=(window.rows.size, window.columns.size),
        strides=(window.rows.stride, window.columns.stride),
        padding=_own_padding(window),
    )
    return _result(layer, _batch(grid))


def keras_transposed(grid: NumberArray, by_hand: HandLayer) -> Float32Array:
    """Run Keras' Conv2DTranspose; padding is "same" or "valid" on both axes.

    Args:
        grid: The input, (height, width, channels).
        by_hand: The layer; its kernel has the filters before the channels.

    Returns:
        (height out, width out, filters).

    Raises:
        ValueError: Keras has no such padding, or cannot apply the layer.
    """
    kernel, window = by_hand.kernel, by_hand.window
    layer = keras.layers.Conv2DTranspose(
        kernel.shape[2],
        kernel.shape[:2],
        strides=(window.rows.stride, window.columns.stride),
        padding=_own_padding(window),
        activation=by_hand.activation,
    )
    return _result(layer, _batch(grid), kernel, by_hand.bias)


def _own_padding(window: GridWindow) -> str:
    padding = window.rows.padding
    if padding != window.columns.padding or padding not in _OWN_PADDING:
        raise ValueError(
            f"Received the paddings {padding!r} and {window.columns.padding!r}. Keras has "
            '"same" and "valid" here, one for both axes. Use one of them.'
        )
    return str(padding)


def _padded_batch(grid: NumberArray, window: GridWindow) -> tuple[Any, str]:
    """The input as a batch, and the padding that is left to the layer."""
    padding = window.rows.padding
    if padding == window.columns.padding and padding in _OWN_PADDING:
        return _batch(grid), str(padding)
    sweeps = sweep(window.rows, grid.shape[0]), sweep(window.columns, grid.shape[1])
    around = tuple((along.pad_before, along.pad_after) for along in sweeps)
    return keras.layers.ZeroPadding2D(around)(_batch(grid)), "valid"


def _batch(grid: NumberArray) -> Float32Array:
    return grid[np.newaxis].astype(np.float32)


def _result(layer: Any, batch: Any, *weights: NumberArray) -> Float32Array:
    layer.build(batch.shape)
    layer.set_weights(weights)
    result: Float32Array = layer(batch).numpy()[0]
    return result
