"""A layer together with the numbers that it is applied to, as one value: hashed, sent, compared."""

from collections.abc import Hashable
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Literal

import numpy as np

from explorer.architecture.shapes import GridWindow, Sweeps, sweep
from explorer.arrays import Float64Array
from explorer.convolution.layer import HandActivation, HandLayer, work_out_convolution
from explorer.convolution.pooling import work_out_windows
from explorer.convolution.transposed import transposed_sweep, work_out_transposed
from explorer.operations import NumberArray

OperationKind = Literal["convolution", "sequence", "transposed", "maximum", "average"]
"""What slides; a sequence is a convolution along one axis, and the last two are poolings."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """An array that compares and hashes by its values.

    Attributes:
        shape: Its axes.
        data: float64 in C order.
    """

    shape: tuple[int, ...]
    data: bytes

    @property
    def values(self) -> Float64Array:
        """The array, read-only."""
        return np.frombuffer(self.data, np.float64).reshape(self.shape)

    @property
    def cache_key(self) -> Hashable:
        """Short, however many numbers there are."""
        return self.shape, sha256(self.data).digest()


def numbers_of(values: NumberArray) -> Numbers:
    """An array of any shape as a value."""
    return Numbers(values.shape, np.ascontiguousarray(values, np.float64).tobytes())


@dataclass(frozen=True, slots=True)
class ExactLayer:
    """A layer and its input.

    Attributes:
        kind: What slides.
        grid: The input, (height, width, channels); of a sequence (1, steps, channels).
        window: How it slides; of a transposed convolution, the window of the direct one.
        kernel: As in `HandLayer`; None for a pooling.
        bias: (filters,); None for a pooling.
        groups: As in `HandLayer`.
        activation: As in `HandLayer`.
        extra: Of a transposed convolution, as in `work_out_transposed`.
    """

    kind: OperationKind
    grid: Numbers
    window: GridWindow
    kernel: Numbers | None = None
    bias: Numbers | None = None
    groups: int = 1
    activation: HandActivation = "linear"
    extra: tuple[int, int] = (0, 0)

    @property
    def cache_key(self) -> Hashable:
        """What results are kept under: short, and without the numbers themselves."""
        return tuple(
            getattr(value, "cache_key", value)
            for value in (getattr(self, each.name) for each in fields(self))
        )

    @property
    def sweeps(self) -> Sweeps:
        """How the window moves over the input; not for a transposed convolution."""
        height, width, _ = self.grid.shape
        return sweep(self.window.rows, height), sweep(self.window.columns, width)

    @property
    def direct_sweeps(self) -> Sweeps:
        """How the direct convolution moves over the output of a transposed one.

        Raises:
            ValueError: There is no such output; the message says what to do.
        """
        height, width, _ = self.grid.shape
        return (
            transposed_sweep(self.window.rows, height, self.extra[0]),
            transposed_sweep(self.window.columns, width, self.extra[1]),
        )

    @property
    def hand_layer(self) -> HandLayer:
        """The layer without its input.

        Raises:
            ValueError: It is a pooling.
        """
        if self.kernel is None or self.bias is None:
            raise ValueError(f"Received a {self.kind} pooling. It has no kernel. Use its window.")
        kernel, bias = self.kernel.values, self.bias.values
        return HandLayer(kernel, bias, self.window, self.groups, self.activation)


def exact_convolution(
    grid: NumberArray, layer: HandLayer, kind: OperationKind = "convolution"
) -> ExactLayer:
    """A convolution and its input.

    Args:
        grid: (height, width, channels); of a sequence (1, steps, channels).
        layer: What slides over it.
        kind: "sequence" for one along a single axis; its kernel has one row.
    """
    kernel, bias = numbers_of(layer.kernel), numbers_of(layer.bias)
    return ExactLayer(
        kind, numbers_of(grid), layer.window, kernel, bias, layer.groups, layer.activation
    )


def exact_transposed(
    grid: NumberArray, layer: HandLayer, extra: tuple[int, int] = (0, 0)
) -> ExactLayer:
    """A transposed convolution and its input; arguments as in `work_out_transposed`."""
    return ExactLayer(
        "transposed",
        numbers_of(grid),
        layer.window,
        numbers_of(layer.kernel),
        numbers_of(layer.bias),
        activation=layer.activation,
        extra=extra,
    )


def exact_pooling(grid: NumberArray, window: GridWindow, *, average: bool) -> ExactLayer:
    """A pooling and its input; arguments as in `work_out_windows`."""
    return ExactLayer("average" if average else "maximum", numbers_of(grid), window)


def worked_output(layer: ExactLayer) -> Float64Array:
    """What a layer makes of its input, worked out by hand: (height out, width out, filters).

    Raises:
        ValueError: Something does not fit or is not finite; the message says what to do.
    """
    grid = layer.grid.values
    match layer.kind:
        case "maximum" | "average":
            is_average = layer.kind == "average"
            return work_out_windows(grid, layer.window, average=is_average).result
        case "transposed":
            return work_out_transposed(grid, layer.hand_layer, extra=layer.extra).work.activation
        case _:
            return work_out_convolution(grid, layer.hand_layer).activation
