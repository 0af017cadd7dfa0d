"""VGG16's dense layers, from the last grid to class probabilities; and the photos they take."""

import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.preprocessing import check_pixels
from explorer.runtime.libraries import keras, tf
from explorer.runtime.weights import Weights

DENSE_SIDE = 224
"""px: the dense layers have a weight for each unit of block5_pool, hence one input size."""

DENSE_INPUT_SHAPE = (7, 7, 512)
"""Of block5_pool for a photo of that size."""

DENSE_LAYERS = ("fc1", "fc2", "predictions")


def check_dense_photo(photo: NDArray[np.uint8]) -> None:
    """Raise ValueError for what is not a photo of the size that the dense layers take."""
    check_pixels(photo)
    if photo.shape[:2] != (DENSE_SIDE, DENSE_SIDE):
        raise ValueError(
            f"Received a photo of {size_in_words(photo)} px. The dense layers accept "
            f"{DENSE_SIDE} x {DENSE_SIDE} px only. Resize the photo first."
        )


def size_in_words(photo: NDArray[np.uint8]) -> str:
    """(height, width) of a photo in px, such as 224 x 256."""
    return " x ".join(map(str, photo.shape[:2]))


def dense_layers(weights: Weights) -> Callable[[tf.Tensor], tf.Tensor]:
    """Make the function from block5_pool to class probabilities.

    Its weights are not frozen. One photo reads them only once, so there is nothing to prepare, and
    every constant would be in memory several times.

    Args:
        weights: Kernel (values in, units) and bias of each dense layer by name, first layer first.

    Returns:
        A function from (1, 7, 7, 512) to (1, units of the last layer).
    """
    *hidden, last = weights
    activation_of = {**dict.fromkeys(hidden, "relu"), last: "softmax"}
    model = keras.Sequential([keras.Input(DENSE_INPUT_SHAPE), keras.layers.Flatten()])
    for name, (_kernel, bias) in weights.items():
        # Zeros, because drawing random numbers only to replace them takes seconds.
        model.add(
            keras.layers.Dense(
                len(bias), activation_of[name], kernel_initializer="zeros", name=name
            )
        )
    model.set_weights(in_order(model, weights))
    return functools.partial(model, training=False)


def in_order(model: keras.Model, weights: Weights) -> list[Float32Array]:
    """Kernel and bias of every layer that has weights, in the order in which Keras takes them."""
    return [values for layer in model.layers if layer.weights for values in weights[layer.name]]
