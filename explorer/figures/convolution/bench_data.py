"""What the bench in the browser gets: every number of a layer that is worked out by hand.

The browser draws and formats; whatever it shows was worked out here. Large arrays travel as
base64 of little-endian float32, or float64 where that does not hold them, in C order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from explorer.architecture.receptive_field import Position

BenchKind = Literal["convolution", "maximum", "average"]

CellKind = Literal["value", "padding", "unread padding", "between", "unreached"]
"""A value, a zero of the padding, one of the padding that no window reads, one put between values,
or a value that no window reads."""


@dataclass(frozen=True, slots=True)
class BenchGrid:
    """The input with its padding, as it is drawn.

    Attributes:
        rows: Of it, padding included.
        columns: Likewise.
        kinds: Of each cell, by row and column.
        cells: [row, column] of the input that stands there; None for padding and zeros between.
        texts: By channel, row and column.
    """

    rows: int
    columns: int
    kinds: list[list[CellKind]]
    cells: list[list[Position | None]]
    texts: list[list[list[str]]]


@dataclass(frozen=True, slots=True)
class BenchKernel:
    """The filters as they are drawn.

    Attributes:
        rows: Of each of them.
        columns: Likewise.
        texts: By filter, channel of its group, row and column.
        cells: [row, column] of the typed kernel that stands there: of one that is shown flipped,
            or of one row of it, not the same.
    """

    rows: int
    columns: int
    texts: list[list[list[list[str]]]]
    cells: list[list[Position]]


@dataclass(frozen=True, slots=True)
class BenchTerm:
    """A number that is added like a bias.

    Attributes:
        name: What it is.
        text: As it is shown.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class BenchTaps:
    """The rows, and columns, of the grid that each output row, and column, reads."""

    rows: list[list[int]]
    columns: list[list[int]]


@dataclass(frozen=True, slots=True)
class BenchOutput:
    """The output as it is drawn.

    Attributes:
        rows: Of each map.
        columns: Likewise.
        filters: How many maps.
        names: Of the maps.
        problem: Why there is no output; "" where there is one.
    """

    rows: int = 0
    columns: int = 0
    filters: int = 0
    names: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BenchWords:
    """Headings, and what is said below the sum.

    Attributes:
        input: What the input is.
        output: What the output is.
        kernel: What slides.
        given: What VGG16 itself gave for a unit of it, one sentence.
    """

    input: str = "Input"
    output: str = "Output"
    kernel: str = "Kernel"
    given: str = ""


@dataclass(frozen=True, slots=True)
class BenchData:
    """All that the bench shows.

    Attributes:
        kind: What slides.
        channels: Names of the input's channels.
        grid: The input.
        words: Headings.
        output: What comes out, or why nothing does.
        kernel: The filters; None for a pooling.
        bias: Of each filter, as it is shown; None for a pooling.
        rest: What is added besides; None for nothing.
        taps: What each output reads; nothing where there is no output.
        reads: The input channels that each filter reads.
        steps: The arrays of each step by name, base64.
        activation: "linear", "relu" or "softmax".
        limits: The largest of all numbers without their signs, of "input", "kernel", "output".
        ranges: The smallest and the largest number of each of them.
        refused: What is wrong with a cell, by its name.
        typed: What was typed there.
    """

    kind: BenchKind
    channels: tuple[str, ...]
    grid: BenchGrid
    words: BenchWords
    output: BenchOutput
    kernel: BenchKernel | None = None
    bias: list[str] | None = None
    rest: BenchTerm | None = None
    taps: BenchTaps = BenchTaps([], [])
    reads: list[list[int]] = field(default_factory=list)
    steps: Mapping[str, str] = field(default_factory=dict)
    activation: str = "linear"
    limits: Mapping[str, float] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
