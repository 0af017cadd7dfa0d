"""Fine-tuning: as Keras fits a model of the same layers, in small steps, and on from a stop."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.background import Cancelled, Control, Progress
from explorer.runtime.fine_tuning import fine_tune, predict_from_grids, seconds_of_a_photo
from explorer.runtime.libraries import keras
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.weights import Weights
from explorer.transfer.plan import Reduction, TrainingPlan
from explorer.transfer.trained import TrainedHead

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
    assert whole.optimizer == ()


def test_the_time_of_a_photo_is_measured(weights: Weights) -> None:
    assert 0 < seconds_of_a_photo(PLAN, LABELS, TRAINING, weights) < 60
