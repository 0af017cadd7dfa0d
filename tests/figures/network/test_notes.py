"""The sentences about what a network leaves out, and about fields larger than the picture."""

import re
from dataclasses import replace

import pytest

from explorer.architecture.layers import Conv2D, Layer, MaxPool2D
from explorer.architecture.network.block_results import block_results
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.architecture.summary import LayerSummary, summarize
from explorer.figures.network.notes import (
    all_note,
    field_note,
    seen_words,
    shape_notes,
    stride_note,
    stride_notes,
)


def preset(key: str, height: int, width: int) -> tuple[LayerSummary, ...]:
    """A preset at an input size."""
    network = PRESETS[key]
    return summarize(network, (height, width, network.default_input_shape[-1]))


def single(layer: Layer, height: int, width: int) -> tuple[LayerSummary, ...]:
    """A network of one layer."""
    return summarize(Network("single", (layer,)), (height, width, 1))


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        (preset("vgg16", 224, 224), []),
        (
            # 180 -> 90 -> 45 -> 22 -> 11 -> 5
            preset("vgg16", 180, 180),
            [
                "block3_pool leaves out row 44 and column 44 of its input, counted from 0: "
                "45×45 becomes 22×22.",
                "block5_pool leaves out row 10 and column 10 of its input, counted from 0: "
                "11×11 becomes 5×5.",
            ],
        ),
        (
            # 225 -> 112 -> 56 -> 28 -> 14 -> 7 rows; 299 -> 149 -> 74 -> 37 -> 18 -> 9 columns
            preset("vgg16-no-top", 225, 299),
            [
                "block1_pool leaves out row 224 and column 298 of its input, counted from 0: "
                "225×299 becomes 112×149.",
                "block2_pool leaves out column 148 of its input, counted from 0: "
                "112×149 becomes 56×74.",
                "block4_pool leaves out column 36 of its input, counted from 0: "
                "28×37 becomes 14×18.",
            ],
        ),
        (
            # windows on rows 0-1, 3-4, 6-7, and on columns 0-1, 3-4; column 5 is past the last one
            single(MaxPool2D("pool", pool_size=2, stride=3), 8, 6),
            [
                "pool leaves out rows 2 and 5 and columns 2 and 5 of its input, counted from 0: "
                "8×6 becomes 3×2."
            ],
        ),
        (
            # columns 1-4, 6-9 and 11-14 are too many to be listed
            single(Conv2D("conv", 1, kernel_size=1, stride=5), 1, 16),
            ["conv leaves out 12 columns of its input, counted from 0: 1×16 becomes 1×4."],
        ),
        (single(MaxPool2D("pool", padding="same"), 5, 7), []),
        (preset("small-batch-norm", 1, 1), []),
    ],
    ids=["even", "180", "225x299", "gaps", "many", "same", "1x1"],
)
def test_what_is_left_out(rows: tuple[LayerSummary, ...], sentences: list[str]) -> None:
    assert list(shape_notes(rows)) == sentences


@pytest.mark.parametrize(
    ("key", "size", "sentence"),
    [
        (
            "vgg16",
            (224, 224),
            "No field is larger than the picture. The largest receptive field is 212 px, at "
            "block5_pool.",
        ),
        (
            "vgg16",
            (180, 180),
            "block5_conv2 is the last layer whose receptive field (164 px) is not larger than the "
            "picture. From block5_conv3 on (196 px), fields are larger.",
        ),
        (
            "vgg16-no-top",
            (512, 180),
            "block5_conv2 is the last layer whose receptive field (164 px) is not larger than the "
            "picture's shorter side, 180 px. From block5_conv3 on (196 px), fields are larger.",
        ),
        (
            "small-batch-norm",
            (16, 16),
            "block2_pool is the last layer whose receptive field (10 px) is not larger than the "
            "picture. From block3_conv1 on (18 px), fields are larger.",
        ),
        (
            "small-batch-norm",
            (1, 1),
            "From block1_conv1 on (3 px), fields are larger than the picture.",
        ),
    ],
    ids=["224", "180", "512x180", "16", "1x1"],
)
def test_where_fields_become_larger_than_the_picture(
    key: str, size: tuple[int, int], sentence: str
) -> None:
    assert field_note(preset(key, *size)) == sentence


