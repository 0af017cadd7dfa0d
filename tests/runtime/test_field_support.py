"""The gradient of a unit, through Keras, is nonzero exactly in the predicted field.

Weights and inputs are positive and there are no biases, so no ReLU blocks, nothing cancels out, and
every path from a pixel to the unit adds to the gradient. Max pooling would pass it to only
one value of each window, so average pooling with the same windows replaces it. What the networks'
own max pooling passes lies in the same field, and is less.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from explorer.architecture.fields.growth import cone, layers_along
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Box, Position
from explorer.architecture.shapes import Axis
from explorer.architecture.summary import LayerSummary, summarize
from tests.runtime.positive_networks import CHANNELS, with_few_channels, with_positive_weights

Support = NDArray[np.bool_]

ROOMY = (290, 400)
"""px, not square: VGG19's field, 268 px, lies inside it around a unit near the middle."""
SMALL = (67, 97)
"""px: less than most fields."""


def supports(
    model: keras.Model, size: tuple[int, int], units: Mapping[str, list[Position]]
) -> Iterator[tuple[str, Position, Support]]:
    """Where the gradient of each unit is nonzero, for an input of positive numbers."""
    picture = np.random.default_rng(3).uniform(0.5, 1.5, (1, *size, CHANNELS))
    values = tf.constant(picture, tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(values)
        outputs = model(values, training=False)
        answers = {
            (name, position): outputs[name][0, position[0], position[1], 0]
            for name, positions in units.items()
            for position in positions
        }
    for (name, position), answer in answers.items():
        gradient = tape.gradient(answer, values)[0].numpy()
        yield name, position, gradient.any(axis=-1)


def some_units(rows: tuple[LayerSummary, ...]) -> dict[str, list[Position]]:
    """Two units of each layer, one of them in the bottom right corner."""
    units = {}
    for row in rows:
        height, width, _ = row.output_shape
        units[row.name] = [(height // 2, width // 3), (height - 1, width - 1)]
    return units


def inside(box: Box, size: tuple[int, int]) -> Support:
    """The box as a mask."""
    found = np.zeros(size, bool)
    found[box.top : box.bottom + 1, box.left : box.right + 1] = True
    return found


def seen(rows: Sequence[LayerSummary], position: Position, size: tuple[int, int]) -> Support:
    """The pixels that a unit of the last of these layers sees, as a mask.

    It is the clipped box, except for rows and columns at the end that some layer leaves out.
    """
    lit = []
    for axis, unit in zip(get_args(Axis), position, strict=True):
        layers = layers_along(rows, axis)
        lit.append(cone(layers, len(layers), unit).lit[0])
    down, across = (
        np.isin(np.arange(side), list(each)) for side, each in zip(size, lit, strict=True)
    )
    return np.outer(down, across)


@pytest.mark.parametrize("size", [ROOMY, SMALL], ids=["fields inside", "fields beyond"])
@pytest.mark.parametrize("key", PRESETS)
def test_the_support_is_the_predicted_field(key: str, size: tuple[int, int]) -> None:
    network = with_few_channels(key)
    rows = summarize(network, (*size, CHANNELS))
    names = [row.name for row in rows]
    model = with_positive_weights(network, size)
    inner = set()
    for name, position, support in supports(model, size, some_units(rows)):
        number = names.index(name)
        field = rows[number].receptive_field
        assert field is not None
        box = field.box(position)
        expected = seen(rows[: number + 1], position, size)
        np.testing.assert_array_equal(support, expected, f"{name} {position}")
        if box == box.clipped(*size):
            np.testing.assert_array_equal(support, inside(box, size), f"{name} {position}")
            inner.add(name)
    assert inner == set(names) or size == SMALL


@pytest.mark.parametrize("key", ["vgg16", "alexnet"])
def test_max_pooling_lets_a_part_of_it_through(key: str) -> None:
    network = with_few_channels(key, average=False)
    rows = summarize(network, (*ROOMY, CHANNELS))
    field = rows[-1].receptive_field
    assert field is not None
    position = (rows[-1].output_shape[0] // 2, rows[-1].output_shape[1] // 2)
    model = with_positive_weights(network, ROOMY)
    ((_, _, support),) = supports(model, ROOMY, {rows[-1].name: [position]})
    box = inside(field.box(position).clipped(*ROOMY), ROOMY)
    assert 0 < support.sum() < box.sum()
    assert not (support & ~box).any()
