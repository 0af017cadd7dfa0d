"""One layer of each kind, with everything that follows from it worked out by hand.

A new kind needs a row here: `test_layers.py` fails without one. Every test that runs over the rows
then checks its shape, its costs and its Keras layer.
"""

from typing import NamedTuple

from explorer.architecture.layers import (
    LRN,
    Activation,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    Layer,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.shapes import Shape


class Example(NamedTuple):
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    num_parameters: int
    num_trainable: int
    num_macs: int
    num_activations: int
    num_flops_with_bias_and_pooling: int


GRID = (5, 6, 2)

EXAMPLES = [
    # 4 filters of 3 * 3 * 2 weights and a bias; 5 * 6 positions
    Example(Conv2D("conv", 4, 3), GRID, (5, 6, 4), 76, 76, 2160, 120, 4440),
    Example(MaxPool2D("max"), GRID, (2, 3, 2), 0, 0, 0, 12, 48),
    Example(AveragePool2D("average", 3, 1, "same"), GRID, GRID, 0, 0, 0, 60, 540),
    Example(ZeroPad2D("pad", 2), GRID, (9, 10, 2), 0, 0, 0, 180, 0),
    # a learnt scale and offset, a tracked mean and variance, for 2 channels
    Example(BatchNorm("norm"), GRID, GRID, 8, 4, 0, 60, 0),
    Example(LRN("lrn"), GRID, GRID, 0, 0, 0, 60, 0),
    Example(Activation("relu"), GRID, GRID, 0, 0, 0, 60, 0),
    Example(Dropout("dropout"), GRID, GRID, 0, 0, 0, 0, 0),
    Example(Flatten("flatten"), GRID, (60,), 0, 0, 0, 0, 0),
    Example(GlobalAveragePool("gap"), GRID, (2,), 0, 0, 0, 2, 0),
    Example(GlobalMaxPool("gmp"), GRID, (2,), 0, 0, 0, 2, 0),
    Example(Dense("dense", 7), (60,), (7,), 427, 427, 420, 7, 847),
]

RECTANGULAR = [
    # filters of 1 * 3 * 2 weights; ceil(5 / 2) * 6 positions
    Example(Conv2D("wide", 4, (1, 3), (2, 1)), GRID, (3, 6, 4), 28, 28, 432, 72, 936),
    Example(MaxPool2D("tall", (3, 2), (1, 2)), GRID, (3, 3, 2), 0, 0, 0, 18, 108),
    Example(ZeroPad2D("left", ((0, 0), (2, 0))), GRID, (5, 8, 2), 0, 0, 0, 80, 0),
]
"""Windows that differ along the axes."""


def kind_of(example: Example) -> str:
    """The kind of layer, as an id for parametrised tests."""
    return type(example.layer).__name__
