"""The plain Keras script that teaches a head as the explorer does."""

from collections.abc import Sequence

from explorer.transfer.plan import TrainingPlan

FEATURES_FILE = "features.npz"
"""What the script reads: features and label numbers of both parts of a set."""


def teaching_in_keras(plan: TrainingPlan, labels: Sequence[str]) -> str:
    """The script for a plan whose base stays frozen.

    Args:
        plan: How the head is taught.
        labels: What its outputs stand for.
    """
    return f"""import keras
import numpy as np

labels = {list(labels)!r}

# Features of {plan.features}, {REDUCED[plan.reduction]}: one row a photo.
data = np.load("{FEATURES_FILE}")
features, numbers = data["features"], data["numbers"]
validation = (data["validation_features"], data["validation_numbers"])

model = keras.Sequential([
    keras.Input(features.shape[1:]),
{_layers(plan)}
])
model.compile(
    keras.optimizers.Adam({plan.learning_rate}),
    "sparse_categorical_crossentropy",
    metrics=["accuracy"],
)

for epoch in range({plan.epochs}):
    order = np.random.default_rng(({plan.seed}, epoch)).permutation(len(features))
    model.fit(
        features[order],
        numbers[order],
        batch_size={plan.batch_size},
        shuffle=False,
        validation_data=validation if len(validation[0]) else None,
    )
"""


REDUCED = {
    "average": "GlobalAveragePooling2D",
    "max": "GlobalMaxPooling2D",
    "flatten": "Flatten",
}
"""Keras' name by reduction."""


def _layers(plan: TrainingPlan) -> str:
    lines = []
    for index, units in enumerate([*map(str, plan.units), "len(labels)"]):
        seed = plan.seed + index
        if plan.dropout:
            lines.append(f"    keras.layers.Dropout({plan.dropout}, seed={seed}),")
        activation = "softmax" if index == len(plan.units) else "relu"
        lines += [
            "    keras.layers.Dense(",
            f"        {units},",
            f'        "{activation}",',
            f"        kernel_initializer=keras.initializers.GlorotUniform(seed={seed}),",
            "    ),",
        ]
    return "\n".join(lines)
