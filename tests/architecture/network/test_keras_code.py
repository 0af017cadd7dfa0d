"""The exported code, when run, builds the same as our records and our own Keras models."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings

from explorer.architecture.layers import (
    LAYER_KINDS,
    LRN,
    Conv2D,
    Flatten,
    Layer,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.network.keras_calls import LINE_LENGTH
from explorer.architecture.network.keras_code import follows_from_blocks, keras_code
from explorer.architecture.network.notation import Configuration, read
from explorer.architecture.networks import PRESETS, Block, Network, build_network
from explorer.architecture.shapes import Shape, smallest_input_size
from explorer.architecture.summary import summarize
from explorer.runtime.build import to_keras
from tests.architecture.examples import EXAMPLES, kind_of
from tests.architecture.random_configurations import configurations
from tests.architecture.random_networks import networks, roomy_shape, same_every_run

LARGEST_SIDE = 2000
"""px: nothing is computed, but products of sides must stay within Keras' integers."""

Row = tuple[str, Shape, int, int]


@contextmanager
def shapes_only() -> Iterator[None]:
    """Make Keras variables with a shape but no values, so that large models cost nothing."""
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        keras.utils.clear_session(free_memory=False)  # the collector runs anyway


def run(code: str, name: str = "exported") -> dict[str, Any]:
    """The names that the code defines."""
    namespace: dict[str, Any] = {"__name__": name}
    exec(compile(code, "<exported>", "exec"), namespace)
    return namespace


def layers_of(model: keras.Model) -> list[keras.layers.Layer]:
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


def rows_of(model: keras.Model) -> list[Row]:
    return [
        (
            layer.name,
            tuple(layer.output.shape[1:]),
            layer.count_params(),
            sum(weight.shape.num_elements() for weight in layer.trainable_weights),
        )
        for layer in layers_of(model)
    ]


def assert_the_code_builds(network: Network, shape: Shape) -> None:
    """Names, shapes and counts as in the summary; every option as in our own Keras model."""
    expected = [
        (row.name, row.output_shape, row.num_parameters, row.num_trainable)
        for row in summarize(network, shape)
    ]
    code = keras_code(network, shape)
    with shapes_only():
        model = run(code)["model"]
        assert model.input_shape == (None, *shape)
        assert rows_of(model) == expected
        configs = [layer.get_config() for layer in layers_of(to_keras(network, shape))]
        assert [layer.get_config() for layer in layers_of(model)] == configs
    assert max(map(len, code.splitlines())) <= LINE_LENGTH


@pytest.mark.parametrize("size", [(224, 224), (160, 231)], ids=str)
@pytest.mark.parametrize("key", PRESETS)
def test_presets(key: str, size: tuple[int, int]) -> None:
    network = PRESETS[key]
    assert_the_code_builds(network, (*size, network.default_input_shape[-1]))


@given(configurations(most=3, most_blocks=4))
@settings(same_every_run, max_examples=50)
def test_random_configurations(drawn: Configuration) -> None:
    network = build_network("random", *drawn)
    assume(network.layers and smallest_input_size(network.layers) <= LARGEST_SIDE)
    assert_the_code_builds(network, roomy_shape(network))


@given(networks())
@settings(same_every_run, max_examples=20)
def test_random_layers_listed_one_by_one(network: Network) -> None:
    assert_the_code_builds(network, roomy_shape(network))


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_every_kind_of_layer(kind: str) -> None:
    example = {kind_of(example): example for example in EXAMPLES}[kind]
    is_grid = len(example.input_shape) == 3
    before: tuple[Layer, ...] = () if is_grid else (Flatten("before"),)
    shape = example.input_shape if is_grid else (*example.input_shape, 1, 1)
    assert_the_code_builds(Network(kind, (*before, example.layer)), shape)


@pytest.mark.parametrize(
    "layer",
    [
        Conv2D("c", 4, 3, 2, "valid", activation="linear", use_bias=False, trainable=False),
        Conv2D("c", 4, 3, dilation=3, activation="softmax"),
        Conv2D("c", 4, (3, 1), (1, 2)),
        MaxPool2D("p", (2, 3), (1, 2)),
        ZeroPad2D("z", ((1, 0), (2, 3))),
        LRN("normalised", size=3, offset=1.0, alpha=0.5, beta=0.25),
    ],
    ids=str,
)
def test_unusual_options(layer: Layer) -> None:
    assert_the_code_builds(Network("unusual", (layer,)), (9, 7, 2))


def test_a_network_without_layers_returns_its_input() -> None:
    assert_the_code_builds(build_network("nothing", ()), (9, 7, 2))


