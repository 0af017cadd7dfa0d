"""Grad-CAM and saliency against an eager tape around Keras' full VGG16, and by hand."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from explorer.architecture.interventions import ChannelsOff
from explorer.runtime import attribution
from explorer.runtime.attribution import grad_cam, guided_relu, pixel_gradient, saliency
from explorer.runtime.dense import DENSE_LAYERS, dense_layers
from explorer.runtime.differentiable import CONVOLUTION_NAMES, Conditions
from explorer.runtime.vgg16 import VGG16
from tests.runtime.keras_gradients import (
    NOTHING_OFF,
    FloatArray,
    model_input,
    noise,
    seeded_vgg16,
    weights_of,
    with_zeros,
)

PHOTO = noise(0, 224, 224)
CLASS = 281


@pytest.fixture(scope="module")
def model() -> keras.Model:
    """Full size, with logits as its output: Keras' own way to leave out softmax."""
    return seeded_vgg16(include_top=True, classifier_activation=None)


@pytest.fixture(scope="module")
def network(model: keras.Model) -> VGG16:
    values = weights_of(model)

    def no_pass(model_input: tf.Tensor) -> list[tf.Tensor]:
        raise AssertionError("the frozen pass has no gradient")

    return VGG16(
        CONVOLUTION_NAMES,
        no_pass,
        no_pass,
        Path("seeded.h5"),
        values,
        dense_layers({name: values[name] for name in DENSE_LAYERS}),
    )


