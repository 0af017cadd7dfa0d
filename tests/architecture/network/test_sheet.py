"""A network as a sheet: cells there and back, what is refused, and what that leaves."""

from dataclasses import fields

import pytest
from hypothesis import given

from explorer.architecture.block_fields import BLOCK_FIELDS
from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.network.sheet import (
    FIELDS_OF_HEAD,
    NEW_BLOCK,
    SheetRow,
    block_cells,
    head_cells,
    sheet_of,
    typed_in_head,
    typed_in_row,
)
from explorer.architecture.networks import PRESETS, Block, Head
from tests.architecture.random_configurations import blocks
from tests.architecture.random_networks import same_every_run

MOST = 16


def typed(block: Block, most_repeats: int = MOST, **texts: str) -> SheetRow:
    """A row after texts were typed into its cells, one after the other."""
    row = SheetRow("a", block)
    for name, text in texts.items():
        row = typed_in_row(row, {name: text}, most_repeats)
    return row


def problems(row: SheetRow) -> dict[str, str]:
    """What is wrong, by cell."""
    return {name: refusal.problem for name, refusal in row.refused.items()}


def test_every_field_has_a_cell() -> None:
    assert block_cells(NEW_BLOCK).keys() == BLOCK_LIMITS.keys()
    assert head_cells(Head()).keys() == {field.name for field in fields(Head)}
    assert FIELDS_OF_HEAD.keys() == head_cells(Head()).keys()


def test_a_row_of_cells() -> None:
    block = Block(16, 3, (3, 3, 1), padding=2, dropout=0.25, trainable=False)
    assert block_cells(block) == {
        "filters": "16",
        "repeats": "3",
        "kernel_size": "3, 3, 1",
        "stride": "1",
        "padding": "2",
        "dilation": "1",
        "normalisation": "none",
        "dropout": "0.25",
        "pooling": "max",
        "pool_size": "2",
        "pool_stride": "2",
        "pool_padding": "valid",
        "trainable": "true",
    }


def through_cells(block: Block) -> SheetRow:
    """A block whose cells were all typed into a new row at once."""
    return typed_in_row(SheetRow("a", NEW_BLOCK), block_cells(block), MOST)


@pytest.mark.parametrize("key", PRESETS)
def test_presets_survive_their_cells(key: str) -> None:
    for block in PRESETS[key].blocks:
        assert through_cells(block) == SheetRow("a", block)
    head = PRESETS[key].head
    if head is not None:
        sheet = typed_in_head(sheet_of([], Head(7, (5,))), Head(7, (5,)), head_cells(head))
        assert (sheet.head, sheet.head_refused) == (head, {})


@given(blocks())
@same_every_run
def test_random_blocks_survive_their_cells(block: Block) -> None:
    row = through_cells(block)
    assert row.refused == {}
    assert row.block.kernel_sizes == block.kernel_sizes
    assert block_cells(row.block) == block_cells(block)


@pytest.mark.parametrize("field", BLOCK_FIELDS, ids=lambda field: field.name)
@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_cell_means_the_usual_value(field: object, text: str) -> None:
    name = field.name  # type: ignore[attr-defined]
    row = typed(
        Block(8, 2, 5, 3, 1, normalisation="lrn", pool_size=3, trainable=False), **{name: text}
    )
    assert row.refused == {}
    assert getattr(row.block, name) == getattr(NEW_BLOCK, name)


