"""The confusion matrix as a table; a click on a cell chooses it."""

from collections.abc import Callable

from explorer.figures.transfer.confusion_table import ConfusionTable
from explorer.widgets.component import data_of, register

CONFUSION_MATRIX = "confusion_matrix"

_matrix = register(CONFUSION_MATRIX)


def show_matrix(table: ConfusionTable, choose: Callable[[], None]) -> None:
    """The table; a click or Enter chooses a cell, arrow keys go from cell to cell.

    Args:
        table: What it holds.
        choose: A callback; the state under `CONFUSION_MATRIX` says which cell.
    """
    _matrix(key=CONFUSION_MATRIX, data=_data(table), on_cell_change=choose)


def _data(table: ConfusionTable) -> dict[str, object]:
    rows = [[data_of(cell) for cell in cells] for cells in table.rows]
    return data_of(table) | {"rows": rows}