def keras_gradients(
    model: keras.Model,
    prepared: tf.Tensor | None = None,
    off: Mapping[str, Collection[int]] = NOTHING_OFF,
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Output of Keras' layers, one by one, and the logit's gradient with respect to it."""
    outputs = {"input": model_input(PHOTO) if prepared is None else prepared}
    values = outputs["input"]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(values)
        for layer in model.layers[1:]:
            values = with_zeros(layer(values, training=False), off.get(layer.name, ()))
            outputs[layer.name] = values
        logit = values[0, CLASS]
    gradients = tape.gradient(logit, outputs)
    return {
        name: (np.asarray(output)[0], np.asarray(gradients[name])[0])
        for name, output in outputs.items()
    }


@pytest.fixture(scope="module")
def expected(model: keras.Model) -> dict[str, tuple[FloatArray, FloatArray]]:
    return keras_gradients(model)


def assert_is_gradient(found: FloatArray, model_input_gradient: FloatArray) -> None:
    expected = model_input_gradient[..., ::-1]  # Keras' input is BGR
    assert (found.shape, found.dtype) == ((224, 224, 3), np.dtype(np.float32))
    np.testing.assert_allclose(found, expected, rtol=1e-2, atol=1e-4 * np.abs(expected).max())


def test_the_gradient_of_a_logit_is_that_of_keras(
    expected: dict[str, tuple[FloatArray, FloatArray]], network: VGG16
) -> None:
    assert_is_gradient(pixel_gradient(network, PHOTO, CLASS), expected["input"][1])


OFF = {"block2_conv1": range(50), "block4_pool": range(0, 512, 2), "block5_conv3": [3, 4]}
BROKEN = Conditions(
    "RGB order", tuple(ChannelsOff(name, tuple(channels)) for name, channels in OFF.items())
)


@pytest.fixture(scope="module")
def expected_broken(model: keras.Model) -> dict[str, tuple[FloatArray, FloatArray]]:
    """For a photo prepared in a wrong way, by a network with channels off."""
    means = np.float32([123.680, 116.779, 103.939])
    return keras_gradients(model, tf.constant((PHOTO - means)[np.newaxis]), OFF)


def test_a_broken_look_has_its_own_gradient(
    expected_broken: dict[str, tuple[FloatArray, FloatArray]], network: VGG16
) -> None:
    found = pixel_gradient(network, PHOTO, CLASS, conditions=BROKEN)
    assert_is_gradient(found[..., ::-1], expected_broken["input"][1])  # its input is RGB


def test_a_broken_look_has_its_own_cams(
    expected_broken: dict[str, tuple[FloatArray, FloatArray]], network: VGG16
) -> None:
    for name, found in grad_cam(network, PHOTO, CLASS, conditions=BROKEN).items():
        maps, gradient = expected_broken[name]
        cam = np.maximum((maps * gradient.mean(axis=(0, 1))).sum(axis=-1), 0)
        np.testing.assert_allclose(found, cam, rtol=1e-2, atol=1e-3 * cam.max(), err_msg=name)


def test_guided_backpropagation_lets_only_positive_gradients_back(
    model: keras.Model, network: VGG16, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keras' model with another ReLU, whose rule is as printed by Springenberg et al."""

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def relu(values: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
        def backward(above: tf.Tensor) -> tf.Tensor:
            return tf.cast(values > 0, tf.float32) * tf.cast(above > 0, tf.float32) * above

        return tf.maximum(values, 0.0), backward

    for layer in model.layers:
        if layer.weights and layer.name != "predictions":
            monkeypatch.setattr(layer, "activation", relu)
    found = pixel_gradient(network, PHOTO, CLASS, guided=True)
    assert_is_gradient(found, keras_gradients(model)["input"][1])
    assert not np.allclose(found, pixel_gradient(network, PHOTO, CLASS))


def test_the_guided_rule_by_hand() -> None:
    """Forward: negative inputs become 0. Backward: both the input and the gradient must be > 0."""
    values = tf.constant([-1.0, -1.0, 0.0, 2.0, 3.0])
    weights = tf.constant([4.0, -4.0, 4.0, -5.0, 6.0])
    with tf.GradientTape() as tape:
        tape.watch(values)
        rectified = guided_relu(values)
        answer = tf.reduce_sum(weights * rectified)
    assert np.asarray(rectified).tolist() == [0, 0, 0, 2, 3]
    assert np.asarray(tape.gradient(answer, values)).tolist() == [0, 0, 0, 0, 6]


def test_grad_cam_is_that_of_keras_for_every_convolution(
    expected: dict[str, tuple[FloatArray, FloatArray]], network: VGG16
) -> None:
    """The paper's two equations, worked out in NumPy."""
    found = grad_cam(network, PHOTO, CLASS)
    assert tuple(found) == CONVOLUTION_NAMES
    for name, values in found.items():
        maps, gradient = expected[name]
        wanted = np.maximum(maps @ gradient.mean(axis=(0, 1)), 0)
        assert wanted.max() > 0, name
        np.testing.assert_allclose(
            values, wanted, rtol=1e-2, atol=1e-3 * wanted.max(), err_msg=name
        )


def test_layers_come_in_the_order_asked_for(network: VGG16) -> None:
    wanted = ["block5_conv3", "block2_conv1"]
    found = grad_cam(network, PHOTO, 0, wanted)
    assert list(found) == wanted
    assert [values.shape for values in found.values()] == [(14, 14), (112, 112)]
    assert {values.dtype for values in found.values()} == {np.dtype(np.float32)}
    assert min(values.min() for values in found.values()) >= 0


def test_one_trace_serves_every_class_and_photo(network: VGG16) -> None:
    for class_index in (1, 999):
        pixel_gradient(network, noise(class_index, 224, 224), class_index)
    assert attribution._input_gradient(False).experimental_get_tracing_count() == 1  # type: ignore[attr-defined]


def test_saliency_is_the_largest_of_the_colours() -> None:
    gradient = np.array([[[1, -3, 2], [0, 0, 0]], [[-1, 0.5, 0], [4, 1, -4]]], np.float32)
    assert saliency(gradient).tolist() == [[3, 0], [1, 4]]


@pytest.mark.parametrize(
    ("photo", "class_index", "message"),
    [
        (noise(1, 224, 256), 0, r"photo of 224 x 256 px\. The dense layers accept 224 x 224 px"),
        (np.zeros((224, 224), np.uint8), 0, "Expected an RGB picture"),
        (PHOTO, 1000, r"class 1000\. Accepted: 0 to 999"),
        (PHOTO, -1, r"class -1\. Accepted"),
    ],
    ids=["size", "grey", "class too large", "negative class"],
)
def test_questions_without_an_answer_are_refused(
    network: VGG16, photo: NDArray[np.uint8], class_index: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        pixel_gradient(network, photo, class_index)
    with pytest.raises(ValueError, match=message):
        grad_cam(network, photo, class_index)


@pytest.mark.parametrize("name", ["block5_pool", "fc1"])
def test_grad_cam_is_for_convolutions(network: VGG16, name: str) -> None:
    with pytest.raises(ValueError, match=rf"\['{name}'\]\. Grad-CAM works on VGG16's convolutions"):
        grad_cam(network, PHOTO, CLASS, [name])


def test_without_dense_layers_there_is_no_class(network: VGG16) -> None:
    without = replace(network, dense=None)
    for ask in (grad_cam, pixel_gradient):
        with pytest.raises(ValueError, match=r"no dense layers\. Load it with include_top=True"):
            ask(without, PHOTO, CLASS)
