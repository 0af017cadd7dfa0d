"""How much each pixel counts in networks with random weights, along one axis.

Source: Luo et al. 2016, "Understanding the Effective Receptive Field in Deep Convolutional Neural
Networks" (arXiv:1701.04128).
"""

from collections.abc import Sequence
from math import sqrt
from typing import Literal

import numpy as np

from explorer.architecture.fields.profiles import check_field
from explorer.architecture.layers import Conv2D, Layer
from explorer.architecture.shapes import Window, window_of
from explorer.architecture.stacks.stacks import field_size
from explorer.arrays import Float64Array

NetKind = Literal["linear", "relu"]


def random_profile(
    layers: Sequence[Layer],
    kind: NetKind,
    *,
    num_draws: int = 100,
    channels: int = 8,
    seed: int = 0,
) -> Float64Array:
    """The mean absolute gradient over networks with random weights and random inputs.

    Each convolution goes from ``channels`` to ``channels`` without bias. Its weights and the input
    are drawn from normal distributions with zero mean. A pooling takes the average of its window in
    each channel. The gradient is that of one channel of the last layer. Its absolute value is
    averaged over input channels, then over draws as shares, so that no draw outweighs the others.
    For convolutions without ReLU, the mean square is proportional to the path counts (Luo et al.,
    section 2), so the mean absolute gradient is proportional to their square root and is wider than
    the profile of equal weights.

    Args:
        layers: First layer first; those that slide no window are left out.
        kind: "relu" puts a ReLU after every convolution but the last.
        num_draws: How many networks.
        channels: Of the input and of every layer.
        seed: The same seed draws the same networks.

    Returns:
        Shares of shape (size of the receptive field,); they sum to 1. All are 0 if ReLUs close
        every path in every draw.

    Raises:
        ValueError: The field is too wide.
    """
    sliding = [(window.rows, layer) for layer in layers if (window := window_of(layer)) is not None]
    windows = [window for window, _ in sliding]
    check_field(windows)
    convolves = [isinstance(layer, Conv2D) for _, layer in sliding]
    per_draw = np.abs(
        _gradients(windows, convolves, kind, (num_draws, field_size(windows), channels), seed)
    ).sum(axis=2)
    totals = per_draw.sum(axis=1, keepdims=True)
    mean: Float64Array = np.divide(per_draw, totals, where=totals > 0, out=per_draw).sum(axis=0)
    return mean / (mean.sum() or 1)


def _gradients(
    windows: Sequence[Window],
    convolves: Sequence[bool],
    kind: NetKind,
    shape: tuple[int, int, int],
    seed: int,
) -> Float64Array:
    """Gradients of one unit in random networks, shape (draws, size, channels)."""
    num_draws, _, channels = shape
    generator = np.random.default_rng(seed)
    values = generator.standard_normal(shape)
    layers = []
    for number, (window, is_convolution) in enumerate(zip(windows, convolves, strict=True), 1):
        weights = _average(window, channels)
        if is_convolution:
            fan_in = window.size * channels
            weights = generator.standard_normal((num_draws, fan_in, channels)) * sqrt(2 / fan_in)
        values = _patches(values, window) @ weights
        has_relu = kind == "relu" and is_convolution and any(convolves[number:])
        is_open = values > 0 if has_relu else np.ones_like(values, bool)
        values = values * is_open
        layers.append((window, weights, is_open))
    gradient = np.zeros((num_draws, 1, channels))
    gradient[:, :, 0] = 1
    for window, weights, is_open in reversed(layers):
        gradient = _back((gradient * is_open) @ weights.transpose(0, 2, 1), window)
    return gradient


def _average(window: Window, channels: int) -> Float64Array:
    """The weights that keep each channel's mean over a window: (1, taps * channels, channels)."""
    return np.tile(np.eye(channels) / window.size, (1, window.size, 1))


def _patches(values: Float64Array, window: Window) -> Float64Array:
    """What each position reads: (draws, size, channels) -> (draws, positions, taps * channels)."""
    num_draws, size, channels = values.shape
    starts = np.arange(0, size - window.extent + 1, window.stride)
    taps = starts[:, np.newaxis] + window.dilation * np.arange(window.size)
    return values[:, taps].reshape(num_draws, len(starts), window.size * channels)


def _back(gradient: Float64Array, window: Window) -> Float64Array:
    """Add up at each position what comes back through its patches: the reverse of `_patches`."""
    num_draws, positions, fan_in = gradient.shape
    channels = fan_in // window.size
    below = np.zeros((num_draws, (positions - 1) * window.stride + window.extent, channels))
    per_tap = gradient.reshape(num_draws, positions, window.size, channels)
    for tap in range(window.size):
        start = tap * window.dilation
        stop = start + (positions - 1) * window.stride + 1
        below[:, start : stop : window.stride] += per_tap[:, :, tap]
    return below
