"""The plain Keras script that teaches a head as the explorer does."""

from collections.abc import Sequence

from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.take_away import TABLE_NPZ


def teaching_in_keras(plan: TrainingPlan, labels: Sequence[str]) -> str:
    """The script for a plan.

    Where the base stays frozen, it reads the table of features that can be taken home; where blocks
    learn too, the photos of a set that was downloaded.

    Args:
        plan: How the head is taught.
        labels: What its outputs stand for.
    """
    return _frozen(plan, labels) if plan.unfrozen_from is None else _tuned(plan, labels)


def _frozen(plan: TrainingPlan, labels: Sequence[str]) -> str:
    more = (
        "\n# Mirrored photos are not in the table: put their features behind these." * plan.mirrored
    )
    return f"""import keras
import numpy as np

labels = {list(labels)!r}

# Features of {plan.features}, {REDUCED[plan.reduction]}: one row a photo.
data = np.load("{TABLE_NPZ}")  # from the page "Take it home"
every = np.array([labels.index(label) for label in data["labels"]])
judged = data["parts"] == "validation"
features, numbers = data["features"][~judged], every[~judged]{more}
validation = (data["features"][judged], every[judged])

model = keras.Sequential([
    keras.Input(features.shape[1:]),
{_layers(plan)}
])
{_fitting(plan, "features", "len(validation[0])")}"""


def _tuned(plan: TrainingPlan, labels: Sequence[str]) -> str:
    numbers = range(plan.unfrozen_from or 1, FEATURE_LAYERS.index(plan.features) + 2)
    names = tuple(f"block{number}" for number in numbers)
    mirrored = """inputs = np.concatenate([inputs, inputs[:, :, ::-1]])
numbers = np.concatenate([numbers, numbers])
"""
    return f"""from pathlib import Path

import keras
import numpy as np

labels = {list(labels)!r}


def photos_of(part):
    paths = sorted(Path(part).glob("*/*.png"), key=lambda path: path.name)
    photos = [keras.utils.img_to_array(keras.utils.load_img(path)) for path in paths]
    inputs = keras.applications.vgg16.preprocess_input(np.array(photos))
    return inputs, np.array([labels.index(path.parent.name) for path in paths])


# Folders of the zip that the page "Photos" gives.
inputs, numbers = photos_of("training")
{mirrored * plan.mirrored}is_judged = Path("validation").is_dir()
validation = photos_of("validation") if is_judged else None

base = keras.applications.VGG16(
    include_top=False, weights="imagenet", input_shape=inputs.shape[1:]
)
for layer in base.layers:
    layer.trainable = layer.name.startswith({names!r})

x = base.get_layer("{plan.features}").output
for layer in [
    keras.layers.{REDUCED[plan.reduction]}(),
{_layers(plan)}
]:
    x = layer(x)
model = keras.Model(base.input, x)
{_fitting(plan, "inputs", "is_judged")}"""


def _fitting(plan: TrainingPlan, given: str, is_judged: str) -> str:
    return f"""model.compile(
    keras.optimizers.Adam({plan.learning_rate}),
    "sparse_categorical_crossentropy",
    metrics=["accuracy"],
)

for epoch in range({plan.epochs}):
    order = np.random.default_rng(({plan.seed}, epoch)).permutation(len({given}))
    model.fit(
        {given}[order],
        numbers[order],
        batch_size={plan.batch_size},
        shuffle=False,
        validation_data=validation if {is_judged} else None,
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