@pytest.mark.parametrize("size", [(180, 180), (225, 299), (100, 512), (160, 64)], ids=str)
@pytest.mark.parametrize("key", PRESETS)
def test_the_sentence_agrees_with_the_summary(key: str, size: tuple[int, int]) -> None:
    rows = preset(key, *size)
    sizes = {row.name: row.receptive_field.size for row in rows if row.receptive_field}
    sentence = field_note(rows)
    for name, told in re.findall(r"(block\w+)(?: on)? \((?:receptive field )?(\d+) px\)", sentence):
        assert sizes[name] == int(told)
    if "are larger" in sentence:
        first = re.findall(r"rom (block\w+) on", sentence)[0]
        names = list(sizes)
        before, after = names[: names.index(first)], names[names.index(first) :]
        assert all(sizes[name] <= min(size) for name in before)
        assert all(sizes[name] > min(size) for name in after)
    else:
        assert max(sizes.values()) <= min(size)


def rows_of(key: str, name: str, size: tuple[int, int] = (224, 224)) -> tuple[str, str]:
    """What a layer sees, in words, and the note on the layers without a field."""
    rows = preset(key, *size)
    return seen_words(rows, next(row for row in rows if row.name == name)), all_note(rows)


@pytest.mark.parametrize(
    ("key", "name", "seen"),
    [
        ("vgg16", "block5_pool", "212 px"),
        ("vgg16", "flatten", "212 px"),  # one unit of block5_pool
        ("vgg16", "fc1", "the whole picture"),
        ("vgg16", "predictions", "the whole picture"),
        ("alexnet", "flatten", "195 px"),  # Araujo et al. 2019
        ("alexnet", "fc1_dropout", "195 px"),
    ],
)
def test_what_a_unit_sees(key: str, name: str, seen: str) -> None:
    found, note = rows_of(key, name)
    assert found == seen
    assert note.endswith("_pool sees, which is the whole picture.")


@pytest.mark.parametrize("reduction", ["flatten", "average", "max"])
def test_no_reduction_sees_what_strides_left_out(reduction: str) -> None:
    block = Block(4, repeats=1, kernel_size=3, stride=4, padding="valid", pooling="none")
    network = build_network("gaps", [block], Head(2, reduction=reduction))  # type: ignore[arg-type]
    rows = summarize(network, (12, 15, 3))
    # rows 0 to 2, 4 to 6, 8 to 10; columns likewise, and 12 to 14
    assert seen_words(rows, rows[-1]) == "9×12 of 12×15 px"
    assert all_note(rows) == "“all”: each unit sees all that block1_conv1 sees: 9×12 of 12×15 px."


def test_without_a_head_every_layer_has_a_field() -> None:
    assert all_note(preset("vgg16-no-top", 224, 224)) == ""


@pytest.mark.parametrize(
    ("block", "size", "note"),
    [
        (Block(64, 3, stride=2), (224, 224), "3 convolutions with stride 2: 224 to 28"),
        (Block(64, 3, stride=2), (225, 299), "3 convolutions with stride 2: 225×299 to 29×38"),
        (Block(64, 2, stride=4), (16, 15), "2 convolutions with stride 4: 16×15 to 1×1"),
        (Block(64, 1, 11, 4, 2), (224, 224), "1 convolution with stride 4: 224 to 55"),
        (Block(64, 3), (224, 224), ""),
        (Block(8, 2, stride=2, pooling="none"), (1, 1), "2 convolutions with stride 2: 1 to 1"),
    ],
    ids=str,
)
def test_what_a_stride_does_to_a_block(block: Block, size: tuple[int, int], note: str) -> None:
    result = block_results([replace(block, pooling="none")], (*size, 3))
    assert [stride_note(each) for each in result] == [note]


def test_only_blocks_that_stride_more_than_once_need_a_sentence() -> None:
    blocks = [Block(8, stride=2), Block(8, 2), Block(8, 2, stride=2)]
    assert stride_notes(block_results(blocks, (64, 64, 3))) == (
        "Block 3: 2 convolutions with stride 2: 8 to 2. Stride applies to every convolution of a "
        "block.",
    )
    assert stride_notes(block_results(PRESETS["alexnet"].blocks, (224, 224, 3))) == ()
