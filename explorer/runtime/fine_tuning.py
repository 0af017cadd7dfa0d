"""Fine-tuning: the last blocks of VGG16 learn together with the head.

A batch is computed a few photos and one layer at a time, so that a page's pass never waits for a
whole one: first what the convolutions make of each few, then the head's gradient for the whole
batch, then that of the convolutions for each few. Their sum is the batch's gradient, as Keras
computes it at once.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import Reduction
from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.runtime.build import free_weights
from explorer.runtime.differentiable import (
    PhotoLayer,
    layers_between,
    layers_up_to,
    lent,
    through,
    turn,
)
from explorer.runtime.head_models import keras_head_layers
from explorer.runtime.libraries import keras, tf
from explorer.runtime.teaching import (
    Labelled,
    check_taught,
    epoch_order,
    head_to_begin_with,
    log_probabilities,
    predict,
    with_validation,
)
from explorer.runtime.weights import Weights
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.reduction import reduced
from explorer.transfer.trained import MOST_MEMORY_BYTES, TrainedHead

AT_A_TIME = 2
"""Photos of one step, through one layer."""


def fine_tune(  # noqa: PLR0913, PLR0917 -- as for `teach`
    plan: TrainingPlan,
    labels: Sequence[str],
    training: Labelled,
    validation: Labelled,
    weights: Weights,
    control: Control,
    start: TrainedHead | None = None,
) -> TrainedHead:
    """Teach a head and the blocks before it.

    Args:
        plan: How it is taught.
        labels: What its outputs stand for.
        training: Grids of the layer before the first block that learns, or VGG16's inputs before
            block 1, float32 (photos, height, width, channels), and each photo's label number.
        validation: The same of the photos for validation; none, or any number.
        weights: Kernel and bias of VGG16's convolutions, to begin with.
        control: As for `explorer.runtime.teaching.teach`.
        start: As there.

    Raises:
        ValueError: As there.
        Cancelled: The work was stopped.
    """
    grids, numbers = training
    layers = learning_layers(plan)
    head = head_to_begin_with(plan, labels, start)
    values = reduced_shape(layers, grids.shape[1:3], plan.reduction)
    check_taught(plan, labels, np.broadcast_to(np.float32(0), (len(grids), values)), numbers)
    if head.is_done:
        return head
    with _model(plan, layers, len(labels), values, weights) as taught:
        taught.restore(head)
        for epoch in range(len(head.epochs), plan.epochs):
            begin = time.monotonic()
            order = epoch_order(plan.seed, epoch, len(grids))
            loss, accuracy = taught.learn(grids, numbers, order, control)
            head = taught.kept(head, loss, accuracy, time.monotonic() - begin)
            if len(validation[0]):
                logarithms = log_probabilities(head, _rows(head, validation[0]))
                head = with_validation(head, logarithms, validation[1])
            control.report(epoch + 1, plan.epochs, head)
    return head if head.memory_bytes <= MOST_MEMORY_BYTES else head.lighter


def seconds_of_a_photo(
    plan: TrainingPlan, labels: Sequence[str], training: Labelled, weights: Weights
) -> float:
    """How long one photo of one epoch takes, measured on a few after a first try."""
    layers, grids, numbers = learning_layers(plan), training[0][:AT_A_TIME], training[1][:AT_A_TIME]
    values = reduced_shape(layers, grids.shape[1:3], plan.reduction)
    with _model(plan, layers, len(labels), values, weights) as taught:
        order = np.arange(len(grids))
        taught.learn(grids, numbers, order, Control())
        begin = time.monotonic()
        taught.learn(grids, numbers, order, Control())
        return (time.monotonic() - begin) / len(order)


def predict_from_grids(head: TrainedHead, grids: Float32Array) -> Float32Array:
    """How probable each label is, from grids of the layer before the first block that learned.

    Args:
        head: A head whose convolutions learned too.
        grids: float32 (photos, height, width, channels).

    Returns:
        float32 (photos, labels); the sum of each row is 1.
    """
    return predict(head, _rows(head, grids))


def _rows(head: TrainedHead, grids: Float32Array) -> Float32Array:
    """What the convolutions and the reduction make of grids, a few photos at a time."""
    layers = learning_layers(head.plan)
    tensors = {name: (kernel, bias) for name, kernel, bias in head.convolutions}
    rows = []
    with lent(tensors, layers) as lent_tensors:
        for first in range(0, len(grids), AT_A_TIME):
            values = tf.constant(grids[first : first + AT_A_TIME])
            for layer in layers:
                with turn():
                    values = through([layer], values, lent_tensors)
            rows.append(reduced(np.asarray(values), head.plan.reduction))
    return np.concatenate(rows)


def learning_layers(plan: TrainingPlan) -> tuple[PhotoLayer, ...]:
    """The convolutions that learn, and the poolings between them, up to the head's layer."""
    if plan.unfrozen_from == 1:
        return layers_up_to(plan.features)
    before = FEATURE_LAYERS[(plan.unfrozen_from or 0) - 2]
    return layers_between(before, plan.features)


