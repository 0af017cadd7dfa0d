"""The cone of one unit: what it sees below and what it reaches above, along one axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.architecture.fields.growth import INPUT_NAME, AxisLayer, centres, layer_sizes
from explorer.architecture.shapes import Axis
from explorer.figures.theme import SELECTED_COLOUR

SEEN_COLOUR = "#0072B2"
REACHED_COLOUR = "#CC79A7"


@dataclass(frozen=True, slots=True)
class ConeLayer:
    """One layer of the drawing.

    Attributes:
        name: The layer's name.
        size: How many units it has along the axis.
        centre: Where its first unit's field is centred on the input, px.
        spacing: px from there to the next unit's.
        first_read: The first position that its first unit reads in the layer below; negative in
            the padding.
        stride: Positions from there to the first that the next unit reads.
        taps: How far each of its taps is from the first; () for the input.
        unread: Its units that the layer above never reads.
    """

    name: str
    size: int
    centre: float
    spacing: int
    first_read: int = 0
    stride: int = 1
    taps: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldCone:
    """All that is needed to light up, for any unit, what it sees and what sees it.

    Attributes:
        layers: The input first.
        first: Where the drawing begins, px of the input; it includes each layer's padding.
        last: Where it ends.
        unit: What a unit is called: "row" or "column".
        colours: Of what is seen, what is reached and the selected unit.
    """

    layers: tuple[ConeLayer, ...]
    first: float
    last: float
    unit: str
    colours: tuple[str, str, str] = (SEEN_COLOUR, REACHED_COLOUR, SELECTED_COLOUR)


def field_cone(layers: Sequence[AxisLayer], axis: Axis = "rows") -> FieldCone:
    """Lay out the layers of a network along one axis, each unit over the centre of its field.

    Args:
        layers: The layers, first layer first.
        axis: The axis along which they slide.

    Raises:
        ValueError: No layer slides a window.
    """
    if not layers:
        raise ValueError(
            "No layer slides a window over the input, so there is no cone to draw. Add a "
            "convolution or a pooling."
        )
    drawn = tuple(_cone_layers(layers))
    around = [*((layer.sweep.pad_before, layer.sweep.pad_after) for layer in layers), (0, 0)]
    edges = [
        (layer.centre + place * layer.spacing)
        for layer, (before, after) in zip(drawn, around, strict=True)
        for place in (-before - 0.5, layer.size - 0.5 + after)
    ]
    return FieldCone(drawn, min(edges), max(edges), axis.removesuffix("s"))


def _cone_layers(layers: Sequence[AxisLayer]) -> Iterator[ConeLayer]:
    """The input and each layer; the layer above knows which units it never reads."""
    unread = [*(layer.sweep.unreached for layer in layers), ()]
    places, sizes = centres(layers), layer_sizes(layers)
    yield ConeLayer(INPUT_NAME, sizes[0], *places[0], unread=unread[0])
    for number, layer in enumerate(layers, 1):
        window = layer.sweep.window
        yield ConeLayer(
            layer.name,
            sizes[number],
            *places[number],
            first_read=-layer.sweep.pad_before,
            stride=window.stride,
            taps=tuple(tap * window.dilation for tap in range(window.size)),
            unread=unread[number],
        )
