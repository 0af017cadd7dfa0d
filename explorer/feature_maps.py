"""What a layer's activations say in numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LayerStatistics:
    """Facts about all feature maps of a layer, for one photo.

    Attributes:
        num_channels: Feature maps.
        low: Smallest activation.
        high: Largest activation.
        mean: Mean of all activations.
        share_zero: Share of activations that are exactly 0.
        num_dead: Feature maps that are 0 at every position, for this photo.
    """

    num_channels: int
    low: float
    high: float
    mean: float
    share_zero: float
    num_dead: int


def channel_ranges(activations: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The smallest and largest value of each feature map, each of shape (channels,)."""
    return activations.min(axis=(0, 1)), activations.max(axis=(0, 1))


def statistics(activations: FloatArray) -> LayerStatistics:
    """Facts about the activations of a layer, float32 (height, width, channels)."""
    lows, highs = channel_ranges(activations)
    return LayerStatistics(
        num_channels=activations.shape[-1],
        low=float(lows.min()),
        high=float(highs.max()),
        mean=float(activations.mean(dtype=np.float64)),
        share_zero=1.0 - int(np.count_nonzero(activations)) / activations.size,
        num_dead=int(np.count_nonzero((lows == 0) & (highs == 0))),
    )
