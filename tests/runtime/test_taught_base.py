"""Convolutions that learned with the head, against the layers of Keras' VGG16."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from explorer.runtime.taught_base import after_frozen, frozen_layer
from explorer.transfer.plan import TrainingPlan
from tests.runtime.keras_gradients import model_input, noise, seeded_vgg16, weights_of
from tests.transfer.taught import made_head

LABELS = ("cat", "dog")


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return seeded_vgg16(include_top=False)


def output_of(model: keras.Model, layer_name: str) -> np.ndarray:
    """Keras' layers one by one, for one photo that is not square."""
    values = model_input(noise(0, 32, 48))
    for layer in model.layers[1:]:
        values = layer(values, training=False)
        if layer.name == layer_name:
            return np.asarray(values)
    raise AssertionError(layer_name)


@pytest.mark.parametrize(
    ("unfrozen_from", "features", "frozen"),
    [
        (5, "block5_pool", "block4_pool"),
        (2, "block3_pool", "block1_pool"),
        (1, "block2_pool", ""),
    ],
)
def test_as_keras_layers(
    model: keras.Model, unfrozen_from: int, features: str, frozen: str
) -> None:
    changed = tuple(
        (name, *pair)
        for name, pair in weights_of(model).items()
        if unfrozen_from <= int(name.removeprefix("block")[0]) <= int(features[5])
    )
    head = replace(made_head(LABELS, TrainingPlan(features=features)), convolutions=changed)
    assert frozen_layer(head) == frozen
    begin = output_of(model, frozen) if frozen else model_input(noise(0, 32, 48)).numpy()
    assert after_frozen(head, begin) == pytest.approx(
        output_of(model, features), rel=1e-4, abs=1e-3
    )


def test_a_frozen_base_ends_where_the_head_begins() -> None:
    head = made_head(LABELS, TrainingPlan(features="block4_pool"))
    grids = np.ones((2, 3, 4, 5), np.float32)
    assert frozen_layer(head) == "block4_pool"
    assert after_frozen(head, grids) is grids
