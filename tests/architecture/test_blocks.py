"""Which block a layer belongs to."""

import pytest

from explorer.architecture.blocks import HEAD, block_name, blocks_of
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize


@pytest.mark.parametrize(
    ("layer_name", "expected"),
    [
        ("block3_conv1", "block 3"),
        ("block12_pool", "block 12"),
        ("block1_bn1", "block 1"),
        ("fc1", HEAD),
        ("fc1_dropout", HEAD),
        ("global_average_pool", HEAD),
        ("block3", HEAD),
        ("blocks_conv1", HEAD),
    ],
)
def test_a_name_tells_the_block(layer_name: str, expected: str) -> None:
    assert block_name(layer_name) == expected


def test_blocks_come_in_network_order_with_all_layers() -> None:
    rows = summarize(PRESETS["alexnet"], (224, 256, 3))
    blocks = list(blocks_of(rows))
    assert [name for name, _ in blocks] == ["block 1", "block 2", "block 3", "block 4", HEAD]
    assert [row for _, members in blocks for row in members] == list(rows)
