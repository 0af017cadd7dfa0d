"""Fine-tuning: as Keras fits a model of the same layers, in small steps, and on from a stop."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from keras.applications.vgg16 import preprocess_input

from explorer.architecture.networks import Reduction
from explorer.background import Cancelled, Control, Progress
from explorer.images.set_archive import set_archive
from explorer.runtime import fine_tuning
from explorer.runtime.fine_tuning import fine_tune, predict_from_grids, seconds_of_a_photo
from explorer.runtime.libraries import keras
from explorer.runtime.teaching import Labelled
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.weights import Weights
from explorer.transfer.photo_set import SetPart
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.teaching_code import teaching_in_keras
from explorer.transfer.trained import TrainedHead
from tests.transfer.taught import made_set

LABELS = ("a", "b")
PLAN = TrainingPlan(
    "block2_pool", "average", unfrozen_from=2, epochs=2, batch_size=5, learning_rate=1e-3
)
RANDOM = np.random.default_rng(3)
NUMBERS = RANDOM.integers(2, size=9)
GRIDS = (RANDOM.random((9, 8, 6, 64), np.float32) * 40 * (1 + NUMBERS[:, None, None, None])).astype(
    np.float32
)
TRAINING, VALIDATION = (GRIDS[:7], NUMBERS[:7]), (GRIDS[7:], NUMBERS[7:])


@pytest.fixture(scope="module")
def weights() -> Weights:
    return untrained_weights()


def tuned(
    weights: Weights,
    plan: TrainingPlan = PLAN,
    control: Control | None = None,
    start: TrainedHead | None = None,
) -> TrainedHead:
    return fine_tune(plan, LABELS, TRAINING, VALIDATION, weights, control or Control(), start)


def in_keras(weights: Weights, plan: TrainingPlan) -> keras.Model:
    """The same layers as a plain Keras model."""
    pooled = {
        "average": keras.layers.GlobalAveragePooling2D,
        "max": keras.layers.GlobalMaxPooling2D,
        "flatten": keras.layers.Flatten,
    }[plan.reduction]
    names = ["block2_conv1", "block2_conv2"]
    convolutions = [
        keras.layers.Conv2D(128, 3, padding="same", activation="relu", name=name) for name in names
    ]
    dropout = [keras.layers.Dropout(plan.dropout, seed=plan.seed)] if plan.dropout else []
    first = keras.initializers.GlorotUniform(seed=plan.seed)
    model = keras.Sequential(
        [
            keras.Input((8, 6, 64)),
            *convolutions,
            keras.layers.MaxPooling2D(),
            pooled(),
            *dropout,
            keras.layers.Dense(2, "softmax", kernel_initializer=first),
        ]
    )
    for name, layer in zip(names, convolutions, strict=True):
        layer.set_weights(weights[name])
    return model


@pytest.mark.parametrize(
    ("reduction", "dropout"), [("average", 0.0), ("max", 0.0), ("flatten", 0.5)]
)
def test_it_equals_a_plain_fit_in_keras(
    weights: Weights, reduction: Reduction, dropout: float
) -> None:
    plan = replace(PLAN, reduction=reduction, dropout=dropout)
    head, model = tuned(weights, plan), in_keras(weights, plan)
    model.compile(
        keras.optimizers.Adam(plan.learning_rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    for epoch in range(plan.epochs):
        order = np.random.default_rng((plan.seed, epoch)).permutation(7)
        found = model.fit(
            TRAINING[0][order],
            TRAINING[1][order],
            batch_size=5,
            shuffle=False,
            verbose=0,
            validation_data=VALIDATION,
        ).history
        assert head.epochs.loss[epoch] == pytest.approx(found["loss"][0], rel=1e-4, abs=1e-4)
        assert head.epochs.accuracy[epoch] == pytest.approx(found["accuracy"][0])
        assert head.epochs.validation_loss[epoch] == pytest.approx(
            found["val_loss"][0], rel=1e-4, abs=1e-4
        )
    np.testing.assert_allclose(
        predict_from_grids(head, VALIDATION[0]), model.predict(VALIDATION[0], verbose=0), atol=1e-4
    )
    for (_, kernel, _), name in zip(
        head.convolutions, ["block2_conv1", "block2_conv2"], strict=True
    ):
        assert np.abs(kernel - weights[name][0]).max() > 1e-4  # it did learn


def test_it_goes_on_from_a_stop_as_if_it_had_never_stopped(weights: Weights) -> None:
    reports: list[Progress] = []

    def stop_after_the_first(progress: Progress) -> None:
        reports.append(progress)
        control.stop()

    control = Control(stop_after_the_first)
    with pytest.raises(Cancelled, match="Stopped"):
        tuned(weights, control=control)
    on, whole = tuned(weights, start=reports[-1].latest), tuned(weights)
    assert on.epochs == whole.epochs
    for (_, ours, _), (_, theirs, _) in zip(on.convolutions, whole.convolutions, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_done_is_taught_on_as_if_it_had_been_planned_so(weights: Weights) -> None:
    longer = replace(PLAN, epochs=3)
    on, whole = tuned(weights, longer, start=tuned(weights)), tuned(weights, longer)
    assert on.epochs == whole.epochs


def test_what_the_optimizer_remembers_goes_where_it_is_large(
    weights: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Adam keeps two means of each of 221,440 + 258 numbers, 4 bytes each."""
    head = tuned(weights)
    assert head.memory_bytes == 2 * 4 * (73_856 + 147_584 + 258)
    assert sum(each.nbytes for each in head.optimizer) == pytest.approx(head.memory_bytes, abs=99)
    monkeypatch.setattr(fine_tuning, "MOST_MEMORY_BYTES", head.memory_bytes - 1)
    light = tuned(weights)
    assert light.optimizer == ()
    with pytest.raises(ValueError, match="keeps nothing to teach on"):
        tuned(weights, replace(PLAN, epochs=3), start=light)


