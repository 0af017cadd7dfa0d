"""What each block makes of an input: checked against the layers' own summary and by hand."""

import pytest

from explorer.architecture.blocks import blocks_of
from explorer.architecture.network.block_results import block_results
from explorer.architecture.networks import PRESETS, Block
from explorer.architecture.summary import summarize


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.parametrize("size", [(224, 224), (225, 299)])
def test_blocks_end_where_their_last_layers_end(key: str, size: tuple[int, int]) -> None:
    network = PRESETS[key]
    shape = (*size, network.default_input_shape[-1])
    members = [rows for name, rows in blocks_of(summarize(network, shape)) if name != "head"]
    results = block_results(network.blocks, shape)
    assert [each.after for each in results] == [rows[-1].output_shape for rows in members]
    assert [each.before for each in results] == [rows[0].input_shape for rows in members]
    convolved = [[row for row in rows if row.kind == "Conv2D"][-1] for rows in members]
    assert [each.convolved for each in results] == [row.output_shape for row in convolved]


def test_blocks_behind_one_that_does_not_fit_have_no_result() -> None:
    blocks = [Block(8, 3, stride=2), Block(16, kernel_size=5, padding="valid"), Block(32)]
    assert [each.after for each in block_results(blocks, (64, 64, 3))] == [(4, 4, 8)]
    assert block_results([], (1, 1, 1)) == ()
    assert block_results([Block(8)], (1, 300, 1)) == ()
