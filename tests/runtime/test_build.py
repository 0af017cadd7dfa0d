"""Networks built as Keras models: the same names, shapes, parameters and results."""

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.architecture.layers import (
    LAYER_KINDS,
    LRN,
    Activation,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Family,
    Flatten,
    Layer,
    MaxPool2D,
    ZeroPad2D,
    sides_of,
)
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.shapes import Shape, smallest_input_size
from explorer.architecture.summary import summarize
from explorer.runtime.build import keras_layer, to_keras
from tests.architecture import published
from tests.architecture.examples import EXAMPLES, kind_of
from tests.architecture.random_networks import networks, same_every_run
from tests.runtime.shapes_in_keras import KERAS_REFUSAL, Row, keras_rows, our_rows, shapes_only

SIZES = [(32, 32), (180, 180), (224, 224), (225, 299), (512, 384)]
REFUSED_BY_BOTH = {("alexnet", (32, 32))}


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_every_kind_has_a_keras_layer(kind: str) -> None:
    example = {kind_of(example): example for example in EXAMPLES}[kind]
    with shapes_only():
        inputs = keras.Input(example.input_shape)
        model = keras.Model(inputs, keras_layer(example.layer)(inputs))
        assert keras_rows(model) == [
            Row(
                example.layer.name,
                example.output_shape,
                example.num_parameters,
                example.num_trainable,
            )
        ]


def test_a_kind_without_a_keras_layer_is_refused() -> None:
    class Unheard:
        family = Family.RESHAPE
        name = "unheard"

    unheard: Any = Unheard()
    with pytest.raises(AssertionError, match="Unheard"):
        keras_layer(unheard)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("key", PRESETS)
def test_presets_and_keras_agree_or_both_refuse(key: str, size: tuple[int, int]) -> None:
    network = PRESETS[key]
    shape = (*size, network.default_input_shape[-1])
    with shapes_only():
        if (key, size) in REFUSED_BY_BOTH:
            with pytest.raises(ValueError, match="The smallest input that works"):
                summarize(network, shape)
            with pytest.raises(ValueError, match=KERAS_REFUSAL):
                to_keras(network, shape)
        else:
            assert keras_rows(to_keras(network, shape)) == our_rows(network, shape)


@pytest.mark.parametrize("key", PRESETS)
def test_keras_too_refuses_one_px_less_than_the_smallest_input(key: str) -> None:
    network = PRESETS[key]
    channels = network.default_input_shape[-1]
    smallest = smallest_input_size(network.layers)
    with shapes_only():
        to_keras(network, (smallest, smallest, channels))
        if smallest > 1:
            with pytest.raises(ValueError, match=KERAS_REFUSAL):
                to_keras(network, (smallest + 9, smallest - 1, channels))


@pytest.mark.long  # test_random_networks.py has fewer kinds of chains, but heads and more options
@given(networks(), st.integers(1, 60), st.integers(1, 60))
@settings(same_every_run, max_examples=600)
def test_random_networks_and_keras_agree_or_both_refuse(
    network: Network, height: int, width: int
) -> None:
    shape = (height, width, 2)
    with shapes_only():
        if min(height, width) < smallest_input_size(network.layers):
            with pytest.raises(ValueError, match=KERAS_REFUSAL):
                to_keras(network, shape)
        else:
            assert keras_rows(to_keras(network, shape)) == our_rows(network, shape)


def test_the_network_s_own_input_shape_is_the_default() -> None:
    with shapes_only():
        assert to_keras(PRESETS["vgg16-no-top"]).input_shape == (None, 180, 180, 3)


@pytest.mark.parametrize("layer", [Conv2D("late", 4, 3), MaxPool2D("late"), LRN("late")], ids=str)
def test_keras_too_refuses_a_layer_that_needs_a_grid_after_flatten(layer: Layer) -> None:
    network = Network("late", (Flatten(), layer))
    with shapes_only(), pytest.raises(ValueError, match=r"late.* incompatible .* expected.*ndim=4"):
        to_keras(network, (5, 6, 2))


