"""Weights for VGG16 where the trained ones are not at hand. Nothing here needs TensorFlow."""

import numpy as np

from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import PRESETS
from explorer.runtime.weights import Weights

SEED = 16


def untrained_weights() -> Weights:
    """Make random weights for the 13 convolutions, always the same ones.

    Returns:
        Kernel and bias by layer name: He-normal (He et al., arXiv:1502.01852), so that the
        activations keep their size from layer to layer, and zeros.
    """
    generator = np.random.default_rng(SEED)
    weights = {}
    channels = 3
    for layer in PRESETS["vgg16-no-top"].layers:
        if isinstance(layer, Conv2D):
            shape = (layer.kernel_size, layer.kernel_size, channels, layer.filters)
            spread = np.float32(np.sqrt(2 / (layer.kernel_size**2 * channels)))
            kernel = generator.standard_normal(shape, dtype=np.float32) * spread
            weights[layer.name] = (kernel, np.zeros(layer.filters, np.float32))
            channels = layer.filters
    return weights
