"""The photos that a network finds most alike, by the features that its base gives.

Distances are between directions (cosine), not between points. After ReLU, a photo with more
contrast gives larger values of all features at once; what it shows is in how they compare with each
other. Networks' features are usually compared so (Babenko et al., arXiv:1404.1777, section 3).
"""

from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float32Array, Float64Array

_ROWS_AT_ONCE = 64
"""Photos whose features are brought to 64 bits at a time: flattened ones are large."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A photo that is near another.

    Attributes:
        index: Which of the photos.
        distance: 1 minus the cosine between their features: 0 for the same direction, 1 where they
            have no feature in common. Features after ReLU give no more than 1.
    """

    index: int
    distance: float


def nearest(features: Float32Array, photo: Float32Array, many: int) -> tuple[Neighbour, ...]:
    """Find the photos that are nearest to one photo.

    Args:
        features: float32 (photos, values).
        photo: float32 (values,) of the one photo.
        many: How many to find, at most.

    Returns:
        The nearest first; of equally near ones, the first of the photos.

    Raises:
        ValueError: The photo has another number of values.
    """
    distances = cosine_distances(features, photo)
    order = np.argsort(distances, kind="stable")[:many]
    return tuple(Neighbour(int(index), float(distances[index])) for index in order)


def cosine_distances(features: Float32Array, photo: Float32Array) -> Float64Array:
    """How far each photo is from one photo, float64 (photos,), 0 to 2.

    Features that are all 0 have no direction: such a photo is at 1, as one with nothing in common.

    Args:
        features: float32 (photos, values).
        photo: float32 (values,).

    Raises:
        ValueError: The photo has another number of values.
    """
    if features.shape[1:] != photo.shape:
        raise ValueError(
            f"Received features of shape {features.shape} and a photo of shape {photo.shape}. "
            "Give both as many values."
        )
    one = photo.astype(np.float64)
    rows = (
        features[start : start + _ROWS_AT_ONCE].astype(np.float64)
        for start in range(0, len(features), _ROWS_AT_ONCE)
    )
    parts = [_distances(part, one) for part in rows]
    return np.concatenate(parts) if parts else np.zeros(0)


def _distances(rows: Float64Array, one: Float64Array) -> Float64Array:
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(one)
    cosines = np.divide(rows @ one, lengths, out=np.zeros(len(rows)), where=lengths > 0)
    distances: Float64Array = 1 - np.clip(cosines, -1, 1)
    return distances
