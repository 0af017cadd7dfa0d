"""How well an output that another program computed agrees with one worked out by hand."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.arrays import Float64Array
from explorer.convolution.exact import ExactLayer, Numbers, numbers_of, worked_output

STEPS_OF_FLOAT32 = float(np.finfo(np.float32).eps)
"""From 1 to the next number with 32 bits."""

LARGEST_OF_FLOAT32 = float(np.finfo(np.float32).max)
SMALLEST_OF_FLOAT32 = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, slots=True, eq=False)
class KerasAgreement:
    """Two outputs of one layer.

    Attributes:
        by_hand: (height out, width out, filters).
        theirs: The same layer by a program that computes with 32-bit numbers, same shape.
        rounding: The largest difference that 32 bits can make here.
    """

    by_hand: Float64Array
    theirs: Float64Array
    rounding: float

    @property
    def difference(self) -> Float64Array:
        """Theirs minus ours, same shape; only where all numbers are finite."""
        return self.theirs - self.by_hand

    @property
    def is_finite(self) -> bool:
        """Whether all numbers of both are finite."""
        return bool(np.isfinite(self.by_hand).all() and np.isfinite(self.theirs).all())

    @property
    def largest(self) -> float:
        """The largest difference without its sign; only where all numbers are finite."""
        return float(np.abs(self.difference).max())


def keras_agreement(layer: ExactLayer, theirs: npt.NDArray[np.floating[Any]]) -> KerasAgreement:
    """Compare an output of a layer with the one that is worked out by hand.

    Args:
        layer: The layer and its input.
        theirs: (height out, width out, filters).
    """
    with np.errstate(over="ignore", invalid="ignore"):
        by_hand = worked_output(layer)
    return KerasAgreement(by_hand, theirs.astype(np.float64), rounding_bound(layer))


def rounding_bound(layer: ExactLayer) -> float:
    """The largest error of an output that is computed with 32-bit numbers.

    Each number is rounded once, each product and each sum once more: for n products, n + 4 times
    the step of float32 bounds the error, relative to the sum of all products without their signs.
    A softmax makes errors no larger, and adds its own.
    """
    with np.errstate(over="ignore"):
        largest = float(worked_output(_without_signs(layer)).max())
    error = STEPS_OF_FLOAT32 * (_num_terms(layer) + 4) * largest + SMALLEST_OF_FLOAT32
    return error + (8 * STEPS_OF_FLOAT32 if layer.activation == "softmax" else 0.0)


def _without_signs(layer: ExactLayer) -> ExactLayer:
    """The layer on the absolute values of all its numbers, with nothing after the sum."""
    kernel, bias = (each and _absolute(each) for each in (layer.kernel, layer.bias))
    return replace(layer, grid=_absolute(layer.grid), kernel=kernel, bias=bias, activation="linear")


def _absolute(numbers: Numbers) -> Numbers:
    return numbers_of(np.abs(numbers.values))


def _num_terms(layer: ExactLayer) -> int:
    """The most numbers that are added up for one output, with the bias."""
    window = layer.window
    taps = window.rows.size * window.columns.size
    return taps * layer.grid.shape[-1] + 1
