"""Small networks and pictures to ask an engine about."""

from dataclasses import replace

import numpy as np

from explorer.architecture.interventions import ChannelsOff
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.architecture.summary import summarize
from explorer.observed import Look, Observed, ObservedNetwork, Picture, feature_rows, picture_of

VGG16_MAPS = PRESETS["vgg16-no-top"]
SMALL, ONE_PIXEL = (35, 48), (32, 32)
"""px: odd grids, and a last grid of one unit."""

OWN = build_network(
    "own",
    (
        Block(6, 2, kernel_size=(3, 1), normalisation="batch"),
        Block(5, pooling="average"),
        Block(4, pool_size=3, dropout=0.5),
        Block(3),
    ),
    Head(classes=2, units=(), reduction="average"),
)
"""Some of its poolings follow from the layer before them, others do not."""


def small_network(
    size: tuple[int, int] = SMALL, weights: Look = "untrained", file: str = ""
) -> ObservedNetwork:
    """VGG16 for pictures of (height, width) px."""
    shape = (*size, 3)
    return ObservedNetwork(VGG16_MAPS, weights, file, shape, summarize(VGG16_MAPS, shape))


def own_network(size: tuple[int, int] = SMALL, network: Network = OWN) -> ObservedNetwork:
    """A network of a visitor's own."""
    shape = (*size, 3)
    return ObservedNetwork(network, "own", "", shape, feature_rows(summarize(network, shape)))


def photo(number: int, size: tuple[int, int] = SMALL) -> Picture:
    """A picture of (height, width) px; each number gives another one."""
    pixels = np.random.default_rng(number).integers(0, 256, (*size, 3), np.uint8)
    return picture_of(pixels)


def view(number: int = 1, size: tuple[int, int] = SMALL) -> Observed:
    """The untrained VGG16 looking at a picture."""
    return Observed(small_network(size), photo(number, size))


def own_view(number: int = 1, size: tuple[int, int] = SMALL) -> Observed:
    """A visitor's own network looking at a picture."""
    return Observed(own_network(size), photo(number, size))


def broken(right: Observed) -> tuple[Observed, ...]:
    """What is observed, in ways that must not be taken for each other or for the right one."""
    names = [row.name for row in right.network.rows]
    first, middle, pooling, last = names[1], names[len(names) // 2], names[2], names[-1]
    offs = (
        (ChannelsOff(first, (1,)),),
        (ChannelsOff(first, (2,)),),
        (ChannelsOff(pooling, (1,)),),
        (ChannelsOff(middle, (0, 2)),),
        (ChannelsOff(middle, (0, 2), all_but=True),),
        (ChannelsOff(last, (1,)),),
        (ChannelsOff(first, (1,)), ChannelsOff(middle, (1,)), ChannelsOff(last, (0,))),
    )
    swapped = replace(right, preparation="means swapped")
    return (
        swapped,
        replace(right, preparation="zero to one"),
        *(replace(right, interventions=each) for each in offs),
        replace(swapped, interventions=offs[3]),
    )
