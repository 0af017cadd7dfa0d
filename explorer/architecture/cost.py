"""Parameters, work and activation memory of a layer.

How we count: one multiply-accumulate (MAC) for each product that a convolution or dense layer
adds up; biases, activations, pooling and normalisation are not counted; FLOPs = 2 x MACs. Others
count otherwise: torchvision calls MACs "GFLOPS", and Google's table of receptive fields
adds biases and pooling (`num_flops_with_bias_and_pooling`).
"""

from math import prod
from typing import assert_never

from explorer.architecture.layers import (
    LRN,
    Activation,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Layer,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.shapes import Shape

BYTES_PER_VALUE = 4
"""float32, as Keras and TensorFlow compute by default."""

FLOPS_PER_MAC = 2


def num_parameters(layer: Layer, input_shape: Shape) -> int:
    """Weights and biases of a layer; for BatchNorm its four values per channel."""
    channels = input_shape[-1]
    match layer:
        case Conv2D():
            return layer.filters * (channels * layer.kernel_size**2 + layer.use_bias)
        case Dense():
            return layer.units * (channels + layer.use_bias)
        case BatchNorm():
            return 4 * channels
        case (
            MaxPool2D()
            | AveragePool2D()
            | ZeroPad2D()
            | LRN()
            | Activation()
            | Dropout()
            | Flatten()
            | GlobalAveragePool()
        ):
            return 0
        case _:
            assert_never(layer)


def num_trainable(layer: Layer, parameters: int) -> int:
    """How many of a layer's ``parameters`` gradient descent changes.

    A frozen layer has none; BatchNorm learns a scale and an offset, and tracks the other half.
    """
    match layer:
        case Conv2D() | Dense():
            return parameters if layer.trainable else 0
        case BatchNorm():
            return parameters // 2 if layer.trainable else 0
        case _:
            return 0


def num_macs(layer: Layer, input_shape: Shape, output_shape: Shape) -> int:
    """Multiply-accumulates of one forward pass of one image; the convention is this module's."""
    match layer:
        case Conv2D():
            return prod(output_shape) * input_shape[-1] * layer.kernel_size**2
        case Dense():
            return prod(output_shape) * input_shape[-1]
        case _:
            return 0


def num_activations(layer: Layer, output_shape: Shape) -> int:
    """Values that a layer writes for one image.

    Flatten and Dropout hand on the values they receive when a trained network runs: 0.
    """
    match layer:
        case Flatten() | Dropout():
            return 0
        case _:
            return prod(output_shape)


def num_flops_with_bias_and_pooling(layer: Layer, macs: int, output_shape: Shape) -> int:
    """FLOPs as Google's receptive-field table counts them.

    2 x MACs, one addition for each bias, and one operation for each value in a pooling window.
    Source: google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md; worked out from its rows.
    """
    match layer:
        case Conv2D() | Dense():
            return FLOPS_PER_MAC * macs + layer.use_bias * prod(output_shape)
        case MaxPool2D() | AveragePool2D():
            return layer.pool_size**2 * prod(output_shape)
        case _:
            return 0
