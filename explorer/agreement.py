"""How alike two arrays of activations are."""

from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float32Array

_GRID_RANK = 3

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
    products, one, other = _products(first, first), first[inside], second[inside]
    outside = float(products.sum(dtype=np.float64) - products[inside].sum(dtype=np.float64))
    length = np.sqrt(products.sum(dtype=np.float64))
    other_length = np.sqrt(outside + _inner_product(other, other))
    mean_length = float(np.hypot(length, other_length)) / np.sqrt(2)
    if mean_length == 0:
        return Agreement(first.size, None, 0.0)
    cosine = None
    if length and other_length:
        inner = outside + _inner_product(one, other)
        cosine = float(np.clip(inner / (length * other_length), -1, 1))
    return Agreement(first.size, cosine, float(_length(one - other) / mean_length))


def _inner_product(first: Float32Array, second: Float32Array) -> float:
    """Sum of products: float32 along the channels, for speed, then with more digits."""
    return float(_products(first, second).sum(dtype=np.float64))


def _products(first: Float32Array, second: Float32Array) -> Float32Array:
    """The sum of products of each position, (height, width)."""
    products: Float32Array = np.einsum("hwc,hwc->hw", first, second)
    return products


def _length(values: Float32Array) -> float:
    return float(np.sqrt(_inner_product(values, values)))


def _check_pair(first: Float32Array, second: Float32Array) -> None:
    if first.ndim != _GRID_RANK or first.shape != second.shape or first.size == 0:
        raise ValueError(
            f"Received activations of shapes {first.shape} and {second.shape}. Expected the same "
            "(height, width, channels) for both, none of them 0. Fit both photos to the same "
            "size and use the same layer."
        )
