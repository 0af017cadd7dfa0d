"""The chosen photo beside a changed one, or beside another photo, on the same layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.equivariance import Movement, Response, moved_activations, respond, respond_by_layer
from explorer.figures import map_pictures
from explorer.figures.colour_maps import ColourMap, palette
from explorer.figures.maps.contact_sheet import ColourRange
from explorer.images.amounts import Parameter
from explorer.images.encoding import png_palette, png_rgb
from explorer.images.samples import SAMPLES
from explorer.images.transforms import TRANSFORMS, movement, parameter_for, transformed
from explorer.runtime.feature_network import FeatureNetwork
from explorer.session.feature_views import chosen_wall
from explorer.session.keys import Key
from explorer.session.photos import Picture, chosen_picture, picture_of
from explorer.session.shared_activations import activations, all_activations
from explorer.session.shared_model import observed_network

OTHER_PHOTO = "other-photo"
CHANGES = (*TRANSFORMS, OTHER_PHOTO)
"""What the chosen photo can be compared with, as a link names it."""

USUAL_OTHER_PHOTO = tuple(SAMPLES)[1]
_PICTURES_CACHE = "32MB"
MOST_RESPONSES = 256


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """What the chosen photo is compared with.

    Attributes:
        title: What was done to the photo, such as "Shifted to the right: 8 px".
        note: What the visitor might not expect; "" for nothing.
        picture: The changed photo, or the other one.
        movement: How it moved the photo; None where it did not, or no grid can follow.
        png: The picture for the browser.
    """

    title: str
    note: str
    picture: Picture
    movement: Movement | None
    png: bytes


@dataclass(frozen=True, slots=True, eq=False)
class MapPair:
    """One feature map of both photos as pictures in the same colours, and their differences.

    Attributes:
        first: PNG of the map for the chosen photo.
        second: PNG of the map for the changed photo.
        value_range: Values of the first and the last colour of both.
        palette: These colours, uint8 (256, 3).
        in_place: PNG of second minus first, position by position.
        moved: PNG of second minus where first should have moved to; None where it should not.
        largest: Value of the last colour of both differences; minus it of the first.
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


def chosen_change() -> str:
    """One of `CHANGES`; a small shift where nothing else is chosen."""
    choice = st.session_state.get(Key.CHANGE)
    return choice if choice in CHANGES else CHANGES[0]


def change_parameter() -> Parameter | None:
    """What there is to choose of the chosen change, for the chosen photo; None for nothing."""
    change = chosen_change()
    if change == OTHER_PHOTO:
        return None
    height, width, _ = chosen_picture().pixels.shape
    return parameter_for(change, (height, width))


def choose_usual_amount() -> None:
    """Another change was chosen, so its own usual amount holds; call it from a callback."""
    st.session_state.pop(Key.BY, None)
    st.query_params.pop(Key.BY, None)


def chosen_amount(parameter: Parameter) -> float:
    """How much of the change; the nearest amount that there is, the usual one at first.

    The slider is not bound to the address: each change has its own range, with it a new slider,
    and a new slider would take the last one's amount from there.
    """
    amount = st.session_state.get(Key.BY, st.query_params.get(Key.BY))
    return parameter.nearest(_number(amount, parameter.default))


def _number(text: object, usual: float) -> float:
    try:
        return float(str(text))
    except ValueError:
        return usual


def choose_amount(amount: float, parameter: Parameter) -> None:
    """Choose how much of the change, before its slider is drawn, and say so in the address."""
    st.session_state[Key.BY] = amount
    if amount == parameter.default:
        st.query_params.pop(Key.BY, None)
    else:
        st.query_params[Key.BY] = f"{amount:g}"


def changed_photo() -> Changed:
    """The chosen photo after the chosen change, or the other photo."""
    change, parameter = chosen_change(), change_parameter()
    if change == OTHER_PHOTO:
        choice = str(st.session_state.get(Key.OTHER_PHOTO) or USUAL_OTHER_PHOTO)
        return _other_photo(choice, picture_of(choice))
    amount = chosen_amount(parameter) if parameter else None
    picture = chosen_picture()
    return _changed(picture.key, change, amount, picture)


def _other_photo(choice: str, picture: Picture) -> Changed:
    title = SAMPLES[choice].title if choice in SAMPLES else "Your own photo"
    return Changed(title, "", picture, None, _png(picture.key, picture))


@st.cache_data(max_entries=32, show_spinner=False)
def _png(picture_key: str, _picture: Picture) -> bytes:
    return png_rgb(_picture.pixels)


