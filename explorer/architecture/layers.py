"""The kinds of layer a network is made of, as frozen records.

A record states what a layer is, not what it does: shapes, receptive fields, costs, the Keras
layer and the drawing are derived from it elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal, get_args

Padding = Literal["same", "valid"]
ActivationName = Literal["linear", "relu", "sigmoid", "softmax"]

Sides = int | tuple[int, int]
"""A number for rows and one for columns, (rows, columns), or one number for both."""

Margins = Sides | tuple[tuple[int, int], tuple[int, int]]
"""Zeros on each side: one number, (rows, columns), or ((top, bottom), (left, right))."""


class Family(StrEnum):
    """Layers that share a colour, everywhere."""

    CONVOLUTION = "convolution"
    POOLING = "pooling"
    DENSE = "dense"
    NORMALISATION = "normalisation"
    ACTIVATION = "activation"
    REGULARISATION = "regularisation"
    RESHAPE = "reshape"


WITH_WEIGHTS = frozenset({Family.CONVOLUTION, Family.DENSE})
"""The families that the 16 in VGG16 counts."""


def sides_of(value: Sides) -> tuple[int, int]:
    """(rows, columns) of a number that may be the same for both."""
    return value if isinstance(value, tuple) else (value, value)


def margins_of(value: Margins) -> tuple[tuple[int, int], tuple[int, int]]:
    """((top, bottom), (left, right)) of zeros that may be the same for several sides."""
    rows, columns = value if isinstance(value, tuple) else (value, value)
    return sides_of(rows), sides_of(columns)


def shortest_form(value: Margins) -> Margins:
    """One number where all sides agree: ((1, 1), (1, 1)) -> 1, (3, 3) -> 3, (3, 5) -> (3, 5)."""
    rows, columns = margins_of(value)
    if rows[0] != rows[1] or columns[0] != columns[1]:
        return rows, columns
    return rows[0] if rows == columns else (rows[0], columns[0])


def cannot_combine(stride: object, dilation: object) -> str:
    """Why a convolution with this stride and dilation is refused, and what to do."""
    return (
        f"stride and dilation cannot both be larger than 1. Received: stride {stride}, "
        f"dilation {dilation}. Set one of them to 1."
    )


def _require_at_least(layer: "Layer", minimum: int, *fields: str) -> None:
    for field in fields:
        value = getattr(layer, field)
        if not _is_whole(value, minimum):
            raise ValueError(
                f"{layer.name} ({type(layer).__name__}): {field} must be a whole number of "
                f"{minimum} or more. Received: {field}={value!r}."
            )


def _require_sides(layer: "Layer", minimum: int, *fields: str) -> None:
    """Require whole numbers, for both axes or for each; keep one number where both agree."""
    for field in fields:
        value = getattr(layer, field)
        if isinstance(value, int):
            _require_at_least(layer, minimum, field)
        elif not _is_pair(value) or not all(_is_whole(each, minimum) for each in value):
            raise ValueError(
                f"{layer.name} ({type(layer).__name__}): {field} must be a whole number of "
                f"{minimum} or more, or two of them: (rows, columns). Received: {field}={value!r}."
            )
        else:
            object.__setattr__(layer, field, shortest_form(value))


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == len(("rows", "columns"))


def _parts(value: object) -> tuple[object, ...]:
    """Both numbers of a pair; anything else alone."""
    return value if isinstance(value, tuple) and _is_pair(value) else (value,)


def _is_whole(value: object, minimum: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= minimum


def _require_one_of(layer: "Layer", field: str, accepted: tuple[str, ...]) -> None:
    value = getattr(layer, field)
    if value not in accepted:
        raise ValueError(
            f"{layer.name} ({type(layer).__name__}): {field} must be one of {accepted}. "
            f"Received: {field}={value!r}."
        )


@dataclass(frozen=True, slots=True)
class Conv2D:
    """A convolution, and the activation that Keras builds into it.

    ``kernel_size``, ``stride`` and ``dilation`` are one number, or (rows, columns).
    """

    family: ClassVar[Family] = Family.CONVOLUTION
    name: str
    filters: int
    kernel_size: Sides
    stride: Sides = 1
    padding: Padding = "same"
    dilation: Sides = 1
    activation: ActivationName = "relu"
    use_bias: bool = True
    trainable: bool = True

    def __post_init__(self) -> None:
        """Refuse what no framework can build."""
        _require_at_least(self, 1, "filters")
        _require_sides(self, 1, "kernel_size", "stride", "dilation")
        _require_one_of(self, "padding", get_args(Padding))
        _require_one_of(self, "activation", get_args(ActivationName))
        if self.stride != 1 and self.dilation != 1:  # along different axes, too, as in Keras
            raise ValueError(f"{self.name} (Conv2D): {cannot_combine(self.stride, self.dilation)}")


@dataclass(frozen=True, slots=True)
class _Pool2D:
    family: ClassVar[Family] = Family.POOLING
    name: str
    pool_size: Sides = 2
    stride: Sides = 2
    padding: Padding = "valid"

    def __post_init__(self) -> None:
        """Refuse what no framework can build."""
        layer: Layer = self  # type: ignore[assignment]  # only its two subclasses are made
        _require_sides(layer, 1, "pool_size", "stride")
        _require_one_of(layer, "padding", get_args(Padding))


@dataclass(frozen=True, slots=True)
class MaxPool2D(_Pool2D):
    """Keeps the largest value of each window."""


@dataclass(frozen=True, slots=True)
class AveragePool2D(_Pool2D):
    """Keeps the mean of each window."""


@dataclass(frozen=True, slots=True)
class ZeroPad2D:
    """Adds rows and columns of zeros: explicit padding as in AlexNet.

    ``amount`` is one number for all sides, (rows, columns) with as many before as after, or
    ((top, bottom), (left, right)).
    """

    family: ClassVar[Family] = Family.RESHAPE
    name: str
    amount: Margins

    def __post_init__(self) -> None:
        """Refuse negative padding."""
        amount: object = self.amount  # anything, until it is checked
        ends = [end for each in _parts(amount) for end in _parts(each)]
        if not all(_is_whole(end, 0) for end in ends):
            raise ValueError(
                f"{self.name} (ZeroPad2D): amount must be whole numbers of 0 or more. Give one, "
                "(rows, columns), or ((top, bottom), (left, right)). "
                f"Received: amount={self.amount!r}."
            )
        object.__setattr__(self, "amount", shortest_form(self.amount))


@dataclass(frozen=True, slots=True)
class BatchNorm:
    """Batch normalisation: it learns a scale and an offset, and tracks a mean and a variance."""

    family: ClassVar[Family] = Family.NORMALISATION
    name: str
    trainable: bool = True


@dataclass(frozen=True, slots=True)
class LRN:
    """Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3)."""

    family: ClassVar[Family] = Family.NORMALISATION
    name: str
    size: int = 5
    offset: float = 2.0
    alpha: float = 1e-4
    beta: float = 0.75

    def __post_init__(self) -> None:
        """The window is centred on a channel, so it is odd."""
        _require_at_least(self, 1, "size")
        if self.size % 2 == 0:
            raise ValueError(
                f"{self.name} (LRN): size must be odd, because the window is centred on a channel. "
                f"Received: size={self.size}."
            )


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation that is a layer of its own."""

    family: ClassVar[Family] = Family.ACTIVATION
    name: str
    function: ActivationName = "relu"

    def __post_init__(self) -> None:
        """Refuse unknown functions."""
        _require_one_of(self, "function", get_args(ActivationName))


