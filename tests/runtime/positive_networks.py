"""Networks in which every path counts: positive weights, no biases, averages for maxima."""

from dataclasses import replace

import keras
import numpy as np

from explorer.architecture.layers import AveragePool2D, Conv2D, Layer, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import summarize
from explorer.runtime.build import to_keras

CHANNELS = 2


def with_few_channels(key: str, *, average: bool = True) -> Network:
    """A preset up to its last grid: its windows, but few channels, no bias, and averages."""
    preset = PRESETS[key]
    grid = [row.layer for row in summarize(preset) if len(row.output_shape) == 3]
    return Network(preset.name, tuple(_reduced(layer, average=average) for layer in grid))


def _reduced(layer: Layer, *, average: bool) -> Layer:
    match layer:
        case Conv2D():
            return replace(layer, filters=CHANNELS, use_bias=False)
        case MaxPool2D() if average:
            return AveragePool2D(layer.name, layer.pool_size, layer.stride, layer.padding)
        case _:
            return layer


def with_positive_weights(network: Network, size: tuple[int, int]) -> keras.Model:
    """The model with the output of each layer by name; each layer averages its input."""
    random = np.random.default_rng(16)
    model = to_keras(network, (*size, CHANNELS))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            height, width, channels, _ = layer.kernel.shape
            drawn = random.uniform(0.5, 1.5, layer.kernel.shape)
            layer.kernel.assign(drawn / (height * width * channels))
    return keras.Model(model.inputs, {layer.name: layer.output for layer in model.layers[1:]})
