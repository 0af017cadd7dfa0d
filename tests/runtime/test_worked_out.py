"""One unit, computed multiplication by multiplication, agrees with the network."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from explorer.architecture.layers import BatchNorm, Conv2D, Layer
from explorer.architecture.networks import PRESETS, Block, build_network
from explorer.architecture.shapes import window_of
from explorer.arrays import Float32Array
from explorer.operations import max_pool, work_out_unit
from explorer.preprocessing import to_model_input
from explorer.runtime import custom, vgg16
from explorer.runtime.build import LUMINANCE
from explorer.runtime.feature_network import FeatureNetwork
from explorer.runtime.vgg16 import VGG16

VGG16_LAYERS = PRESETS["vgg16-no-top"].layers
CONVOLUTIONS = [layer for layer in VGG16_LAYERS if isinstance(layer, Conv2D)]
UNITS_OF_EACH_LAYER = 40
CORNERS = [(0, 0), (0, -1), (-1, 0), (-1, -1)]

MOST_DIFFERENCE = 1e-3
"""Difference from the network's unit: absolute up to values of 1, relative above."""


def cat() -> NDArray[np.uint8]:
    """A piece of Chelsea the cat with her eyes, 96 x 139 px."""
    photo: NDArray[np.uint8] = skimage.data.chelsea()  # type: ignore[no-untyped-call]
    return photo[70:166, 130:269]


@pytest.fixture(scope="module", params=["real weights", "untrained"])
def network(request: pytest.FixtureRequest) -> VGG16:
    if request.param == "untrained":
        return vgg16.load_untrained()
    file: Path = request.getfixturevalue("real_weights_file")  # skips if it cannot be made
    return vgg16.load(file)


@pytest.fixture(scope="module")
def grids(network: VGG16) -> Mapping[str, Float32Array]:
    """The output of each layer for the cat."""
    return network.activations(cat())


def input_of(layer: Layer, grids: Mapping[str, Float32Array], photo: Float32Array) -> Float32Array:
    """The input of a layer: the output of the one before it, or the photo."""
    names = list(grids)
    index = names.index(layer.name)
    return grids[names[index - 1]] if index else photo


def random_units(shape: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """(row, column, channel): the corners, where padding is, and random others."""
    height, width, channels = shape
    random = np.random.default_rng(16)
    rows, columns, filters = (
        random.integers(0, size, UNITS_OF_EACH_LAYER).tolist() for size in shape
    )
    positions = [*zip(rows, columns, strict=True)]
    positions[: len(CORNERS)] = [(row % height, column % width) for row, column in CORNERS]
    assert max(filters) < channels
    return [(*position, index) for position, index in zip(positions, filters, strict=True)]


def assert_units_can_be_worked_out(
    network: FeatureNetwork, layer: Conv2D, grid: Float32Array, values: Float32Array
) -> None:
    kernel, bias = network.kernel(layer.name)
    window = window_of(layer)
    assert window is not None
    units = random_units(values.shape)
    for row, column, index in units:
        work = work_out_unit(grid, kernel[..., index], bias[index], (row, column), window)
        found = values[row, column, index]
        assert abs(work.activation - found) <= MOST_DIFFERENCE * max(1, abs(found))
    assert any(values[position] > 0 for position in units)  # or only zeros would be compared


@pytest.mark.parametrize("layer", CONVOLUTIONS, ids=lambda layer: layer.name)
def test_units_of_every_convolution_can_be_worked_out(
    network: VGG16, grids: Mapping[str, Float32Array], layer: Conv2D
) -> None:
    grid = input_of(layer, grids, to_model_input(cat()))
    assert_units_can_be_worked_out(network, layer, grid, grids[layer.name])


def test_every_pool_keeps_the_winners(grids: Mapping[str, Float32Array]) -> None:
    pools = [layer for layer in VGG16_LAYERS if layer.name.endswith("pool")]
    assert len(pools) == 5
    for layer in pools:
        window = window_of(layer)
        assert window is not None
        grid = input_of(layer, grids, to_model_input(cat()))
        np.testing.assert_array_equal(max_pool(grid, window), grids[layer.name])


BLOCKS: Mapping[str, tuple[Block, ...]] = {
    "strided and valid": (Block(7, 2, 3, stride=2, padding="valid"), Block(9, kernel_size=(5,))),
    "dilated": (Block(7, 2, (3, 2), dilation=2, pooling="average"),),
    "own zeros": (Block(7, 2, 5, stride=2, padding=2, pool_size=3, pool_padding="same"),),
    "normalised": (Block(7, 2, normalisation="batch", dropout=0.2), Block(9, normalisation="lrn")),
}


@pytest.mark.parametrize("channels", [3, 1], ids=["RGB", "grey"])
@pytest.mark.parametrize("blocks", BLOCKS.values(), ids=BLOCKS)
def test_units_of_custom_networks_can_be_worked_out(
    blocks: tuple[Block, ...], channels: int
) -> None:
    network = build_network("custom", blocks)
    loaded = custom.load_own(network, (96, 139, channels))
    grids = loaded.activations(cat())
    photo = to_model_input(cat()) if channels == 3 else (cat() @ LUMINANCE)[..., np.newaxis]
    for layer in network.layers:
        if isinstance(layer, Conv2D):
            grid = input_of(layer, grids, photo)
            assert_units_can_be_worked_out(loaded, layer, grid, grids[layer.name])


def test_a_convolution_without_bias_has_a_bias_of_zeros() -> None:
    layers = (Conv2D("plain", 5, 3, use_bias=False), BatchNorm("norm"))
    loaded = custom.load_own(replace(PRESETS["vgg16-no-top"], layers=layers), (96, 139, 3))
    _, bias = loaded.kernel("plain")
    assert bias.tolist() == [0.0] * 5
    grids = loaded.activations(cat())
    assert_units_can_be_worked_out(
        loaded, Conv2D("plain", 5, 3), to_model_input(cat()), grids["plain"]
    )


def test_a_unit_of_another_network_would_be_noticed(
    network: VGG16, grids: Mapping[str, Float32Array]
) -> None:
    layer = CONVOLUTIONS[0]
    with pytest.raises(AssertionError):
        assert_units_can_be_worked_out(
            network, layer, to_model_input(cat())[::-1], grids[layer.name]
        )
