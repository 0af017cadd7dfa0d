"""Two 3x3 kernels one after the other, and the 5x5 kernel that they make up.

Slides without flipping, as Keras does. One after the other, two kernels with nothing between them
are one kernel: their full 2-D convolution. Read as a polynomial in two variables, with its weights
as coefficients, a 5x5 kernel is made up by two 3x3 exactly if it is the product of two that are
quadratic in each variable. Two 3x3 have 18 weights, of which one is spent (twice the first and half
the second is the same): 17 dimensions against the 25 of all 5x5, so hardly any is. Each one that is
an outer product is, because every real polynomial of degree 4 is a product of two of degree 2.
"""

from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float64Array

SIDE = 3
COMPOSED_SIDE = 5


@dataclass(frozen=True, slots=True, eq=False)
class KernelPair:
    """Two 3x3 kernels, one after the other.

    Attributes:
        first: What the photo meets, (3, 3).
        second: What follows, (3, 3).
    """

    first: Float64Array
    second: Float64Array

    @property
    def composed(self) -> Float64Array:
        """The one kernel that both make up, (5, 5)."""
        return compose(self.first, self.second)


def compose(first: Float64Array, second: Float64Array) -> Float64Array:
    """The 5x5 kernel that does what two 3x3 do one after the other: their full convolution.

    Args:
        first: (3, 3).
        second: (3, 3).

    Raises:
        ValueError: One of them is no 3x3 kernel of finite numbers.
    """
    check_kernel(first, SIDE)
    check_kernel(second, SIDE)
    composed = np.zeros((COMPOSED_SIDE, COMPOSED_SIDE))
    for (row, column), weight in np.ndenumerate(second):
        composed[row : row + SIDE, column : column + SIDE] += weight * first
    return composed


def check_kernel(kernel: Float64Array, side: int) -> None:
    """Raise ValueError where a kernel has not so many rows and columns of finite numbers."""
    if kernel.shape != (side, side) or not np.isfinite(kernel).all():
        raise ValueError(
            f"Received a kernel of shape {kernel.shape}. Expected ({side}, {side}) with finite "
            "numbers. Give one number for each tap."
        )