VGG16_CODE = '''\
"""VGG16 (D) for an input of 225 x 299 x 3, in Keras 3.

167,717,672 parameters; the weights are untrained. Source: Simonyan & Zisserman 2014, table 1,
column D.
"""

import keras
from keras import layers


def conv_block(tensor, filters, kernel_size, repeats, pool_strides, block_id):
    """Repeat a convolution, then pool."""
    for i in range(1, repeats + 1):
        tensor = layers.Conv2D(
            filters, kernel_size, padding="same", activation="relu", name=f"block{block_id}_conv{i}"
        )(tensor)
    return layers.MaxPooling2D(2, strides=pool_strides, name=f"block{block_id}_pool")(tensor)


inputs = keras.Input(shape=(225, 299, 3))
x = conv_block(inputs, 64, 3, repeats=2, pool_strides=2, block_id=1)
x = conv_block(x, 128, 3, repeats=2, pool_strides=2, block_id=2)
x = conv_block(x, 256, 3, repeats=3, pool_strides=2, block_id=3)
x = conv_block(x, 512, 3, repeats=3, pool_strides=2, block_id=4)
x = conv_block(x, 512, 3, repeats=3, pool_strides=2, block_id=5)
x = layers.Flatten(name="flatten")(x)
x = layers.Dense(4096, activation="relu", name="fc1")(x)
x = layers.Dense(4096, activation="relu", name="fc2")(x)
outputs = layers.Dense(1000, activation="softmax", name="predictions")(x)

model = keras.Model(inputs, outputs, name="vgg16_d")

if __name__ == "__main__":
    model.summary()
'''


def test_vgg16_reads_as_if_written_by_hand() -> None:
    assert keras_code(PRESETS["vgg16"], (225, 299, 3)) == VGG16_CODE


def test_run_as_a_program_it_prints_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    with shapes_only():
        run(keras_code(PRESETS["vgg16-no-top"]), "__main__")
    printed = capsys.readouterr().out
    assert "block5_conv3" in printed
    assert "14,714,688" in printed


USUAL = ["tensor", "filters", "kernel_size", "repeats", "pool_strides", "block_id"]


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("8_8x2_9.k5", USUAL),
        ("8.frozen.bn.o25.valid.max3_9.frozen.bn.o25.valid.max3", USUAL),
        ("8.none_9.none", [name for name in USUAL if name != "pool_strides"]),
        ("8_9.none", USUAL),
        ("8x3.k3-3-1_9", USUAL),
        ("8.s2_8", [*USUAL, "strides"]),
        ("8.p2_8", [*USUAL, "zeros", "padding"]),
        ("8.p2_8.p1", [*USUAL, "zeros"]),
        ("8.valid_8", [*USUAL, "padding"]),
        ("8.d2_8", [*USUAL, "dilation_rate"]),
        ("8.o20_8", [*USUAL, "dropout"]),
        ("8.bn_8.lrn", [*USUAL, "batch_norm", "lrn"]),
        ("8.frozen_8", [*USUAL, "trainable"]),
        ("8.avg2_8", [*USUAL, "pooling"]),
        ("8.max3_8.max2-1-same", [*USUAL, "pool_size", "pool_padding"]),
        ("8.max3_8.none", USUAL),
    ],
)
def test_the_block_function_has_only_the_arguments_it_needs(
    text: str, arguments: list[str]
) -> None:
    network = build_network("written", *read(text))
    module = ast.parse(keras_code(network, (60, 70, 3)))
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    assert [argument.arg for argument in functions[0].args.args] == arguments
    assert_the_code_builds(network, (60, 70, 3))


def test_layers_that_do_not_come_from_blocks_are_written_one_by_one() -> None:
    made = build_network("made", [Block(8)], default_input_shape=(20, 30, 3))
    changed = Network("changed", (*made.layers, Flatten()), blocks=made.blocks)
    assert follows_from_blocks(made)
    assert not follows_from_blocks(changed)
    assert "conv_block" not in keras_code(changed, (20, 30, 3))
    assert_the_code_builds(changed, (20, 30, 3))


@pytest.mark.parametrize(
    ("name", "model_name"),
    [
        ('"""; import os', "import_os"),
        ("two\nlines\\", "two_lines"),
        ("网络 🙂", "network"),
        ("x" * 300, "x" * 300),
    ],
    ids=["quotes", "lines", "no letters", "long"],
)
def test_any_name_gives_code_that_runs(name: str, model_name: str) -> None:
    network = build_network(name, [Block(2)], default_input_shape=(9, 7, 1), source=name)
    with shapes_only():
        assert run(keras_code(network))["model"].name == model_name


def test_the_name_of_a_layer_is_not_run_as_code() -> None:
    name = 'a"\n, print("never")#'
    with shapes_only():
        model = run(keras_code(Network("named", (Flatten(name),)), (9, 7, 1)))["model"]
        assert rows_of(model) == [(name, (63,), 0, 0)]


def test_an_input_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match=r"block5_pool .* needs at least 2 rows"):
        keras_code(PRESETS["vgg16"], (31, 40, 3))


def test_the_exported_normalisation_worked_out_by_hand() -> None:
    layer = LRN("lrn", size=3, offset=1.0, alpha=1.0, beta=1.0)
    model = run(keras_code(Network("lrn", (layer,)), (1, 1, 3)))["model"]
    values = np.array([1, 2, 3], np.float32).reshape(1, 1, 1, 3)
    # each is divided by 1 + the squares of itself and its neighbours
    np.testing.assert_allclose(model(values).numpy().ravel(), [1 / 6, 2 / 15, 3 / 14], rtol=1e-6)


def test_the_exported_normalisation_survives_being_saved() -> None:
    model = run(keras_code(Network("lrn", (LRN("lrn", size=3, beta=0.5),)), (4, 5, 6)))["model"]
    values = np.random.default_rng(16).normal(size=(2, 4, 5, 6)).astype(np.float32)
    copy = keras.models.model_from_json(model.to_json())
    np.testing.assert_array_equal(copy(values).numpy(), model(values).numpy())
