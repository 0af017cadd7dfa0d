"""Which parts of a photo support a class: Grad-CAM, and the gradient of the class's logit."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.preprocessing import preparation_named
from explorer.runtime.dense import DENSE_SIDE, check_dense_photo
from explorer.runtime.differentiable import (
    CONVOLUTION_NAMES,
    PHOTO_LAYERS,
    USUAL_CONDITIONS,
    Conditions,
    Rectifier,
    lent,
    tensors_spec,
    through,
    turn,
)
from explorer.runtime.libraries import tf
from explorer.runtime.vgg16 import VGG16

DenseTensors = list[tuple[tf.Tensor, tf.Tensor]]
"""Kernel and bias of each dense layer, first layer first."""

MODEL_INPUT = tf.TensorSpec((1, DENSE_SIDE, DENSE_SIDE, 3))
DENSE_PAIR = (tf.TensorSpec((None, None)), tf.TensorSpec((None,)))
NUM_DENSE_LAYERS = 3
SIGNATURE = [
    MODEL_INPUT,
    tensors_spec(PHOTO_LAYERS),
    [DENSE_PAIR] * NUM_DENSE_LAYERS,
    tf.TensorSpec((), tf.int32),
]


def grad_cam(
    network: VGG16,
    photo: NDArray[np.uint8],
    class_index: int,
    layer_names: Sequence[str] = CONVOLUTION_NAMES,
    conditions: Conditions = USUAL_CONDITIONS,
) -> dict[str, Float32Array]:
    """Compute where in a layer's grid a photo supports a class (Grad-CAM).

    Each channel is weighted with the mean gradient of the class's logit with respect to it. Only
    positive weighted sums count: they support the class. One pass gives all layers. Source:
    Selvaraju et al., arXiv:1610.02391, equations 1 and 2.

    Args:
        network: The network, with its dense layers.
        photo: RGB, uint8 (224, 224, 3).
        class_index: A class of ImageNet, 0 to 999.
        layer_names: Convolutions, in the order of the result; by default all 13.
        conditions: How the photo is prepared, and what is switched off.

    Returns:
        float32 (height, width) of the layer's grid by layer name, at least 0.

    Raises:
        ValueError: The dense layers are not loaded, or the photo, class or a layer is not accepted.
    """
    unknown = [name for name in layer_names if name not in CONVOLUTION_NAMES]
    if unknown:
        raise ValueError(
            f"Received the layer names {unknown}. Grad-CAM works on VGG16's convolutions: "
            f"{', '.join(CONVOLUTION_NAMES)}."
        )
    found = _run(_cams(), network, photo, class_index, conditions)
    maps = dict(zip(CONVOLUTION_NAMES, map(np.asarray, found), strict=True))
    return {name: maps[name] for name in layer_names}


def pixel_gradient(
    network: VGG16,
    photo: NDArray[np.uint8],
    class_index: int,
    *,
    guided: bool = False,
    conditions: Conditions = USUAL_CONDITIONS,
) -> Float32Array:
    """Compute how a class's logit changes with each pixel.

    Args:
        network: The network, with its dense layers.
        photo: RGB, uint8 (224, 224, 3).
        class_index: A class of ImageNet, 0 to 999.
        guided: Let only positive gradients pass backward through each ReLU: guided
            backpropagation (Springenberg et al., arXiv:1412.6806), which is sharper.
        conditions: How the photo is prepared, and what is switched off.

    Returns:
        float32 (224, 224, 3), the gradient with respect to the network's input: to the channels
        that hold red, green and blue.

    Raises:
        ValueError: The dense layers are not loaded, or the photo or class is not accepted.
    """
    found = _run(_input_gradient(guided), network, photo, class_index, conditions)
    colours = preparation_named(conditions.preparation).colours
    order = [colours.index(colour) for colour in ("red", "green", "blue")]
    return np.ascontiguousarray(np.asarray(found)[..., order])


def saliency(gradient: Float32Array) -> Float32Array:
    """Reduce a gradient to one number per pixel: the largest absolute value of its colours.

    Source: Simonyan, Vedaldi & Zisserman, arXiv:1312.6034, section 3.1.

    Args:
        gradient: (height, width, 3), as `pixel_gradient` returns it.

    Returns:
        float32 (height, width), at least 0.
    """
    largest: Float32Array = np.abs(gradient).max(axis=-1)
    return largest


def _run(
    function: Callable[..., Any],
    network: VGG16,
    photo: NDArray[np.uint8],
    class_index: int,
    conditions: Conditions,
) -> Any:
    dense = _dense_tensors(network)
    check_dense_photo(photo)
    num_classes = dense[-1][1].shape[0]
    if not 0 <= class_index < num_classes:
        raise ValueError(f"Received class {class_index}. Accepted: 0 to {num_classes - 1}.")
    model_input = conditions.model_input(photo)
    with lent(network.weights, PHOTO_LAYERS, conditions.off) as tensors, turn():
        return function(model_input, tensors, dense, class_index)


def _dense_tensors(network: VGG16) -> DenseTensors:
    """The dense layers' values, not copied."""
    if network.dense is None:
        raise ValueError(
            "Received a class, but this VGG16 has no dense layers. Load it with include_top=True."
        )
    model = cast("functools.partial[tf.Tensor]", network.dense).func
    layers = [layer for layer in cast(Any, model).layers if layer.weights]
    return [
        (tf.convert_to_tensor(layer.kernel), tf.convert_to_tensor(layer.bias)) for layer in layers
    ]


