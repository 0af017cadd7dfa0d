"""Cases of stacks against single kernels: the paper's own, and AlexNet's first layer.

Sources: Simonyan & Zisserman, arXiv:1409.1556, section 2.3 (27 C^2 against 49 C^2) and section 4.1
(the shallow network); Krizhevsky, arXiv:1404.5997, with the channels and the padding that
torchvision's AlexNet has.
"""

from dataclasses import replace

from explorer.architecture.layers import Family, Layer
from explorer.architecture.networks import (
    IMAGENET_SHAPE,
    PRESETS,
    VGG_FILTERS,
    Block,
    Head,
    Network,
    build_network,
)
from explorer.architecture.stacks.comparison import (
    Alternative,
    StackComparison,
    alternative,
    measure,
)
from explorer.architecture.stacks.stacks import SMALL_KERNEL, Convolution, Stack, steps_of_3x3

SHALLOW_B = build_network(
    "Shallow B",
    [Block(filters, kernel_size=5) for filters in VGG_FILTERS],
    Head(),
    source="arXiv:1409.1556, section 4.1: B with one 5x5 in place of each pair of 3x3",
)

PAPER_KERNEL = 7
PAPER_PERCENT_MORE = 81
"""A 7x7 has 49 C^2 weights, three 3x3 have 27 C^2: "81% more" (section 2.3)."""

SHALLOW_B_PERCENT_WORSE = 7
"""The top-1 error of Shallow B "was measured to be 7% higher than that of B (on a center crop)"."""

ALEXNET_FIRST_LAYER = "block1_conv1"
VGG_NEAREST_FIELD = "block2_conv1"
"""VGG16's layer whose field, 10 px, is nearest to AlexNet's 11 px."""

VGG_SAME_STRIDE = "block2_pool"
"""VGG16's first layer with AlexNet's effective stride, 4 px."""


def pairs_against_5x5() -> StackComparison:
    """The convolutions of B and of Shallow B at 224 x 224: ten of 3x3, five of 5x5."""
    return StackComparison(
        *(
            alternative(_up_to_last_pooling(network), IMAGENET_SHAPE)
            for network in (SHALLOW_B, PRESETS["vgg13"])
        )
    )


def _up_to_last_pooling(network: Network) -> Network:
    layers = tuple(
        layer for layer in network.layers if layer.family in {Family.CONVOLUTION, Family.POOLING}
    )
    return Network(network.name, layers)


def ways_to_alexnet_field() -> tuple[Alternative, ...]:
    """AlexNet's first layer at 224 x 224, and four other ways to about its field.

    Five 3x3 with as many channels; the same with the stride put on the last of them; VGG16 up to
    the layer of nearest field; and up to the first layer with the same stride.
    """
    alexnet, vgg16 = PRESETS["alexnet"], PRESETS["vgg16"]
    first = alternative(
        _first_layers(alexnet, ALEXNET_FIRST_LAYER), IMAGENET_SHAPE, "AlexNet's first layer"
    )
    height, width, channels_in = IMAGENET_SHAPE
    field = first.receptive_field
    five = Stack(steps_of_3x3(field.size), channels_in, first.output_shape[-1])
    last = Convolution(SMALL_KERNEL, field.effective_stride)
    strided = replace(five, steps=(*five.steps[:-1], last))
    return (
        first,
        *(measure(stack, (height, width)) for stack in (five, strided)),
        *(
            alternative(_first_layers(vgg16, name), IMAGENET_SHAPE, f"VGG16 up to {name}")
            for name in (VGG_NEAREST_FIELD, VGG_SAME_STRIDE)
        ),
    )


def alexnet_against_vgg() -> StackComparison:
    """AlexNet's first layer, and VGG16 up to the first layer with the same stride."""
    first, *_, coarse = ways_to_alexnet_field()
    return StackComparison(first, coarse)


def _first_layers(network: Network, last: str) -> Network:
    names = [layer.name for layer in network.layers]
    layers: tuple[Layer, ...] = network.layers[: names.index(last) + 1]
    return Network(network.name, layers)
