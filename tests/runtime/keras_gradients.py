"""Gradients from Keras' own VGG16 and an eager tape, without the explorer's functions."""

from collections.abc import Collection, Mapping

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Weights = dict[str, tuple[FloatArray, FloatArray]]

SPREAD_OF_BIASES = 5.0


def seeded_vgg16(seed: int = 8, **options: object) -> keras.Model:
    """Keras' VGG16 with weights that keep the activations' size, and biases other than 0."""
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    model = keras.applications.VGG16(weights=None, **options)
    for layer in model.layers:
        if layer.weights:
            layer.bias.assign(random.normal(0, SPREAD_OF_BIASES, layer.bias.shape))
        if "conv" in layer.name:
            layer.kernel.assign(layer.kernel * np.sqrt(2, dtype=np.float32))
    return model


def weights_of(model: keras.Model) -> Weights:
    """Kernel and bias by layer name."""
    found = {layer.name: tuple(layer.get_weights()) for layer in model.layers if layer.weights}
    return {name: (kernel, bias) for name, (kernel, bias) in found.items()}


def model_input(photo: NDArray[np.uint8]) -> tf.Tensor:
    """A batch of one, prepared by Keras."""
    batch = photo[np.newaxis].astype(np.float32)
    return tf.constant(keras.applications.vgg16.preprocess_input(batch))


NOTHING_OFF: Mapping[str, Collection[int]] = {}
"""Channels to set to 0, by layer."""


def with_zeros(values: tf.Tensor, channels: Collection[int]) -> tf.Tensor:
    """A batch with some of its channels multiplied by 0, and the others by 1."""
    return values * np.float32([each not in channels for each in range(values.shape[-1])])


def values_before_relu(
    model: keras.Model,
    layer_name: str,
    values: tf.Tensor,
    off: Mapping[str, Collection[int]] = NOTHING_OFF,
) -> tf.Tensor:
    """Run Keras' layers one by one, the last convolution without its activation."""
    names = [layer.name for layer in model.layers[1:]]
    layers = model.layers[1 : names.index(layer_name) + 2]
    last = [layer for layer in layers if "conv" in layer.name][-1]
    for layer in layers:
        if layer is last:
            values = keras.ops.conv(values, layer.kernel, padding="same") + layer.bias
        else:
            values = layer(values, training=False)
        values = with_zeros(values, off.get(layer.name, ()))
    return values


def noise(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    """A picture without a pattern."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
