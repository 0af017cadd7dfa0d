"""Keras' own layers on a learner's numbers, to compare with the same layer worked out by hand."""

from typing import Any

import numpy as np

from explorer.arrays import Float32Array
from explorer.convolution.exact import ExactLayer
from explorer.convolution.keras_way import KerasWay, ZerosAround, keras_way
from explorer.operations import NumberArray
from explorer.runtime.libraries import keras


def keras_output(layer: ExactLayer) -> Float32Array:
    """Run Keras' own layer, in the way that `keras_way` says.

    Args:
        layer: The layer and its input.

    Returns:
        (height out, width out, filters); of a sequence the height is 1.

    Raises:
        ValueError: Keras has no such layer, or cannot apply it.
    """
    way = keras_way(layer)
    with np.errstate(over="ignore"):  # too large for 32 bits: infinite, as in Keras
        grid = layer.grid.values.astype(np.float32)
    match layer.kind:
        case "maximum" | "average":
            return _pooled(layer, way, grid)
        case "sequence":
            return _sequence(layer, way, grid)
        case "transposed":
            return _transposed(layer, way, grid)
        case _:
            return _convolution(layer, way, grid)


def _convolution(layer: ExactLayer, way: KerasWay, grid: Float32Array) -> Float32Array:
    kernel, batch = _weights(way), _batch(grid)
    if way.around is not None:
        batch = keras.layers.ZeroPadding2D(way.around)(batch)
    made = keras.layers.Conv2D(
        kernel.shape[-1],
        kernel.shape[:2],
        strides=way.strides,
        padding=way.padding,
        dilation_rate=way.dilation,
        groups=layer.groups,
        activation=layer.activation,
    )
    return _result(made, batch, kernel, layer.hand_layer.bias)


def _sequence(layer: ExactLayer, way: KerasWay, grid: Float32Array) -> Float32Array:
    kernel, batch = _weights(way)[0], grid
    if way.around is not None:
        batch = keras.layers.ZeroPadding1D(way.around[1])(batch)
    made = keras.layers.Conv1D(
        kernel.shape[-1],
        kernel.shape[0],
        strides=way.strides[1],
        padding=way.padding,
        dilation_rate=way.dilation[1],
        groups=layer.groups,
        activation=layer.activation,
    )
    return _result(made, batch, kernel, layer.hand_layer.bias)[np.newaxis]


def _transposed(layer: ExactLayer, way: KerasWay, grid: Float32Array) -> Float32Array:
    kernel = _weights(way)
    made = keras.layers.Conv2DTranspose(
        kernel.shape[2],
        kernel.shape[:2],
        strides=way.strides,
        padding=way.padding,
        dilation_rate=way.dilation,
        output_padding=None if way.cut is None else layer.extra,
        activation=layer.activation,
    )
    whole = _result(made, _batch(grid), kernel, layer.hand_layer.bias)
    if way.cut is None:
        return whole
    cropped: Float32Array = keras.layers.Cropping2D(way.cut)(_batch(whole)).numpy()[0]
    return cropped


def _pooled(layer: ExactLayer, way: KerasWay, grid: Float32Array) -> Float32Array:
    is_average = layer.kind == "average"
    kind = keras.layers.AveragePooling2D if is_average else keras.layers.MaxPooling2D
    made = kind(
        pool_size=(way.window.rows.size, way.window.columns.size),
        strides=way.strides,
        padding=way.padding,
    )
    if way.around is None:
        return _result(made, _batch(grid))
    if not is_average:
        return _result(made, _batch(_padded(grid, way.around, -np.inf)))
    shares = _result(made, _batch(_padded(np.ones_like(grid), way.around, 0)))
    means: Float32Array = _result(made, _batch(_padded(grid, way.around, 0))) / shares
    return means


def _padded(grid: Float32Array, around: ZerosAround, fill: float) -> Float32Array:
    return np.pad(grid, (*around, (0, 0)), constant_values=fill)


def _weights(way: KerasWay) -> NumberArray:
    if way.kernel is None:
        raise ValueError(f"Received a {way.layer_class} without a kernel. Give it one.")
    return way.kernel


def _batch(grid: Float32Array) -> Float32Array:
    return grid[np.newaxis]


def _result(layer: Any, batch: Any, *weights: NumberArray) -> Float32Array:
    layer.build(batch.shape)
    layer.set_weights(weights)
    result: Float32Array = layer(batch).numpy()[0]
    return result
