"""Which block of a network a layer belongs to, and which layer represents a block."""

import pytest

from explorer.architecture.blocks import HEAD, block_face, block_name, blocks_of
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize


@pytest.mark.parametrize(
    ("layer_name", "expected"),
    [
        ("block3_conv1", "block 3"),
        ("block12_pool", "block 12"),
        ("block1_bn1", "block 1"),
        ("flatten", HEAD),
        ("fc1", HEAD),
        ("fc1_dropout", HEAD),
        ("predictions", HEAD),
        ("global_average_pool", HEAD),
        ("global_max_pool", HEAD),
        ("block3", HEAD),
        ("blocks_conv1", HEAD),
    ],
)
def test_a_name_gives_the_block(layer_name: str, expected: str) -> None:
    assert block_name(layer_name) == expected


def test_blocks_come_in_network_order_with_all_layers() -> None:
    rows = summarize(PRESETS["alexnet"], (224, 256, 3))
    blocks = list(blocks_of(rows))
    assert [name for name, _ in blocks] == ["block 1", "block 2", "block 3", "block 4", HEAD]
    assert [row for _, members in blocks for row in members] == list(rows)


@pytest.mark.parametrize(
    ("key", "faces"),
    [
        (
            "vgg16",
            ["block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "block5_conv1", "fc1"],
        ),
        # zeros precede the convolution, and dropout precedes the dense layer
        ("alexnet", ["block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "fc1"]),
    ],
)
def test_the_first_layer_with_weights_represents_its_block(key: str, faces: list[str]) -> None:
    rows = summarize(PRESETS[key])
    assert [block_face(members).name for _, members in blocks_of(rows)] == faces


def test_the_first_layer_represents_a_block_without_weights() -> None:
    pool = summarize(PRESETS["vgg16"])[2]
    assert block_face([pool]).name == "block1_pool"
