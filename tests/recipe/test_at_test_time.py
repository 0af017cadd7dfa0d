"""Dense layers as convolutions, against Keras, by hand, and by the published field."""

import numpy as np
import pytest

from explorer.architecture.layers import Conv2D, Dense
from explorer.architecture.networks import PRESETS, Block, Head, build_network
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import summarize, totals
from explorer.recipe.at_test_time import TEST_SCALES, as_convolutions, class_map, crop_grid
from explorer.runtime.build import to_keras

VGG16 = PRESETS["vgg16"]


def test_the_dense_layers_of_vgg16_become_7_by_7_and_1_by_1() -> None:
    layers = {layer.name: layer for layer in as_convolutions(VGG16).layers}
    converted = [layers[name] for name in ("fc1", "fc2", "predictions")]
    assert [
        (layer.kernel_size, layer.filters, layer.activation)
        for layer in converted
        if isinstance(layer, Conv2D)
    ] == [(7, 4096, "relu"), (1, 4096, "relu"), (1, 1000, "softmax")]
    assert "flatten" not in layers


@pytest.mark.parametrize("key", ["vgg11", "vgg16-c", "vgg16", "vgg19", "alexnet"])
def test_parameters_and_work_at_224_stay_the_same(key: str) -> None:
    before = totals(summarize(PRESETS[key], (224, 224, 3)))
    after = totals(summarize(as_convolutions(PRESETS[key]), (224, 224, 3)))
    assert after.num_parameters == before.num_parameters
    assert after.num_macs == before.num_macs


@pytest.mark.parametrize(
    ("picture", "grid", "size"),
    [
        ((224, 224), (7, 7), (1, 1)),
        ((256, 384), (8, 12), (2, 6)),
        ((255, 256), (7, 8), (1, 2)),
        ((384, 512), (12, 16), (6, 10)),
        ((512, 768), (16, 24), (10, 18)),
    ],
)
def test_the_map_of_classes_by_hand(
    picture: tuple[int, int], grid: tuple[int, int], size: tuple[int, int]
) -> None:
    """Five poolings leave a 32nd, rounded down; a window of 7 has 6 places less."""
    found = class_map(VGG16, picture)
    assert (found.grid, found.size) == (grid, size)
    assert (found.stride, found.field) == (32, 404)  # published: ParseNet's authors
    assert len(found.windows) == size[0] * size[1]
    last = found.windows[-1]
    assert last == Box(32 * (size[0] - 1), 32 * (size[1] - 1), last.top + 223, last.left + 223)
    assert last.bottom < picture[0]
    assert last.right < picture[1]


def test_the_whole_picture_is_less_work_than_its_crops() -> None:
    """One pass over 256 x 384 px against 25 crops, both without the mirror image."""
    crops = 25 * totals(summarize(VGG16, (224, 224, 3))).num_macs
    assert 15 < crops / class_map(VGG16, (256, 256)).num_macs < 25


def test_a_picture_below_224_is_refused() -> None:
    with pytest.raises(ValueError, match="fc1"):
        class_map(VGG16, (223, 300))


@pytest.mark.parametrize("key", ["vgg16-no-top", "vgg16-average"])
def test_a_network_without_flatten_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="no dense layers after a Flatten"):
        as_convolutions(PRESETS[key])


def test_it_computes_the_same_as_the_dense_layers() -> None:
    """In Keras, on a grid that is not square: rows, columns and channels keep their order."""
    network = build_network(
        "small", [Block(4), Block(5)], Head(6, (7,)), default_input_shape=(12, 20, 3)
    )
    dense, convolutions = to_keras(network), to_keras(as_convolutions(network))
    for layer in dense.layers:
        if weights := layer.get_weights():
            target = convolutions.get_layer(layer.name)
            kernel, bias = weights
            target.set_weights([kernel.reshape(target.get_weights()[0].shape), bias])
    pictures = np.random.default_rng(4).normal(0, 1, (2, 12, 20, 3)).astype(np.float32)
    expected = dense.predict(pictures, verbose=0)
    found = convolutions.predict(pictures, verbose=0)
    assert found.shape == (2, 1, 1, 6)
    assert found[:, 0, 0] == pytest.approx(expected, abs=1e-6)
    assert any(isinstance(layer, Dense) for layer in network.layers)


def test_the_grid_of_crops_reaches_all_four_edges() -> None:
    crops = crop_grid((256, 384))
    assert len(crops) == 25
    assert sorted({crop.top for crop in crops}) == [0, 8, 16, 24, 32]
    assert sorted({crop.left for crop in crops}) == [0, 40, 80, 120, 160]
    assert crops[1] == Box(0, 40, 223, 263)
    assert crops[-1] == Box(32, 160, 255, 383)
    assert all((crop.height, crop.width) == (224, 224) for crop in crops)


def test_where_only_one_crop_fits_they_are_all_the_same() -> None:
    assert set(crop_grid((224, 224))) == {Box(0, 0, 223, 223)}


@pytest.mark.parametrize(("picture", "number"), [((223, 300), 5), ((300, 300), 1)])
def test_a_grid_that_does_not_fit_is_refused(picture: tuple[int, int], number: int) -> None:
    with pytest.raises(ValueError, match="at least 224 px each way and 2 crops a side"):
        crop_grid(picture, number)


def test_the_scales_of_testing_follow_the_paper_s_rule() -> None:
    """S - 32, S and S + 32; or the smallest, the middle and the largest S."""
    assert TEST_SCALES["256"] == (256 - 32, 256, 256 + 32)
    assert TEST_SCALES["384"] == (384 - 32, 384, 384 + 32)
    assert TEST_SCALES["256-512"] == (256, (256 + 512) // 2, 512)
