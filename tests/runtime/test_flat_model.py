"""The flat model against the base, the head and Grad-CAM, each computed apart from it."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.arrays import Float32Array, Uint8Array
from explorer.runtime.flat_model import PREPARED, flat_model, save_flat_model
from explorer.runtime.taught_base import after_frozen, frozen_layer
from explorer.runtime.taught_cam import taught_cams
from explorer.runtime.teaching import predict
from explorer.runtime.vgg16 import VGG16, load_untrained
from explorer.transfer.plan import Reduction, TrainingPlan
from explorer.transfer.reduction import reduced
from explorer.transfer.trained import TrainedHead
from tests.transfer.taught import made_head

SIDE = 64
LABELS = ("cat", "dog", "fish")


@pytest.fixture(scope="module")
def network() -> VGG16:
    return load_untrained()


def photos(number: int = 3) -> Uint8Array:
    """Squares of random colours, so that photos differ in more than noise."""
    coarse = np.random.default_rng(4).integers(0, 256, (number, 4, 4, 3), np.uint8)
    return coarse.repeat(SIDE // 4, axis=1).repeat(SIDE // 4, axis=2)


def grids_of_base(network: VGG16, name: str, pixels: Uint8Array) -> Float32Array:
    return np.stack([network.activations(each, [name])[name] for each in pixels])


def head_for(plan: TrainingPlan, network: VGG16) -> TrainedHead:
    """A head with random weights that does not answer the same for all photos."""
    draw = np.random.default_rng(2)
    rows = reduced(grids_of_base(network, plan.features, photos()), plan.reduction)
    sizes = (rows.shape[1], *plan.units, len(LABELS))
    weights: list[Float32Array] = []
    for before, after in pairwise(sizes):
        weights.append(draw.normal(0, before**-0.5, (before, after)).astype(np.float32))
        weights.append(draw.normal(0, 0.1, after).astype(np.float32))
    weights[0] /= rows.std(axis=0).mean()
    weights[1] -= rows.mean(axis=0) @ weights[0]
    return made_head(LABELS, plan, tuple(weights))


def with_other_convolutions(head: TrainedHead, network: VGG16, *names: str) -> TrainedHead:
    """The head as if these convolutions had learned too."""
    draw = np.random.default_rng(3)
    changed = []
    for name in names:
        kernel, bias = network.weights[name]
        kernel = kernel + draw.normal(0, 0.02, kernel.shape).astype(np.float32)
        changed.append((name, kernel, bias + np.float32(0.1)))
    return replace(head, convolutions=tuple(changed))


def answers(head: TrainedHead, network: VGG16, pixels: Uint8Array) -> Float32Array:
    """Base, then what learned, then the head: as the pages work it out."""
    name = frozen_layer(head)
    grids = grids_of_base(network, name, pixels)
    rows = reduced(after_frozen(head, grids), head.plan.reduction)
    return predict(head, rows)


@pytest.mark.parametrize(
    ("features", "reduction", "units", "dropout"),
    [
        ("block5_pool", "average", (), 0.0),
        ("block5_pool", "flatten", (7,), 0.5),
        ("block3_pool", "max", (9, 5), 0.2),
        ("block1_pool", "average", (), 0.5),
    ],
)
def test_it_answers_as_base_and_head(
    network: VGG16, features: str, reduction: Reduction, units: tuple[int, ...], dropout: float
) -> None:
    head = head_for(TrainingPlan(features, reduction, units, dropout), network)
    with flat_model(head, network.weights, SIDE) as model:
        found = model(photos().astype(np.float32), training=False).numpy()
    np.testing.assert_allclose(found, answers(head, network, photos()), atol=1e-5)
    assert len(np.unique(found.round(5), axis=0)) == len(found)  # not the same for every photo


def test_convolutions_that_learned_are_in_it(network: VGG16) -> None:
    plain = head_for(TrainingPlan(unfrozen_from=5), network)
    head = with_other_convolutions(plain, network, "block5_conv1", "block5_conv2", "block5_conv3")
    with flat_model(head, network.weights, SIDE) as model:
        found = model(photos().astype(np.float32), training=False).numpy()
    np.testing.assert_allclose(found, answers(head, network, photos()), atol=1e-5)
    assert np.abs(found - answers(plain, network, photos())).max() > 1e-3


def test_it_is_flat_and_has_keras_names(network: VGG16) -> None:
    head = head_for(TrainingPlan("block2_pool", "average", (6,)), network)
    with flat_model(head, network.weights, SIDE) as model:
        names = [layer.name for layer in model.layers if layer.name != model.layers[0].name]
        assert names == [
            PREPARED,
            *("block1_conv1", "block1_conv2", "block1_pool"),
            *("block2_conv1", "block2_conv2", "block2_pool"),
            *("global_average_pool", "fc1", "predictions"),
        ]
        assert not any(isinstance(layer, keras.Model) for layer in model.layers)


def test_the_first_layer_prepares_as_keras_does(network: VGG16) -> None:
    pixels = photos(1).astype(np.float32)
    head = head_for(TrainingPlan("block1_pool"), network)
    with flat_model(head, network.weights, SIDE) as model:
        found = keras.Model(model.input, model.get_layer(PREPARED).output)(pixels).numpy()
    expected = keras.applications.vgg16.preprocess_input(pixels.copy())
    np.testing.assert_array_equal(found, expected)


def keras_cam(model: keras.Model, name: str, pixels: Float32Array, label: int) -> Float32Array:
    """Grad-CAM as people write it for Keras' VGG16, on the score before softmax."""
    before, *after, last = model.layers[model.layers.index(model.get_layer(name)) :]
    grids = keras.Model(model.input, before.output)(pixels[np.newaxis])
    with tf.GradientTape() as tape:
        tape.watch(grids)
        values = grids
        for layer in after:
            values = layer(values)
        score = (values @ last.kernel + last.bias)[0, label]
    gradient = tape.gradient(score, grids)
    weights = tf.reduce_mean(gradient, axis=(1, 2), keepdims=True)
    cam: Float32Array = tf.nn.relu(tf.reduce_sum(weights * grids, axis=-1))[0].numpy()
    return cam


