"""One axis as a strip of cells, its padding included, with the cells that each output reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.architecture.convolution.relations import Setup
from explorer.architecture.shapes import Sweep, Window, sweep
from explorer.convolution.transposed import transposed_sweep

StripCell = Literal["value", "unreached", "padding", "between"]
"""A value of the input that a window reads, or that none does; a zero of the padding, or one that a
transposed convolution puts between two values."""


@dataclass(frozen=True, slots=True)
class CellStrip:
    """One axis of an input and the windows on it.

    Attributes:
        cells: What each cell is, the padding before the input first.
        numbers: Of the values, their number in the input, counted from 0; None for zeros.
        window: What slides, as it does over these cells.
        num_outputs: Places of the window.
    """

    cells: tuple[StripCell, ...]
    numbers: tuple[int | None, ...]
    window: Window
    num_outputs: int

    def taps(self, output: int) -> range:
        """The cells that an output reads, counted from the first cell of the padding."""
        start = output * self.window.stride
        return range(start, start + self.window.extent, self.window.dilation)


def strip_of(along: Sweep) -> CellStrip:
    """The strip of a window that sweeps an axis."""
    left_out = set(along.unreached)
    values: list[StripCell] = [
        "unreached" if row in left_out else "value" for row in range(along.size_in)
    ]
    return _padded(values, range(along.size_in), along, along.window)


def strip_of_setup(setup: Setup, *, is_transposed: bool) -> CellStrip:
    """The strip of one of Dumoulin & Visin's relations.

    A transposed convolution is drawn as the convolution with stride 1 that it is: over its input
    with s - 1 zeros between, and k - 1 - p around.

    Args:
        setup: Its numbers.
        is_transposed: Whether it is about a transposed convolution.

    Raises:
        ValueError: The numbers of a transposed convolution leave no output.
    """
    if not is_transposed:
        return strip_of(sweep(setup.window, setup.size_in))
    direct = transposed_sweep(setup.window, setup.size_in, setup.extra)
    window, reach = direct.window, direct.window.extent - 1
    cells: list[StripCell] = ["between"] * ((setup.size_in - 1) * window.stride + 1)
    cells[:: window.stride] = ["value"] * setup.size_in
    numbers: list[int | None] = [None] * len(cells)
    numbers[:: window.stride] = range(setup.size_in)
    before = reach - direct.pad_before
    after = direct.size_in + reach - len(cells) - before
    over = Sweep(Window(window.size, 1, window.dilation), len(cells), direct.size_in, before, after)
    return _padded(cells, numbers, over, over.window)


def _padded(
    cells: Sequence[StripCell], numbers: Sequence[int | None], along: Sweep, window: Window
) -> CellStrip:
    before, after = along.pad_before, along.pad_after
    zeros: tuple[StripCell, ...] = ("padding",)
    return CellStrip(
        zeros * before + tuple(cells) + zeros * after,
        (None,) * before + tuple(numbers) + (None,) * after,
        window,
        along.size_out,
    )
