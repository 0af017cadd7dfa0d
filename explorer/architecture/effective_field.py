"""How a receptive field's weight is spread: measures of an effective receptive field.

The theoretical field says which pixels can influence a unit, the effective one how much each of
them does (Luo, Li, Urtasun & Zemel, "Understanding the Effective Receptive Field in Deep
Convolutional Neural Networks", NIPS 2016, arXiv:1701.04128).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.receptive_field import Box, Position

TWO_SIGMA_SHARE = 0.9545
"""Of a normal distribution, within two standard deviations; Luo et al. measure with it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Whose field is measured.

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
        sides: Sides of the squares in px, growing; the last square holds the whole field.
        shares: The share of the mass in each, 0 to 1; all 0 where the field has no mass.
    """

    sides: NDArray[np.int64]
    shares: NDArray[np.float64]


def share_in_squares(field: NDArray[np.floating], centre: tuple[float, float]) -> SquareShares:
    """Add up a field's mass in growing squares.

    Args:
        field: Weights of the pixels, at least 0, (height, width).
        centre: (row, column), whole numbers or halves, as `ReceptiveField.centre` gives it.

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
    """The side in px of the smallest square that holds at least this share of the mass.

    Returns:
        The side; 0 where the field has no mass.
    """
    enough = squares.shares >= min(share, squares.shares[-1])
    return int(squares.sides[enough.argmax()]) if squares.shares[-1] > 0 else 0


def effective_size(field: NDArray[np.floating], share: float = TWO_SIGMA_SHARE) -> float:
    """The side in px of a square with as many pixels as count: Luo et al.'s measure.

    A pixel counts where its weight is more than ``1 - share`` of the largest. Luo et al. compare
    with the weight at the centre, which for a single unit and photo may be small by chance.

    Args:
        field: Weights of the pixels, at least 0, (height, width).
        share: 0.9545 makes every pixel count that has more than 4.55 % of the largest weight.

    Returns:
        The square root of the number of pixels; 0 where the field has no mass.
    """
    return float(np.sqrt(np.count_nonzero(field > (1 - share) * field.max())))


def aligned(values: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
    """Cut a box out of values on an image, so that fields of several units can be laid together.

    Args:
        values: (height, width) of the image.
        box: Rows and columns to cut out; it may leave the image.

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
