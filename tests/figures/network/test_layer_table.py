"""The layer table: exact numbers, a column each, per layer or added up per block."""

import pytest

from explorer.architecture.networks import PRESETS, Block, build_network
from explorer.architecture.summary import summarize
from explorer.figures.network.layer_table import (
    BEYOND,
    FITS,
    USUAL_COLUMNS,
    Cells,
    block_table,
    layer_table,
)


def row_of(table: dict[str, Cells], name: str) -> dict[str, object]:
    """One row of a table, found by its first column."""
    names, *_ = table.values()
    place = names.index(name)
    return {title: column[place] for title, column in table.items()}


def total(table: dict[str, Cells], title: str) -> int:
    """The sum of a column."""
    return sum(int(cell or 0) for cell in table[title])


VGG16 = layer_table(summarize(PRESETS["vgg16"]))
VGG16_BLOCKS = block_table(summarize(PRESETS["vgg16"]))


@pytest.mark.parametrize(
    ("name", "kind", "output", "parameters", "share", "macs", "memory"),
    [
        # 27 weights and a bias for each of 64 filters; 224 * 224 positions; 4 bytes a value, in KiB
        ("block1_conv1", "Conv2D", "224×224×64", 1792, "less than 0.1 %", 86_704_128, 12544),
        ("block5_pool", "MaxPool2D", "7×7×512", 0, "0 %", 0, 98),
        ("flatten", "Flatten", "25,088", 0, "0 %", 0, 0),
        # 102,764,544 of 138,357,544
        ("fc1", "Dense", "4,096", 102_764_544, "74.3 %", 102_760_448, 16),
        ("predictions", "Dense", "1,000", 4_097_000, "3.0 %", 4_096_000, 3.90625),
    ],
)
def test_what_the_layers_of_vgg16_cost(
    name: str, kind: str, output: str, parameters: int, share: str, macs: int, memory: float
) -> None:
    row = row_of(VGG16, name)
    assert (row["Kind"], row["Output"]) == (kind, output)
    assert (row["Parameters"], row["Share of parameters"]) == (parameters, share)
    assert row["Trainable"] == parameters
    assert (row["MACs"], row["Memory, MiB"]) == (macs, memory / 1024)


@pytest.mark.parametrize(
    ("table", "name", "field", "stride", "padding", "in_words"),
    [
        (VGG16, "block1_conv1", 3, 1, 1, FITS),
        # Araujo et al. 2019, table of VGG-16: 196 px before the last pooling, 212 after it
        (VGG16, "block5_conv3", 196, 16, 90, FITS),
        (VGG16, "block5_pool", 212, 32, 90, FITS),
        (VGG16, "flatten", 212, 32, 90, FITS),
        (VGG16, "fc1", None, None, None, None),
        (VGG16_BLOCKS, "block 5", 212, 32, 90, FITS),
        (VGG16_BLOCKS, "head", None, None, None, None),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_what_the_layers_of_vgg16_see(
    table: dict[str, Cells],
    name: str,
    field: int | None,
    stride: int | None,
    padding: int | None,
    in_words: str | None,
) -> None:
    row = row_of(table, name)
    assert (row["Field, px"], row["Stride, px"], row["Padding, px"]) == (field, stride, padding)
    assert row["Field and picture"] == in_words


@pytest.mark.parametrize("table", [VGG16, VGG16_BLOCKS], ids=["layers", "blocks"])
def test_the_columns_add_up_to_the_published_numbers(table: dict[str, Cells]) -> None:
    # Keras' documentation, and 15.5 GMACs of fvcore and torchvision
    assert total(table, "Parameters") == 138_357_544
    assert total(table, "MACs") == 15_470_264_320


@pytest.mark.parametrize(
    ("height", "width", "first_beyond"),
    [
        (224, 224, None),
        (212, 300, None),
        (211, 300, "block5_pool"),
        (300, 211, "block5_pool"),
        (180, 180, "block5_conv3"),  # block5_conv2 sees 164 px
    ],
)
def test_a_field_is_beyond_where_it_is_longer_than_the_shorter_side(
    height: int, width: int, first_beyond: str | None
) -> None:
    table = layer_table(summarize(PRESETS["vgg16-no-top"], (height, width, 3)))
    words = dict(zip(table["Layer"], table["Field and picture"], strict=True))
    beyond = [name for name, word in words.items() if word == BEYOND]
    assert set(words.values()) <= {FITS, BEYOND}
    assert beyond[:1] == ([first_beyond] if first_beyond else [])


def test_height_comes_first() -> None:
    rows = summarize(PRESETS["vgg16-no-top"], (225, 299, 3))
    assert row_of(layer_table(rows), "block5_pool")["Output"] == "7×9×512"
    assert row_of(block_table(rows), "block 5")["Output"] == "7×9×512"


@pytest.mark.parametrize("key", PRESETS)
def test_both_tables_have_the_same_columns_but_for_the_first(key: str) -> None:
    rows = summarize(PRESETS[key])
    layers, blocks = layer_table(rows), block_table(rows)
    assert list(layers)[1:] == list(blocks)[1:]
    assert {len(column) for column in layers.values()} == {len(rows)}
    assert len({len(column) for column in blocks.values()}) == 1
    assert set(USUAL_COLUMNS) <= layers.keys()


def test_a_frozen_layer_has_no_trainable_parameters() -> None:
    table = layer_table(summarize(PRESETS["vgg16-frozen"]))
    assert row_of(table, "block1_conv1")["Trainable"] == 0
    assert row_of(table, "fc1")["Trainable"] == 512 * 512 + 512


@pytest.mark.parametrize(
    ("name", "kinds", "output", "parameters", "memory"),
    [
        # 64 * (3 * 9 + 1) + 64 * (64 * 9 + 1); KiB of two grids of 224 * 224, one of 112 * 112
        ("block 1", "2 Conv2D, MaxPool2D", "112×112×64", 1792 + 36_928, 2 * 12544 + 3136),
        ("block 3", "3 Conv2D, MaxPool2D", "28×28×256", 295_168 + 2 * 590_080, 3 * 3136 + 784),
        # Keras' documentation: 138,357,544 parameters with the dense layers, 14,714,688 without
        ("head", "Flatten, 3 Dense", "1,000", 138_357_544 - 14_714_688, 16 + 16 + 3.90625),
    ],
)
def test_a_block_adds_up_its_layers_and_ends_with_the_last_one(
    name: str, kinds: str, output: str, parameters: int, memory: float
) -> None:
    row = row_of(VGG16_BLOCKS, name)
    assert (row["Kind"], row["Output"]) == (kinds, output)
    assert (row["Parameters"], row["Memory, MiB"]) == (parameters, memory / 1024)


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("vgg16", ["block 1", "block 2", "block 3", "block 4", "block 5", "head"]),
        ("vgg16-no-top", ["block 1", "block 2", "block 3", "block 4", "block 5"]),
        ("alexnet", ["block 1", "block 2", "block 3", "block 4", "head"]),
    ],
)
def test_a_row_for_each_block(key: str, names: list[str]) -> None:
    assert list(block_table(summarize(PRESETS[key]))["Block"]) == names


def test_a_network_without_parameters_has_no_share_of_them() -> None:
    rows = summarize(build_network("pooling", [Block(1, pooling="max")]), (6, 8, 1))[1:]
    assert layer_table(rows)["Share of parameters"] == ["0 %"]
