"""The chosen photo beside a changed one, or beside another photo, on the same layer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.equivariance import Movement, Response, moved_activations, respond, respond_by_layer
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.amounts import AmountRange
from explorer.images.encoding import png_palette
from explorer.images.samples import SAMPLES
from explorer.images.transforms import TRANSFORMS, movement, parameter_for, transformed
from explorer.kept import kept
from explorer.observed import Observed, Picture, picture_of
from explorer.session.choices import chosen_size
from explorer.session.parameters import ANOTHER_PHOTO, BY, CHANGE, OTHER_PHOTO
from explorer.session.photos import chosen_picture, picture_of_choice
from explorer.shared.activations import activations, all_activations


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """What the chosen photo is compared with.

    Attributes:
        title: What was done to the photo, such as "Shifted to the right: 8 px".
        note: What might surprise the visitor; "" for nothing.
        picture: The changed photo, or the other one.
        movement: How it moved the photo; None where it did not, or no grid can follow.
    """

    title: str
    note: str
    picture: Picture
    movement: Movement | None


@dataclass(frozen=True, slots=True, eq=False)
class MapPair:
    """One feature map of both photos as pictures in the same colours, and their differences.

    Attributes:
        first: PNG of the map for the chosen photo.
        second: PNG of the map for the changed photo.
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


def change_parameter() -> AmountRange | None:
    """The amounts of the chosen change to choose from; None if it has no amount."""
    change = CHANGE.chosen()
    if change == ANOTHER_PHOTO:
        return None
    return parameter_for(change, chosen_size().sides)


def choose_usual_amount() -> None:
    """Go back to the default amount: another change was chosen. Call it from a callback."""
    BY.choose(None)


def chosen_amount(parameter: AmountRange) -> float:
    """The chosen amount of the change, or the nearest that exists; by default the usual one."""
    amount = BY.chosen()
    return parameter.nearest(parameter.default if amount is None else amount)


def changed_photo() -> Changed:
    """The chosen photo after the chosen change, or the other photo."""
    change, parameter = CHANGE.chosen(), change_parameter()
    if change == ANOTHER_PHOTO:
        choice = OTHER_PHOTO.chosen()
        title = SAMPLES[choice].title if choice in SAMPLES else "Your own photo"
        return Changed(title, "", picture_of_choice(choice), None)
    return _changed(chosen_picture(), change, chosen_amount(parameter) if parameter else None)


@kept(mib=32)
def _changed(picture: Picture, change: str, amount: float | None) -> Changed:
    transform = TRANSFORMS[change]
    return Changed(
        title=_title(transform.label, transform.parameter, amount),
        note=transform.note,
        picture=picture_of(transformed(picture.pixels, change, amount)),
        movement=movement(change, amount),
    )


def _title(label: str, parameter: AmountRange | None, amount: float | None) -> str:
    if parameter is None or amount is None:
        return label
    space = " " if parameter.unit.isascii() and parameter.unit else ""
    return f"{label}: {amount:g}{space}{parameter.unit}"


@dataclass(frozen=True, slots=True)
class PhotoComparison:
    """A network that looks at the chosen photo and at the picture to compare it with.

    Attributes:
        first: The network and the chosen photo.
        second: The same network and the other picture.
        movement: How the photo was moved; None where it was not, or no grid can follow.
    """

    first: Observed
    second: Observed
    movement: Movement | None

    @property
    def cache_key(self) -> tuple[object, ...]:
        """What results are kept under, without the pixels."""
        return self.first.cache_key, self.second.cache_key, self.movement


def compared_photos(observed: Observed, changed: Changed) -> PhotoComparison:
    """What is observed, beside the same network's look at a changed photo."""
    return PhotoComparison(observed, replace(observed, picture=changed.picture), changed.movement)


@kept(mib=32)
def map_pair(compared: PhotoComparison, layer_name: str, channel: int, look: WallLook) -> MapPair:
    """A channel of a layer for the chosen photo and for the changed one."""
    layers = [activations(each, layer_name) for each in (compared.first, compared.second)]
    first, second = (values[..., channel : channel + 1] for values in layers)
    response = _respond(first, second, compared.first.network.row(layer_name), compared)
    differences = _differences(first, second, compared.movement, response)
    largest = max(float(np.nanmax(np.abs(each), initial=0)) for each in differences)
    in_place, *placed = (_difference_png(each, largest) for each in differences)
    coloured = layers if look.colour_range == "layer" else (first, second)
    low = min(float(values.min()) for values in coloured)
    high = max(float(values.max()) for values in coloured)
    colours = palette(look.colour_map)
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


def _respond(
    first: Float32Array, second: Float32Array, row: LayerSummary, compared: PhotoComparison
) -> Response:
    field = row.receptive_field
    if field is None:
        raise TypeError(f"the units of {row.name} see the whole photo and lie on no grid")
    return respond(first, second, field, compared.first.picture.size, compared.movement)


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


@kept(results=256)
def layer_responses(compared: PhotoComparison) -> Mapping[str, Response]:
    """How much the change moved each layer, by its name."""
    rows = compared.first.network.rows
    fields = {row.name: row.receptive_field for row in rows if row.receptive_field is not None}
    before, after = all_activations(compared.first), all_activations(compared.second)
    return respond_by_layer(
        {name: before[name] for name in fields},
        after,
        fields,
        compared.first.picture.size,
        compared.movement,
    )
