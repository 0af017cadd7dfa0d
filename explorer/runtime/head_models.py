"""Heads in Keras that learn one after the other: what TensorFlow prepared once serves the next one.

Preparing a head to learn takes a second of the processor, and thirty epochs of a hundred photos a
tenth of that. A head that has learned is kept, and begins anew for the next one of the same shape.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.runtime.build import free_variables
from explorer.runtime.differentiable import turn
from explorer.runtime.libraries import keras, tf
from explorer.transfer.plan import TrainingPlan

MOST_IDLE = 8
"""Heads that are kept between two teachings."""

MOST_IDLE_PARAMETERS = 300_000
"""Of each of them: with Adam's two means 3.4 MiB. Above the articles' head of 263,682."""


@dataclass(frozen=True, slots=True)
class LearningHead:
    """A head in Keras that learns.

    Attributes:
        model: From features to probabilities.
        optimizer: Adam.
        step: Learns from a batch, float32 (photos, values) and int64 (photos,); gives its mean loss
            and how many photos were right. Prepared once for all sizes of a batch.
    """

    model: keras.Model
    optimizer: keras.optimizers.Optimizer
    step: Callable[[Float32Array, NDArray[np.int64]], tuple[tf.Tensor, tf.Tensor]]

    @property
    def memory(self) -> list[Any]:
        """What else changes while it learns: Adam's means and steps, the dropouts' positions."""
        return [*self.optimizer.variables, *self.model.non_trainable_variables]

    def begin_anew(self, plan: TrainingPlan) -> None:
        """Become what a new one by a plan is; only what a step does not depend on may differ.

        Each dropout, and each dense layer behind it, has the plan's seed and its own number.
        """
        for variable in self.optimizer.variables:
            variable.assign(np.zeros(variable.shape, variable.dtype))
        self.optimizer.learning_rate = plan.learning_rate
        for kind in (keras.layers.Dropout, keras.layers.Dense):
            alike = [each for each in self.model.layers if isinstance(each, kind)]
            for index, layer in enumerate(alike):
                _give_seed(layer, plan.seed + index)

    def free(self) -> None:
        """Free its memory; it can no longer compute."""
        free_variables([*self.model.variables, *self.optimizer.variables])


_idle: "OrderedDict[Hashable, list[LearningHead]]" = OrderedDict()
_lock = threading.Lock()


@contextmanager
def learning_head(plan: TrainingPlan, num_labels: int, num_values: int) -> Iterator[LearningHead]:
    """Lend a head with its first weights, which nobody else has meanwhile.

    At the end it is kept for the next one of its shape, or its memory is freed.

    Args:
        plan: How it is taught.
        num_labels: Its outputs.
        num_values: Its inputs.
    """
    key = num_values, plan.units, num_labels, plan.dropout
    with turn():
        head = _taken(key) or _new_head(plan, num_labels, num_values)
        head.begin_anew(plan)
    try:
        yield head
    finally:
        _put_back(key, head)


def keras_head_layers(plan: TrainingPlan, num_labels: int) -> list[keras.layers.Layer]:
    """The head's layers after the reduction, each with seeds of its own."""
    layers: list[keras.layers.Layer] = []
    for index, units in enumerate((*plan.units, num_labels)):
        if plan.dropout:
            layers.append(keras.layers.Dropout(plan.dropout, seed=plan.seed + index))
        is_last = index == len(plan.units)
        first_weights = keras.initializers.GlorotUniform(seed=plan.seed + index)
        activation = "softmax" if is_last else "relu"
        layers.append(keras.layers.Dense(units, activation, kernel_initializer=first_weights))
    return layers


def forget_idle_heads() -> None:
    """Free all heads that are kept."""
    with _lock:
        heads = [each for kept in _idle.values() for each in kept]
        _idle.clear()
    for head in heads:
        head.free()


def num_idle_heads() -> int:
    """How many heads are kept."""
    with _lock:
        return sum(map(len, _idle.values()))


def _new_head(plan: TrainingPlan, num_labels: int, num_values: int) -> LearningHead:
    layers = keras_head_layers(plan, num_labels)
    model = keras.Sequential([keras.Input((num_values,)), *layers])
    optimizer = keras.optimizers.Adam(plan.learning_rate)
    optimizer.build(model.trainable_variables)

    def step(features: tf.Tensor, numbers: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            answers = model(features, training=True)
            losses = keras.losses.sparse_categorical_crossentropy(numbers, answers)
            loss = tf.reduce_mean(losses)
        learned = [each.value for each in model.trainable_variables]
        optimizer.apply(tape.gradient(loss, learned))
        return loss, tf.math.count_nonzero(tf.argmax(answers, axis=1) == numbers)

    signature = [tf.TensorSpec((None, num_values)), tf.TensorSpec((None,), tf.int64)]
    return LearningHead(
        model, optimizer, tf.function(step, input_signature=signature, autograph=False)
    )


def _give_seed(layer: keras.layers.Layer, seed: int) -> None:
    """First weights, or the first position of its random numbers."""
    if isinstance(layer, keras.layers.Dropout):
        layer.seed_generator.state.assign(keras.random.SeedGenerator(seed).state)
        return
    layer.kernel.assign(keras.initializers.GlorotUniform(seed)(layer.kernel.shape))
    layer.bias.assign(np.zeros(layer.bias.shape, np.float32))


def _taken(key: Hashable) -> LearningHead | None:
    with _lock:
        heads = _idle.pop(key, [])
        head = heads.pop() if heads else None
        if heads:
            _idle[key] = heads
        return head


def _put_back(key: Hashable, head: LearningHead) -> None:
    """Keep a head; beyond the bounds, it or one that was needed longest ago is freed."""
    gone = []
    with _lock:
        if head.model.count_params() > MOST_IDLE_PARAMETERS:
            gone.append(head)
        else:
            _idle.setdefault(key, []).append(head)
            _idle.move_to_end(key)
        while sum(map(len, _idle.values())) > MOST_IDLE:
            oldest = next(iter(_idle))
            gone.append(_idle[oldest].pop(0))
            if not _idle[oldest]:
                del _idle[oldest]
    for each in gone:
        each.free()
