"""Two 3x3 kernels one after the other, and the 5x5 kernel that they make up.

Kernels slide without flipping, as in Keras. Two kernels with nothing between them are one kernel:
their full 2-D convolution. Read a 5x5 kernel as a polynomial in two variables, with its weights as
coefficients: two 3x3 make it up exactly if it is the product of two polynomials that are quadratic
in each variable. Two 3x3 have 18 weights, one of them redundant (doubling the first and halving the
second changes nothing): 17 dimensions against the 25 of all 5x5, so hardly any 5x5 is such a
product. Every outer product is, because each real polynomial of degree 4 is a product of two of
degree 2.
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
        first: The kernel that meets the photo, (3, 3).
        second: The kernel that follows, (3, 3).
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
        ValueError: One of them is not a 3x3 kernel of finite numbers.
    """
    check_kernel(first, SIDE)
    check_kernel(second, SIDE)
    composed = np.zeros((COMPOSED_SIDE, COMPOSED_SIDE))
    for (row, column), weight in np.ndenumerate(second):
        composed[row : row + SIDE, column : column + SIDE] += weight * first
    return composed


def check_kernel(kernel: Float64Array, side: int) -> None:
    """Raise ValueError if a kernel is not ``side`` x ``side`` finite numbers."""
    if kernel.shape != (side, side) or not np.isfinite(kernel).all():
        raise ValueError(
            f"Received a kernel of shape {kernel.shape}. Expected ({side}, {side}) with finite "
            "numbers. Give one number for each weight."
        )
