"""How a receptive field's weight is spread: measures of an effective receptive field.

The theoretical field is the pixels that can influence a unit; the effective field is how much each
of them does (Luo, Li, Urtasun & Zemel, "Understanding the Effective Receptive Field in Deep
Convolutional Neural Networks", NIPS 2016, arXiv:1701.04128).
"""

from dataclasses import dataclass
from itertools import product
from math import isqrt, sqrt

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.receptive_field import Box, Position, ReceptiveField
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary

TWO_SIGMA_SHARE = 0.9545
"""The share of a normal distribution within two standard deviations, as in Luo et al."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit whose field is measured.

    Attributes:
        layer_name: Its layer.
        position: (row, column) in that layer's grid.
        channel: Its channel; None for all units at that position together.
    """

    layer_name: str
    position: Position
    channel: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SquareShares:
    """How much of a field's mass lies in squares that grow around its centre.

    Attributes:
        sides: Sides of the squares in px, ascending; the last square holds the whole field.
        shares: The share of the mass in each, 0 to 1; all 0 if the field has no mass.
    """

    sides: NDArray[np.int64]
    shares: NDArray[np.float64]


def share_in_squares(field: NDArray[np.floating], centre: tuple[float, float]) -> SquareShares:
    """Add up a field's mass in growing squares.

    Args:
        field: Weights of the pixels, not negative, (height, width).
        centre: (row, column), whole numbers or halves, as from `ReceptiveField.centre`.

    Returns:
        One entry for each square that holds more pixels than the one before.
    """
    rows, columns = (
        np.abs(np.arange(size) - middle) for size, middle in zip(field.shape, centre, strict=True)
    )
    distances = np.maximum.outer(rows, columns)
    sides, index = np.unique(2 * distances + 1, return_inverse=True)
    mass = np.bincount(index.ravel(), weights=field.ravel().astype(np.float64)).cumsum()
    shares = mass / mass[-1] if mass[-1] > 0 else np.zeros_like(mass)
    return SquareShares(np.rint(sides).astype(np.int64), shares)


def side_holding(squares: SquareShares, share: float = TWO_SIGMA_SHARE) -> int:
    """The side in px of the smallest square with at least this share of the mass; 0 for no mass."""
    enough = squares.shares >= min(share, squares.shares[-1])
    return int(squares.sides[enough.argmax()]) if squares.shares[-1] > 0 else 0


def pixels_that_count(field: NDArray[np.floating], share: float = TWO_SIGMA_SHARE) -> int:
    """The number of pixels with more than ``1 - share`` of the largest weight; 0 for no mass.

    Luo et al. compare with the weight at the centre, which may be small by chance for a single
    unit and photo.

    Args:
        field: Weights of the pixels, not negative, (height, width).
        share: With 0.9545, a pixel counts if it has more than 4.55 % of the largest weight.
    """
    return int(np.count_nonzero(field > (1 - share) * field.max()))


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How a field is spread around its centre, in every measure that is shown.

    Attributes:
        squares: The share of its mass in growing squares.
        side: In px, of the smallest square with `TWO_SIGMA_SHARE` of the mass; 0 for no mass.
        num_pixels: Pixels that count.
    """

    squares: SquareShares
    side: int
    num_pixels: int

    @property
    def share(self) -> float:
        """The share of the mass in that square; squares grow in steps, so it may be more."""
        return float(self.squares.shares[np.searchsorted(self.squares.sides, self.side)])

    @property
    def effective_size(self) -> float:
        """The side in px of a square with as many pixels as count: Luo et al.'s measure."""
        return sqrt(self.num_pixels)


def spread(field: NDArray[np.floating], centre: tuple[float, float]) -> Spread:
    """Measure a field around its centre; for the arguments see `share_in_squares`."""
    squares = share_in_squares(field, centre)
    return Spread(squares, side_holding(squares), pixels_that_count(field))


def even_spread(box: Box, height: int, width: int) -> Spread:
    """The spread of a field in which all pixels have the same weight.

    Args:
        box: The theoretical field; it may extend beyond the image.
        height: Of the image, px.
        width: Of the image, px.
    """
    field = np.zeros((height, width), np.float32)
    inside = box.clipped(height, width)
    field[inside.top : inside.bottom + 1, inside.left : inside.right + 1] = 1
    return spread(field, box.centre)


def aligned(values: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
    """Cut a box out of an image's values, so that fields of several units can be combined.

    Args:
        values: (height, width) of the image.
        box: Rows and columns to cut out; it may extend beyond the image.

    Returns:
        (box.height, box.width); 0 outside the image.
    """
    cut = np.zeros((box.height, box.width), np.float32)
    inside = box.clipped(*values.shape)
    if inside.height and inside.width:
        top, left = inside.top - box.top, inside.left - box.left
        part = values[inside.top : inside.bottom + 1, inside.left : inside.right + 1]
        cut[top : top + inside.height, left : left + inside.width] = part
    return cut


def evenly_spread(size: int, number: int) -> tuple[int, ...]:
    """Middles of ``number`` equal parts of the indices below ``size``; all indices if too few."""
    parts = min(size, number)
    return tuple((2 * part + 1) * size // (2 * parts) for part in range(parts))


def middle_of_field(field: ReceptiveField) -> tuple[float, float]:
    """(row, column) of a field's middle, counted from its own first row and column."""
    return (field.height.size - 1) / 2, (field.width.size - 1) / 2


def middle_of(grid: Shape) -> Position:
    """The unit in the middle of a grid (height, width, ...); of two middle ones, the later."""
    return grid[0] // 2, grid[1] // 2


def middle_box(row: LayerSummary) -> Box:
    """The theoretical field of the unit in the middle of a layer's grid."""
    return (row.receptive_field or ReceptiveField()).box(middle_of(row.output_shape))


def lattice(grid: Position, number: int) -> tuple[Position, ...]:
    """Positions spread evenly over a grid, as many rows as columns.

    Args:
        grid: (height, width) in units.
        number: How many positions, a square number; small grids give fewer.
    """
    side = isqrt(number)
    return tuple(product(evenly_spread(grid[0], side), evenly_spread(grid[1], side)))
