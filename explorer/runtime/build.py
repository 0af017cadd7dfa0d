"""A `Network` as a Keras model: the same layers, names, parameters and frozen parts."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from explorer.architecture import layers
from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape
from explorer.preprocessing import AS_TRAINED, preparation_named
from explorer.runtime.feature_network import shared_array
from explorer.runtime.libraries import keras, tf
from explorer.runtime.memory import give_back_memory
from explorer.words import several

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of red, green and blue (ITU-R BT.601), as Pillow converts to grey."""

_GREY, RGB = 1, 3


def to_keras(network: Network, input_shape: Shape | None = None) -> keras.Model:
    """Build the Keras model of a network, with untrained weights.

    All weights are allocated: 528 MiB for VGG16 at 224 x 224 px, more for larger inputs because
    ``fc1`` grows with them. Inside ``keras.StatelessScope(initialize_variables=False)`` the weights
    have a shape but no values, which is enough to compare shapes and counts and takes milliseconds.

    Args:
        network: The network.
        input_shape: (height, width, channels) of the input in px; by default the network's own.

    Returns:
        A functional model that maps (batch, height, width, channels) to the last layer's output.

    Raises:
        ValueError: Keras cannot apply a layer. `explorer.architecture.summary.summarize` refuses
            the same inputs and says what to do.
    """
    inputs = keras.Input(network.default_input_shape if input_shape is None else input_shape)
    outputs = inputs
    for layer in network.layers:
        outputs = keras_layer(layer)(outputs)
    return keras.Model(inputs, outputs)


@contextmanager
def built(network: Network, input_shape: Shape) -> Iterator[keras.Model]:
    """Lend the Keras model that `to_keras` makes; its weights are freed at the end."""
    model = to_keras(network, input_shape)
    try:
        yield model
    finally:
        free_weights(model)


def photo_batch(
    photo: NDArray[np.uint8], input_shape: Shape, preparation: str = AS_TRAINED
) -> NDArray[np.float32]:
    """Prepare a photo as the input of an untrained network.

    Args:
        photo: uint8 (height, width, 3) in RGB, or (height, width, 1).
        input_shape: (height, width, channels) with the photo's size.
        preparation: How its colours become 3 channels, by name; it means nothing for 1 channel.

    Returns:
        float32 (1, height, width, channels): for 3 channels the input of VGG16, for 1 channel
        the luminance from 0 to 255.

    Raises:
        ValueError: The photo has the wrong type or size, or the network takes neither 1 nor 3
            channels.
    """
    is_picture = photo.dtype == np.uint8 and photo.shape[2:] in {(_GREY,), (RGB,)}
    if not is_picture or photo.shape[:2] != input_shape[:2]:
        height, width = input_shape[:2]
        raise ValueError(
            f"Received a photo of {photo.dtype} with shape {photo.shape}. This network takes uint8 "
            f"({height}, {width}, 3), or 1 channel. Fit the photo to the input size first."
        )
    rgb = np.repeat(photo, RGB, axis=-1) if photo.shape[-1] == _GREY else photo
    if input_shape[-1] == RGB:
        return preparation_named(preparation).prepare(rgb)[np.newaxis]
    if input_shape[-1] == _GREY:
        return (rgb @ LUMINANCE)[np.newaxis, ..., np.newaxis]
    raise ValueError(
        f"This network takes {several(input_shape[-1], 'channel')}. A photo has 3, or 1 if it is "
        "grey. Choose a network that takes 3 channels or 1."
    )


def free_weights(model: keras.Model) -> None:
    """Free the memory of a model's weights; the model can no longer compute.

    Keras' own ``clear_session`` replaces the state of all threads at once, so a thread that is
    loading VGG16 would lose its own. Python's garbage collector frees a model late, takes seconds
    to call and skips what `gc.freeze` has seen.
    """
    free_variables(model.variables)


def free_variables(variables: Iterable[keras.Variable]) -> None:
    """Free the memory of variables, likewise."""
    nothing = tf.zeros(())
    for weight in variables:
        # Unlike Keras' own assignment, this one accepts values of another shape.
        tf.raw_ops.AssignVariableOp(
            resource=weight.value.handle, value=tf.cast(nothing, weight.dtype), validate_shape=False
        )
    tf.constant(0)  # TensorFlow releases weights in NumPy's memory when it next reads a number
    give_back_memory()


