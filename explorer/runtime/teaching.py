"""Teaching a head in Keras: epoch by epoch, in small steps, the same in every thread.

Nothing is drawn from a state that threads share: each layer's first weights and each dropout have
seeds of their own, and the order of the photos follows from the seed and the epoch.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.runtime.differentiable import in_turns
from explorer.runtime.head_models import LearningHead, learning_head
from explorer.transfer.heads import check_head_size
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.trained import Epochs, TrainedHead

Labelled = tuple[Float32Array, NDArray[np.int64]]
"""Features (photos, values), and the number of each photo's label."""


def teach(  # noqa: PLR0913, PLR0917 -- what decides the result, and who watches
    plan: TrainingPlan,
    labels: Sequence[str],
    features: Float32Array,
    label_numbers: NDArray[np.int64],
    validation: Labelled | None,
    control: Control,
    start: TrainedHead | None = None,
) -> TrainedHead:
    """Teach the head of a plan on features of the frozen base.

    The result is that of `explorer.transfer.teaching_code`, a plain Keras script.

    Args:
        plan: How it is taught.
        labels: What its outputs stand for.
        features: Of the photos for training, float32 (photos, values).
        label_numbers: Of the same photos, whole numbers (photos,).
        validation: The same of the photos for validation; None for none.
        control: Receives the epochs done, the epochs in all and the `TrainedHead` so far; it may
            stop the work between two batches.
        start: A head that was taught by the same plan for fewer epochs, to teach on. It goes on as
            if it had never stopped.

    Returns:
        The head after the last epoch.

    Raises:
        ValueError: The photos do not fit the labels, the head is too large, or ``start`` was taught
            by another plan.
        Cancelled: The work was stopped; the latest report holds the head so far.
    """
    check_taught(plan, labels, features, label_numbers)
    head = head_to_begin_with(plan, labels, start)
    if head.is_done:
        return head
    with learning_head(plan, len(labels), features.shape[1]) as learning:
        taught = _Taught(learning, plan)
        taught.restore(head)
        with in_turns(control) as next_step:
            for epoch in range(len(head.epochs), plan.epochs):
                learned = taught.next_epoch(head, features, label_numbers, next_step)
                head = judged(learned, validation)
                control.report(epoch + 1, plan.epochs, head)
    return head


def predict(head: TrainedHead, features: Float32Array) -> Float32Array:
    """How probable each label is for photos.

    Args:
        head: A taught head.
        features: float32 (photos, values); of the same layer and reduction as it was taught with.

    Returns:
        float32 (photos, labels); the sum of each row is 1.
    """
    probabilities: Float32Array = np.exp(log_probabilities(head, features))
    return probabilities


def log_probabilities(head: TrainedHead, features: Float32Array) -> Float32Array:
    """The logarithms of what `predict` returns, exact where a probability would be 0."""
    values, (*hidden, last) = features, _pairs(head.weights)
    for kernel, bias in hidden:
        values = np.maximum(values @ kernel + bias, 0)
    scores = values @ last[0] + last[1]
    scores = scores - scores.max(axis=1, keepdims=True)
    logarithms: Float32Array = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return logarithms


def epoch_order(seed: int, epoch: int, num_photos: int) -> NDArray[np.int64]:
    """The order in which an epoch goes through the photos."""
    return np.random.default_rng((seed, epoch)).permutation(num_photos)


def head_to_begin_with(
    plan: TrainingPlan, labels: Sequence[str], start: TrainedHead | None
) -> TrainedHead:
    """The head to go on with.

    Raises:
        ValueError: It was taught by another plan, or cannot be taught on.
    """
    if start is None:
        return TrainedHead(plan, tuple(labels), (), (), (), Epochs(), 0.0)
    if replace(start.plan, epochs=plan.epochs) != plan or start.labels != tuple(labels):
        raise ValueError(
            "Received a head that was taught by another plan. Teach on by the same plan with more "
            "epochs, or from the start."
        )
    if len(start.epochs) < plan.epochs and len(start.epochs) and not start.optimizer:
        raise ValueError("Received a head that keeps nothing to teach on. Teach from the start.")
    return replace(start, plan=plan)