@pytest.mark.parametrize("unfrozen_from", [1, 2])
@pytest.mark.parametrize("mirrored", [False, True])
def test_it_equals_the_script_that_the_page_shows(
    weights: Weights,
    unfrozen_from: int,
    mirrored: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A plain Keras program, run as a learner would run it, in the folder of a downloaded set."""
    plan = replace(PLAN, unfrozen_from=unfrozen_from, mirrored=mirrored, learning_rate=1e-4)
    photo_set = made_set(LABELS, 5, side=32)
    zipfile.ZipFile(io.BytesIO(set_archive(photo_set))).extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    base = keras.applications.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3))
    for name, pair in weights.items():
        base.get_layer(name).set_weights(pair)
    history: dict[str, list[float]] = {}
    fit = keras.Model.fit

    def noted(model: keras.Model, *args: Any, **kwargs: Any) -> Any:
        done = fit(model, *args, verbose=0, **kwargs)
        for name, values in done.history.items():
            history.setdefault(name, []).extend(values)
        return done

    before = base.get_layer("block1_pool").output if unfrozen_from == 2 else base.input
    begin = keras.Model(base.input, before)

    def given(part: SetPart) -> Labelled:
        photos = photo_set.of(part=part)
        pixels = np.stack([each.picture.pixels for each in photos]).astype(np.float32)
        numbers = np.array([photo_set.number_of(each.label) for each in photos])
        if mirrored and part == "training":
            pixels, numbers = np.concatenate([pixels, pixels[:, :, ::-1]]), np.tile(numbers, 2)
        return begin.predict(preprocess_input(pixels), verbose=0), numbers

    training, validation = given("training"), given("validation")
    head = fine_tune(plan, LABELS, training, validation, weights, Control())
    monkeypatch.setattr(keras.Model, "fit", noted)
    monkeypatch.setattr(keras.applications, "VGG16", lambda **_options: base)
    exec(teaching_in_keras(plan, LABELS), {})
    np.testing.assert_allclose(head.epochs.loss, history["loss"], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(
        head.epochs.validation_loss, history["val_loss"], rtol=1e-3, atol=1e-4
    )
    np.testing.assert_allclose(head.epochs.validation_accuracy, history["val_accuracy"], atol=1e-6)


def test_the_time_of_a_photo_is_measured(weights: Weights) -> None:
    assert 0 < seconds_of_a_photo(PLAN, LABELS, TRAINING, weights) < 60