def shared_values(weight: keras.Variable) -> NDArray[np.float32]:
    """A weight's current values: read-only, in the weight's own memory."""
    return shared_array(weight.value.read_value())


_REDUCTIONS: Mapping[type, str] = {
    layers.Flatten: "Flatten",
    layers.GlobalAveragePool: "GlobalAveragePooling2D",
    layers.GlobalMaxPool: "GlobalMaxPooling2D",
}
"""Keras' names of what makes one row of values of a grid; TensorFlow is imported when needed."""


def keras_layer(layer: layers.Layer) -> keras.layers.Layer:
    """The Keras layer that a record stands for, not yet built."""
    match layer:
        case layers.Conv2D():
            kind, options = keras.layers.Conv2D, _convolution_options(layer)
        case layers.Dense():
            kind, options = keras.layers.Dense, _dense_options(layer)
        case layers.MaxPool2D():
            kind, options = keras.layers.MaxPooling2D, _pooling_options(layer)
        case layers.AveragePool2D():
            kind, options = keras.layers.AveragePooling2D, _pooling_options(layer)
        case layers.ZeroPad2D():
            kind, options = keras.layers.ZeroPadding2D, {"padding": layers.margins_of(layer.amount)}
        case layers.BatchNorm():
            kind, options = keras.layers.BatchNormalization, {"trainable": layer.trainable}
        case layers.LRN():
            kind, options = LocalResponseNormalization, _response_options(layer)
        case layers.Activation():
            kind, options = keras.layers.Activation, {"activation": layer.function}
        case layers.Dropout():
            kind, options = keras.layers.Dropout, {"rate": layer.rate}
        case layers.Flatten() | layers.GlobalAveragePool() | layers.GlobalMaxPool():
            kind, options = getattr(keras.layers, _REDUCTIONS[type(layer)]), {}
        case _:
            assert_never(layer)
    return kind(name=layer.name, **options)


@keras.saving.register_keras_serializable(package="explorer")
class LocalResponseNormalization(keras.layers.Layer):  # type: ignore[misc]  # Keras is untyped
    """Divides each value by (offset + alpha * sum of squares of ``size`` channels) ** beta.

    Source: Krizhevsky, Sutskever & Hinton 2012, section 3.3; Keras 3 has no such layer.
    """

    def __init__(self, size: int, offset: float, alpha: float, beta: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size = size
        self.offset = offset
        self.alpha = alpha
        self.beta = beta
        self.input_spec = keras.InputSpec(ndim=4)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """Normalise a batch of shape (batch, height, width, channels)."""
        return tf.nn.local_response_normalization(
            inputs, self.size // 2, bias=self.offset, alpha=self.alpha, beta=self.beta
        )

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the input shape: it does not change."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """What Keras writes into a saved model."""
        sizes = {"size": self.size, "offset": self.offset, "alpha": self.alpha, "beta": self.beta}
        return {**super().get_config(), **sizes}


def _convolution_options(layer: layers.Conv2D) -> dict[str, Any]:
    return {
        "filters": layer.filters,
        "kernel_size": layer.kernel_size,
        "strides": layer.stride,
        "padding": layer.padding,
        "dilation_rate": layer.dilation,
        "activation": layer.activation,
        "use_bias": layer.use_bias,
        "trainable": layer.trainable,
    }


def _dense_options(layer: layers.Dense) -> dict[str, Any]:
    return {
        "units": layer.units,
        "activation": layer.activation,
        "use_bias": layer.use_bias,
        "trainable": layer.trainable,
    }


def _pooling_options(layer: layers.MaxPool2D | layers.AveragePool2D) -> dict[str, Any]:
    return {"pool_size": layer.pool_size, "strides": layer.stride, "padding": layer.padding}


def _response_options(layer: layers.LRN) -> dict[str, Any]:
    return {
        "size": layer.size,
        "offset": layer.offset,
        "alpha": layer.alpha,
        "beta": layer.beta,
    }
