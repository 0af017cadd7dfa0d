"""What each deeper network takes from A, by names and shapes that Keras has, too."""

import pytest

from explorer.architecture.networks import PRESETS, Block, build_network
from explorer.recipe.initialisation import WEIGHT_VARIANCE, beginnings, taken_share

TAKEN = {
    "block1_conv1": (3, 3, 3, 64),
    "block2_conv1": (3, 3, 64, 128),
    "block3_conv1": (3, 3, 128, 256),
    "block3_conv2": (3, 3, 256, 256),
    "fc1": (25088, 4096),
    "fc2": (4096, 4096),
    "predictions": (4096, 1000),
}
DEEPER = ["vgg13", "vgg16-c", "vgg16", "vgg19"]


@pytest.mark.parametrize("key", DEEPER)
def test_four_convolutions_and_three_dense_layers_are_taken(key: str) -> None:
    found = beginnings(PRESETS[key], PRESETS["vgg11"])
    taken = {each.layer: each.kernel_shape for each in found if each.taken_from}
    assert taken == TAKEN
    assert all(each.taken_from in ("", each.layer) for each in found)


@pytest.mark.parametrize(
    ("key", "layers"), [("vgg13", 13), ("vgg16-c", 16), ("vgg16", 16), ("vgg19", 19)]
)
def test_every_layer_with_weights_is_listed(key: str, layers: int) -> None:
    found = beginnings(PRESETS[key], PRESETS["vgg11"])
    assert len(found) == layers
    assert sum(1 for each in found if not each.taken_from) == layers - 7


def test_nine_tenths_of_vgg16_began_with_a() -> None:
    """123,642,856 of the dense layers, 960,896 of the four convolutions; 138,357,544 in all."""
    found = beginnings(PRESETS["vgg16"], PRESETS["vgg11"])
    assert sum(each.num_parameters for each in found if each.taken_from) == 124_603_752
    assert sum(each.num_parameters for each in found) == 138_357_544
    assert taken_share(found) == pytest.approx(0.9006, abs=5e-5)


def test_a_itself_takes_what_it_gives() -> None:
    found = beginnings(PRESETS["vgg11"], PRESETS["vgg11"])
    assert [each.layer for each in found if each.taken_from] == list(TAKEN)


def test_a_layer_without_a_place_is_named() -> None:
    narrow = build_network("narrow", [Block(64), Block(100)])
    with pytest.raises(ValueError, match=r"no place for block2_conv1, .*\(3, 3, 64, 128\)"):
        beginnings(narrow, PRESETS["vgg11"])


def test_random_weights_have_deviation_one_tenth() -> None:
    deviation = WEIGHT_VARIANCE**0.5
    assert deviation == pytest.approx(0.1)
