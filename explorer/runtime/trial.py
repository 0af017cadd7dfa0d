"""A network built for real: Keras' summary beside ours, and one timed pass of a photo."""

import time
from collections.abc import Sequence
from itertools import zip_longest
from math import prod

import numpy as np
from numpy.typing import NDArray

from explorer import units
from explorer.architecture.network.trials import Compared, Counts, LayerPass, Trial, TrialRow
from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary, summarize, totals
from explorer.background import Control
from explorer.runtime.build import built, photo_batch
from explorer.runtime.libraries import keras, tf
from explorer.runtime.memory import require_memory

PASSES = 2
"""One to warm up, one that counts."""


def run_trial(
    network: Network, photo: NDArray[np.uint8], input_shape: Shape, control: Control
) -> Trial:
    """Build a network in Keras with untrained weights, and put a photo through it.

    The photo passes twice, one layer after the other. The first pass warms up: TensorFlow chooses
    how to compute each layer, and allocates memory. The second is timed, each layer from its call
    to its result: eager TensorFlow on this computer's processor, one photo, no training. Other work
    on the computer counts too.

    Args:
        network: The network.
        photo: uint8 (height, width, 3) in RGB, or (height, width, 1).
        input_shape: (height, width, channels), as for `photo_batch`.
        control: Receives the layers done and in all, over both passes; it may stop the trial
            before each layer. Building the model, a second or two for VGG16, comes before the
            first.

    Raises:
        ValueError: The network does not fit the input, or the photo does not.
        TooLarge: It would take more memory than `memory_limit`.
        Cancelled: The trial was stopped.
    """
    summary = summarize(network, input_shape)
    require_memory(summary)
    batch = photo_batch(photo, input_shape)
    control.check()
    with built(network, input_shape) as model:
        rows, counts = compare_rows(summary, model), compare_counts(summary, model)
        title = f"{network.name} at {units.size(input_shape)}"
        return Trial(title, rows, counts, _last_pass(model, batch, control))


def compare_rows(
    summary: Sequence[LayerSummary], model: keras.Model
) -> tuple[Compared[TrialRow], ...]:
    """Put our summary beside what ``model.summary()`` lists, layer by layer."""
    ours = [TrialRow(row.name, row.output_shape, row.num_parameters) for row in summary]
    theirs = [
        TrialRow(layer.name, tuple(layer.output.shape[1:]), layer.count_params())
        for layer in _layers(model)
    ]
    return tuple(Compared(*pair) for pair in zip_longest(ours, theirs))


def compare_counts(summary: Sequence[LayerSummary], model: keras.Model) -> Compared[Counts]:
    """Put our totals beside those at the end of ``model.summary()``."""
    ours = totals(summary)
    return Compared(
        Counts(ours.num_parameters, ours.num_trainable, ours.num_non_trainable),
        Counts(
            model.count_params(),
            _num_values(model.trainable_weights),
            _num_values(model.non_trainable_weights),
        ),
    )


def _num_values(weights: Sequence[keras.Variable]) -> int:
    return sum(prod(weight.shape) for weight in weights)


def _layers(model: keras.Model) -> list[keras.Layer]:
    """The layers that a Network has a record for: all but Keras' input."""
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


def _last_pass(
    model: keras.Model, batch: NDArray[np.float32], control: Control
) -> tuple[LayerPass, ...]:
    """Put a batch through the layers one by one; only one layer's input and output are kept."""
    layers = _layers(model)
    for layer in control.counted(PASSES * layers):
        if layer is layers[0]:
            values, passes = tf.constant(batch), []
        start = time.perf_counter()
        values = layer(values, training=False)
        seconds = time.perf_counter() - start
        passes.append(LayerPass(layer.name, tuple(values.shape[1:]), seconds))
    return tuple(passes)
