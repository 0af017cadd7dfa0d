"""The confusion matrix: what the browser needs to draw a table whose cells can be chosen."""

from dataclasses import dataclass

from explorer.figures.transfer.learned_notes import cell_title
from explorer.transfer.confusion import Confusion


@dataclass(frozen=True, slots=True)
class ConfusionCell:
    """One cell.

    Attributes:
        count: How many photos.
        share: Of the photos of its label, 0 to 1: how strong its colour is.
        is_right: Whether the answer is the label.
        description: The cell in words.
    """

    count: int
    share: float
    is_right: bool
    description: str


@dataclass(frozen=True, slots=True)
class ConfusionTable:
    """A table: rows are the photos' own labels, columns the answers.

    Attributes:
        label: What it is, for screen readers.
        names: Of the labels.
        rows: The cells, row by row.
        right: "7 of 9" of each row.
        selected: Row and column of the chosen cell.
    """

    label: str
    names: tuple[str, ...]
    rows: tuple[tuple[ConfusionCell, ...], ...]
    right: tuple[str, ...]
    selected: tuple[int, int]


def confusion_table(confusion: Confusion, selected: tuple[int, int]) -> ConfusionTable:
    """Describe a confusion matrix.

    Args:
        confusion: The answers.
        selected: (label, answer) of the chosen cell, by number.
    """
    numbers = range(len(confusion.labels))
    rows = tuple(tuple(_cell(confusion, row, column) for column in numbers) for row in numbers)
    right = tuple(f"{rows[row][row].count} of {confusion.num_of(row)}" for row in numbers)
    label = f"Confusion matrix of {len(confusion.labels)} labels. Rows: labels; columns: answers."
    return ConfusionTable(label, confusion.labels, rows, right, selected)


def _cell(confusion: Confusion, label: int, answer: int) -> ConfusionCell:
    count, names = confusion.count(label, answer), confusion.labels
    return ConfusionCell(
        count=count,
        share=count / (confusion.num_of(label) or 1),
        is_right=label == answer,
        description=cell_title(names[label], names[answer], count),
    )