@dataclass(frozen=True, slots=True)
class Dropout:
    """Sets a share ``rate`` of the values to zero during training; does nothing afterwards."""

    family: ClassVar[Family] = Family.REGULARISATION
    name: str
    rate: float = 0.5

    def __post_init__(self) -> None:
        """A share lies between 0 and 1."""
        if not 0 <= self.rate < 1:
            raise ValueError(
                f"{self.name} (Dropout): rate must be at least 0 and less than 1. "
                f"Received: rate={self.rate!r}."
            )


@dataclass(frozen=True, slots=True)
class Flatten:
    """Lays out the values of a grid in one row."""

    family: ClassVar[Family] = Family.RESHAPE
    name: str = "flatten"


@dataclass(frozen=True, slots=True)
class GlobalAveragePool:
    """Keeps the mean of each feature map, whatever its size."""

    family: ClassVar[Family] = Family.POOLING
    name: str = "global_average_pool"


@dataclass(frozen=True, slots=True)
class GlobalMaxPool:
    """Keeps the largest value of each feature map, whatever its size."""

    family: ClassVar[Family] = Family.POOLING
    name: str = "global_max_pool"


@dataclass(frozen=True, slots=True)
class Dense:
    """A fully connected layer, and the activation that Keras builds into it."""

    family: ClassVar[Family] = Family.DENSE
    name: str
    units: int
    activation: ActivationName = "relu"
    use_bias: bool = True
    trainable: bool = True

    def __post_init__(self) -> None:
        """Refuse what no framework can build."""
        _require_at_least(self, 1, "units")
        _require_one_of(self, "activation", get_args(ActivationName))


Layer = (
    Conv2D
    | MaxPool2D
    | AveragePool2D
    | ZeroPad2D
    | BatchNorm
    | LRN
    | Activation
    | Dropout
    | Flatten
    | GlobalAveragePool
    | GlobalMaxPool
    | Dense
)

GlobalPool = GlobalAveragePool | GlobalMaxPool
"""What makes one value of each feature map."""

ReductionLayer = Flatten | GlobalPool
"""What turns the last grid into one row of values."""

LAYER_KINDS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(Layer)}
