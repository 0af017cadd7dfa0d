"""Grad-CAM of a taught head against Keras' own layers and gradients, and by hand."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.architecture.networks import Reduction
from explorer.arrays import Float32Array
from explorer.runtime import taught_cam
from explorer.runtime.taught_cam import taught_cams
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.trained import TrainedHead
from tests.transfer.taught import made_head

LABELS = ("cat", "dog", "fish")
SHAPE = (5, 3, 4, 6)
"""(photos, height, width, channels): not square."""

IN_KERAS: dict[Reduction, type[keras.layers.Layer]] = {
    "average": keras.layers.GlobalAveragePooling2D,
    "max": keras.layers.GlobalMaxPooling2D,
    "flatten": keras.layers.Flatten,
}


def grids(seed: int = 0, shape: tuple[int, ...] = SHAPE) -> Float32Array:
    """As after ReLU: many zeros."""
    values = np.random.default_rng(seed).normal(0, 2, shape)
    return np.maximum(values, 0).astype(np.float32)


def keras_model(plan: TrainingPlan, shape: tuple[int, ...] = SHAPE) -> keras.Model:
    """The head as Keras builds it, with softmax and dropout, as it would be taught."""
    keras.utils.set_random_seed(5)
    layers: list[keras.layers.Layer] = [IN_KERAS[plan.reduction]()]
    for units in plan.units:
        layers += [keras.layers.Dropout(plan.dropout), keras.layers.Dense(units, "relu")]
    layers += [keras.layers.Dropout(plan.dropout), keras.layers.Dense(len(LABELS), "softmax")]
    model = keras.Sequential([keras.Input(shape[1:]), *layers])
    for layer in model.layers:
        if layer.weights:
            layer.bias.assign(np.random.default_rng(1).normal(0, 1, layer.bias.shape))
    return model


def head_of(model: keras.Model, plan: TrainingPlan) -> TrainedHead:
    return made_head(LABELS, plan, tuple(model.get_weights()))


def keras_cams(model: keras.Model, values: Float32Array, labels: list[int]) -> Float32Array:
    """One photo after the other, with the gradient of the last layer before its softmax."""
    *others, last = model.layers
    found = []
    for one, label in zip(values, labels, strict=True):
        batch = tf.constant(one[np.newaxis])
        with tf.GradientTape() as tape:
            tape.watch(batch)
            outputs = batch
            for layer in others:
                outputs = layer(outputs, training=False)
            logit = keras.ops.matmul(outputs, last.kernel)[0, label]
        gradient = tape.gradient(logit, batch).numpy()[0]
        weights = gradient.mean(axis=(0, 1))
        found.append(np.maximum((one * weights).sum(axis=-1), 0))
    return np.stack(found)


@pytest.mark.parametrize("reduction", IN_KERAS)
@pytest.mark.parametrize("units", [(), (7,), (9, 4)], ids=str)
def test_as_keras_own_gradients(reduction: Reduction, units: tuple[int, ...]) -> None:
    plan = TrainingPlan(reduction=reduction, units=units, dropout=0.5)
    model, labels = keras_model(plan), [0, 1, 2, 1, 0]
    found = taught_cams(head_of(model, plan), grids(), labels)
    assert found.dtype == np.float32
    assert found == pytest.approx(keras_cams(model, grids(), labels), rel=1e-5, abs=1e-5)


def test_an_averaging_head_by_hand() -> None:
    """A channel's weight is the label's weight, shared by all places."""
    kernel = np.array([[1, 0], [-2, 4]], np.float32)
    head = made_head(("no", "yes"), TrainingPlan(), (kernel, np.zeros(2, np.float32)))
    grid = np.zeros((1, 2, 3, 2), np.float32)
    grid[0, 0, 0] = [6, 0]
    grid[0, 1, 2] = [0, 3]
    grid[0, 1, 1] = [9, 3]
    assert taught_cams(head, grid, [0])[0] == pytest.approx(np.array([[1, 0, 0], [0, 3 / 6, 0]]))
    assert taught_cams(head, grid, [1])[0] == pytest.approx(np.array([[0, 0, 0], [0, 2, 2]]))


def test_a_head_on_the_largest_by_hand() -> None:
    """Only the place of the largest value has a gradient, 1/6 of it on average."""
    head = made_head(
        ("yes",), TrainingPlan(reduction="max"), (np.full((1, 1), 6, np.float32), np.zeros(1))
    )
    grid = np.arange(6, dtype=np.float32).reshape(1, 2, 3, 1)
    assert taught_cams(head, grid, [0])[0] == pytest.approx(grid[0, ..., 0])


@pytest.mark.parametrize("reduction", IN_KERAS)
def test_many_photos_as_one_by_one(reduction: Reduction, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = TrainingPlan(reduction=reduction, units=(4,))
    head, labels = head_of(keras_model(plan), plan), [0, 1, 2, 1, 0]
    one_by_one = [
        taught_cams(head, grids()[n : n + 1], [label])[0] for n, label in enumerate(labels)
    ]
    monkeypatch.setattr(taught_cam, "GRIDS_AT_ONCE", 2)
    assert taught_cams(head, grids(), labels) == pytest.approx(np.stack(one_by_one), abs=1e-6)


def test_a_grid_of_one_value() -> None:
    plan, shape = TrainingPlan(), (1, 1, 1, 6)
    model = keras_model(plan, shape)
    found = taught_cams(head_of(model, plan), grids(3, shape), [2])
    assert found.shape == (1, 1, 1)
    assert found == pytest.approx(keras_cams(model, grids(3, shape), [2]), abs=1e-6)


def test_no_photos() -> None:
    plan = TrainingPlan()
    head = head_of(keras_model(plan), plan)
    assert taught_cams(head, np.zeros((0, 3, 4, 6), np.float32), []).shape == (0, 3, 4)


def test_what_is_refused() -> None:
    plan = TrainingPlan()
    head = head_of(keras_model(plan), plan)
    with pytest.raises(ValueError, match=r"5, 3, 4, 6.* and 4 labels"):
        taught_cams(head, grids(), [0, 1, 2, 0])
    with pytest.raises(ValueError, match="Accepted: 0 to 2"):
        taught_cams(head, grids(), [0, 1, 2, 3, 0])
    with pytest.raises(ValueError, match=r"which give 5 values of a photo. This head takes 6"):
        taught_cams(head, grids(shape=(1, 3, 4, 5)), [0])
    flat = replace(plan, reduction="flatten")
    with pytest.raises(ValueError, match=r"which give 60 values of a photo. This head takes 72"):
        taught_cams(head_of(keras_model(flat), flat), grids(shape=(1, 3, 4, 5)), [0])
