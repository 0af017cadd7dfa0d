"""How a layer's activations follow a change of the photo: do they move with it, or stay?

Equivariance: each change of the photo has a map that does the same to the activations. Invariance
is the special case where nothing happens to them (Lenc & Vedaldi, arXiv:1411.5908). They fit that
map to many photos; here it is fixed: a shift moves the feature maps, a mirror mirrors them, and
channels are never swapped. That is all a convolution promises. A stride breaks it: between
multiples of the effective stride the grid samples other rows, against the sampling theorem
(Azulay & Weiss, arXiv:1805.12177; Zhang, arXiv:1904.11486).
"""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from explorer.agreement import EVERYWHERE, Agreement, GridPart, agreement
from explorer.arrays import Float32Array


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


def respond(  # noqa: PLR0913 -- two layers, what their units see, and what was done
    original: Float32Array,
    changed: Float32Array,
    field: Field,
    photo_size: tuple[int, int],
    movement: Movement | None = None,
    *,
    inside: GridPart = EVERYWHERE,
) -> Response:
    """Measure what a change of the photo did to one layer.

    Args:
        original: Activations for the photo, (height, width, channels).
        changed: Activations for the changed photo, same shape.
        field: The receptive field of the layer's units.
        photo_size: (height, width) of both photos in px.
        movement: How the photo was moved; None if it was not (blur, grey, noise), or was turned or
            scaled, which no whole number of units can follow.
        inside: As for `agreement`.

    Raises:
        ValueError: As for `agreement`.
    """
    found = respond_in_place(original, changed, inside)
    match movement:
        case None:
            return found
        case Mirror():
            displacement = _mirror_displacement(original.shape[1], field.width, photo_size[1])
            mirrored = agreement(original[:, ::-1], changed)
            return replace(found, displacement=displacement, moved=mirrored, moved_inside=mirrored)
        case Shift():
            height, width, _ = original.shape
            rows = _Axis(height, photo_size[0], movement.down, field.height)
            columns = _Axis(width, photo_size[1], movement.right, field.width)
            axes = rows, columns
            displacement = Displacement(rows.units, columns.units, rows.rest, columns.rest)
            moved = _agreement_of(original, changed, axes, (rows.overlap, columns.overlap))
            seen = _agreement_of(original, changed, axes, (rows.inside, columns.inside))
            return replace(found, displacement=displacement, moved=moved, moved_inside=seen)


def respond_in_place(
    original: Float32Array, changed: Float32Array, inside: GridPart = EVERYWHERE
) -> Response:
    """Measure what a change that moves nothing did to one layer.

    Args:
        original: As for `respond`.
        changed: Likewise.
        inside: As for `agreement`.

    Raises:
        ValueError: As for `agreement`.
    """
    return Response(
        agreement(original, changed, inside),
        agreement(_channel_largest(original), _channel_largest(changed)),
        agreement(_channel_means(original), _channel_means(changed)),
    )


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


def _channel_largest(activations: Float32Array) -> Float32Array:
    """One number for each channel, as a grid of one position.

    Row by row, then the columns: NumPy takes three times as long for both axes in one go.
    """
    largest: Float32Array = activations.max(0).max(0)
    return largest[np.newaxis, np.newaxis]


def _channel_means(activations: Float32Array) -> Float32Array:
    """One number for each channel, as a grid of one position; in two steps, as the largest."""
    height, width, _ = activations.shape
    sums = activations.sum(0).sum(0, dtype=np.float64)
    means: Float32Array = (sums / (height * width)).astype(np.float32)
    return means[np.newaxis, np.newaxis]
