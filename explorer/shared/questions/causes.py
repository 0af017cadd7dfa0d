"""Questions about what becomes of deeper layers once something is taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.agreement import GridPart
from explorer.architecture.fields.projective import ProjectiveField, projective_fields
from explorer.architecture.receptive_field import Box
from explorer.arrays import Float32Array
from explorer.equivariance import Response, respond
from explorer.figures.colour_maps import palette
from explorer.figures.maps.depth_strip import largest_indices
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.encoding import png_palette
from explorer.observed import Observed
from explorer.shared.questions.change import ComparedLooks, MapDifference, MapPair
from explorer.shared.questions.question import MIB, Seen


@dataclass(frozen=True, slots=True, eq=False)
class LayerSpread:
    """How far a change has spread in one layer. A place is a unit of the grid, all channels of it.

    Attributes:
        response: How much the layer changed.
        png: How much each place changed: the length of the difference over its channels.
        largest: The largest of these lengths, drawn in the brightest colour.
        num_changed: Places where any channel changed, in the last digit or more.
        num_outside: Those of them that the patch cannot reach; 0 where no patch is hidden.
    """

    response: Response
    png: bytes
    largest: float
    num_changed: int
    num_outside: int


@dataclass(frozen=True)
class CausedSpread(ComparedLooks[Mapping[str, LayerSpread]]):
    """How far a change has spread in each layer, by its name.

    Attributes:
        patch: The patch of the photo that is hidden, px; None where something else was changed.
    """

    most_bytes: ClassVar[int] = 4 * MIB

    patch: Box | None

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        return tuple(row.name for row in observed.network.rows if row.receptive_field is not None)

    def answer(self, seen: Seen) -> Mapping[str, LayerSpread]:
        """See `Question.answer`."""
        rows, names = seen.observed.network.rows, self.reads(seen.observed)
        reached = projective_fields(rows, self.patch) if self.patch else ()
        fields = {field.layer_name: field for field in reached}
        return {name: self._of_layer(seen, name, fields.get(name)) for name in names}

    def _of_layer(self, seen: Seen, name: str, reached: ProjectiveField | None) -> LayerSpread:
        first, second = seen.layer(name), seen.beside(self.second).layer(name)
        field = seen.observed.network.row(name).receptive_field
        if field is None:
            raise TypeError(f"the units of {name} see the whole photo, on no grid")
        changed = (first != second).any(axis=-1)
        inside = part_of(changed)
        lengths = np.zeros(changed.shape, np.float32)
        lengths[inside] = change_lengths(first[inside], second[inside])
        return LayerSpread(
            response=respond(first, second, field, seen.observed.picture.size, inside=inside),
            png=png_palette(largest_indices(lengths), palette("viridis")),
            largest=float(lengths.max()),
            num_changed=int(np.count_nonzero(changed)),
            num_outside=0 if reached is None else num_outside(changed, reached),
        )


@dataclass(frozen=True)
class WatchedMap(ComparedLooks[tuple[int, MapPair]]):
    """A channel of a layer for both, and its number.

    Attributes:
        layer_name: Which layer.
        channel: Which one; None for the one that changes most, the first of equal ones.
        look: Colours of the maps.
    """

    most_bytes: ClassVar[int] = 2 * MIB

    layer_name: str
    channel: int | None
    look: WallLook

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        del observed
        return (self.layer_name,)

    def answer(self, seen: Seen) -> tuple[int, MapPair]:
        """See `Question.answer`."""
        channel = self.channel
        if channel is None:
            layers = [each.layer(self.layer_name) for each in (seen, seen.beside(self.second))]
            channel = most_changed_channel(*layers)
        asked = MapDifference(self.second, self.movement, self.layer_name, channel, self.look)
        return channel, asked.answer(seen)


def part_of(changed: NDArray[np.bool_]) -> GridPart:
    """The rows and columns from the first place that changed to the last one.

    Args:
        changed: bool (height, width).
    """
    rows, columns = np.nonzero(changed)
    return _from_first_to_last(np.unique(rows)), _from_first_to_last(np.unique(columns))


def _from_first_to_last(places: NDArray[np.intp]) -> slice:
    return slice(int(places[0]), int(places[-1]) + 1) if places.size else slice(0, 0)


def change_lengths(first: Float32Array, second: Float32Array) -> Float32Array:
    """How much each place changed: the length of the difference over its channels.

    Args:
        first: float32 (height, width, channels).
        second: Same shape.

    Returns:
        float32 (height, width).
    """
    difference = second - first
    lengths: Float32Array = np.sqrt(np.einsum("ijk,ijk->ij", difference, difference))
    return lengths


def most_changed_channel(first: Float32Array, second: Float32Array) -> int:
    """The channel whose map changed most, by the length of its difference; of equal ones the first.

    Args:
        first: float32 (height, width, channels).
        second: Same shape.
    """
    difference = second - first
    return int(np.einsum("ijk,ijk->k", difference, difference).argmax())


def num_outside(changed: NDArray[np.bool_], reached: ProjectiveField) -> int:
    """Places that changed though they cannot be reached.

    Args:
        changed: bool (height, width) of a layer's grid.
        reached: The places of that grid that can be reached.
    """
    inside = changed[np.ix_(reached.rows, reached.columns)]
    return int(np.count_nonzero(changed)) - int(np.count_nonzero(inside))
