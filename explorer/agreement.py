"""How alike two arrays of activations are."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.arrays import Float32Array

_GRID_RANK = 3

_NUMBERS_AT_ONCE = 2**16
"""Of each array: with what is worked out from them they fit in a core's own cache."""

GridPart = tuple[slice, slice]
"""Rows and columns of a grid."""

EVERYWHERE: GridPart = (slice(None), slice(None))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two arrays of activations are.

    Attributes:
        num_units: Pairs of numbers that were compared.
        cosine: Of the angle between both as vectors: 1 for the same up to a factor, 0 for nothing
            in common; None if one of them is 0 everywhere.
        relative_difference: Length of the difference, over the root mean square of both lengths:
            0 for the same, sqrt(2) for nothing in common, 2 for opposites.
    """

    num_units: int
    cosine: float | None
    relative_difference: float


def agreement(
    first: Float32Array, second: Float32Array, inside: GridPart = EVERYWHERE
) -> Agreement:
    """Compare two arrays of activations, number by number.

    Args:
        first: (height, width, channels).
        second: Same shape.
        inside: Rows and columns outside of which both are known to be the same.

    Raises:
        ValueError: The shapes differ, do not have three axes, or hold nothing.
    """
    _check_pair(first, second)
    sums = _sums_of_products(first[inside], second[inside])
    outside = 0.0 if inside == EVERYWHERE else _sum_outside(first, inside)
    length, other_length = np.sqrt(outside + sums.first), np.sqrt(outside + sums.second)
    mean_length = float(np.hypot(length, other_length)) / np.sqrt(2)
    if mean_length == 0:
        return Agreement(first.size, None, 0.0)
    cosine = None
    if length and other_length:
        cosine = float(np.clip((outside + sums.both) / (length * other_length), -1, 1))
    return Agreement(first.size, cosine, float(np.sqrt(sums.difference) / mean_length))


class _Sums(NamedTuple):
    """Sums over all numbers: each squared, both multiplied, and their difference squared."""

    first: float
    second: float
    both: float
    difference: float


def _sums_of_products(first: Float32Array, second: Float32Array) -> _Sums:
    """Some rows at a time: a whole layer would be fetched from memory once for each sum."""
    height, width, channels = first.shape
    num_rows = max(1, _NUMBERS_AT_ONCE // max(1, width * channels))
    dtype = np.result_type(first, second)
    products = np.empty((len(_Sums._fields), height, width), dtype)
    room = np.empty((num_rows, width, channels), dtype)
    for top in range(0, height, num_rows):
        rows = slice(top, top + num_rows)
        one, other = first[rows], second[rows]
        apart = np.subtract(one, other, out=room[: len(one)])
        pairs = (one, one), (other, other), (one, other), (apart, apart)
        for place, pair in enumerate(pairs):
            _sum_products(*pair, out=products[place, rows])
    return _Sums(*(float(each.sum(dtype=np.float64)) for each in products))


def _sum_outside(values: Float32Array, inside: GridPart) -> float:
    """The sum of squares of all that is outside of a part of a grid."""
    squares = np.empty(values.shape[:2], values.dtype)
    _sum_products(values, values, out=squares)
    return float(squares.sum(dtype=np.float64) - squares[inside].sum(dtype=np.float64))


def _sum_products(first: Float32Array, second: Float32Array, out: Float32Array) -> None:
    """Put in the sum of products of each position: float32, for speed; few numbers each."""
    np.einsum("hwc,hwc->hw", first, second, out=out)


def _check_pair(first: Float32Array, second: Float32Array) -> None:
    if first.ndim != _GRID_RANK or first.shape != second.shape or first.size == 0:
        raise ValueError(
            f"Received activations of shapes {first.shape} and {second.shape}. Expected the same "
            "(height, width, channels) for both, none of them 0. Fit both photos to the same "
            "size and use the same layer."
        )
