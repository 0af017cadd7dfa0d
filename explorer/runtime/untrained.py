"""Random weights for untrained networks. Nothing here needs TensorFlow."""

from collections.abc import Iterable, Iterator
from math import prod

import numpy as np

from explorer.architecture.layers import Conv2D, Layer, sides_of
from explorer.architecture.networks import PRESETS
from explorer.runtime.weights import KernelAndBiases, Weights

SEED = 16

UNTRAINED = f"untrained, seed {SEED}"
"""The origin of such weights, in words."""


def untrained_weights() -> Weights:
    """Make random weights for VGG16's 13 convolutions, always the same ones.

    Returns:
        Kernel and bias by layer name, as `draw_weights` makes them.
    """
    return dict(draw_weights(PRESETS["vgg16-no-top"].layers, channels=3))


def draw_weights(layers: Iterable[Layer], channels: int) -> Iterator[tuple[str, KernelAndBiases]]:
    """Make random weights for each convolution, always the same ones for the same layers.

    Args:
        layers: The layers of a network up to its last grid, first layer first.
        channels: Channels that the first layer receives.

    Yields:
        The layer's name, its kernel and its bias: He-normal (He et al., arXiv:1502.01852), so that
        the activations keep their size from layer to layer, and zeros.
    """
    generator = np.random.default_rng(SEED)
    for layer in layers:
        if isinstance(layer, Conv2D):
            shape = (*sides_of(layer.kernel_size), channels, layer.filters)
            kernel = generator.standard_normal(shape, dtype=np.float32)
            kernel *= np.float32(np.sqrt(2 / prod(shape[:-1])))
            yield layer.name, (kernel, np.zeros(layer.filters, np.float32))
            channels = layer.filters
