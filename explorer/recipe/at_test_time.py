"""How VGG judged a whole picture at test time: Simonyan & Zisserman 2014, section 3.2.

The dense layers become convolutions: fc1 (fc6 in Caffe) one of 7 x 7, the others of 1 x 1. Then a
picture of any size gives a map of class scores, whose mean is the answer. Its alternative is to
judge many crops and to average the answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.architecture.layers import Conv2D, Dense, Flatten, Layer
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import LayerSummary, summarize, totals
from explorer.recipe.draws import CROP_SIDE, ScaleKey

GRID_CROPS = 5
"""Rows, and columns, of the regular grid of crops at each scale."""

FLIPS = 2
"""A picture and its mirror image, both for crops and for whole pictures."""

COMPARED_CROPS, COMPARED_SCALES = 144, 4
"""What the paper compares its own 150 crops over 3 scales with: Szegedy et al. 2014."""

TEST_SCALES: Mapping[ScaleKey, tuple[int, ...]] = MappingProxyType(
    {"256": (224, 256, 288), "384": (352, 384, 416), "256-512": (256, 384, 512)}
)
"""By the training scale, the shorter sides Q at which a picture is judged: section 4.2."""


def as_convolutions(network: Network) -> Network:
    """The same network with convolutions in place of its dense layers: any larger input will do.

    Raises:
        ValueError: The network has no dense layers after a `Flatten`.
    """
    layers: list[Layer] = []
    grid: tuple[int, int] | None = None
    for row in summarize(network):
        match row.layer:
            case Flatten():
                grid = (row.input_shape[0], row.input_shape[1])
            case Dense() as dense:
                if grid is None:
                    raise ValueError(_nothing_to_convert(network))
                layers.append(_convolution(dense, grid))
                grid = (1, 1)
            case _:
                layers.append(row.layer)
    if grid is None:
        raise ValueError(_nothing_to_convert(network))
    name = f"{network.name}, with convolutions in place of its dense layers"
    return Network(name, tuple(layers), network.default_input_shape, network.source)


def _nothing_to_convert(network: Network) -> str:
    return (
        f"{network.name} has no dense layers after a Flatten. Choose a network that ends with "
        "them, such as VGG16."
    )


def _convolution(dense: Dense, grid: tuple[int, int]) -> Conv2D:
    """A convolution over the whole grid that the dense layer was trained on."""
    return Conv2D(
        dense.name,
        dense.units,
        grid,
        padding="valid",
        activation=dense.activation,
        use_bias=dense.use_bias,
        trainable=dense.trainable,
    )


@dataclass(frozen=True, slots=True)
class ClassMap:
    """The map of class scores that a picture gives.

    Attributes:
        picture: (height, width), px.
        grid: (rows, columns) of the last pooling.
        size: (rows, columns) of the map.
        stride: Px from one place of the map to the next.
        field: Px that one place of the map can see, each way.
        num_macs: For the whole picture.
    """

    picture: tuple[int, int]
    grid: tuple[int, int]
    size: tuple[int, int]
    stride: int
    field: int
    num_macs: int

    @property
    def windows(self) -> tuple[Box, ...]:
        """For each place of the map, row by row, the square that a crop there would show."""
        rows, columns = self.size
        last = CROP_SIDE - 1
        corners = (
            (row * self.stride, column * self.stride)
            for row in range(rows)
            for column in range(columns)
        )
        return tuple(Box(top, left, top + last, left + last) for top, left in corners)


def class_map(network: Network, picture: tuple[int, int]) -> ClassMap:
    """The map of class scores for a picture of (height, width) px.

    Args:
        network: As it was trained, with dense layers, on squares of 224 px.
        picture: Any size from 224 x 224 px on.

    Raises:
        ValueError: The picture is too small, or the network has no dense layers after a `Flatten`.
    """
    rows = summarize(as_convolutions(network), (*picture, 3))
    first = next(place for place, row in enumerate(rows) if _is_first_of_head(row, network))
    last = rows[-1]
    field = last.receptive_field
    if field is None:
        raise ValueError(f"{last.name} has no receptive field. Choose a network of convolutions.")
    return ClassMap(
        picture,
        _sides(rows[first].input_shape),
        _sides(last.output_shape),
        field.height.effective_stride,
        field.height.size,
        totals(rows).num_macs,
    )


def _is_first_of_head(row: LayerSummary, network: Network) -> bool:
    dense = next(layer for layer in network.layers if isinstance(layer, Dense))
    return row.name == dense.name


def _sides(shape: tuple[int, ...]) -> tuple[int, int]:
    return shape[0], shape[1]


def crop_grid(picture: tuple[int, int], number: int = GRID_CROPS) -> tuple[Box, ...]:
    """A regular grid of ``number`` x ``number`` crops of 224 x 224 px, row by row.

    The paper gives no positions. Here the first begins at the edge and the last ends at the other.

    Raises:
        ValueError: The picture is smaller than a crop, or the grid has fewer than two crops a side.
    """
    height, width = picture
    if min(picture) < CROP_SIDE or number <= 1:
        raise ValueError(
            f"Received a picture of {height} x {width} px and a grid of {number} x {number} crops. "
            f"Choose at least {CROP_SIDE} px each way and 2 crops a side."
        )
    tops, lefts = (
        [round(place * (side - CROP_SIDE) / (number - 1)) for place in range(number)]
        for side in picture
    )
    last = CROP_SIDE - 1
    return tuple(Box(top, left, top + last, left + last) for top in tops for left in lefts)
