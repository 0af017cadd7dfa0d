"""Channels that are switched off: what Keras gives where they are zero, for random ones."""

import functools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import keras
import numpy as np
import pytest

from explorer.architecture.interventions import ChannelsOff
from explorer.arrays import Float32Array
from explorer.observed import Observed, ObservedNetwork
from explorer.preprocessing import PREPARATIONS
from explorer.runtime.custom import load_own
from explorer.runtime.feature_network import FeatureNetwork
from explorer.runtime.weights import Weights
from explorer.shared.switched_off import whole_pass
from tests.pages import loaded
from tests.seeds import seeds
from tests.shared.looks import ONE_PIXEL, SMALL, own_network, photo, small_network

OF_LARGEST = 1e-5


@pytest.fixture(autouse=True)
def _no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VGG16_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


@functools.cache
def keras_vgg16() -> keras.Model:
    """Keras' own model, with the weights of the untrained network."""
    model = keras.applications.VGG16(include_top=False, weights=None, input_shape=(None, None, 3))
    give(model, loaded.load_untrained().weights)
    return model


def give(model: keras.Model, weights: Weights) -> None:
    for layer in model.layers:
        if layer.weights:
            layer.set_weights(weights[layer.name])


def with_masks(layers: Sequence[keras.layers.Layer], offs: Sequence[ChannelsOff]) -> keras.Model:
    """The model in which a layer of ones and zeros follows each of these layers."""
    inputs = values = keras.Input((None, None, layers[0].input.shape[-1]))
    by_name, outputs = {off.layer_name: off for off in offs}, {}
    for layer in layers:
        values = layer(values)
        if layer.name in by_name:
            mask = np.ones(values.shape[-1], np.float32)
            for channel in range(len(mask)):
                off = by_name[layer.name]
                mask[channel] = (channel in off.channels) == off.all_but
            values = keras.layers.Rescaling(mask)(values)
        outputs[layer.name] = values
    return keras.Model(inputs, outputs)


def random_offs(observed: ObservedNetwork, seed: int, most: int = 3) -> tuple[ChannelsOff, ...]:
    """One channel, several, or all but some, of one layer or of several."""
    choose = random.Random(seed)
    rows = choose.sample(observed.rows, choose.randint(1, most))
    return tuple(
        ChannelsOff(
            row.name,
            tuple(choose.sample(range(row.output_shape[-1]), choose.choice([1, 1, 3]))),
            all_but=choose.random() < 0.3,
        )
        for row in rows
    )


def assert_close(found: Float32Array, expected: Float32Array, name: str) -> None:
    largest = float(np.abs(expected).max())
    assert float(np.abs(found - expected).max()) <= OF_LARGEST * largest, name


def looks(seed: int) -> Iterator[tuple[FeatureNetwork, Observed, keras.Model]]:
    """Networks, what they look at, and Keras' model of the same."""
    sizes = SMALL, ONE_PIXEL
    vgg16, own = small_network(sizes[seed % 2]), own_network(sizes[seed % 2])
    loaded_own = load_own(own.network, own.input_shape)
    preparation = list(PREPARATIONS)[seed % len(PREPARATIONS)]
    for network, observed_network, layers in (
        (loaded.load(), vgg16, keras_vgg16().layers[1:]),
        (loaded.load_untrained(), vgg16, keras_vgg16().layers[1:]),
        (loaded_own, own, loaded_own.model.layers[1:]),
    ):
        offs = random_offs(observed_network, seed)
        picture = photo(seed, observed_network.input_shape[:2])
        observed = Observed(observed_network, picture, preparation, offs)
        yield network, observed, with_masks(layers, offs)


@pytest.mark.parametrize("seed", seeds(6, 60))
def test_it_is_what_keras_gives_with_those_channels_zero(seed: int) -> None:
    for network, observed, model in looks(seed):
        prepared = PREPARATIONS[observed.preparation].prepare(observed.picture.pixels)
        expected = {name: np.asarray(each)[0] for name, each in model(prepared[None]).items()}
        found = whole_pass(network, observed)
        assert set(found) == set(network.layer_names)
        for name, values in found.items():
            assert_close(values, expected[name], f"{name} {observed.interventions}")


@pytest.mark.parametrize("seed", seeds(3, 30))
def test_a_convolution_s_channel_is_zero_where_its_filter_is(seed: int) -> None:
    """Another model of Keras: kernel and bias of the filters are 0."""
    choose = random.Random(seed)
    observed_network, network = small_network(), loaded.load()
    name = choose.choice([row.name for row in observed_network.rows if "conv" in row.name])
    channels = tuple(choose.sample(range(64), 3))
    kernel, bias = (values.copy() for values in network.weights[name])
    kernel[..., list(channels)], bias[list(channels)] = 0, 0
    model = keras.models.clone_model(keras_vgg16())
    give(model, {**network.weights, name: (kernel, bias)})
    pixels = photo(seed, SMALL)
    observed = Observed(observed_network, pixels, interventions=(ChannelsOff(name, channels),))
    values = PREPARATIONS[observed.preparation].prepare(pixels.pixels)[None]
    found = whole_pass(network, observed)
    for layer in model.layers[1:]:
        values = np.asarray(layer(values))
        assert_close(found[layer.name], values[0], layer.name)
    assert not found[name][..., list(channels)].any()
    assert found[name].any()
