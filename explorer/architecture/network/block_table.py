"""A block configuration as a table that people edit: one row per block, plain cells."""

from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from explorer.architecture.layers import Padding
from explorer.architecture.networks import Block

Cell = int | float | str | bool | None
BlockRow = dict[str, Cell]


COLUMNS: Mapping[str, str] = {
    "Filters": "filters",
    "Repeats": "repeats",
    "Kernel size": "kernel_size",
    "Stride": "stride",
    "Padding": "padding",
    "Dilation": "dilation",
    "Normalisation": "normalisation",
    "Dropout": "dropout",
    "Pooling": "pooling",
    "Pool size": "pool_size",
    "Pool stride": "pool_stride",
    "Pool padding": "pool_padding",
    "Frozen": "trainable",
}
"""The table's columns, and the field of `Block` that each one holds."""

NEW_BLOCK = Block(512, 2)
"""What a row holds that somebody adds and leaves as it is."""

LONGEST_CELL = 100
"""Characters; a kernel size for each of 16 convolutions takes 62."""


def to_rows(blocks: Sequence[Block]) -> list[BlockRow]:
    """One row per block, a cell per column."""
    return [{column: _cell(block, column) for column in COLUMNS} for block in blocks]


def _cell(block: Block, column: str) -> Cell:
    value = getattr(block, COLUMNS[column])
    match column:
        case "Kernel size":
            return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        case "Padding":
            return str(value)
        case "Frozen":
            return not value
        case _:
            return cast(Cell, value)


def from_rows(rows: Sequence[Mapping[str, Cell]]) -> tuple[Block, ...]:
    """The blocks that a table says; an empty cell means the usual value.

    Raises:
        ValueError: A cell holds something else: which block, what was received, what is accepted.
            Or there is no row.
    """
    if not rows:
        raise ValueError("A network needs at least one block. Add a row.")
    return tuple(_block(row, number) for number, row in enumerate(rows, 1))


def _block(row: Mapping[str, Cell], number: int) -> Block:
    usual = to_rows([NEW_BLOCK])[0]
    given = {column: row.get(column) for column in COLUMNS}
    cells = {column: usual[column] if cell is None else cell for column, cell in given.items()}
    try:
        values = {COLUMNS[column]: _value(column, cell) for column, cell in cells.items()}
        return Block(**values)
    except ValueError as error:
        raise ValueError(f"Block {number}: {error}") from error


def _value(column: str, cell: Cell) -> Any:
    match column:
        case "Kernel size":
            return _kernel_size(str(cell))
        case "Padding":
            return _padding(str(cell))
        case "Frozen":
            return not cell
        case "Normalisation" | "Pooling" | "Pool padding":
            return str(cell)
        case "Dropout":
            return float(cell or 0)
        case _:
            return int(cell or 0)


def _kernel_size(text: str) -> int | tuple[int, ...]:
    parts = text.replace(",", " ").split()
    if len(text) > LONGEST_CELL or not parts or not all(map(_is_whole_number, parts)):
        raise ValueError(
            f"kernel size {text[:20]!r} is none. Write one number such as 3, or one for each "
            "convolution such as 3, 3, 1."
        )
    sizes = tuple(map(int, parts))
    return sizes if len(sizes) > 1 else sizes[0]


def _padding(text: str) -> Padding | int:
    if text in get_args(Padding):
        return cast(Padding, text)
    if len(text) <= LONGEST_CELL and _is_whole_number(text):
        return int(text)
    raise ValueError(f"padding {text[:20]!r} is none. Write same, valid, or a number of zeros.")


def _is_whole_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def apply_edits(
    rows: Sequence[BlockRow],
    *,
    edited: Mapping[int, Mapping[str, Cell]],
    added: Sequence[Mapping[str, Cell]],
    deleted: Sequence[int],
) -> list[BlockRow]:
    """The table after somebody has edited cells, deleted rows and added some at the end."""
    changed = [{**row, **edited.get(number, {})} for number, row in enumerate(rows)]
    kept = [row for number, row in enumerate(changed) if number not in deleted]
    return [*kept, *(dict(row) for row in added)]


def with_block_moved(blocks: Sequence[Block], number: int, by: int) -> tuple[Block, ...]:
    """The blocks with block ``number``, counted from 0, moved by so many places, within bounds."""
    others = [block for index, block in enumerate(blocks) if index != number]
    target = min(max(number + by, 0), len(others))
    return (*others[:target], blocks[number], *others[target:])
