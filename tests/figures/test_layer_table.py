"""The layer table: exact numbers, a column each, None where a unit sees the whole image."""

import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.figures.layer_table import Column, layer_table


def row_of(table: dict[str, Column], name: str) -> dict[str, object]:
    """One row of a table, by the name of its layer."""
    place = table["Layer"].index(name)  # type: ignore[arg-type]
    return {title: column[place] for title, column in table.items()}


VGG16 = layer_table(summarize(PRESETS["vgg16"]))


@pytest.mark.parametrize(
    ("name", "kind", "output", "parameters", "macs", "memory", "field", "stride", "padding"),
    [
        # 27 weights and a bias for each of 64 filters; 224 * 224 positions; 4 bytes a value
        ("block1_conv1", "Conv2D", "224×224×64", 1792, 86_704_128, 12544, 3, 1, 1),
        # receptive field: Araujo et al. 2019, table of VGG-16
        ("block5_pool", "MaxPool2D", "7×7×512", 0, 0, 98, 212, 32, 90),
        ("flatten", "Flatten", "25,088", 0, 0, 0, None, None, None),
        ("fc1", "Dense", "4,096", 102_764_544, 102_760_448, 16, None, None, None),
        ("predictions", "Dense", "1,000", 4_097_000, 4_096_000, 3.90625, None, None, None),
    ],
)
def test_vgg16(
    name: str,
    kind: str,
    output: str,
    parameters: int,
    macs: int,
    memory: float,
    field: int | None,
    stride: int | None,
    padding: int | None,
) -> None:
    assert row_of(VGG16, name) == {
        "Layer": name,
        "Kind": kind,
        "Output": output,
        "Parameters": parameters,
        "MACs": macs,
        "Memory, KiB": memory,
        "Field, px": field,
        "Stride, px": stride,
        "Padding, px": padding,
    }


def test_the_columns_add_up_to_the_published_numbers() -> None:
    # Keras' documentation, and 15.5 GMACs of fvcore and torchvision
    assert sum(VGG16["Parameters"]) == 138_357_544  # type: ignore[arg-type]
    assert sum(VGG16["MACs"]) == 15_470_264_320  # type: ignore[arg-type]


def test_height_comes_first() -> None:
    table = layer_table(summarize(PRESETS["vgg16-no-top"], (225, 299, 3)))
    assert row_of(table, "block5_pool")["Output"] == "7×9×512"


@pytest.mark.parametrize("key", PRESETS)
def test_every_column_has_a_value_for_every_layer(key: str) -> None:
    table = layer_table(summarize(PRESETS[key]))
    assert {len(column) for column in table.values()} == {len(PRESETS[key].layers)}


@pytest.mark.parametrize(
    ("key", "has_column"), [("vgg16", False), ("vgg16-frozen", True), ("small-batch-norm", True)]
)
def test_trainable_parameters_stand_there_where_they_differ(key: str, has_column: bool) -> None:
    assert ("Trainable" in layer_table(summarize(PRESETS[key]))) is has_column


def test_a_frozen_layer_has_no_trainable_parameters() -> None:
    table = layer_table(summarize(PRESETS["vgg16-frozen"]))
    assert row_of(table, "block1_conv1")["Trainable"] == 0
    assert row_of(table, "fc1")["Trainable"] == 512 * 512 + 512
