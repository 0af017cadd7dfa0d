"""Heads on frozen VGG16: published counts, and Keras' own of models built without our records."""

from typing import Any

import keras
import pytest

from explorer.architecture.layers import Dense, Dropout, GlobalAveragePool
from explorer.architecture.networks import Reduction
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import summarize
from explorer.transfer.head_code import transfer_code
from explorer.transfer.heads import (
    KNOWN_HEADS,
    head_of,
    head_totals,
    read_units,
    taught_network,
    write_units,
)
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from tests.architecture import published
from tests.runtime.shapes_in_keras import keras_rows, our_rows, shapes_only

AT_160, AT_224 = (160, 160, 3), (224, 224, 3)

PLANS = {
    "article, 160": (TrainingPlan(units=(512,)), 2, AT_160),
    "article, 120 units": (
        TrainingPlan(units=(120,), dropout=0.5, unfrozen_from=1),
        10,
        AT_224,
    ),
    "flatten, not square": (TrainingPlan(reduction="flatten"), 3, (96, 161, 3)),
    "max, one class": (TrainingPlan(reduction="max", units=(7, 5)), 1, (64, 32, 3)),
    "block 3": (TrainingPlan("block3_pool", "max", unfrozen_from=3), 4, (48, 40, 3)),
    "block 1": (TrainingPlan("block1_pool", "flatten", unfrozen_from=5), 4, (32, 33, 3)),
    **{
        f"unfrozen from {block}": (TrainingPlan(unfrozen_from=block), 10, AT_160)
        for block in range(1, 6)
    },
}


def counted_by_keras(model: Any) -> tuple[int, int]:
    """All parameters, and those that training changes."""
    trainable = sum(weight.shape.num_elements() for weight in model.trainable_weights)
    return model.count_params(), trainable


def plain_keras(plan: TrainingPlan, classes: int, shape: Shape) -> Any:
    """The model as Keras' guide to transfer learning makes it."""
    base = keras.applications.VGG16(include_top=False, weights=None, input_shape=shape)
    for layer in base.layers:
        block = layer.name[5:6]
        layer.trainable = bool(
            plan.unfrozen_from and block.isdigit() and int(block) >= plan.unfrozen_from
        )
    pooling = {
        "average": keras.layers.GlobalAveragePooling2D,
        "max": keras.layers.GlobalMaxPooling2D,
        "flatten": keras.layers.Flatten,
    }
    x = pooling[plan.reduction]()(base.get_layer(plan.features).output)
    for units in (*plan.units, classes):
        if plan.dropout:
            x = keras.layers.Dropout(plan.dropout)(x)
        x = keras.layers.Dense(units)(x)
    return keras.Model(base.input, x)


def model_of(name: str) -> Any:
    """The model that the code of a plan makes."""
    namespace: dict[str, Any] = {"__name__": "exported"}
    code = transfer_code(*PLANS[name])
    exec(compile(code.replace('"imagenet"', "None"), "<exported>", "exec"), namespace)
    return namespace["model"]


@pytest.mark.parametrize("name", PLANS)
def test_counts_are_those_of_plain_keras(name: str) -> None:
    counts = head_totals(*PLANS[name])
    with shapes_only():
        expected = counted_by_keras(plain_keras(*PLANS[name]))
    assert (counts.total, counts.trainable) == expected
    assert counts.frozen == expected[0] - expected[1]


@pytest.mark.parametrize("name", PLANS)
def test_the_code_makes_our_layers(name: str) -> None:
    plan, classes, shape = PLANS[name]
    with shapes_only():
        rows = keras_rows(model_of(name))
    assert rows == our_rows(taught_network(plan, classes, shape), shape)


def test_the_code_asks_for_the_trained_weights_and_is_flat() -> None:
    code = transfer_code(TrainingPlan(unfrozen_from=5), 10, AT_160)
    assert 'VGG16(include_top=False, weights="imagenet", input_shape=(160, 160, 3))' in code
    assert 'layer.trainable = layer.name.startswith(("block5",))' in code
    with shapes_only():
        kinds = {type(each) for each in model_of("unfrozen from 5").layers}
    assert keras.Model not in kinds
    assert keras.Sequential not in kinds


