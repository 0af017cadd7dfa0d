"""A block configuration as a table that people edit: one row per block, plain cells."""

from collections.abc import Mapping, Sequence

from explorer.architecture.block_fields import BLOCK_FIELDS, Cell
from explorer.architecture.networks import Block

BlockRow = dict[str, Cell]

COLUMNS: Mapping[str, str] = {field.column: field.name for field in BLOCK_FIELDS}
"""The table's columns, and the field of `Block` in each one."""

NEW_BLOCK = Block(512, 2)
"""What a newly added row means while its cells are empty."""


def to_rows(blocks: Sequence[Block]) -> list[BlockRow]:
    """One row per block, a cell per column."""
    return [
        {field.column: field.cell(getattr(block, field.name)) for field in BLOCK_FIELDS}
        for block in blocks
    ]


def from_rows(rows: Sequence[Mapping[str, Cell]]) -> tuple[Block, ...]:
    """The blocks of a table; an empty cell means the usual value.

    Raises:
        ValueError: A cell holds something else, or there is no row. The message names the block,
            what was received and what is accepted.
    """
    if not rows:
        raise ValueError("A network needs at least one block. Add a row.")
    return tuple(_block(row, number) for number, row in enumerate(rows, 1))


def _block(row: Mapping[str, Cell], number: int) -> Block:
    filled = {column: cell for column, cell in row.items() if cell is not None}
    cells = to_rows([NEW_BLOCK])[0] | filled
    try:
        return Block(**{field.name: field.value(cells[field.column]) for field in BLOCK_FIELDS})
    except ValueError as error:
        raise ValueError(f"Block {number}: {error}") from error


def apply_edits(
    rows: Sequence[BlockRow],
    *,
    edited: Mapping[int, Mapping[str, Cell]],
    added: Sequence[Mapping[str, Cell]],
    deleted: Sequence[int],
) -> list[BlockRow]:
    """The table after edits to cells, with rows deleted and others added at the end."""
    changed = [{**row, **edited.get(number, {})} for number, row in enumerate(rows)]
    kept = [row for number, row in enumerate(changed) if number not in deleted]
    return [*kept, *(dict(row) for row in added)]


def with_block_moved(blocks: Sequence[Block], number: int, by: int) -> tuple[Block, ...]:
    """The blocks with block ``number``, counted from 0, moved ``by`` places, at most to an end."""
    others = [block for index, block in enumerate(blocks) if index != number]
    target = min(max(number + by, 0), len(others))
    return (*others[:target], blocks[number], *others[target:])
