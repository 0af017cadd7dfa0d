"""The numbers of a layer that is worked out by hand, as people edit them in cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from explorer.arrays import Float64Array
from explorer.convolution.bench_edits import BenchPart, SetNumber
from explorer.convolution.notation import number_text, read_number


@dataclass(frozen=True, slots=True)
class CellName:
    """One cell.

    Attributes:
        part: What it belongs to.
        index: (row, column, channel) of the input, (row, column, channel, filter) of the kernel,
            (filter,) of the biases.
    """

    part: BenchPart
    index: tuple[int, ...]

    def __str__(self) -> str:
        """As the browser names it: "input:0,1,2"."""
        return f"{self.part}:{','.join(map(str, self.index))}"


@dataclass(frozen=True, slots=True)
class RefusedNumber:
    """What was typed and is not a number, and why."""

    text: str
    problem: str


@dataclass(frozen=True, slots=True, eq=False)
class NumberSheet:
    """All numbers, and the cells whose text is refused; these keep their former number.

    Attributes:
        grid: The input, (height, width, channels).
        kernel: (kernel height, kernel width, channels of a group, filters).
        bias: (filters,).
        refused: By cell.
    """

    grid: Float64Array
    kernel: Float64Array
    bias: Float64Array
    refused: Mapping[CellName, RefusedNumber] = field(default_factory=dict)

    def part(self, name: BenchPart) -> Float64Array:
        """The numbers of one part."""
        return {"input": self.grid, "kernel": self.kernel, "bias": self.bias}[name]

    @property
    def sentences(self) -> dict[CellName, str]:
        """What is wrong with each refused cell, and what is used instead."""
        return {
            cell: f"{refusal.problem} Until you change it, "
            f"{number_text(self.part(cell.part)[cell.index])} is used."
            for cell, refusal in self.refused.items()
        }

    def has(self, cell: CellName) -> bool:
        """Whether there is such a cell."""
        shape = self.part(cell.part).shape
        return len(cell.index) == len(shape) and all(
            0 <= at < size for at, size in zip(cell.index, shape, strict=True)
        )


def set_number(sheet: NumberSheet, edit: SetNumber) -> NumberSheet:
    """The sheet after something was typed; what is not a number is refused, not lost.

    Raises:
        ValueError: The cell is gone; the sheet stays as it was.
    """
    cell = CellName(edit.part, edit.index)
    if not sheet.has(cell):
        raise ValueError(f"The cell was removed before {edit.text[:20]} arrived in it.")
    refused = {name: refusal for name, refusal in sheet.refused.items() if name != cell}
    try:
        number = read_number(edit.text)
    except ValueError as error:
        return replace(sheet, refused=refused | {cell: RefusedNumber(edit.text, str(error))})
    values = sheet.part(cell.part).copy()
    values[cell.index] = number
    name = {"input": "grid", "kernel": "kernel", "bias": "bias"}[cell.part]
    return replace(sheet, **{name: values}, refused=refused)