@pytest.mark.parametrize("reduction", ["average", "max", "flatten"])
def test_grad_cam_works_on_it(network: VGG16, reduction: Reduction) -> None:
    head = head_for(TrainingPlan("block4_pool", reduction, (8,)), network)
    pixels, numbers = photos(), range(len(LABELS))
    grids = network.grids(pixels, ["block4_pool"])["block4_pool"]
    pairs = [(photo, number) for photo in range(len(pixels)) for number in numbers]
    expected = np.concatenate(
        [taught_cams(head, grids[photo : photo + 1], [number]) for photo, number in pairs]
    )
    images = pixels.astype(np.float32)
    with flat_model(head, network.weights, SIDE) as model:
        found = np.stack(
            [keras_cam(model, "block4_pool", images[photo], number) for photo, number in pairs]
        )
    assert expected.max() > 0
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5 * expected.max())


def test_a_saved_file_is_the_same_and_small(network: VGG16, tmp_path: Path) -> None:
    head = head_for(TrainingPlan("block3_pool", "max", (5,)), network)
    save_flat_model(head, network.weights, SIDE, tmp_path / "model.keras")
    model = keras.saving.load_model(tmp_path / "model.keras")
    found = model(photos().astype(np.float32), training=False).numpy()
    np.testing.assert_allclose(found, answers(head, network, photos()), atol=1e-5)
    # 4 bytes for each number, and a little for names: no optimizer, nothing twice.
    assert (tmp_path / "model.keras").stat().st_size < 4 * model.count_params() + 100_000


def test_a_head_for_other_photos_is_refused(network: VGG16) -> None:
    head = head_for(TrainingPlan(reduction="flatten"), network)
    with pytest.raises(ValueError, match="shape"), flat_model(head, network.weights, 2 * SIDE):
        pass  # never reached
