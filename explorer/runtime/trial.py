"""A network built for real: Keras' summary beside ours, and one timed pass of a photo."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from math import prod

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from explorer.architecture.network.trials import Compared, Counts, LayerPass, Trial, TrialRow
from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary, summarize, totals
from explorer.runtime.build import free_weights, photo_batch, to_keras
from explorer.runtime.lasting_keras import keras
from explorer.runtime.memory import require_memory

_Progress = Callable[[int, int], None]
"""Called with the layers done and the layers to do; each layer is done twice."""

PASSES = 2
"""One to warm up, one that counts."""

_LOOK_SECONDS = 0.1
"""How often one that waits for its turn looks whether it is still wanted."""

_one_at_a_time = threading.Lock()


class TrialCancelled(RuntimeError):  # noqa: N818 -- what happened, not an error
    """Whoever asked for the trial no longer wants it."""


def run_trial(
    network: Network,
    photo: NDArray[np.uint8],
    input_shape: Shape,
    *,
    progress: _Progress,
    cancelled: threading.Event,
) -> Trial:
    """Build a network in Keras with untrained weights, and put a photo through it.

    The photo passes twice, one layer after the other. The first pass warms up: TensorFlow chooses
    how to compute each layer, and memory is set aside. The second is timed, each layer from its
    call to its result: eager TensorFlow on this computer's processor, one photo, no training, and
    whatever else the computer does meanwhile. One trial runs at a time; others wait their turn.

    Args:
        network: The network.
        photo: uint8 (height, width, 3) in RGB, or (height, width, 1).
        input_shape: (height, width, channels), as for `photo_batch`.
        progress: Called with the layers done and to do, in both passes together.
        cancelled: Looked at while it waits and before each layer; building the model, a second
            or two for VGG16, comes before the first.

    Raises:
        ValueError: The network does not fit the input, or the photo does not.
        TooLarge: It would take more memory than `memory_limit`.
        TrialCancelled: ``cancelled`` was set.
    """
    summary = summarize(network, input_shape)
    require_memory(summary)
    batch = photo_batch(photo, input_shape)
    steps = _Steps(PASSES * len(summary), progress, cancelled)
    with _turn(cancelled), _built(network, input_shape) as model:
        rows, counts = compare_rows(summary, model), compare_counts(summary, model)
        _pass(model, batch, steps)
        return Trial(rows, counts, _pass(model, batch, steps))


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
    """The layers that a Network has a record for: Keras' input is none of them."""
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


@dataclass(slots=True)
class _Steps:
    """Counts the layers, and stops between two of them."""

    total: int
    progress: _Progress
    cancelled: threading.Event
    done: int = 0

    def begin(self) -> None:
        _stop_if(self.cancelled)

    def end(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


def _stop_if(cancelled: threading.Event) -> None:
    if cancelled.is_set():
        raise TrialCancelled("The trial was cancelled. Start it again to see its result.")


@contextmanager
def _turn(cancelled: threading.Event) -> Iterator[None]:
    """Wait until no other trial runs: the limit is meant for all of them together."""
    while not _one_at_a_time.acquire(timeout=_LOOK_SECONDS):
        _stop_if(cancelled)
    try:
        _stop_if(cancelled)
        yield
    finally:
        _one_at_a_time.release()


@contextmanager
def _built(network: Network, input_shape: Shape) -> Iterator[keras.Model]:
    """The network's Keras model, whose weights are freed at the end, come what may."""
    model = to_keras(network, input_shape)
    try:
        yield model
    finally:
        free_weights(model)


def _pass(model: keras.Model, batch: NDArray[np.float32], steps: _Steps) -> tuple[LayerPass, ...]:
    """Put a batch through the layers one by one; only one layer's input and output are kept."""
    passes = []
    values = tf.constant(batch)
    for layer in _layers(model):
        steps.begin()
        start = time.perf_counter()
        values = layer(values, training=False)
        seconds = time.perf_counter() - start
        passes.append(LayerPass(layer.name, tuple(values.shape[1:]), seconds))
        steps.end()
    return tuple(passes)
