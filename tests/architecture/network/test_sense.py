"""What is exported makes sense, besides having the right shapes."""

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given

from explorer.architecture.layers import LRN, BatchNorm, Conv2D, Dense, Dropout, Layer
from explorer.architecture.network.keras_code import keras_code
from explorer.architecture.network.notation import Configuration
from explorer.architecture.network.sense import sense_notes
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import summarize
from explorer.runtime.build import to_keras
from tests.architecture.network.test_keras_code import run, shapes_only
from tests.architecture.random_configurations import configurations
from tests.architecture.random_networks import same_every_run

SHAPE = (12, 9, 3)
SMALL = (Block(4),)


def notes(network: Network, shape: Shape = SHAPE) -> tuple[str, ...]:
    return sense_notes(network, summarize(network, shape))


def last_activation(model: Any) -> str:
    return str(model.layers[-1].get_config()["activation"])


@pytest.mark.parametrize("reduction", ["flatten", "average", "max"])
@pytest.mark.parametrize("units", [(), (5,)], ids=["no hidden layer", "one"])
def test_one_class_is_one_probability_that_depends_on_the_picture(
    units: tuple[int, ...], reduction: Any
) -> None:
    keras.utils.set_random_seed(3)
    network = build_network("One", SMALL, Head(1, units, reduction))
    exported, ours = run(keras_code(network, SHAPE))["model"], to_keras(network, SHAPE)
    photos = np.random.default_rng(3).normal(0, 0.3, (6, *SHAPE)).astype(np.float32)
    for model in (exported, ours):
        assert last_activation(model) == "sigmoid"
        answers = np.asarray(model(photos))[:, 0]
        assert ((answers > 0) & (answers < 1)).all()
        assert len(set(answers.tolist())) == len(photos)  # softmax over one unit: 1 for each


def test_one_class_is_explained_in_the_code() -> None:
    network = build_network("One", SMALL, Head(1, ()))
    (note,) = notes(network)
    assert "its sigmoid is the probability of yes" in note
    assert "loss binary_crossentropy" in note
    code = keras_code(network, SHAPE)
    assert 'layers.Dense(1, activation="sigmoid", name="predictions")' in code
    assert note.split()[:12] == code.split('"""')[1].split("\n\n")[2].split()[:12]


@pytest.mark.parametrize("classes", [2, 10, 1000])
def test_several_classes_are_probabilities_that_add_up(classes: int) -> None:
    network = build_network("Several", SMALL, Head(classes, ()))
    assert network.layers[-1] == Dense("predictions", classes, activation="softmax")
    assert notes(network) == ()


def test_no_softmax_is_ever_over_one_unit_and_every_other_layer_is_a_relu() -> None:
    for network in PRESETS.values():
        assert_sensible(network, network.default_input_shape)


@same_every_run
@given(configuration=configurations())
def test_random_configurations_are_sensible(configuration: Configuration) -> None:
    assert_sensible(build_network("Random", *configuration), (400, 400, 3))


def assert_sensible(network: Network, shape: Shape) -> None:
    try:
        rows = summarize(network, shape)
    except ValueError:
        return  # it does not fit the input
    with shapes_only():
        layers = run(keras_code(network, shape))["model"].layers[1:]
    if not layers:
        return
    *hidden, last = [layer for layer in layers if hasattr(layer, "activation")]
    assert {keras.activations.serialize(layer.activation) for layer in hidden} <= {"relu"}
    head = network.head
    expected = "relu" if head is None else "sigmoid" if head.classes == 1 else "softmax"
    assert last_activation_of(last) == expected
    told = " ".join(sense_notes(network, rows))
    assert ("Frozen:" in told) == any(not layer.trainable and layer.weights for layer in layers)


def last_activation_of(layer: Any) -> str:
    return str(keras.activations.serialize(layer.activation))


def test_frozen_layers_with_random_weights_are_pointed_out() -> None:
    (note,) = notes(PRESETS["vgg16-frozen"], (160, 160, 3))
    assert note.startswith("Frozen: block1_conv1, block1_conv2, block2_conv1 and 10 more. Until")
    assert notes(PRESETS["vgg16"], (224, 224, 3)) == ()


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (Dropout("drop", 0.5), "The last layer, drop, is dropout"),
        (BatchNorm("norm"), "The last layer, norm, normalises the output"),
        (LRN("norm"), "The last layer, norm, normalises the output"),
    ],
    ids=["dropout", "batch", "lrn"],
)
def test_a_network_that_ends_in_a_helping_layer_is_pointed_out(last: Layer, words: str) -> None:
    (note,) = notes(Network("end", (Conv2D("conv", 4, 3), last)))
    assert note.startswith(words)
    assert notes(Network("end", (last, Conv2D("conv", 4, 3)))) == ()


@pytest.mark.parametrize(
    ("blocks", "head", "note"),
    [
        ((Block(4, pool_size=1, pool_stride=1),), None, "block1_pool: leave it out."),
        ((Block(4, padding=0),), None, "block1_pad1: leave it out."),
        ((Block(4, padding=0, pool_size=1, pool_stride=1),), None, "pad1 and block1_pool: leave"),
        ((Block(4, 5, 1, padding=0),), None, "block1_pad3 and 2 more: leave them out."),
        ((Block(4, pool_size=1, pool_stride=1, pooling="average"),), None, "pool: leave it out."),
        ((Block(4, kernel_size=7, padding="valid"),) * 1, Head(3, (), "average"), None),
        (
            (Block(4, pool_size=9, pool_stride=9, pool_padding="same"),),
            Head(3, (), "average"),
            None,
        ),
    ],
)
def test_layers_that_change_nothing_are_named(
    blocks: tuple[Block, ...], head: Head | None, note: str | None
) -> None:
    told = " ".join(notes(build_network("idle", blocks, head)))
    assert note in told if note else "Nothing" not in told


def test_an_average_over_one_value_is_named() -> None:
    network = build_network("one value", SMALL * 2, Head(3, (), "average"))
    assert "global_average_pool: leave it out." in " ".join(notes(network, (4, 4, 3)))
    assert notes(network, (8, 4, 3)) == ()


def test_a_network_without_layers_says_so() -> None:
    assert notes(Network("nothing", ())) == ("The network has no layers: its output is its input.",)
