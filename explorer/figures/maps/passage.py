"""A photo on its way through VGG16: a few maps of each block, from large and few to small and many.

The fewer values a map has, the smaller it is drawn, and the more maps stand in a column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer import units
from explorer.architecture.blocks import HEAD, blocks_of
from explorer.architecture.summary import LayerSummary
from explorer.figures.maps.depth_strip import SHARP_BELOW
from explorer.figures.theme import FAMILY_COLOURS
from explorer.words import capitalised, several

MAPS_OF_BLOCK: Mapping[str, int] = {
    "block1_conv2": 3,
    "block2_conv2": 4,
    "block3_conv3": 5,
    "block4_conv3": 6,
    "block5_conv3": 8,
}
"""How many maps stand for a block: those of its last convolution."""


@dataclass(frozen=True, slots=True)
class PassageMap:
    """A feature map to show.

    Attributes:
        channel: Which one of its layer.
        low: Its smallest value.
        high: Its largest value.
        picture: The address of its picture.
    """

    channel: int
    low: float
    high: float
    picture: str


@dataclass(frozen=True, slots=True)
class PassageTile:
    """A map as the browser gets it.

    Attributes:
        channel: Which one of its layer.
        description: Layer, channel and range in words, for hover and screen readers.
        picture: The address of its picture.
    """

    channel: int
    description: str
    picture: str


@dataclass(frozen=True, slots=True)
class PassageBlock:
    """A block of the network.

    Attributes:
        name: What stands above it.
        lines: Its size, under the name.
        layer: The layer that the maps are from.
        colour: Of its kind of layer.
        sharp: Whether values keep their edges when enlarged.
        places: How many maps it has room for.
        tiles: Its maps; none while they are not known.
        unknown: What an empty place stands for, in words.
    """

    name: str
    lines: tuple[str, ...]
    layer: str
    colour: str
    sharp: bool
    places: int
    tiles: tuple[PassageTile, ...]
    unknown: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The blocks from left to right, and what comes after them.

    Attributes:
        blocks: First block first.
        end_name: What stands above the end.
        end_lines: The last grid, and what the dense layers make of it.
        end_colour: Of dense layers.
        pooling_colour: Of the marks between blocks.
    """

    blocks: tuple[PassageBlock, ...]
    end_name: str
    end_lines: tuple[str, ...]
    end_colour: str
    pooling_colour: str


def passage(rows: Sequence[LayerSummary], maps: Mapping[str, Sequence[PassageMap]]) -> Passage:
    """Describe the passage.

    Args:
        rows: All layers of VGG16, dense layers among them.
        maps: The maps to show by layer; a layer without any is drawn with empty places.
    """
    shown = {name: members for name, members in blocks_of(rows) if name != HEAD}
    *_, last_grid = (members[-1] for members in shown.values())
    dense, pooling = rows[-1], last_grid
    return Passage(
        blocks=tuple(_block(name, members, maps) for name, members in shown.items()),
        end_name="Answer",
        end_lines=(units.size(last_grid.output_shape), f"{dense.output_shape[-1]:,} classes"),
        end_colour=FAMILY_COLOURS[dense.family],
        pooling_colour=FAMILY_COLOURS[pooling.family],
    )


def _block(
    name: str, members: Sequence[LayerSummary], maps: Mapping[str, Sequence[PassageMap]]
) -> PassageBlock:
    (row,) = (each for each in members if each.name in MAPS_OF_BLOCK)
    grid, channels = row.output_shape[:2], row.output_shape[-1]
    return PassageBlock(
        name=capitalised(name),
        lines=(units.size(grid), several(channels, "map")),
        layer=row.name,
        colour=FAMILY_COLOURS[row.family],
        sharp=max(grid) < SHARP_BELOW,
        places=MAPS_OF_BLOCK[row.name],
        tiles=tuple(_passage_tile(row.name, each) for each in maps.get(row.name, ())),
        unknown=f"{row.name}: its maps are not known yet",
    )


def _passage_tile(layer: str, shown: PassageMap) -> PassageTile:
    values = f"{units.three_digits(shown.low)} to {units.three_digits(shown.high)}"
    return PassageTile(
        channel=shown.channel,
        description=f"{layer}, channel {shown.channel}, values {values}",
        picture=shown.picture,
    )
