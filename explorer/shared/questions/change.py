"""Questions about a network that looks twice: at two pictures, or at one in two ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.equivariance import Movement, Response, moved_activations, respond
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.encoding import png_palette
from explorer.observed import Observed
from explorer.shared.questions.question import KIB, MIB, Answer, Question, Seen


@dataclass(frozen=True)
class ComparedLooks(Question[Answer]):
    """A question about what is observed and something else.

    Attributes:
        second: What to compare with: another picture, one prepared in another way, or the same
            with something switched off; with the same layers.
        movement: How the second picture was moved; None where it was not, or no grid can follow.
    """

    second: Observed
    movement: Movement | None

    def needs(self, observed: Observed) -> Mapping[Observed, tuple[str, ...]]:
        """See `Question.needs`."""
        names = self.reads(observed)
        return {observed: names, self.second: names}


@dataclass(frozen=True, slots=True, eq=False)
class MapPair:
    """One feature map of both as pictures in the same colours, and their differences.

    Attributes:
        first: PNG of the map for what is observed.
        second: PNG of the map for what it is compared with.
        value_range: Values of the first and the last colour of both maps.
        palette: These colours, uint8 (256, 3).
        in_place: PNG of second minus first, position by position.
        moved: PNG of second minus the moved first; None where nothing should move.
        largest: Value of the last colour of both differences; the first has its negative.
        response: How much this one map changed.
    """

    first: bytes
    second: bytes
    value_range: tuple[float, float]
    palette: NDArray[np.uint8]
    in_place: bytes
    moved: bytes | None
    largest: float
    response: Response


@dataclass(frozen=True)
class MapDifference(ComparedLooks[MapPair]):
    """A channel of a layer for both."""

    most_bytes: ClassVar[int] = 2 * MIB

    layer_name: str
    channel: int
    look: WallLook

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        del observed
        return (self.layer_name,)

    def answer(self, seen: Seen) -> MapPair:
        """See `Question.answer`."""
        layers = [each.layer(self.layer_name) for each in (seen, seen.beside(self.second))]
        first, second = (values[..., self.channel : self.channel + 1] for values in layers)
        response = self._respond(seen.observed, first, second)
        differences = _differences(first, second, self.movement, response)
        largest = max(float(np.nanmax(np.abs(each), initial=0)) for each in differences)
        in_place, *placed = (_difference_png(each, largest) for each in differences)
        coloured = layers if self.look.colour_range == "layer" else (first, second)
        low = min(float(values.min()) for values in coloured)
        high = max(float(values.max()) for values in coloured)
        colours = palette(self.look.colour_map)
        pngs = [
            png_palette(map_pictures.in_range(each[..., 0], low, high), colours)
            for each in (first, second)
        ]
        return MapPair(
            first=pngs[0],
            second=pngs[1],
            value_range=(low, high),
            palette=colours,
            in_place=in_place,
            moved=next(iter(placed), None),
            largest=largest,
            response=response,
        )

    def _respond(self, observed: Observed, first: Float32Array, second: Float32Array) -> Response:
        field = observed.network.row(self.layer_name).receptive_field
        if field is None:
            raise TypeError(f"the units of {self.layer_name} see the whole photo, on no grid")
        return respond(first, second, field, observed.picture.size, self.movement)


def _differences(
    first: Float32Array, second: Float32Array, movement: Movement | None, response: Response
) -> list[Float32Array]:
    """Second minus first, and second minus the moved first where something moved."""
    found = [(second - first)[..., 0]]
    if movement is not None and response.displacement is not None:
        found.append((second - moved_activations(first, movement, response.displacement))[..., 0])
    return found


def _difference_png(difference: Float32Array, largest: float) -> bytes:
    indices = map_pictures.around_zero(difference, largest)
    return png_palette(indices, map_pictures.signed_palette(), transparent=map_pictures.NO_VALUE)


@dataclass(frozen=True)
class Responses(ComparedLooks[Mapping[str, Response]]):
    """How much each layer changed from what is observed to the second, by its name."""

    most_bytes: ClassVar[int] = 16 * KIB

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        return tuple(row.name for row in observed.network.rows if row.receptive_field is not None)

    def answer(self, seen: Seen) -> Mapping[str, Response]:
        """See `Question.answer`."""
        other, size = seen.beside(self.second), seen.observed.picture.size
        return {  # layer by layer: all of both pictures at once take 120 MB
            row.name: respond(
                seen.layer(row.name), other.layer(row.name), field, size, self.movement
            )
            for row in seen.observed.network.rows
            if (field := row.receptive_field) is not None
        }
