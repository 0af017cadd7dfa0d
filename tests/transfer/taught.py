"""Sets of small drawn photos, and runs as if a head had been taught with them."""

from collections.abc import Sequence

import numpy as np

from explorer.arrays import Float32Array
from explorer.observed import picture_of
from explorer.transfer.photo_set import PhotoSet, SetPhoto
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.trained import Epochs, TaughtRun, TrainedHead

VALIDATED = 4
"""Every fourth photo of a label is for validation."""


def made_set(labels: Sequence[str], num_each: int, side: int = 8, seed: int = 0) -> PhotoSet:
    """Photos of noise around a brightness of their label's own; every fourth is for validation."""
    draw = np.random.default_rng(seed)
    photos = []
    for number, label in enumerate(labels):
        for index in range(num_each):
            low = 20 + 200 * number // len(labels)
            pixels = draw.integers(low, low + 20, (side, side, 3), np.uint8)
            part = "validation" if index % VALIDATED == 0 else "training"
            name = f"{label} {index}.png"
            photos.append(SetPhoto(picture_of(pixels), label, name, len(photos), part))
    return PhotoSet(tuple(labels), tuple(photos))


def made_head(
    labels: Sequence[str],
    plan: TrainingPlan | None = None,
    weights: tuple[Float32Array, ...] = (),
) -> TrainedHead:
    """A head that is said to be taught."""
    epochs = Epochs((0.7, 0.2), (0.5, 1.0), (0.7, 0.3), (0.5, 0.9))
    return TrainedHead(plan or TrainingPlan(), tuple(labels), weights, (), (), epochs, 1.5)


def made_run(
    photo_set: PhotoSet, wrong: Sequence[int] = (), head: TrainedHead | None = None
) -> TaughtRun:
    """A run whose head is right but for some photos for validation, by their place among them."""
    judged = photo_set.of(part="validation")
    num = len(photo_set.labels)
    rows = np.full((len(judged), num), 0.2 / max(num - 1, 1), np.float32)
    for index, photo in enumerate(judged):
        own = photo_set.number_of(photo.label)
        rows[index, (own + (index in wrong)) % num] = 0.8
    return TaughtRun(
        name="TaughtRun 1",
        head=head or made_head(photo_set.labels),
        is_trained_base=True,
        set_key=photo_set.cache_key,
        digests=tuple(each.picture.digest for each in judged),
        probabilities=rows,
    )
