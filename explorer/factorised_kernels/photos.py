"""A grey photo through one 5x5 kernel, and through two 3x3 without and with ReLU between."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.shapes import Window, sweep
from explorer.arrays import Float64Array
from explorer.convolution.sliding import slide_plane
from explorer.factorised_kernels.pairs import COMPOSED_SIDE, SIDE, KernelPair, check_kernel

BORDER = SIDE // 2
"""px: the outermost rows and columns, where a stack with "same" padding differs from one kernel.

The stack puts zeros around the first kernel's output too, where one kernel keeps computing from the
photo. Only positions whose second 3x3 reaches outside the grid are affected: 1 row on each side.
(The second row sees padding as well, but the same zeros around the photo both ways.)
"""

_INNER = (slice(BORDER, -BORDER), slice(BORDER, -BORDER))

NO_RESPONSE = 1e-9
"""Grey levels: a plain photo leaves less of a kernel whose weights add up to 0, by rounding."""

_PLANE_AXES = 2
RGB_CHANNELS = 3
LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in grey (ITU-R BT.601)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far one response to a photo is from another.

    Attributes:
        inside: Largest difference further than `BORDER` from the rim, over the largest response.
        at_border: Largest difference in the outermost rows and columns, over the largest response.
        typical: Root mean square of the difference over that of the response, inside.
    """

    inside: float
    at_border: float
    typical: float


@dataclass(frozen=True, slots=True, eq=False)
class BothWays:
    """A grey photo through one 5x5 kernel and through two 3x3, padding "same", biases 0.

    Attributes:
        single: Response of the 5x5, (height, width).
        stacked: Response of the two 3x3 with nothing between them.
        with_relu: The same with ReLU between them.
        gap: ``stacked`` against ``single``.
        relu_gap: ``with_relu`` against ``stacked``: what ReLU changes, padding being the same.
        share_cut: Share of the first kernel's responses that are negative, which ReLU cuts off.
    """

    single: Float64Array
    stacked: Float64Array
    with_relu: Float64Array
    gap: Gap
    relu_gap: Gap
    share_cut: float


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """What a stack leaves out, and one kernel does not, at one position at the photo's edge.

    Attributes:
        row: Of the position.
        column: Of the position.
        outside: What the first 3x3 would give at the three places beside the position that lie
            outside the photo, if the grid continued there; left to right or top to bottom.
        weights: Those weights of the second 3x3 that read them, (3,).
    """

    row: int
    column: int
    outside: Float64Array
    weights: Float64Array

    @property
    def total(self) -> float:
        """The single kernel's response minus the stack's at that position."""
        return float(self.outside @ self.weights)


def luminance(pixels: NDArray[np.uint8]) -> Float64Array:
    """Turn RGB (height, width, 3) into grey (height, width) from 0 to 255.

    Raises:
        ValueError: The array does not have three channels.
    """
    if pixels.shape[_PLANE_AXES:] != (RGB_CHANNELS,):
        raise ValueError(
            f"Received pixels of shape {pixels.shape}. Expected RGB: (height, width, 3). "
            "Convert the picture first."
        )
    grey: Float64Array = pixels @ LUMA
    return grey


def filtered(photo: Float64Array, kernel: Float64Array) -> Float64Array:
    """Slide a kernel over a grey photo, zeros around it: padding "same", not flipped.

    Args:
        photo: (height, width).
        kernel: Square, of odd size.

    Returns:
        (height, width).
    """
    window = Window(len(kernel), padding="same")
    return slide_plane(photo, kernel, (sweep(window, len(photo)), sweep(window, photo.shape[1])))


def both_ways(photo: Float64Array, kernel: Float64Array, pair: KernelPair) -> BothWays:
    """Put a photo through one 5x5 kernel, and through two 3x3 without and with ReLU between.

    Args:
        photo: Grey, (height, width), each side 5 px or more.
        kernel: (5, 5).
        pair: The two 3x3; they need not make up the kernel.

    Raises:
        ValueError: The photo or a kernel has the wrong shape, or holds a value that is not finite.
    """
    _check_photo(photo)
    check_kernel(kernel, COMPOSED_SIDE)
    check_kernel(pair.first, SIDE)
    check_kernel(pair.second, SIDE)
    single = filtered(photo, kernel)
    between = filtered(photo, pair.first)
    stacked = filtered(between, pair.second)
    with_relu = filtered(np.maximum(between, 0), pair.second)
    return BothWays(
        single=single,
        stacked=stacked,
        with_relu=with_relu,
        gap=_gap(stacked, single),
        relu_gap=_gap(with_relu, stacked),
        share_cut=float(np.mean(between < 0)),
    )


def most_missing(photo: Float64Array, pair: KernelPair) -> Missing:
    """Where the stack's padding between its kernels removes most, not counting corners.

    Args:
        photo: Grey, (height, width), each side 3 px or more.
        pair: The two 3x3.
    """
    going_on = filtered(np.pad(photo, BORDER), pair.first)
    is_outside = np.ones(going_on.shape, np.bool_)
    is_outside[_INNER] = False
    missing = filtered(np.where(is_outside, going_on, 0), pair.second)[_INNER]
    row, column = _largest_at_a_side(np.abs(missing))
    around = (slice(row, row + SIDE), slice(column, column + SIDE))
    read = is_outside[around]
    return Missing(row, column, going_on[around][read], pair.second[read])


def _largest_at_a_side(sizes: Float64Array) -> tuple[int, int]:
    """Where the largest of the outermost values is, not counting corners."""
    at_sides = sizes.copy()
    at_sides[_INNER] = -1
    at_sides[np.ix_([0, -1], [0, -1])] = -1
    row, column = divmod(int(at_sides.argmax()), sizes.shape[1])
    return row, column


def _gap(response: Float64Array, reference: Float64Array) -> Gap:
    difference = response - reference
    rim = np.ones(difference.shape, np.bool_)
    rim[_INNER] = False
    return Gap(
        inside=_share(np.abs(difference[_INNER]).max(), np.abs(reference).max()),
        at_border=_share(np.abs(difference[rim]).max(), np.abs(reference).max()),
        typical=_share(np.linalg.norm(difference[_INNER]), np.linalg.norm(reference[_INNER])),
    )


def _share(part: np.floating[Any], whole: np.floating[Any]) -> float:
    """Part over whole; if the whole is no response, 0 for a part that is none, else infinity."""
    if whole < NO_RESPONSE:
        return 0.0 if part < NO_RESPONSE else float("inf")
    return float(part / whole)


def _check_photo(photo: Float64Array) -> None:
    is_large_enough = photo.ndim == _PLANE_AXES and min(photo.shape) >= COMPOSED_SIDE
    if not is_large_enough or not np.isfinite(photo).all():
        raise ValueError(
            f"Received a photo of shape {photo.shape}. Expected finite grey values, (height, "
            f"width), each at least {COMPOSED_SIDE}. Convert RGB to grey with luminance."
        )
