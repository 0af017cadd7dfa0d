"""Edits to a sheet: in their order, by rows that have keys, each of them once."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.architecture.limits import MAX_BLOCKS, MAX_CONVOLUTIONS, check_limits
from explorer.architecture.network.sheet import NEW_BLOCK, BlockSheet, sheet_of
from explorer.architecture.network.sheet_edits import (
    AddBlock,
    DeleteBlock,
    MoveBlock,
    ResetAll,
    SetCell,
    UndoLast,
    apply_edit,
    read_edits,
    sentences_of,
)
from explorer.architecture.networks import Block, Head
from explorer.edits import NumberedEdit
from tests.architecture.random_networks import same_every_run

THREE = sheet_of((Block(8), Block(16, 3, (3, 3, 1)), Block(32, padding=2)), Head(classes=5))
CellEdit = SetCell | AddBlock | DeleteBlock | MoveBlock


def after(*edits: CellEdit, sheet: BlockSheet = THREE) -> BlockSheet:
    """The sheet after edits, one after the other."""
    for edit in edits:
        sheet = apply_edit(sheet, edit)
    return sheet


def filters(sheet: BlockSheet) -> list[int]:
    """The filters of each block."""
    return [block.filters for block in sheet.blocks]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], [8, 16, 32]),
        ([SetCell("2", "filters", "64")], [8, 64, 32]),
        ([AddBlock("a")], [8, 16, 32, NEW_BLOCK.filters]),
        ([AddBlock("a", before="1")], [NEW_BLOCK.filters, 8, 16, 32]),
        ([AddBlock("a", before="gone")], [8, 16, 32, NEW_BLOCK.filters]),
        ([AddBlock("a", before="3", copied="2")], [8, 16, 16, 32]),
        ([AddBlock("a"), AddBlock("a")], [8, 16, 32, NEW_BLOCK.filters]),
        ([AddBlock("a"), SetCell("a", "filters", "4")], [8, 16, 32, 4]),
        ([DeleteBlock("1")], [16, 32]),
        ([DeleteBlock("1"), DeleteBlock("1")], [16, 32]),
        ([DeleteBlock("2"), SetCell("3", "filters", "4")], [8, 4]),
        ([MoveBlock("1", 1)], [16, 8, 32]),
        ([MoveBlock("3", -1)], [8, 32, 16]),
        ([MoveBlock("1", 2)], [16, 32, 8]),
        ([MoveBlock("2", 0)], [8, 16, 32]),
        ([MoveBlock("1", -1)], [8, 16, 32]),
        ([MoveBlock("3", 1)], [8, 16, 32]),
        ([MoveBlock("2", 99)], [8, 32, 16]),
        ([MoveBlock("1", 2), SetCell("1", "filters", "4")], [16, 32, 4]),
    ],
    ids=str,
)
def test_edits(edits: list[CellEdit], expected: list[int]) -> None:
    before = filters(THREE)
    assert filters(after(*edits)) == expected
    assert filters(THREE) == before


def test_a_changed_cell_leaves_the_others_as_they_are() -> None:
    blocks = after(SetCell("2", "filters", "64")).blocks
    assert blocks == (Block(8), Block(64, 3, (3, 3, 1)), Block(32, padding=2))


FULL = sheet_of([Block(8)] * MAX_BLOCKS, None)
MANY = sheet_of([Block(8, 16)] * 6, None)  # 96 convolutions


@pytest.mark.parametrize(
    ("sheet", "edit", "sentence"),
    [
        (
            THREE,
            SetCell("9", "pool_size", "3"),
            "The block was removed before this edit arrived. Pool size 3 was not applied.",
        ),
        (
            THREE,
            MoveBlock("9", 1),
            "The block was removed before this edit arrived. Moving it was not applied.",
        ),
        (
            sheet_of([Block(8)], None),
            DeleteBlock("1"),
            "A network needs at least one block. Add one before this one.",
        ),
        (
            FULL,
            AddBlock("a"),
            "A network has at most 12 blocks. Received: 13. Delete one before you add another.",
        ),
        (
            MANY,
            AddBlock("a", copied="1"),
            "All blocks together have at most 100 convolutions. "
            "Received: 112. Lower the repeats of a block before you add another.",
        ),
        (
            THREE,
            SetCell("head", "kind", "x"),
            "Choose one of: none, the paper's: flatten, 4096, "
            "4096, average, 512, average, dropout, 120, dropout, own.",
        ),
    ],
    ids=["gone", "moved", "last", "full", "many", "head"],
)
def test_what_cannot_be_done(sheet: BlockSheet, edit: CellEdit, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        apply_edit(sheet, edit)


def test_a_refused_cell_is_accepted_once_there_is_room() -> None:
    sheet = after(
        SetCell("1", "repeats", "16"), sheet=sheet_of([Block(8), *[Block(8, 16)] * 6], None)
    )
    assert sheet.blocks[0].repeats == 1
    assert sentences_of(sheet)["1"] == {
        "repeats": "all blocks together have at most 100 convolutions, and the others leave 4. "
        "Received: 16. Until you change it, 1 is used."
    }
    sheet = after(DeleteBlock("7"), sheet=sheet)
    assert sheet.blocks[0].repeats == 16
    assert not sheet.has_refusals


def test_the_head_of_a_network_that_has_none_can_be_typed() -> None:
    sheet = after(SetCell("head", "units", "7 5"), sheet=sheet_of([Block(8)], None))
    assert sheet.head == Head(units=(7, 5))
    assert after(SetCell("head", "kind", "none"), sheet=sheet).head is None


# --- what a browser sends ------------------------------------------------------------------------


def sent(*edits: dict[str, Any], sender: str = "a") -> dict[str, Any]:
    return {"sender": sender, "edits": [{"known": 0} | edit for edit in edits]}


def test_edits_are_read_in_the_order_of_their_numbers() -> None:
    read = read_edits(
        sent(
            {"number": 3, "kind": "undo"},
            {"number": 1, "kind": "set", "row": "1", "field": "filters", "text": "8"},
            {"number": 4, "kind": "reset"},
            {"number": 2, "kind": "move", "row": "1", "by": -1, "known": 1},
            {"number": 5, "kind": "add", "row": "b", "before": "1", "copied": ""},
            {"number": 6, "kind": "delete", "row": "1"},
            {"number": 7, "kind": "set", "row": "head", "field": "kind", "text": "none"},
        )
    )
    assert read.sender == "a"
    assert read.edits == (
        NumberedEdit(1, 0, SetCell("1", "filters", "8")),
        NumberedEdit(2, 1, MoveBlock("1", -1)),
        NumberedEdit(3, 0, UndoLast()),
        NumberedEdit(4, 0, ResetAll()),
        NumberedEdit(5, 0, AddBlock("b", "1")),
        NumberedEdit(6, 0, DeleteBlock("1")),
        NumberedEdit(7, 0, SetCell("head", "kind", "none")),
    )
    assert [edit.number for edit in read.after(4).edits] == [5, 6, 7]
    assert read.after(7).edits == ()


def test_a_long_text_is_cut_where_it_can_only_be_refused() -> None:
    text = "3," * 5000
    (edit,) = read_edits(
        sent({"number": 1, "kind": "set", "row": "1", "field": "kernel_size", "text": text})
    ).edits
    assert isinstance(edit.edit, SetCell)
    assert len(edit.edit.text) < 200
    assert after(edit.edit).has_refusals


plain = st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=4)
names = st.sampled_from(
    ["sender", "edits", "number", "known", "kind", "row", "field", "text", "by"]
)


@given(st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(names, inner)))
@same_every_run
def test_whatever_is_sent_can_be_read(anything: Any) -> None:
    for each in (anything, {"sender": "a", "edits": [anything]}):
        assert all(edit.number > 0 for edit in read_edits(json.loads(json.dumps(each))).edits)


keys = st.sampled_from(["1", "2", "3", "a", "b"])
texts = st.sampled_from(
    ["", "0", "1", "2", "16", "5x5", "3x5", "3, 3, 1", "same", "none", "true", "x"]
)
cells = st.sampled_from(
    ["filters", "repeats", "kernel_size", "stride", "dilation", "padding", "pooling"]
)
head_parts = st.sampled_from(["kind", "units", "dropout", "classes", "reduction"])
edits = st.one_of(
    st.builds(SetCell, keys, cells, texts),
    st.builds(SetCell, st.just("head"), head_parts, texts),
    st.builds(AddBlock, keys, keys, keys),
    st.builds(DeleteBlock, keys),
    st.builds(MoveBlock, keys, st.integers(-2, 2)),
)


@given(st.lists(edits, max_size=20))
@same_every_run
def test_whatever_is_edited_stays_within_the_limits(several: list[CellEdit]) -> None:
    sheet = THREE
    for edit in several:
        try:
            sheet = apply_edit(sheet, edit)
        except ValueError:
            continue  # the sheet stays as it was
        assert check_limits(sheet.blocks, sheet.head) == ()
        assert len({row.key for row in sheet.rows}) == len(sheet.rows) >= 1
        if isinstance(edit, SetCell) and edit.row in {row.key for row in sheet.rows}:
            (row,) = (row for row in sheet.rows if row.key == edit.row)
            told = sentences_of(sheet)[row.key].get(edit.field, "")
            # Nothing that is typed is lost: it is accepted, or it still stands there with a reason.
            assert bool(told) == (edit.field in row.refused)
            assert not told or row.cells[edit.field] == edit.text


def test_convolutions_never_exceed_their_limit() -> None:
    sheet = after(*(SetCell(str(number), "repeats", "16") for number in range(1, 13)), sheet=FULL)
    assert sum(block.repeats for block in sheet.blocks) <= MAX_CONVOLUTIONS
