"""How a layer's activations follow a change of the photo: do they move with it, or stay?

Equivariance: each change of the photo has a map that does the same to the activations. Invariance
is the special case where nothing happens to them (Lenc & Vedaldi, arXiv:1411.5908). They fit that
map to many photos; here it is fixed: a shift moves the feature maps, a mirror mirrors them, and
channels are never swapped. That is all a convolution promises. A stride breaks it: between
multiples of the effective stride the grid samples other rows, against the sampling theorem
(Azulay & Weiss, arXiv:1805.12177; Zhang, arXiv:1904.11486).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.arrays import Float32Array

_GRID_RANK = 3


class FieldOnAxis(Protocol):
    """The receptive field of a layer's units along one axis, in px: `architecture`'s FieldAlong."""

    @property
    def size(self) -> int:
        """Rows (or columns) that can influence a unit."""

    @property
    def effective_stride(self) -> int:
        """From the field of a unit to that of the next."""

    @property
    def effective_padding(self) -> int:
        """How far before the photo the field of the first unit begins."""


class Field(Protocol):
    """The receptive field of a layer's units, as `architecture`'s own `ReceptiveField`."""

    @property
    def height(self) -> FieldOnAxis:
        """Along the rows."""

    @property
    def width(self) -> FieldOnAxis:
        """Along the columns."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The photo was moved by this many px; negative is up and left."""

    down: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Mirror:
    """The photo was mirrored: left and right were swapped."""


Movement = Shift | Mirror


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


@dataclass(frozen=True, slots=True)
class Displacement:
    """How far a feature map should move with the photo, and what whole units cannot follow.

    Attributes:
        rows: Units down, the nearest whole number; halfway between two, the smaller move.
        columns: Units to the right, likewise.
        rest_down: px of the photo that are left over: shift - rows * effective stride. For a
            mirror, how far the field of a unit's counterpart lies from the mirrored field.
        rest_right: px of the photo that are left over sideways.
    """

    rows: int
    columns: int
    rest_down: int
    rest_right: int

    @property
    def is_exact(self) -> bool:
        """Whether nothing is left over: then units see the same pixels as their counterparts."""
        return self.rest_down == self.rest_right == 0


@dataclass(frozen=True, slots=True)
class Response:
    """What a change of the photo did to a layer.

    Attributes:
        in_place: Units at the same positions. High if the layer is invariant.
        largest: The largest value of each channel, as a global max pooling would keep it.
        mean: The mean of each channel, as a global average pooling would keep it.
        displacement: How the maps should have moved; None if the change moves nothing, or not in
            a way that a grid could follow.
        moved: Each unit and its counterpart in the moved original, where it has one. High if the
            layer is equivariant.
        moved_inside: The same for fields that reach neither the rim that a shift fills nor padding
            that shifts against the photo; None if there is no such unit.
    """

    in_place: Agreement
    largest: Agreement
    mean: Agreement
    displacement: Displacement | None = None
    moved: Agreement | None = None
    moved_inside: Agreement | None = None