def _logit(
    block5_pool: tf.Tensor,
    dense: DenseTensors,
    class_index: tf.Tensor,
    rectifier: Rectifier = tf.nn.relu,
) -> tf.Tensor:
    """The class's logit: before softmax, no other class affects its gradient."""
    values = tf.reshape(block5_pool, (1, -1))
    *hidden, (kernel, bias) = dense
    for hidden_kernel, hidden_bias in hidden:
        values = rectifier(values @ hidden_kernel + hidden_bias)
    return (values @ kernel + bias)[0, class_index]


@tf.custom_gradient  # type: ignore[untyped-decorator]
def guided_relu(values: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
    """ReLU that passes a gradient back only where it and the value are both positive."""
    rectified = tf.nn.relu(values)

    def gradient(upstream: tf.Tensor) -> tf.Tensor:
        return tf.where(rectified > 0, tf.nn.relu(upstream), 0.0)

    return rectified, gradient


@functools.cache
def _input_gradient(guided: bool) -> Callable[..., tf.Tensor]:
    rectifier = guided_relu if guided else tf.nn.relu

    @tf.function(input_signature=SIGNATURE, autograph=False)  # type: ignore[untyped-decorator]
    def input_gradient(
        model_input: tf.Tensor, tensors: Any, dense: DenseTensors, class_index: tf.Tensor
    ) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(model_input)
            block5_pool = through(PHOTO_LAYERS, model_input, tensors, rectifier)
            logit = _logit(block5_pool, dense, class_index, rectifier)
        return tape.gradient(logit, model_input)[0]

    function: Callable[..., tf.Tensor] = input_gradient
    return function


@functools.cache
def _cams() -> Callable[..., Sequence[tf.Tensor]]:
    @tf.function(input_signature=SIGNATURE, autograph=False)  # type: ignore[untyped-decorator]
    def cams(
        model_input: tf.Tensor, tensors: Any, dense: DenseTensors, class_index: tf.Tensor
    ) -> list[tf.Tensor]:
        values, maps = model_input, []
        with tf.GradientTape() as tape:
            tape.watch(model_input)
            for layer in PHOTO_LAYERS:
                values = through([layer], values, tensors)
                if layer.name in CONVOLUTION_NAMES:
                    maps.append(values)
            logit = _logit(values, dense, class_index)
        gradients = tape.gradient(logit, maps)
        return [_cam(*pair) for pair in zip(maps, gradients, strict=True)]

    function: Callable[..., Sequence[tf.Tensor]] = cams
    return function


def _cam(maps: tf.Tensor, gradient: tf.Tensor) -> tf.Tensor:
    """Equations 1 and 2, for feature maps (1, height, width, channels) and their gradient."""
    channel_weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
    return tf.nn.relu(tf.reduce_sum(channel_weights * maps, axis=-1))[0]