class TestKerasOwnModels:
    """Keras' applications are the oracle for names, too."""

    @pytest.mark.parametrize(
        ("key", "application", "shape"),
        [
            ("vgg16", keras.applications.VGG16, (224, 224, 3)),
            ("vgg16", keras.applications.VGG16, (64, 96, 3)),
            ("vgg16", keras.applications.VGG16, (224, 224, 1)),
            ("vgg19", keras.applications.VGG19, (224, 224, 3)),
        ],
        ids=["VGG16", "VGG16 not square", "VGG16 grey", "VGG19"],
    )
    def test_with_dense_layers(self, key: str, application: Any, shape: Shape) -> None:
        with shapes_only():
            theirs = keras_rows(application(weights=None, input_shape=shape))
        assert our_rows(PRESETS[key], shape) == theirs

    @pytest.mark.parametrize("size", [*published.KERAS_POOL_SIZES, 32, 160])
    def test_without_dense_layers(self, size: int) -> None:
        shape = (size, size + 13, 3)
        with shapes_only():
            model = keras.applications.VGG16(include_top=False, weights=None, input_shape=shape)
            theirs = keras_rows(model)
        assert our_rows(PRESETS["vgg16-no-top"], shape) == theirs

    def test_the_same_weights_give_the_same_activations(self) -> None:
        shape = (45, 64, 3)
        theirs = keras.applications.VGG16(include_top=False, weights=None, input_shape=shape)
        ours = to_keras(PRESETS["vgg16-no-top"], shape)
        ours.set_weights(theirs.get_weights())
        photo = np.random.default_rng(16).uniform(-120, 130, (1, *shape)).astype(np.float32)
        np.testing.assert_allclose(ours(photo).numpy(), theirs(photo).numpy(), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (
            Conv2D("c", 4, 3, 2, "valid", activation="linear", use_bias=False, trainable=False),
            {
                "kernel_size": (3, 3),
                "strides": (2, 2),
                "padding": "valid",
                "activation": keras.activations.linear,
                "use_bias": False,
                "trainable": False,
            },
        ),
        (Conv2D("c", 4, 3, dilation=2), {"dilation_rate": (2, 2), "padding": "same"}),
        (Conv2D("c", 4, 3), {"activation": keras.activations.relu, "trainable": True}),
        (MaxPool2D("p", 3, 1, "same"), {"pool_size": (3, 3), "strides": (1, 1)}),
        (AveragePool2D("p", 2, 3), {"pool_size": (2, 2), "strides": (3, 3)}),
        (Conv2D("c", 4, (3, 5), (1, 2)), {"kernel_size": (3, 5), "strides": (1, 2)}),
        (Conv2D("c", 4, 3, dilation=(1, 3)), {"strides": (1, 1), "dilation_rate": (1, 3)}),
        (MaxPool2D("p", (3, 2), (1, 4)), {"pool_size": (3, 2), "strides": (1, 4)}),
        (ZeroPad2D("z", (1, 2)), {"padding": ((1, 1), (2, 2))}),
        (ZeroPad2D("z", ((1, 2), (3, 4))), {"padding": ((1, 2), (3, 4))}),
        (ZeroPad2D("z", 2), {"padding": ((2, 2), (2, 2))}),
        (Activation("a", "softmax"), {"activation": keras.activations.softmax}),
        (Dropout("d", 0.3), {"rate": 0.3}),
        (
            Dense("d", 5, "softmax", use_bias=False, trainable=False),
            {
                "units": 5,
                "activation": keras.activations.softmax,
                "use_bias": False,
                "trainable": False,
            },
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, Layer) else ", ".join(value),
)
def test_the_options_of_a_record_reach_keras(layer: Layer, expected: dict[str, Any]) -> None:
    made = keras_layer(layer)
    assert {name: getattr(made, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("height", "width", "layer"),
    [
        (8, 5, Conv2D("conv", 1, 3, 2, "same", use_bias=False, activation="linear")),
        (9, 4, Conv2D("conv", 1, 3, 2, "same", use_bias=False, activation="linear")),
        (10, 7, Conv2D("conv", 1, 4, 3, "same", use_bias=False, activation="linear")),
        (11, 6, Conv2D("conv", 1, 2, 3, "valid", use_bias=False, activation="linear")),
        (7, 9, Conv2D("conv", 1, 3, 1, "same", 2, use_bias=False, activation="linear")),
    ],
    ids=str,
)
def test_windows_lie_where_keras_puts_them(height: int, width: int, layer: Conv2D) -> None:
    """Row r holds 2^r in column 0, so a sum of ones times rows shows which rows were read."""
    network = Network("one convolution", (layer,))
    model = to_keras(network, (height, width, 1))
    model.set_weights([np.ones((*sides_of(layer.kernel_size), 1, 1))])
    image = np.zeros((1, height, width, 1), np.float32)
    image[0, :, 0, 0] = 2.0 ** np.arange(height)
    read = model(image).numpy()[0, :, :, 0].max(axis=1).astype(int)

    swept = summarize(network, (height, width, 1))[0].rows
    assert swept is not None
    starts = range(-swept.pad_before, height + swept.pad_after, layer.stride)
    for start, rows_read in zip(starts, read, strict=False):
        rows = [start + tap * layer.dilation for tap in range(layer.kernel_size)]
        assert rows_read == sum(2**row for row in rows if 0 <= row < height)
    touched = int(np.bitwise_or.reduce(read))
    assert swept.unreached == tuple(row for row in range(height) if not touched >> row & 1)


def test_local_response_normalisation_worked_out_by_hand() -> None:
    layer = LRN("lrn", size=3, offset=1.0, alpha=1.0, beta=1.0)
    values = np.array([1, 2, 3], np.float32).reshape(1, 1, 1, 3)
    normalised = keras_layer(layer)(values).numpy().ravel()
    # each divided by 1 + the squares of itself and its neighbours
    np.testing.assert_allclose(normalised, [1 / 6, 2 / 15, 3 / 14], rtol=1e-6)


def test_local_response_normalisation_with_the_paper_s_constants() -> None:
    values = np.full((1, 2, 3, 5), 10, np.float32)
    normalised = keras_layer(LRN("lrn"))(values).numpy()
    # the middle channel sees five squares of 10, the first one three
    np.testing.assert_allclose(normalised[0, 1, 2, 2], 10 / 2.05**0.75, rtol=1e-6)
    np.testing.assert_allclose(normalised[0, 1, 2, 0], 10 / 2.03**0.75, rtol=1e-6)


def test_a_model_with_every_kind_can_be_saved_and_loaded() -> None:
    chain = tuple(example.layer for example in EXAMPLES if len(example.output_shape) == 3)
    model = to_keras(Network("every kind", chain), (11, 14, 2))
    copy = keras.models.model_from_json(model.to_json())
    copy.set_weights(model.get_weights())
    photo = np.random.default_rng(16).normal(size=(1, 11, 14, 2)).astype(np.float32)
    np.testing.assert_array_equal(copy(photo).numpy(), model(photo).numpy())


def test_a_frozen_base_leaves_the_head_to_train() -> None:
    with shapes_only():
        model = to_keras(PRESETS["vgg16-frozen"])
        trainable = {weight.path for weight in model.trainable_weights}
    assert trainable == {
        *("fc1/kernel", "fc1/bias", "predictions/kernel", "predictions/bias"),
    }