def reduced_shape(layers: Sequence[PhotoLayer], size: Sequence[int], reduction: Reduction) -> int:
    """How many values the head reads, where a grid of this (height, width) goes into the layers."""
    filters = [layer.filters for layer in layers if isinstance(layer, Conv2D)][-1]
    halvings = sum(not isinstance(layer, Conv2D) for layer in layers)
    height, width = (side // 2**halvings for side in size)
    return filters * (height * width if reduction == "flatten" else 1)


@dataclass(frozen=True, slots=True)
class _Tuned:
    """Convolutions and a head that learn together."""

    plan: TrainingPlan
    layers: tuple[PhotoLayer, ...]
    convolutions: dict[str, tuple[keras.Variable, keras.Variable]]
    head: keras.Model
    optimizer: keras.optimizers.Optimizer

    def learn(
        self,
        grids: Float32Array,
        numbers: NDArray[np.int64],
        order: NDArray[np.int64],
        control: Control,
    ) -> tuple[float, float]:
        """One epoch, batch by batch; its mean loss and accuracy."""
        sums = np.zeros(2)
        for first in range(0, len(order), self.plan.batch_size):
            batch = order[first : first + self.plan.batch_size]
            sums += self._step(grids[batch], numbers[batch], control)
        loss, accuracy = sums / len(order)
        return float(loss), float(accuracy)

    def _step(
        self, grids: Float32Array, numbers: NDArray[np.int64], control: Control
    ) -> NDArray[np.float64]:
        """One batch; the sum of its photos' losses, and how many were right."""
        few = [slice(at, at + AT_A_TIME) for at in range(0, len(grids), AT_A_TIME)]
        rows = []
        for part in few:
            control.check()
            rows.append(self._rows_of(tf.constant(grids[part])))
        with turn():
            loss, right, of_head, of_rows = self._head_gradient(tf.concat(rows, 0), numbers)
        sums = None
        for part in few:
            control.check()
            found = self._gradient(tf.constant(grids[part]), of_rows[part])
            sums = found if sums is None else [a + b for a, b in zip(sums, found, strict=True)]
        with turn():
            self.optimizer.apply([*(sums or []), *of_head])
        return np.array([loss * len(grids), right])

    def _head_gradient(
        self, rows: tf.Tensor, numbers: NDArray[np.int64]
    ) -> tuple[float, int, list[tf.Tensor], tf.Tensor]:
        """The head's loss, right answers, and gradients by its weights and by its input."""
        variables = self.head.trainable_variables
        with tf.GradientTape() as tape:
            tape.watch(rows)
            answers = self.head(rows, training=True)
            losses = keras.losses.sparse_categorical_crossentropy(numbers, answers)
            loss = tf.reduce_mean(losses)
        found = tape.gradient(loss, [rows, *(each.value for each in variables)])
        right = int((np.asarray(answers).argmax(axis=1) == numbers).sum())
        return float(loss), right, found[1:], found[0]

    def _rows_of(self, grids: tf.Tensor) -> tf.Tensor:
        """What the head reads, of a few photos; each layer is a step."""
        for layer in self.layers:
            with turn():
                grids = through([layer], grids, self._tensors)
        return self._reduced(grids)

    def _gradient(self, grids: tf.Tensor, of_rows: tf.Tensor) -> list[tf.Tensor]:
        """The gradient by the convolutions' weights, given that by what they make of photos.

        Each layer is a step forwards and one backwards.
        """
        steps = []
        for number, layer in enumerate(self.layers):
            before, tape = grids, tf.GradientTape(watch_accessed_variables=False)
            sources = [before] if number else []  # nothing asks for the first layer's input
            sources += [each.value for each in self.convolutions.get(layer.name, ())]
            with turn(), tape:
                tape.watch(sources)
                grids = through([layer], before, self._tensors)
            steps.append((tape, sources, grids))
        with tf.GradientTape() as tape:
            tape.watch(grids)
            rows = self._reduced(grids)
        gradient: tf.Tensor | None = tape.gradient(rows, grids, output_gradients=of_rows)
        found: list[tf.Tensor] = []
        for number, (tape, sources, after) in reversed([*enumerate(steps)]):
            with turn():
                parts = tape.gradient(after, sources, output_gradients=gradient)
            gradient, own = (parts[0], parts[1:]) if number else (None, parts)
            found[:0] = own
        return found

    def _reduced(self, grids: tf.Tensor) -> tf.Tensor:
        match self.plan.reduction:
            case "average":
                return tf.reduce_mean(grids, (1, 2))
            case "max":
                return tf.reduce_max(grids, (1, 2))
            case _:
                return tf.reshape(grids, (len(grids), -1))

    @property
    def _tensors(self) -> dict[str, tuple[Any, Any]]:
        return {
            name: (kernel.value, bias.value) for name, (kernel, bias) in self.convolutions.items()
        }

    def restore(self, head: TrainedHead) -> None:
        """Go back to where the head was; a new one keeps its first weights."""
        if not head.weights:
            return
        self.head.set_weights(list(head.weights))
        for name, kernel, bias in head.convolutions:
            for variable, value in zip(self.convolutions[name], (kernel, bias), strict=True):
                variable.assign(value)
        for variable, value in zip(self._memory, head.optimizer, strict=True):
            variable.assign(value)

    def kept(self, head: TrainedHead, loss: float, accuracy: float, seconds: float) -> TrainedHead:
        """The head after one more epoch."""
        return replace(
            head.one_more_epoch(loss, accuracy, seconds),
            weights=tuple(map(np.array, self.head.get_weights())),
            convolutions=tuple(
                (name, np.array(kernel), np.array(bias))
                for name, (kernel, bias) in self.convolutions.items()
            ),
            optimizer=tuple(np.array(variable) for variable in self._memory),
        )

    @property
    def _variables(self) -> list[keras.Variable]:
        return [each for pair in self.convolutions.values() for each in pair]

    @property
    def _memory(self) -> list[Any]:
        """What else changes: Adam's means and steps, the dropouts' positions."""
        return [*self.optimizer.variables, *self.head.non_trainable_variables]


@contextmanager
def _model(
    plan: TrainingPlan,
    layers: tuple[PhotoLayer, ...],
    num_labels: int,
    num_values: int,
    weights: Weights,
) -> Iterator[_Tuned]:
    """Convolutions and a head with their optimizer; their memory is freed at the end."""
    with turn():
        head = keras.Sequential([keras.Input((num_values,)), *keras_head_layers(plan, num_labels)])
        names = [layer.name for layer in layers if isinstance(layer, Conv2D)]
        convolutions = {
            name: (keras.Variable(weights[name][0]), keras.Variable(weights[name][1]))
            for name in names
        }
        tuned = _Tuned(plan, layers, convolutions, head, keras.optimizers.Adam(plan.learning_rate))
        tuned.optimizer.build([*tuned._variables, *head.trainable_variables])
    try:
        yield tuned
    finally:
        free_weights(head)
