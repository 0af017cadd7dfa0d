"""A block configuration as a table: there and back, edits, and cells that are refused."""

import pytest
from hypothesis import given

from explorer.architecture.block_fields import Cell
from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.network.block_table import (
    COLUMNS,
    NEW_BLOCK,
    apply_edits,
    from_rows,
    to_rows,
    with_block_moved,
)
from explorer.architecture.networks import PRESETS, Block
from tests.architecture.random_configurations import blocks
from tests.architecture.random_networks import same_every_run

THREE = (Block(8), Block(16, 3, (3, 3, 1)), Block(32, padding=2, trainable=False))


def test_every_field_of_a_block_has_a_column() -> None:
    assert set(COLUMNS.values()) == BLOCK_LIMITS.keys()


def test_a_row_in_plain_cells() -> None:
    assert to_rows([Block(16, 3, (3, 3, 1), padding=2, dropout=0.25, trainable=False)]) == [
        {
            "Filters": 16,
            "Repeats": 3,
            "Kernel size": "3, 3, 1",
            "Stride": 1,
            "Padding": "2",
            "Dilation": 1,
            "Normalisation": "none",
            "Dropout": 0.25,
            "Pooling": "max",
            "Pool size": 2,
            "Pool stride": 2,
            "Pool padding": "valid",
            "Frozen": True,
        }
    ]


@pytest.mark.parametrize("key", PRESETS)
def test_presets_survive_the_table(key: str) -> None:
    assert from_rows(to_rows(PRESETS[key].blocks)) == PRESETS[key].blocks


@given(blocks())
@same_every_run
def test_random_blocks_survive_the_table(block: Block) -> None:
    (back,) = from_rows(to_rows([block]))
    assert back.kernel_sizes == block.kernel_sizes
    assert to_rows([back]) == to_rows([block])


@pytest.mark.parametrize(
    ("row", "block"),
    [
        ({}, NEW_BLOCK),
        (dict.fromkeys(COLUMNS), NEW_BLOCK),
        ({"Filters": 8, "Repeats": 1}, Block(8)),
        ({"Filters": 8, "Repeats": 2, "Kernel size": "5 3"}, Block(8, 2, (5, 3))),
        ({"Filters": 8, "Repeats": 2, "Kernel size": " 5,3 "}, Block(8, 2, (5, 3))),
        ({"Filters": 8.0, "Repeats": 1.0}, Block(8)),
        ({"Filters": 8, "Repeats": 1, "Frozen": True}, Block(8, trainable=False)),
        ({"Filters": 8, "Repeats": 1, "Frozen": False}, Block(8)),
        ({"Filters": 8, "Repeats": 1, "Padding": "valid"}, Block(8, padding="valid")),
        ({"Filters": 8, "Repeats": 1, "Padding": "0"}, Block(8, padding=0)),
    ],
    ids=str,
)
def test_an_empty_cell_means_the_usual_value(row: dict[str, Cell], block: Block) -> None:
    assert from_rows([row]) == (block,)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"Kernel size": "big"}, "'big' is not a kernel size. Write one number such as 3"),
        ({"Kernel size": ""}, "'' is not a kernel size"),
        ({"Kernel size": ","}, "',' is not a kernel size"),
        ({"Kernel size": "-3"}, "'-3' is not a kernel size"),
        ({"Kernel size": "3.5"}, "'3.5' is not a kernel size"),
        ({"Kernel size": "٣"}, "'٣' is not a kernel size"),
        ({"Kernel size": "²"}, "'²' is not a kernel size"),
        ({"Kernel size": "9" * 5000}, "'99999999999999999999' is not a kernel size"),
        ({"Kernel size": "3," * 5000}, "'3,3,3,3,3,3,3,3,3,3,' is not a kernel size"),
        ({"Kernel size": "3, 3, 1"}, r"one kernel size, or one for each.*\(3, 3, 1\).*repeats=2"),
        ({"Padding": "wide"}, "'wide' is not a padding. Write same, valid, or a number of zeros"),
        ({"Padding": "-1"}, "'-1' is not a padding"),
        ({"Padding": "9" * 5000}, "'99999999999999999999' is not a padding"),
        ({"Repeats": 0}, "at least one convolution. Received: repeats=0"),
    ],
    ids=lambda case: str(case)[:30],
)
def test_cells_that_are_refused(row: dict[str, Cell], problem: str) -> None:
    with pytest.raises(ValueError, match=f"^Block 2: .*{problem}") as caught:
        from_rows([{}, row])
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("edited", "added", "deleted", "filters"),
    [
        ({}, [], [], [8, 16, 32]),
        ({1: {"Filters": 64}}, [], [], [8, 64, 32]),
        ({}, [{}], [], [8, 16, 32, NEW_BLOCK.filters]),
        ({}, [{"Filters": 4}, {"Filters": 2}], [], [8, 16, 32, 4, 2]),
        ({}, [], [0], [16, 32]),
        ({}, [{"Filters": 4}], [0, 1, 2], [4]),
        ({}, [{"Filters": 4}], [2, 0], [16, 4]),
        # row numbers refer to the table before the edits
        ({2: {"Filters": 64}}, [], [0], [16, 64]),
        ({0: {"Filters": 64}}, [], [0], [16, 32]),
        ({1: {"Filters": None}}, [], [], [8, NEW_BLOCK.filters, 32]),
    ],
    ids=[
        "nothing",
        "a cell",
        "a row",
        "two rows",
        "first",
        "all",
        "more",
        "after",
        "gone",
        "empty",
    ],
)
def test_edits(
    edited: dict[int, dict[str, Cell]],
    added: list[dict[str, Cell]],
    deleted: list[int],
    filters: list[int],
) -> None:
    rows = to_rows(THREE)
    after = apply_edits(rows, edited=edited, added=added, deleted=deleted)
    assert [block.filters for block in from_rows(after)] == filters
    assert rows == to_rows(THREE)


def test_a_table_without_rows_is_not_a_network() -> None:
    with pytest.raises(ValueError, match=r"^A network needs at least one block\. Add a row\.$"):
        from_rows(apply_edits(to_rows(THREE), edited={}, added=[], deleted=[0, 1, 2]))


def test_a_changed_cell_leaves_the_others_as_they_are() -> None:
    after = apply_edits(to_rows(THREE), edited={1: {"Filters": 64}}, added=[], deleted=[])
    assert from_rows(after) == (THREE[0], Block(64, 3, (3, 3, 1)), THREE[2])


@pytest.mark.parametrize(
    ("number", "by", "filters"),
    [
        (0, 1, [16, 8, 32]),
        (2, -1, [8, 32, 16]),
        (0, 2, [16, 32, 8]),
        (1, 0, [8, 16, 32]),
        (0, -1, [8, 16, 32]),
        (2, 1, [8, 16, 32]),
        (1, 99, [8, 32, 16]),
    ],
)
def test_moved(number: int, by: int, filters: list[int]) -> None:
    assert [block.filters for block in with_block_moved(THREE, number, by)] == filters
