"""Networks with random weights against finite differences, path counts and dead draws."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.architecture.fields.profiles import deviation, profile
from explorer.architecture.fields.random_networks import NetKind, random_profile
from explorer.architecture.layers import AveragePool2D, Conv2D, Layer, MaxPool2D, ZeroPad2D
from explorer.architecture.receptive_field import path_counts
from explorer.architecture.shapes import Window
from explorer.architecture.stacks.stacks import windows_of

MIXED: list[Layer] = [
    Conv2D("conv1", 1, 3),
    MaxPool2D("pool1", 2, 2),
    ZeroPad2D("pad", 1),
    Conv2D("conv2", 1, 3, dilation=2),
    Conv2D("conv3", 1, 2),
    AveragePool2D("pool2", 3, 1),
]


def drawn_network(
    layers: Sequence[Layer], channels: int, seed: int
) -> tuple[NDArray[np.float64], list[NDArray[np.float64] | None]]:
    """The input (size, channels), and each convolution's weights (taps, channels, channels)."""
    generator = np.random.default_rng(seed)
    values = generator.standard_normal((len(path_counts(windows_of(layers))), channels))
    weights = [
        generator.standard_normal((layer.kernel_size, channels, channels))
        * np.sqrt(2 / (layer.kernel_size * channels))
        if isinstance(layer, Conv2D)
        else None
        for layer in layers
    ]
    return values, weights


def answer(
    layers: Sequence[Layer],
    weights: Sequence[NDArray[np.float64] | None],
    values: NDArray[np.float64],
    kind: NetKind,
) -> float:
    """Channel 0 of the last unit, computed position by position."""
    last = max(number for number, kernel in enumerate(weights) if kernel is not None)
    windows = windows_of(layers)
    for number, (window, kernel) in enumerate(zip(windows, weights, strict=True)):
        extent = window.dilation * (window.size - 1) + 1
        patches = [
            values[start : start + extent : window.dilation]
            for start in range(0, len(values) - extent + 1, window.stride)
        ]
        if kernel is None:
            values = np.array([patch.mean(axis=0) for patch in patches])
            continue
        values = np.array([np.einsum("ti,tio->o", patch, kernel) for patch in patches])
        if kind == "relu" and number < last:
            values = np.maximum(values, 0)
    return float(values[0, 0])


@pytest.mark.parametrize("kind", ["linear", "relu"])
def test_the_gradient_is_the_effect_of_a_small_change(kind: NetKind) -> None:
    channels, step = 3, 1e-6
    values, weights = drawn_network(MIXED, channels, seed=11)
    before = answer(MIXED, weights, values, kind)
    slopes = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        moved = values.copy()
        moved[place] += step
        slopes[place] = (answer(MIXED, weights, moved, kind) - before) / step
    expected = np.abs(slopes).sum(axis=1) / np.abs(slopes).sum()
    found = random_profile(MIXED, kind, num_draws=1, channels=channels, seed=11)
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("kind", ["linear", "relu"])
def test_is_proportional_to_the_square_root_of_the_path_counts(kind: NetKind) -> None:
    layers: list[Layer] = [Conv2D(f"conv{number}", 1, 3) for number in range(6)]
    root = np.sqrt(path_counts([Window(3)] * 6))
    found = random_profile(layers, kind, num_draws=500)
    assert found == pytest.approx(root / root.sum(), abs=0.01)
    assert deviation(found) > 1.15 * deviation(profile([Window(3)] * 6))


@pytest.mark.parametrize("kind", ["linear", "relu"])
def test_has_a_gradient_exactly_where_there_are_paths(kind: NetKind) -> None:
    layers: list[Layer] = [
        Conv2D("conv1", 1, 3, dilation=2),
        MaxPool2D("pool", 1, 3),
        Conv2D("conv2", 1, 2, dilation=3),
    ]
    found = random_profile(layers, kind, num_draws=50)
    assert (found > 0).tolist() == (path_counts(windows_of(layers)) > 0).tolist()
    assert found.sum() == pytest.approx(1)


def test_depends_on_its_seed_only() -> None:
    first, again, other = (random_profile(MIXED, "relu", seed=seed) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist() != other.tolist()


def test_relu_makes_a_difference() -> None:
    linear, relu = (random_profile(MIXED, kind) for kind in ("linear", "relu"))
    assert linear.tolist() != relu.tolist()


def test_a_field_too_wide_is_refused() -> None:
    with pytest.raises(ValueError, match=r"at most 1,024 px\. .* field of 2,048 px\."):
        random_profile([MaxPool2D("pool")] * 11, "linear")


@pytest.mark.parametrize("kind", ["linear", "relu"])
def test_poolings_alone_average(kind: NetKind) -> None:
    layers: list[Layer] = [MaxPool2D("pool1", 3, 2), AveragePool2D("pool2", 2, 2)]
    assert random_profile(layers, kind) * 6 == pytest.approx([1, 1, 2, 1, 1])


def test_a_draw_whose_relus_close_every_path_has_no_gradient() -> None:
    """With one channel and one tap, the first ReLU closes the only path in half of the draws."""
    layers: list[Layer] = [Conv2D("conv1", 1, 1), Conv2D("conv2", 1, 1)]
    values, weights = zip(*(drawn_network(layers, 1, seed) for seed in range(20)), strict=True)
    is_open = [
        float(each[0, 0] * kernel[0][0, 0, 0]) > 0  # type: ignore[index]
        for each, kernel in zip(values, weights, strict=True)
    ]
    assert 0 < sum(is_open) < len(is_open)
    found = [random_profile(layers, "relu", num_draws=1, channels=1, seed=n) for n in range(20)]
    assert [each.tolist() for each in found] == [[float(each)] for each in is_open]
