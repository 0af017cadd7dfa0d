"""Stacks against single kernels: the paper's own cases, and AlexNet's first layer.

Sources: Simonyan & Zisserman, arXiv:1409.1556, section 2.3 (27 C^2 against 49 C^2) and section 4.1
(the shallow network); Krizhevsky, arXiv:1404.5997, with torchvision's channels and padding.
"""

from dataclasses import replace

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
"""A 7x7 kernel has 49 C^2 weights, three 3x3 have 27 C^2: "81% more" (section 2.3)."""

SHALLOW_B_PERCENT_WORSE = 7
"""The top-1 error of Shallow B "was measured to be 7% higher than that of B (on a center crop)"."""

ALEXNET_FIRST_LAYER = "block1_conv1"
VGG_NEAREST_FIELD = "block2_conv1"
"""VGG16's layer with the field, 10 px, nearest to AlexNet's 11 px."""

VGG_SAME_STRIDE = "block2_pool"
"""VGG16's first layer with AlexNet's effective stride, 4 px."""


def pairs_against_5x5() -> StackComparison:
    """The convolutions of B and of Shallow B at 224 x 224: ten of 3x3, five of 5x5."""
    networks = SHALLOW_B, PRESETS["vgg13"]
    return StackComparison(*(_up_to(network, "block5_pool") for network in networks))


def ways_to_alexnet_field() -> tuple[Alternative, ...]:
    """AlexNet's first layer at 224 x 224, and four other ways to about the same field.

    Five 3x3 with as many channels; the same with the stride in the last one; VGG16 up to the layer
    with the nearest field; and VGG16 up to the first layer with the same stride.
    """
    vgg16 = PRESETS["vgg16"]
    first = _up_to(PRESETS["alexnet"], ALEXNET_FIRST_LAYER, "AlexNet's first layer")
    height, width, channels_in = IMAGENET_SHAPE
    field = first.receptive_field
    five = Stack(steps_of_3x3(field.size), channels_in, first.output_shape[-1])
    last = Convolution(SMALL_KERNEL, field.effective_stride)
    strided = replace(five, steps=(*five.steps[:-1], last))
    return (
        first,
        *(measure(stack, (height, width)) for stack in (five, strided)),
        *(
            _up_to(vgg16, last, f"VGG16 up to {last}")
            for last in (VGG_NEAREST_FIELD, VGG_SAME_STRIDE)
        ),
    )


def alexnet_against_vgg() -> StackComparison:
    """AlexNet's first layer, and VGG16 up to the first layer with the same stride."""
    first, *_, coarse = ways_to_alexnet_field()
    return StackComparison(first, coarse)


def _up_to(network: Network, last: str, name: str | None = None) -> Alternative:
    names = [layer.name for layer in network.layers]
    layers = network.layers[: names.index(last) + 1]
    return alternative(Network(name or network.name, layers), IMAGENET_SHAPE)
