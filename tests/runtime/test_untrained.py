"""Weights in place of the trained ones: always the same, of a sensible size."""

import keras
import numpy as np
import pytest

from explorer.runtime.untrained import untrained_weights


def test_they_fit_keras() -> None:
    with keras.StatelessScope(initialize_variables=False):
        model = keras.applications.VGG16(include_top=False, weights=None)
    shapes = {layer.name: layer.kernel.shape for layer in model.layers if layer.weights}
    assert {name: kernel.shape for name, (kernel, _) in untrained_weights().items()} == shapes


def test_they_are_the_same_every_time() -> None:
    again = untrained_weights()
    for name, (kernel, bias) in untrained_weights().items():
        np.testing.assert_array_equal(kernel, again[name][0])
        np.testing.assert_array_equal(bias, np.zeros(kernel.shape[-1]))
        assert kernel.dtype == bias.dtype == np.float32


@pytest.mark.parametrize(("name", "inputs"), [("block1_conv1", 27), ("block5_conv3", 4608)])
def test_they_are_he_normal(name: str, inputs: int) -> None:
    kernel, _ = untrained_weights()[name]
    assert kernel.mean() == pytest.approx(0, abs=0.01)
    assert kernel.std() == pytest.approx((2 / inputs) ** 0.5, rel=0.05)