def test_the_article_s_case_at_160() -> None:
    case = KNOWN_HEADS["two"]
    assert case.size == (160, 160)
    counts = head_totals(case.plan, case.classes, (*case.size, 3))
    assert (counts.total, counts.trainable) == (14_978_370, 263_682)
    assert (counts.base, counts.frozen) == (14_714_688, 14_714_688)
    assert (counts.grid, counts.num_values) == ((5, 5, 512), 512)
    assert counts.first_dense == 262_656


def test_the_article_s_head_of_120() -> None:
    case = KNOWN_HEADS["dropout"]
    head = taught_network(case.plan, case.classes, (*case.size, 3)).layers[18:]
    assert head == (
        GlobalAveragePool(),
        Dropout("fc1_dropout", 0.5),
        Dense("fc1", 120),
        Dropout("predictions_dropout", 0.5),
        Dense("predictions", 10, "softmax"),
    )
    counts = head_totals(case.plan, case.classes, (*case.size, 3))
    assert counts.head == 512 * 120 + 120 + 120 * 10 + 10
    assert counts.frozen == 0


def test_the_paper_s_head_makes_vgg16() -> None:
    case = KNOWN_HEADS["paper"]
    counts = head_totals(case.plan, case.classes, (*case.size, 3))
    assert counts.num_values == 25_088
    assert (counts.total, counts.base) == (138_357_544, 14_714_688)


@pytest.mark.parametrize("expected", published.KERAS_HEADS, ids=str)
def test_published_heads(expected: published.HeadCount) -> None:
    reduction: Any = expected.reduction
    counts = head_totals(TrainingPlan(reduction=reduction, units=expected.units), 10, AT_224)
    assert (counts.total, counts.trainable) == (expected.total, expected.trainable)


@pytest.mark.parametrize(("first", "trainable"), published.KERAS_UNFROZEN_FROM_BLOCK.items())
def test_published_unfreezing(first: int, trainable: int) -> None:
    counts = head_totals(TrainingPlan(unfrozen_from=first), 10, AT_224)
    assert counts.base_trainable == trainable
    assert counts.trainable == trainable + 5_130


@pytest.mark.parametrize("reduction", ["average", "max", "flatten"])
def test_on_a_grid_of_one_place_all_heads_are_alike(reduction: Reduction) -> None:
    counts = head_totals(TrainingPlan(reduction=reduction), 10, (32, 63, 3))
    assert (counts.grid, counts.num_values, counts.head) == ((1, 1, 512), 512, 5_130)


@pytest.mark.parametrize("features", FEATURE_LAYERS)
def test_a_network_ends_with_the_chosen_features(features: str) -> None:
    network = taught_network(TrainingPlan(features), 2, (32, 32, 3))
    rows = summarize(network, (32, 32, 3))
    assert rows[[row.name for row in rows].index("global_average_pool") - 1].name == features


def test_an_input_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match=r"block5_pool"):
        head_totals(TrainingPlan(), 10, (31, 32, 3))


@pytest.mark.parametrize(
    ("text", "units"),
    [("", ()), (" ", ()), ("256", (256,)), ("512,256", (512, 256)), ("8 4, 2", (8, 4, 2))],
)
def test_units_are_read(text: str, units: tuple[int, ...]) -> None:
    assert read_units(text) == units
    assert read_units(write_units(units)) == units


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("many", r'"many" is not a list of numbers\. Write some, such as 4096, 4096, or nothing'),
        ("0", r"Hidden dense layers: units must be .* Received: 0\."),
        ("16385", r"Hidden dense layers: units must be .* Received: 16385\."),
        ("1,1,1,1,1,1,1", r"Hidden dense layers: use at most 6 hidden dense layers\. Received: 7"),
        ("9" * 500, r"is not a list of numbers"),
    ],
)
def test_other_units_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_units(text)


def test_dropout_stands_before_each_dense_layer() -> None:
    assert head_of(TrainingPlan(units=(4, 3), dropout=0.2), 2).dropout == (0.2, 0.2, 0.2)
    assert head_of(TrainingPlan(units=(4, 3)), 2).dropout == ()
