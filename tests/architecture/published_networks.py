"""Networks of Google's table without a preset in the explorer, up to their last grid.

A residual unit sees as much as its widest branch, and a depthwise convolution as much as its
kernel, so a chain of convolutions has the same receptive fields.
"""

from itertools import count

from explorer.architecture.layers import Conv2D, Layer, MaxPool2D, ZeroPad2D
from explorer.architecture.networks import Network

# TF-slim, nets/alexnet.py
ALEXNET_V2 = Network(
    "alexnet_v2",
    (
        Conv2D("conv1", 64, 11, 4, "valid"),
        MaxPool2D("pool1", 3),
        Conv2D("conv2", 192, 5),
        MaxPool2D("pool2", 3),
        Conv2D("conv3", 384, 3),
        Conv2D("conv4", 384, 3),
        Conv2D("conv5", 256, 3),
        MaxPool2D("pool5", 3),
    ),
)

# TF-slim, nets/mobilenet_v1.py: strides of its 3x3 convolutions, the depthwise ones included
MOBILENET_V1_STRIDES = (2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
MOBILENET_V1 = Network(
    "mobilenet_v1",
    tuple(Conv2D(f"conv{i}", 1, 3, stride) for i, stride in enumerate(MOBILENET_V1_STRIDES)),
)


def resnet_v1(*units_per_block: int) -> Network:
    """TF-slim, nets/resnet_v1.py: the stride sits in the last unit of each block but the last."""
    numbers = count()
    layers: list[Layer] = [
        ZeroPad2D("conv1_pad", 3),
        Conv2D("conv1", 1, 7, 2, "valid"),
        MaxPool2D("pool1", 3, 2, "same"),
    ]
    for block, units in enumerate(units_per_block, 1):
        strides = [1] * units
        if block < len(units_per_block):
            strides[-1] = 2
        for stride in strides:
            number = next(numbers)
            layers += [
                ZeroPad2D(f"unit{number}_pad", 1),
                Conv2D(f"unit{number}", 1, 3, stride, "valid"),
            ]
    return Network(f"resnet_v1 {units_per_block}", tuple(layers))