def check_taught(
    plan: TrainingPlan,
    labels: Sequence[str],
    features: NDArray[np.float32],
    label_numbers: NDArray[np.int64],
) -> None:
    """Refuse what no head can be taught with; as for `teach`."""
    if not len(features) or len(features) != len(label_numbers):
        raise ValueError(
            f"Received {len(features)} photos for training and {len(label_numbers)} labels. "
            "Give at least one photo, and a label for each."
        )
    if len(labels) < 2 or not 0 <= label_numbers.min() <= label_numbers.max() < len(labels):  # noqa: PLR2004
        raise ValueError(
            f"Received {len(labels)} labels, and photos with the numbers {label_numbers.min()} to "
            f"{label_numbers.max()}. Give at least two labels, numbered from 0."
        )
    check_head_size(plan, features.shape[-1], len(labels))


def judged(head: TrainedHead, validation: Labelled | None) -> TrainedHead:
    """The head with its loss and accuracy on the photos for validation after this epoch."""
    if validation is None or not len(validation[0]):
        return head
    features, numbers = validation
    return with_validation(head, log_probabilities(head, features), numbers)


def with_validation(
    head: TrainedHead, logarithms: Float32Array, numbers: NDArray[np.int64]
) -> TrainedHead:
    """The head with the loss and the accuracy of its log probabilities for some photos."""
    losses = -logarithms[np.arange(len(numbers)), numbers].astype(np.float64)
    epochs, accuracy = head.epochs, float((logarithms.argmax(axis=1) == numbers).mean())
    epochs = replace(
        epochs,
        validation_loss=(*epochs.validation_loss, float(losses.mean())),
        validation_accuracy=(*epochs.validation_accuracy, accuracy),
    )
    return replace(head, epochs=epochs)


@dataclass(frozen=True, slots=True)
class _Taught:
    """A head that learns by a plan."""

    learning: LearningHead
    plan: TrainingPlan

    def learn(
        self,
        features: Float32Array,
        numbers: NDArray[np.int64],
        order: NDArray[np.int64],
        next_step: Callable[[], None],
    ) -> tuple[float, float]:
        """One epoch, batch by batch; its mean loss and accuracy."""
        sums, size = np.zeros(2), self.plan.batch_size
        for first in range(0, len(order), size):
            next_step()
            batch = order[first : first + size]
            loss, right = self.learning.step(features[batch], numbers[batch])
            sums += float(loss) * len(batch), int(right)
        loss, accuracy = sums / len(order)
        return float(loss), float(accuracy)

    def next_epoch(
        self,
        head: TrainedHead,
        features: Float32Array,
        numbers: NDArray[np.int64],
        next_step: Callable[[], None],
    ) -> TrainedHead:
        """The head after one more epoch."""
        begin = time.monotonic()
        order = epoch_order(head.plan.seed, len(head.epochs), len(features))
        loss, accuracy = self.learn(features, numbers, order, next_step)
        return self.kept(head, loss, accuracy, time.monotonic() - begin)

    def restore(self, head: TrainedHead) -> None:
        """Go back to where the head was; a new one keeps its first weights."""
        if head.weights:
            self.learning.model.set_weights(list(head.weights))
            for variable, value in zip(self.learning.memory, head.optimizer, strict=True):
                variable.assign(value)

    def kept(self, head: TrainedHead, loss: float, accuracy: float, seconds: float) -> TrainedHead:
        """The head after one more epoch."""
        return replace(
            head.one_more_epoch(loss, accuracy, seconds),
            weights=tuple(map(np.array, self.learning.model.get_weights())),
            optimizer=tuple(np.array(variable) for variable in self.learning.memory),
        )


def _pairs(weights: Sequence[Float32Array]) -> list[tuple[Float32Array, Float32Array]]:
    return list(zip(weights[::2], weights[1::2], strict=True))
