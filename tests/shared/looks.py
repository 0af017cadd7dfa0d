"""Small networks and pictures to ask an engine about."""

import numpy as np

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
