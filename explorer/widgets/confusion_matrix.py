"""The confusion matrix as a table; a click on a cell chooses it."""

from explorer.figures.transfer.confusion_table import ConfusionTable
from explorer.session.state import callback, visitor_state
from explorer.session.transfer_parameters import MATRIX_ANSWER, MATRIX_LABEL
from explorer.widgets.component import data_of, register

CONFUSION_MATRIX = "confusion_matrix"

_matrix = register(CONFUSION_MATRIX)


def show_matrix(table: ConfusionTable) -> None:
    """The table; a click or Enter chooses a cell, arrow keys go from cell to cell.

    Args:
        table: What it holds.
    """
    rows = [[data_of(cell) for cell in cells] for cells in table.rows]
    _matrix(key=CONFUSION_MATRIX, data=data_of(table) | {"rows": rows}, on_cell_change=_choose_cell)


@callback
def _choose_cell() -> None:
    cell = visitor_state[CONFUSION_MATRIX].cell
    if cell:
        MATRIX_LABEL.choose(int(cell[0]))
        MATRIX_ANSWER.choose(int(cell[1]))