@st.cache_data(max_size=_PICTURES_CACHE, show_spinner=False)
def _changed(picture_key: str, change: str, amount: float | None, _picture: Picture) -> Changed:
    transform = TRANSFORMS[change]
    pixels = transformed(_picture.pixels, change, amount)
    key = picture_key if amount is None else f"{picture_key} by {amount:g}"
    return Changed(
        title=_title(transform.label, transform.parameter, amount),
        note=transform.note,
        picture=Picture(f"{key} {change}", pixels),
        movement=movement(change, amount),
        png=png_rgb(pixels),
    )


def _title(label: str, parameter: Parameter | None, amount: float | None) -> str:
    if parameter is None or amount is None:
        return label
    space = " " if parameter.unit.isascii() and parameter.unit else ""
    return f"{label}: {amount:g}{space}{parameter.unit}"


@dataclass(frozen=True, slots=True, eq=False)
class PhotoComparison:
    """What a network makes of the chosen photo and of what it is compared with.

    Attributes:
        changed: What the photo is compared with.
        network: What both pass.
        picture: The chosen photo.
    """

    changed: Changed
    network: FeatureNetwork
    picture: Picture

    @property
    def key(self) -> tuple[str, ...]:
        """The same for the same network and pictures only."""
        return self.network.origin, self.picture.key, self.changed.picture.key

    @property
    def photo_size(self) -> tuple[int, int]:
        """(height, width) of both photos in px."""
        height, width, _ = self.picture.pixels.shape
        return height, width

    def of_layer(self, name: str) -> tuple[Float32Array, Float32Array]:
        """Activations of one layer, for the photo and for what it is compared with."""
        return (
            activations(name, self.picture, self.network),
            activations(name, self.changed.picture, self.network),
        )

    def of_all_layers(self) -> tuple[Mapping[str, Float32Array], Mapping[str, Float32Array]]:
        """The same of all layers by name."""
        return (
            all_activations(self.picture, self.network),
            all_activations(self.changed.picture, self.network),
        )


def compared_photos(changed: Changed) -> PhotoComparison:
    """The chosen photo against a changed one, in the network that the visitor looks into."""
    return PhotoComparison(changed, observed_network(), chosen_picture())


def map_pair(row: LayerSummary, channel: int, compared: PhotoComparison) -> MapPair:
    """A channel of a layer for the chosen photo and for the changed one."""
    look = chosen_wall().look
    return _map_pair(
        compared.key, row.name, channel, look.colour_range, look.colour_map, row, compared
    )


@st.cache_data(max_size=_PICTURES_CACHE, show_spinner=False)
def _map_pair(
    key: tuple[str, ...],
    layer_name: str,
    channel: int,
    colour_range: ColourRange,
    colour_map: ColourMap,
    _row: LayerSummary,
    _compared: PhotoComparison,
) -> MapPair:
    layers = _compared.of_layer(layer_name)
    first, second = (values[..., channel : channel + 1] for values in layers)
    response = _respond(first, second, _row, _compared)
    differences = _differences(first, second, _compared.changed.movement, response)
    largest = max(float(np.nanmax(np.abs(each), initial=0)) for each in differences)
    in_place, *placed = (_difference_png(each, largest) for each in differences)
    coloured = layers if colour_range == "layer" else (first, second)
    low = min(float(values.min()) for values in coloured)
    high = max(float(values.max()) for values in coloured)
    pngs = [
        png_palette(map_pictures.in_range(each[..., 0], low, high), palette(colour_map))
        for each in (first, second)
    ]
    return MapPair(
        first=pngs[0],
        second=pngs[1],
        value_range=(low, high),
        palette=palette(colour_map),
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
    return respond(first, second, field, compared.photo_size, compared.changed.movement)


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


def layer_responses(
    rows: Sequence[LayerSummary], compared: PhotoComparison
) -> Mapping[str, Response]:
    """How much the change moved each layer, by its name."""
    return _responses(compared.key, tuple(rows), compared)


@st.cache_data(max_entries=MOST_RESPONSES, show_spinner=False)
def _responses(
    key: tuple[str, ...], _rows: tuple[LayerSummary, ...], _compared: PhotoComparison
) -> Mapping[str, Response]:
    fields = {row.name: row.receptive_field for row in _rows if row.receptive_field is not None}
    before, after = _compared.of_all_layers()
    return respond_by_layer(
        {name: before[name] for name in fields},
        after,
        fields,
        _compared.photo_size,
        _compared.changed.movement,
    )
