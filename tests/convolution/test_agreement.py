"""How far Keras may be from what is worked out by hand, because it rounds to 32 bits."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from explorer.architecture.shapes import square
from explorer.convolution.agreement import keras_agreement, rounding_bound
from explorer.convolution.exact import (
    ExactLayer,
    exact_convolution,
    exact_pooling,
    numbers_of,
    worked_output,
)
from explorer.convolution.layer import HandLayer
from explorer.runtime.worked_convolution import keras_output
from tests.convolution.random_layers import any_layer
from tests.seeds import seeds


def with_odd_numbers(layer: ExactLayer, draw: Random) -> ExactLayer:
    """The layer with numbers of any size that 32 bits do not hold exactly."""
    noise = np.random.default_rng(draw.randrange(2**32))
    size = 10.0 ** draw.randint(-6, 6)
    grid, kernel, bias = (
        None if each is None else numbers_of(noise.normal(0, size, each.shape))
        for each in (layer.grid, layer.kernel, layer.bias)
    )
    assert grid is not None
    return replace(layer, grid=grid, kernel=kernel, bias=bias)


@pytest.mark.parametrize("seed", seeds(60, 400))
def test_keras_is_never_further_than_rounding(seed: int) -> None:
    draw = Random(seed)
    layer = with_odd_numbers(any_layer(draw), draw)
    found = keras_agreement(layer, keras_output(layer))
    assert found.is_finite
    np.testing.assert_array_equal(found.by_hand, worked_output(layer))
    assert found.largest <= found.rounding


def test_the_bound_by_hand() -> None:
    grid, kernel = np.array([[[-3.0], [4.0]]]), np.array([[[[2.0]], [[-5.0]]]])
    window = square(1)
    layer = HandLayer(kernel, np.array([-10.0]), replace(window, columns=square(2).columns))
    # |-3 * 2| + |4 * -5| + |-10| = 36; 2 products and a bias, and 4
    assert rounding_bound(exact_convolution(grid, layer)) == pytest.approx(36 * 7 * 2**-23)


def test_a_wrong_output_is_no_rounding() -> None:
    layer = exact_pooling(np.arange(16.0).reshape(4, 4, 1), square(2, 2), average=True)
    output = worked_output(layer)
    output[1, 1] += 0.01
    found = keras_agreement(layer, output)
    assert found.largest == pytest.approx(0.01)
    assert found.largest > found.rounding


def test_numbers_that_32_bits_do_not_hold() -> None:
    layer = exact_pooling(np.full((2, 2, 1), 1e300), square(2), average=False)
    assert not keras_agreement(layer, keras_output(layer)).is_finite