@pytest.mark.parametrize(
    ("texts", "block"),
    [
        ({"kernel_size": "5 3"}, Block(8, 2, (5, 3))),
        ({"kernel_size": " 5,3 "}, Block(8, 2, (5, 3))),
        ({"kernel_size": "5x5, 3x3"}, Block(8, 2, (5, 3))),
        ({"kernel_size": "5 × 5"}, Block(8, 2, 5)),
        ({"pool_size": "3x3", "pool_stride": "2 x 2"}, Block(8, 2, pool_size=3)),
        ({"stride": "2x2"}, Block(8, 2, stride=2)),
        ({"dilation": "2×2"}, Block(8, 2, dilation=2)),
        ({"filters": "1,024"}, Block(1024, 2)),
        ({"filters": "64.0"}, Block(64, 2)),
        ({"padding": "Valid"}, Block(8, 2, padding="valid")),
        ({"padding": "0"}, Block(8, 2, padding=0)),
        ({"dropout": "25 %"}, Block(8, 2, dropout=0.25)),
        ({"dropout": "0,25"}, Block(8, 2, dropout=0.25)),
        ({"trainable": "true"}, Block(8, 2, trainable=False)),
    ],
    ids=str,
)
def test_what_may_be_typed(texts: dict[str, str], block: Block) -> None:
    assert typed(Block(8, 2), **texts) == SheetRow("a", block)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (
            "kernel_size",
            "big",
            "'big' is not a kernel size. Write one number such as 3, or one for ",
        ),
        ("kernel_size", ",", "',' is not a kernel size"),
        ("kernel_size", "-3", "'-3' is not a kernel size"),
        ("kernel_size", "3.5", "'3.5' is not a kernel size"),
        ("kernel_size", "٣", "'٣' is not a kernel size"),
        ("kernel_size", "²", "'²' is not a kernel size"),
        ("kernel_size", "9" * 5000, "'99999999999999999999' is not a kernel size"),
        ("kernel_size", "3," * 5000, "'3,3,3,3,3,3,3,3,3,3,' is not a kernel size"),
        (
            "kernel_size",
            "3x5",
            "'3x5' is not a kernel size. Windows are square here. Write 3 or 5.",
        ),
        (
            "kernel_size",
            "3, 3, 1",
            "give one kernel size, or one for each convolution. Received: 3 ",
        ),
        ("padding", "wide", "'wide' is not a padding. Write same, valid, or a number of zeros"),
        ("padding", "-1", "'-1' is not a padding"),
        ("padding", "9" * 5000, "'99999999999999999999' is not a padding"),
        ("padding", "9", 'padding must be "same", "valid" or a whole number from 0 to 8. Received'),
        ("repeats", "0", "repeats must be a whole number from 1 to 16. Received: 0."),
        (
            "repeats",
            "12",
            "all blocks together have at most 100 convolutions, and the others leave 9",
        ),
        ("stride", "2x3", "'2x3' is not a stride. Windows are square here. Write 2 or 3."),
        ("stride", "many", "stride must be a whole number from 1 to 8. Received: many."),
        ("pool_size", "2x3", "'2x3' is not a pool size. Windows are square here. Write 2 or 3."),
        ("normalisation", "big", 'normalisation must be "none", "batch" or "lrn". Received: big.'),
        ("dropout", "nan", "dropout must be a number from 0 to 0.95 with at most 4 decimal places"),
        (
            "dropout",
            "96 %",
            "dropout must be a number from 0 to 0.95 with at most 4 decimal places",
        ),
        ("trainable", "perhaps", "weights must be True or False. Received: perhaps."),
    ],
    ids=lambda case: str(case)[:30],
)
def test_cells_that_are_refused(name: str, text: str, problem: str) -> None:
    row = typed(Block(8, 2), 9, **{name: text})
    assert row.block == Block(8, 2)
    assert row.cells == block_cells(Block(8, 2)) | {name: text}
    (told,) = problems(row).values()
    assert told.startswith(problem)
    assert len(told) < 200


def test_cells_that_only_go_together_are_accepted_together() -> None:
    row = typed(Block(8, 2, (5, 3)), repeats="3")
    assert problems(row).keys() == {"repeats"}
    assert row.block == Block(8, 2, (5, 3))
    row = typed_in_row(row, {"kernel_size": "5, 3, 1"}, MOST)
    assert row == SheetRow("a", Block(8, 3, (5, 3, 1)))


def test_the_newest_of_two_cells_that_cannot_go_together_is_refused_alone() -> None:
    row = typed(Block(8), stride="2", dilation="2")
    assert row.block == Block(8, stride=2)
    assert problems(row) == {
        "dilation": "stride and dilation cannot both be larger than 1. Received: stride 2, "
        "dilation 2. Set one of them to 1."
    }
    assert typed_in_row(row, {"stride": "1"}, MOST) == SheetRow("a", Block(8, dilation=2))


def test_a_refused_cell_does_not_hold_up_another() -> None:
    row = typed(Block(8), filters="0", stride="2", pooling="none")
    assert row.block == Block(8, stride=2, pooling="none")
    assert problems(row).keys() == {"filters"}


@pytest.mark.parametrize(
    ("before", "texts", "after"),
    [
        (Head(), {"units": ""}, Head(units=())),
        (Head(), {"dropout": "0.5"}, Head(dropout=(0.5, 0.0, 0.0))),
        (Head(dropout=(0.5, 0.0, 0.0)), {"units": "9"}, Head(units=(9,), dropout=(0.5, 0.0))),
        (Head(dropout=(0.0, 0.0, 0.5)), {"units": "9"}, Head(units=(9,))),
        (Head(dropout=(0.5, 0.5, 0.5)), {"dropout": ""}, Head()),
        (Head(5), {"classes": ""}, Head(1000)),
        (Head(), {"classes": "100,000"}, Head(100_000)),
    ],
    ids=str,
)
def test_what_may_be_typed_into_the_head(before: Head, texts: dict[str, str], after: Head) -> None:
    sheet = typed_in_head(sheet_of([], before), before, texts)
    assert (sheet.head, sheet.head_refused) == (after, {})