@dataclass(frozen=True, slots=True)
class _Axis:
    """The rows (or columns) of one layer, and how the photo moved along them."""

    num_units: int
    num_pixels: int
    shift: int
    field: FieldOnAxis

    @property
    def units(self) -> int:
        """Whole units nearest to the shift; halfway, the smaller move."""
        stride = self.field.effective_stride
        return int(np.sign(self.shift)) * ((2 * abs(self.shift) + stride - 1) // (2 * stride))

    @property
    def rest(self) -> int:
        """The part of the shift that these units leave over, in px."""
        return self.shift - self.units * self.field.effective_stride

    @property
    def overlap(self) -> range:
        """Units of the changed photo that have a counterpart."""
        return range(max(0, self.units), self.num_units + min(0, self.units))

    @property
    def inside(self) -> range:
        """Those of them that see, like their counterparts, only what both photos hold.

        Without a shift along this axis, padding and rim are the same for both, so all count.
        """
        if self.shift == 0:
            return self.overlap
        moved = self._within(max(0, self.shift), self.num_pixels + min(0, self.shift))
        original = self._within(0, self.num_pixels)
        first = max(self.overlap.start, moved.start, original.start + self.units)
        return range(first, min(self.overlap.stop, moved.stop, original.stop + self.units))

    def _within(self, start: int, stop: int) -> range:
        """Units whose field lies in the pixels from ``start`` to before ``stop``."""
        stride = self.field.effective_stride
        first = -(-(start + self.field.effective_padding) // stride)
        last = (stop - self.field.size + self.field.effective_padding) // stride
        return range(first, last + 1)


def agreement(first: Float32Array, second: Float32Array) -> Agreement:
    """Compare two arrays of activations, number by number.

    Args:
        first: (height, width, channels).
        second: Same shape.

    Raises:
        ValueError: The shapes differ, do not have three axes, or hold nothing.
    """
    _check_pair(first, second)
    length, other_length = _length(first), _length(second)
    mean_length = float(np.hypot(length, other_length)) / np.sqrt(2)
    if mean_length == 0:
        return Agreement(first.size, None, 0.0)
    cosine = None
    if length and other_length:
        cosine = float(np.clip(_inner_product(first, second) / (length * other_length), -1, 1))
    return Agreement(first.size, cosine, float(_length(first - second) / mean_length))


def respond(
    original: Float32Array,
    changed: Float32Array,
    field: Field,
    photo_size: tuple[int, int],
    movement: Movement | None = None,
) -> Response:
    """Measure what a change of the photo did to one layer.

    Args:
        original: Activations for the photo, (height, width, channels).
        changed: Activations for the changed photo, same shape.
        field: The receptive field of the layer's units.
        photo_size: (height, width) of both photos in px.
        movement: How the photo was moved; None if it was not (blur, grey, noise), or was turned or
            scaled, which no whole number of units can follow.

    Raises:
        ValueError: As for `agreement`.
    """
    in_place = agreement(original, changed)
    largest = agreement(original.max((0, 1), keepdims=True), changed.max((0, 1), keepdims=True))
    mean = agreement(_channel_means(original), _channel_means(changed))
    match movement:
        case None:
            return Response(in_place, largest, mean)
        case Mirror():
            displacement = _mirror_displacement(original.shape[1], field.width, photo_size[1])
            mirrored = agreement(original[:, ::-1], changed)
            return Response(in_place, largest, mean, displacement, mirrored, mirrored)
        case Shift():
            height, width, _ = original.shape
            rows = _Axis(height, photo_size[0], movement.down, field.height)
            columns = _Axis(width, photo_size[1], movement.right, field.width)
            axes = rows, columns
            displacement = Displacement(rows.units, columns.units, rows.rest, columns.rest)
            moved = _agreement_of(original, changed, axes, (rows.overlap, columns.overlap))
            inside = _agreement_of(original, changed, axes, (rows.inside, columns.inside))
            return Response(in_place, largest, mean, displacement, moved, inside)


def moved_activations(
    activations: Float32Array, movement: Movement, displacement: Displacement
) -> Float32Array:
    """Put activations where they should be after the photo was moved.

    Args:
        activations: For the photo before, (height, width) or (height, width, channels).
        movement: How the photo was moved.
        displacement: As `respond` reports it for that layer.

    Returns:
        float32 of the same shape; not a number where units have no counterpart.
    """
    if isinstance(movement, Mirror):
        return activations[:, ::-1].astype(np.float32)
    placed = np.full(activations.shape, np.nan, np.float32)
    to_rows, from_rows = _overlaps(displacement.rows, activations.shape[0])
    to_columns, from_columns = _overlaps(displacement.columns, activations.shape[1])
    placed[to_rows, to_columns] = activations[from_rows, from_columns]
    return placed


def respond_by_layer(
    originals: Mapping[str, Float32Array],
    changed: Mapping[str, Float32Array],
    fields: Mapping[str, Field],
    photo_size: tuple[int, int],
    movement: Movement | None = None,
) -> dict[str, Response]:
    """Measure what a change did to each layer: `respond`, in the order of ``originals``.

    Args:
        originals: Activations for the photo by layer name, (height, width, channels) each.
        changed: Activations for the changed photo; at least of the same layers.
        fields: Receptive fields; at least of the same layers.
        photo_size: (height, width) of both photos in px.
        movement: As for `respond`.

    Raises:
        ValueError: A layer is missing, or as for `agreement`.
    """
    missing = [name for name in originals if name not in changed or name not in fields]
    if missing:
        raise ValueError(
            f"Received the layers {missing} of the original photo without their counterpart. "
            "Expected activations for the changed photo and a receptive field for each. Compute "
            "the same layers for both photos."
        )
    return {
        name: respond(activations, changed[name], fields[name], photo_size, movement)
        for name, activations in originals.items()
    }


def _overlaps(units: int, num_units: int) -> tuple[slice, slice]:
    """Where units lie after they move by ``units``, and where they were."""
    start, stop = max(0, units), max(0, num_units + min(0, units))
    return slice(start, stop), slice(max(0, start - units), max(0, stop - units))


def _agreement_of(
    original: Float32Array,
    changed: Float32Array,
    axes: tuple[_Axis, _Axis],
    units: tuple[range, range],
) -> Agreement | None:
    """Compare these rows and columns of the changed photo with where they were before."""
    if not all(units):
        return None
    now = tuple(slice(span.start, span.stop) for span in units)
    before = tuple(
        slice(span.start - axis.units, span.stop - axis.units)
        for span, axis in zip(units, axes, strict=True)
    )
    return agreement(original[before], changed[now])


def _mirror_displacement(num_columns: int, field: FieldOnAxis, width: int) -> Displacement:
    """A mirror swaps column i with the i-th from the end; the rest is how far their fields differ.

    The left end of unit 0's field lies at -padding; the right end of the last unit's field should
    lie as far outside the photo.
    """
    left = -field.effective_padding
    right = left + (num_columns - 1) * field.effective_stride + field.size - 1
    return Displacement(0, 0, 0, left + right - (width - 1))


def _channel_means(activations: Float32Array) -> Float32Array:
    """One number for each channel, as a grid of one position."""
    means: Float32Array = activations.mean((0, 1), np.float64, keepdims=True).astype(np.float32)
    return means


def _inner_product(first: Float32Array, second: Float32Array) -> float:
    """Sum of products: float32 along the channels, for speed, then with more digits."""
    by_position = np.einsum("hwc,hwc->hw", first, second)
    return float(by_position.sum(dtype=np.float64))


def _length(values: Float32Array) -> float:
    return float(np.sqrt(_inner_product(values, values)))


def _check_pair(first: Float32Array, second: Float32Array) -> None:
    if first.ndim != _GRID_RANK or first.shape != second.shape or first.size == 0:
        raise ValueError(
            f"Received activations of shapes {first.shape} and {second.shape}. Expected the same "
            "(height, width, channels) for both, none of them 0. Fit both photos to the same "
            "size and use the same layer."
        )
