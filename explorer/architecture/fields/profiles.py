"""How much each pixel of a receptive field counts, along one axis.

That is the gradient of a unit with respect to the input, for known weights.
Source: Luo et al. 2016, "Understanding the Effective Receptive Field in Deep Convolutional Neural
Networks" (arXiv:1701.04128).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, isfinite, log, sqrt
from typing import Literal, assert_never

import numpy as np

from explorer.architecture.layers import Conv2D, Layer
from explorer.architecture.receptive_field import spread_back
from explorer.architecture.shapes import Window, window_of
from explorer.architecture.stacks.stacks import field_size
from explorer.arrays import Float64Array

KernelWeights = tuple[float, ...]
"""One weight for each tap of a window."""

KernelKind = Literal["uniform", "binomial", "random"]

IN_THE_FIELD = 1 - 0.9545
"""The share of the largest value that puts a pixel in the effective field (Luo et al.)."""

BELL_WIDTH = 2 * sqrt(-2 * log(IN_THE_FIELD))
"""The width of a Gaussian bell at that share of its height, in standard deviations."""

LARGEST_FIELD = 1024
"""px; random networks for a field this wide take a second on a small machine."""


@dataclass(frozen=True, slots=True)
class AtDepth:
    """The field of a stack of equal layers, in px along one axis.

    Attributes:
        depth: How many layers.
        theoretical: Pixels with a path to the unit.
        effective: Pixels that count; see `effective_length`.
        deviation: The standard deviation of the profile.
    """

    depth: int
    theoretical: int
    effective: int
    deviation: float

    @property
    def bell(self) -> float:
        """The effective field if the profile were a Gaussian bell: grows as the root of depth."""
        return BELL_WIDTH * self.deviation


def kernels(layers: Sequence[Layer], kind: KernelKind, seed: int = 0) -> tuple[KernelWeights, ...]:
    """Weights for each window: all equal, binomial such as 1 2 1, or random between 0 and 1.

    Only convolutions have weights: a pooling always counts as the average of its window.

    Args:
        layers: First layer first; those that slide no window are left out.
        kind: Which weights the convolutions have.
        seed: The same seed draws the same weights.
    """
    generator = np.random.default_rng(seed)
    return tuple(
        _kernel(window.rows.size, kind if isinstance(layer, Conv2D) else "uniform", generator)
        for layer in layers
        if (window := window_of(layer)) is not None
    )


def _kernel(size: int, kind: KernelKind, generator: np.random.Generator) -> KernelWeights:
    match kind:
        case "uniform":
            return (1.0,) * size
        case "binomial":
            return tuple(float(comb(size - 1, tap)) for tap in range(size))
        case "random":
            return tuple(generator.random(size).tolist())
        case _:
            assert_never(kind)


def _equal(windows: Sequence[Window]) -> tuple[KernelWeights, ...]:
    return tuple((1.0,) * window.size for window in windows)


def check_field(windows: Sequence[Window]) -> None:
    """Raise a ValueError if the field of these layers is too wide to work out and draw."""
    size = field_size(windows)
    if size > LARGEST_FIELD:
        raise ValueError(
            f"A profile shows at most {LARGEST_FIELD:,} px. Received: a receptive field of "
            f"{size:,} px. Use fewer layers, smaller kernels or smaller strides."
        )


def profile(
    windows: Sequence[Window], weights: Sequence[KernelWeights] | None = None
) -> Float64Array:
    """How much each pixel counts for a unit: its share of the absolute gradient.

    There is no activation, or no weight and input is negative, so that ReLU changes nothing.

    Args:
        windows: The windows of the layers, first layer first.
        weights: A kernel for each; by default all weights are equal, and the profile is the
            share of the paths.

    Returns:
        Shares of shape (size of the receptive field,); they sum to 1.

    Raises:
        ValueError: The weights do not fit the windows, or all paths cancel out.
    """
    weights = _equal(windows) if weights is None else weights
    _check_kernels(windows, weights)
    gradient = np.ones(1)
    for window, kernel in zip(reversed(windows), reversed(weights), strict=True):
        in_range = np.array(kernel) / np.abs(kernel).sum()
        gradient = spread_back(gradient, window, in_range)
    return _shares(np.abs(gradient))


def dense_profile(size: int) -> Float64Array:
    """The profile of a dense layer with equal weights: constant over all ``size`` px."""
    return np.full(size, 1 / size)


def variances(
    windows: Sequence[Window], weights: Sequence[KernelWeights] | None = None
) -> tuple[Fraction, ...]:
    """What each layer adds to the variance of a profile, exactly, in px^2.

    A layer adds the variance of its taps' places, times (dilation * jump)^2. For equal weights
    that is (size^2 - 1) / 12 * (dilation * jump)^2.

    Args:
        windows: The windows of the layers, first layer first.
        weights: A kernel for each, none negative; by default all weights are equal.

    Raises:
        ValueError: The weights do not fit the windows, or some are negative.
    """
    weights = _equal(windows) if weights is None else weights
    _check_kernels(windows, weights)
    if any(weight < 0 for kernel in weights for weight in kernel):
        raise ValueError(
            "Variances only add up if no weight is negative. Received: "
            f"{tuple(weights)}. Measure the deviation of the profile instead."
        )
    added, jump = [], 1
    for window, kernel in zip(windows, weights, strict=True):
        added.append(_variance_of_taps(kernel) * (window.dilation * jump) ** 2)
        jump *= window.stride
    return tuple(added)


def variance(windows: Sequence[Window], weights: Sequence[KernelWeights] | None = None) -> Fraction:
    """The exact variance of a profile, in px^2: the sum of `variances`."""
    return sum(variances(windows, weights), Fraction(0))


def deviation(shares: Float64Array) -> float:
    """The measured standard deviation of a profile, in px."""
    places = np.arange(len(shares))
    mean = np.average(places, weights=shares)
    return float(np.sqrt(np.average((places - mean) ** 2, weights=shares)))


def effective_length(shares: Float64Array) -> int:
    """How many px count: those with at least 1 - 95.45 % of the largest value (Luo et al.).

    Luo et al. compare with the centre, where a bell is largest, and take the square root of the
    number of pixels in a picture. This is the same along one axis.
    """
    return int(np.count_nonzero(shares >= IN_THE_FIELD * shares.max()))


def effective_extent(shares: Float64Array) -> int:
    """Px from the first to the last one that counts, including any gaps between them."""
    places = np.flatnonzero(shares >= IN_THE_FIELD * shares.max())
    return int(places[-1] - places[0]) + 1


def heat_map(row_shares: Float64Array, column_shares: Float64Array) -> Float64Array:
    """The profile over rows and columns, for kernels that are products of a column and a row.

    Args:
        row_shares: Profile along the rows, (height,).
        column_shares: Profile along the columns, (width,).

    Returns:
        Shares of shape (height, width); they sum to 1.
    """
    return np.outer(row_shares, column_shares)


def by_depth(kernel_size: int, depths: Sequence[int]) -> tuple[AtDepth, ...]:
    """Theoretical and effective fields of stacks of equal layers with equal weights, stride 1.

    The theoretical field, 1 + depth * (kernel_size - 1), grows with the depth; the effective field
    grows with its square root.
    """
    per_layer = variance([Window(kernel_size)])
    points = []
    for depth in depths:
        windows = [Window(kernel_size)] * depth
        effective = effective_length(profile(windows))
        points.append(AtDepth(depth, field_size(windows), effective, sqrt(depth * per_layer)))
    return tuple(points)


def _variance_of_taps(kernel: KernelWeights) -> Fraction:
    """The variance of the taps' places, weighted by the kernel."""
    weights = [Fraction(weight) for weight in kernel]
    mean = sum((place * weight for place, weight in enumerate(weights)), Fraction(0)) / sum(weights)
    squares = ((place - mean) ** 2 * weight for place, weight in enumerate(weights))
    return sum(squares, Fraction(0)) / sum(weights)


def _shares(values: Float64Array) -> Float64Array:
    total = values.sum()
    if not total > 0:
        raise ValueError(
            "All paths cancel out, so no pixel has a gradient. Use weights that do not cancel out."
        )
    shares: Float64Array = values / total
    return shares


def _check_kernels(windows: Sequence[Window], weights: Sequence[KernelWeights]) -> None:
    sizes = tuple(window.size for window in windows)
    lengths = tuple(len(kernel) for kernel in weights)
    if lengths != sizes:
        raise ValueError(
            f"Received kernels of {lengths} weights for windows of {sizes} taps. Give each window "
            "one weight for each tap, first layer first."
        )
    for kernel in weights:
        if not any(kernel) or not all(isfinite(weight) for weight in kernel):
            raise ValueError(
                f"Received the kernel {kernel}. Its weights must be finite, and not all 0."
            )
