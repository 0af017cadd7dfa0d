"""The base that a head was taught with: frozen layers, then the convolutions that learned too."""

import numpy as np

from explorer.arrays import Float32Array
from explorer.runtime.differentiable import (
    PHOTO_LAYERS,
    layers_between,
    layers_up_to,
    through,
    turn,
)
from explorer.runtime.libraries import tf
from explorer.transfer.trained import TrainedHead


def frozen_layer(head: TrainedHead) -> str:
    """The last layer that did not change: what comes after it is the head's own.

    Returns:
        The layer whose output the head gets, where nothing else learned; "" where all layers did.
    """
    if not head.convolutions:
        return head.plan.features
    names = [layer.name for layer in PHOTO_LAYERS]
    changed = {name for name, _kernel, _bias in head.convolutions}
    first = min(names.index(name) for name in changed)
    return names[first - 1] if first else ""


def after_frozen(head: TrainedHead, grids: Float32Array) -> Float32Array:
    """The output of the head's layer, from that of the last frozen one.

    Args:
        head: Whose convolutions.
        grids: float32 (photos, height, width, channels) of `frozen_layer`, or VGG16's inputs.

    Returns:
        float32 (photos, height, width, channels); the same where no convolution learned.
    """
    if not head.convolutions:
        return grids
    tensors = {
        name: (tf.constant(kernel), tf.constant(bias)) for name, kernel, bias in head.convolutions
    }
    begin, end = frozen_layer(head), head.plan.features
    layers = layers_between(begin, end) if begin else layers_up_to(end)
    found = []
    for grid in grids:
        with turn():
            found.append(through(layers, tf.constant(grid[np.newaxis]), tensors).numpy())
    return np.concatenate(found)
