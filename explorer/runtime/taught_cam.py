"""Where photos support a label of a taught head: Grad-CAM on the grid that the head gets.

The head's own layers come after the grid, so one short pass through them is enough, forward and
backward, for many photos at once; the base has computed the grids before.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from explorer.architecture.networks import Reduction
from explorer.arrays import Float32Array
from explorer.runtime.differentiable import turn
from explorer.runtime.libraries import tf
from explorer.transfer.trained import TrainedHead

GRIDS_AT_ONCE = 64
"""Photos of one pass: 64 grids of block1_pool at 160 x 160 px take 100 MiB."""

_GRID_RANK = 4
"""(photos, height, width, channels)."""

_REDUCTIONS: Mapping[Reduction, Callable[[tf.Tensor], tf.Tensor]] = {
    "average": lambda grids: tf.reduce_mean(grids, axis=(1, 2)),
    "max": lambda grids: tf.reduce_max(grids, axis=(1, 2)),
    "flatten": lambda grids: tf.reshape(grids, (tf.shape(grids)[0], -1)),
}


def taught_cams(head: TrainedHead, grids: Float32Array, labels: Sequence[int]) -> Float32Array:
    """Compute where photos support a label (Grad-CAM).

    Each channel is weighted with the mean gradient of the label's logit with respect to it. Only
    positive weighted sums count: they support the label. Source: Selvaraju et al.,
    arXiv:1610.02391, equations 1 and 2.

    Args:
        head: The head; dropout does nothing here.
        grids: float32 (photos, height, width, channels), the output of the base for each photo.
        labels: The number of the label to explain, one for each photo.

    Returns:
        float32 (photos, height, width), at least 0.

    Raises:
        ValueError: There is not one label for each photo, a label does not exist, or the grids are
            not what the head was taught with.
    """
    _check(head, grids, labels)
    parts = [
        _cams(head, grids[start:end], labels[start:end]) for start, end in _batches(len(grids))
    ]
    return np.concatenate(parts) if parts else np.zeros(grids.shape[:3], np.float32)


def _batches(num: int) -> Iterator[tuple[int, int]]:
    for start in range(0, num, GRIDS_AT_ONCE):
        yield start, min(start + GRIDS_AT_ONCE, num)


def _cams(head: TrainedHead, grids: Float32Array, labels: Sequence[int]) -> Float32Array:
    with turn():
        values, numbers = tf.constant(grids), tf.constant(labels, tf.int32)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(values)
            chosen = tf.gather(_logits(head, values), numbers, axis=1, batch_dims=1)
        # Photos do not mix on their way, so the gradient of all logits holds that of each.
        gradient = tape.gradient(chosen, values)
        channel_weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
        cams: Float32Array = tf.nn.relu(tf.reduce_sum(channel_weights * values, axis=-1)).numpy()
        return cams


def _logits(head: TrainedHead, grids: tf.Tensor) -> tf.Tensor:
    """What goes into softmax, (photos, labels): before it, no other label affects a gradient."""
    values = _REDUCTIONS[head.plan.reduction](grids)
    *hidden, (kernel, bias) = _pairs(head)
    for hidden_kernel, hidden_bias in hidden:
        values = tf.nn.relu(values @ hidden_kernel + hidden_bias)
    return values @ kernel + bias


def _pairs(head: TrainedHead) -> list[tuple[Float32Array, Float32Array]]:
    """Kernel and bias of each dense layer."""
    return list(zip(head.weights[::2], head.weights[1::2], strict=True))


def _check(head: TrainedHead, grids: Float32Array, labels: Sequence[int]) -> None:
    if grids.ndim != _GRID_RANK or len(labels) != len(grids):
        raise ValueError(
            f"Received grids of shape {grids.shape} and {len(labels)} labels. Give grids of shape "
            "(photos, height, width, channels) and the number of a label for each photo."
        )
    if any(not 0 <= label < len(head.labels) for label in labels):
        raise ValueError(
            f"Received the labels {sorted(set(labels))}. Accepted: 0 to {len(head.labels) - 1}."
        )
    values = int(np.prod(grids.shape[1:])) if head.plan.reduction == "flatten" else grids.shape[-1]
    if values != len(head.weights[0]):
        raise ValueError(
            f"Received grids of shape {grids.shape}, which give {values:,} values of a photo. "
            f"This head takes {len(head.weights[0]):,}. Give it the output of "
            f"{head.plan.features} for photos of the size that it was taught with."
        )
