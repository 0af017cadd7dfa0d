"""A taught head and its base as one flat Keras model, as somebody would want to go on with it.

Never a model inside a model: each layer of VGG16 can be reached by Keras' name for it, so that
methods that need a gradient, such as Grad-CAM, work on it as on Keras' own VGG16.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import Network
from explorer.arrays import Float32Array
from explorer.preprocessing import MEAN_BGR
from explorer.runtime.build import RGB, built
from explorer.runtime.differentiable import turn
from explorer.runtime.libraries import keras
from explorer.runtime.weights import KernelAndBiases, Weights
from explorer.transfer.heads import taught_network
from explorer.transfer.trained import TrainedHead

PREPARED = "preprocessing"
"""The first layer: RGB from 0 to 255 becomes BGR without the means. A convolution of 1 x 1 with
fixed weights does both exactly, and needs no code of ours to be loaded."""


@contextmanager
def flat_model(head: TrainedHead, base: Weights, side: int) -> Iterator[keras.Model]:
    """Lend the whole network of a head; its memory is freed at the end.

    Args:
        head: A taught head.
        base: Kernel and bias of VGG16's convolutions; those that the head changed are not used.
        side: Of the square photos that it was taught with, px.

    Yields:
        A model from RGB (photos, side, side, 3), 0 to 255, to probabilities (photos, labels).

    Raises:
        ValueError: The head does not fit photos of that size.
    """
    network = flat_network(head, side)
    with built(network, network.default_input_shape) as model:
        for name, weights in _weights_by_layer(head, base, model).items():
            with turn():
                model.get_layer(name).set_weights(list(weights))
        yield model


def save_flat_model(head: TrainedHead, base: Weights, side: int, path: Path) -> None:
    """Write the whole network of a head to a file whose name ends in .keras; as `flat_model`."""
    with flat_model(head, base, side) as model:
        model.save(path)


def flat_network(head: TrainedHead, side: int) -> Network:
    """The layers of the flat model: the first one prepares, the rest is base and head."""
    network = taught_network(head.plan, len(head.labels), (side, side, RGB))
    prepare = Conv2D(PREPARED, RGB, kernel_size=1, activation="linear", trainable=False)
    return replace(network, layers=(prepare, *network.layers), blocks=(), head=None)


def _weights_by_layer(
    head: TrainedHead, base: Weights, model: keras.Model
) -> dict[str, KernelAndBiases]:
    """Kernel and bias of each layer that has some."""
    taught = {name: (kernel, bias) for name, kernel, bias in head.convolutions}
    pairs = iter(zip(head.weights[::2], head.weights[1::2], strict=True))
    found: dict[str, KernelAndBiases] = {PREPARED: _preparing_weights()}
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense):
            found[layer.name] = next(pairs)
        elif isinstance(layer, keras.layers.Conv2D) and layer.name != PREPARED:
            found[layer.name] = taught.get(layer.name) or base[layer.name]
    return found


def _preparing_weights() -> tuple[Float32Array, Float32Array]:
    """Kernel (1, 1, 3, 3) that swaps red and blue, and the means as a negative bias (3,)."""
    swap = np.eye(RGB, dtype=np.float32)[::-1]
    return swap[np.newaxis, np.newaxis], -np.asarray(MEAN_BGR, np.float32)
