"""Who reads what: outputs and their inputs, inputs and their outputs, weights and their products.

Cells are (row, column) of the input without its padding, so that cells in the padding have
negative numbers, or numbers from the input's size on.
"""

from itertools import product

import numpy as np
import numpy.typing as npt

from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Sweep, Sweeps
from explorer.arrays import Float64Array
from explorer.convolution.layer import ConvolutionWork


def cells_read(sweeps: Sweeps, output: Position) -> tuple[Position, ...]:
    """The cells that an output reads, one for each weight, row by row; some may be padding.

    Raises:
        ValueError: There is no such output.
    """
    rows, columns = sweeps
    _check_place("output", output, (rows.size_out, columns.size_out))
    return tuple(product(rows.taps(output[0]), columns.taps(output[1])))


def outputs_reading(sweeps: Sweeps, cell: Position) -> tuple[Position, ...]:
    """The outputs that read a cell, row by row; none where no window reaches it.

    Raises:
        ValueError: There is no such cell, neither in the input nor in its padding.
    """
    for along, index in zip(sweeps, cell, strict=True):
        if not -along.pad_before <= index < along.size_in + along.pad_after:
            raise ValueError(
                f"Received the cell {cell}. Expected rows {_span(sweeps[0])} and columns "
                f"{_span(sweeps[1])}, padding included. Choose one of them."
            )
    rows, columns = sweeps
    return tuple(product(rows.readers(cell[0]), columns.readers(cell[1])))


def is_padding(sweeps: Sweeps, cell: Position) -> bool:
    """Whether a cell lies in the padding."""
    return not all(0 <= at < along.size_in for along, at in zip(sweeps, cell, strict=True))


def cells_of_weight(sweeps: Sweeps, tap: Position) -> npt.NDArray[np.intp]:
    """The cell that a weight meets at each output.

    Args:
        sweeps: How the window moves.
        tap: (row, column) of the weight in the kernel.

    Returns:
        (height out, width out, 2): row and column of the cell; some may be padding.

    Raises:
        ValueError: There is no such weight.
    """
    _check_place("weight", tap, (sweeps[0].window.size, sweeps[1].window.size))
    rows, columns = (
        np.array([along.taps(unit)[at] for unit in range(along.size_out)])
        for along, at in zip(sweeps, tap, strict=True)
    )
    return np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1)


def products_of_weight(
    work: ConvolutionWork, tap: Position, channel: int, channel_out: int
) -> Float64Array:
    """Every product that one weight makes, (height out, width out).

    Args:
        work: The convolution.
        tap: (row, column) of the weight in the kernel.
        channel: Which channel of its group the weight reads.
        channel_out: Its filter.
    """
    products: Float64Array = work.products[:, :, tap[0], tap[1], channel, channel_out]
    return products


def times_read(sweeps: Sweeps) -> npt.NDArray[np.int64]:
    """How many outputs read each cell of the input, (height, width); 0 where no window reaches."""
    rows, columns = (
        np.array([len(along.readers(index)) for index in range(along.size_in)]) for along in sweeps
    )
    times: npt.NDArray[np.int64] = np.multiply.outer(rows, columns)
    return times


def _check_place(what: str, place: Position, shape: tuple[int, int]) -> None:
    if not all(0 <= at < size for at, size in zip(place, shape, strict=True)):
        raise ValueError(
            f"Received the {what} {place}. Expected rows 0 to {shape[0] - 1} and columns 0 to "
            f"{shape[1] - 1}. Choose one of them."
        )


def _span(along: Sweep) -> str:
    return f"{-along.pad_before} to {along.size_in + along.pad_after - 1}"
