"""The axis of blocks: where its numbers, lines and bands stand."""

import re

import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.figures.block_axis import (
    Panels,
    block_axis,
    block_separators,
    selected_bands,
)

ROWS = summarize(PRESETS["vgg16"])[:6]  # two convolutions and a pooling in each of two blocks


def test_numbers_stand_under_the_middle_of_their_blocks() -> None:
    axis = block_axis("Block", ROWS)
    assert axis["tickvals"] == [1, 4]
    assert axis["ticktext"] == ["1", "2"]
    assert axis["range"] == [-0.5, 5.5]


def test_a_line_between_two_blocks_in_each_domain() -> None:
    lines = block_separators(ROWS, [(0, 0.25), (0.5, 0.75)])["path"]
    found = re.findall(r"M(\S+?),(\S+) V(\S+)", lines)
    assert found == [
        ("2.5", "0", "0.25"),
        ("2.5", "0.5", "0.75"),
    ]


def test_one_block_alone_has_no_line() -> None:
    assert "V" not in block_separators(ROWS[:3])["path"]


@pytest.mark.parametrize(("selected", "left"), [("block1_conv1", [-0.5]), ("fc1", []), (None, [])])
def test_the_band_stands_around_the_selected_layer(selected: str | None, left: list[float]) -> None:
    bands = list(selected_bands(ROWS, selected, top=0.9, yref="y2 domain"))
    assert [band["x0"] for band in bands] == left
    assert [band["x1"] for band in bands] == [each + 1 for each in left]
    assert all(band["y1"] == 0.9 and band["yref"] == "y2 domain" for band in bands)


def test_panels_stand_under_each_other_with_room_for_headings() -> None:
    panels = Panels(2, share=0.4)
    assert panels.domain(0) == pytest.approx([0.5, 0.9])
    assert panels.domain(1) == pytest.approx([0.0, 0.4])
    assert panels.heading(1, "Work")["y"] == pytest.approx(0.4)
