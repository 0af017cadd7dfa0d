"""What is observed: equal where activations are equal, another value where they are not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from explorer.architecture.interventions import ChannelsOff
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.arrays import Uint8Array
from explorer.observed import Observed, ObservedNetwork, feature_rows, picture_of

SHAPE = (35, 48, 3)
VGG16 = PRESETS["vgg16"]
ROWS = feature_rows(summarize(PRESETS["vgg16-no-top"], SHAPE))


def pixels(seed: int = 0, shape: tuple[int, ...] = SHAPE) -> Uint8Array:
    return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)


def observed() -> Observed:
    network = ObservedNetwork(VGG16, "trained", "vgg16.h5", SHAPE, ROWS)
    return Observed(network, picture_of(pixels()))


def test_equal_pixels_make_equal_pictures() -> None:
    assert picture_of(pixels()) == picture_of(pixels().copy())
    assert picture_of(pixels()).size == (35, 48)
    assert hash(observed()) == hash(observed())
    assert observed() == observed()


def test_one_pixel_or_another_shape_makes_another_picture() -> None:
    changed = pixels()
    changed[34, 47, 2] ^= 1
    turned = pixels().reshape(48, 35, 3)
    assert len({picture_of(each) for each in (pixels(), changed, turned)}) == 3


@pytest.mark.parametrize(
    "another",
    [
        replace(observed(), picture=picture_of(pixels(1))),
        replace(observed(), preparation="means swapped"),
        replace(observed(), interventions=(ChannelsOff("block1_conv1", (3,)),)),
        replace(observed(), network=replace(observed().network, file="other.h5")),
        replace(observed(), network=replace(observed().network, weights="untrained", file="")),
        replace(observed(), network=replace(observed().network, network=PRESETS["vgg19"])),
    ],
    ids=["picture", "preparation", "intervention", "file", "weights", "layers"],
)
def test_whatever_changes_the_activations_makes_another_value(another: Observed) -> None:
    assert another != observed()
    assert len({another, observed()}) == 2


def test_the_layers_with_feature_maps_end_before_the_head() -> None:
    rows = feature_rows(summarize(VGG16, (224, 224, 3)))
    assert [row.name for row in (rows[0], rows[-1])] == ["block1_conv1", "block5_pool"]
    assert len(rows) == 18
    padded = summarize(PRESETS["alexnet"], (224, 224, 3))
    without_maps = {row.name for row in padded} - {row.name for row in feature_rows(padded)}
    assert {"flatten", "fc1", "fc1_dropout"} <= without_maps


def test_a_layer_is_found_by_its_name() -> None:
    assert observed().network.row("block3_conv2").output_shape == (8, 12, 256)
    with pytest.raises(
        ValueError, match=r"Received the layer 'fc1', .* Choose one of block1_conv1, .*"
    ):
        observed().network.row("fc1")


FIRST_OFF, LAST_OFF = ChannelsOff("block2_pool", (5, 1)), ChannelsOff("block4_conv1", (0,))


def test_what_is_switched_off_comes_in_the_order_of_the_layers() -> None:
    found = replace(observed(), interventions=(LAST_OFF, FIRST_OFF))
    assert found.interventions == (FIRST_OFF, LAST_OFF)
    assert found == replace(observed(), interventions=(FIRST_OFF, LAST_OFF))
    assert found.untouched == observed()
    assert found.is_off("block2_pool", 1)
    assert not found.is_off("block2_pool", 2)
    assert not found.is_off("block2_conv2", 1)


@pytest.mark.parametrize("num_off", [0, 1, 2])
def test_layers_before_anything_is_switched_off(num_off: int) -> None:
    offs = (FIRST_OFF, LAST_OFF)[:num_off]
    names = ("block5_pool", "block1_conv1", "block2_pool", "block2_conv2")
    before, after = replace(observed(), interventions=offs).split(names)
    assert (before, after) == (
        (names, ())
        if not offs
        else (("block1_conv1", "block2_conv2"), ("block5_pool", "block2_pool"))
    )


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        (
            {"preparation": "inside out"},
            "Received the preparation 'inside out'. Accepted: as trained",
        ),
        (
            {"interventions": (ChannelsOff("fc1", (0,)),)},
            'Received the layer "fc1", which has no feature maps to switch off. Choose one of b',
        ),
        (
            {"interventions": (ChannelsOff("block1_conv1", (64,)),)},
            "Received channel 64 of block1_conv1. Accepted: 0 to 63.",
        ),
        (
            {"interventions": (FIRST_OFF, ChannelsOff("block2_pool", (7,)))},
            "Received block2_pool more than once. Expected each layer once.",
        ),
    ],
    ids=["preparation", "layer", "channel", "twice"],
)
def test_what_cannot_be_observed_is_refused(changes: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        replace(observed(), **changes)


def test_a_grey_input_has_no_order_of_colours() -> None:
    shape = (35, 48, 1)
    network = ObservedNetwork(VGG16, "own", "", shape, feature_rows(summarize(VGG16, shape)))
    grey = Observed(network, picture_of(pixels()))
    with pytest.raises(ValueError, match="'no mean' for a network that takes 1 channel\\."):
        replace(grey, preparation="no mean")
