"""Networks as tables: the VGG family, AlexNet, and networks that articles build on VGG.

Sources: Simonyan & Zisserman, arXiv:1409.1556, table 1; Krizhevsky, "One weird trick for
parallelizing convolutional neural networks" (arXiv:1404.5997), for the one-tower AlexNet, as in
torchvision; Keras' documentation for names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from explorer.architecture.layers import (
    LRN,
    ActivationName,
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
    Padding,
    ReductionLayer,
    ZeroPad2D,
)
from explorer.architecture.shapes import Shape

IMAGENET_CLASSES = 1000
IMAGENET_SHAPE = (224, 224, 3)

Reduction = Literal["flatten", "average", "max"]
"""How the last grid becomes one row of values: Flatten, GlobalAveragePooling2D or
GlobalMaxPooling2D."""


@dataclass(frozen=True, slots=True)
class Block:
    """Repeated convolutions and the pooling after them: one row of a configuration.

    Attributes:
        filters: Channels that each convolution makes.
        repeats: How many convolutions.
        kernel_size: For all convolutions, or one for each.
        stride: Of each convolution.
        padding: "same", "valid", or the number of zeros put on each side before a convolution.
        dilation: Of each convolution.
        normalisation: What follows each convolution.
        dropout: Rate after each convolution; 0 for none.
        pooling: What ends the block.
        pool_size: Window of the pooling.
        pool_stride: Stride of the pooling.
        pool_padding: Padding of the pooling.
        trainable: False for a frozen block.
    """

    filters: int
    repeats: int = 1
    kernel_size: int | tuple[int, ...] = 3
    stride: int = 1
    padding: Padding | int = "same"
    dilation: int = 1
    normalisation: Literal["none", "batch", "lrn"] = "none"
    dropout: float = 0.0
    pooling: Literal["max", "average", "none"] = "max"
    pool_size: int = 2
    pool_stride: int = 2
    pool_padding: Padding = "valid"
    trainable: bool = True

    def __post_init__(self) -> None:
        """Require at least one convolution, and a kernel size for each."""
        if self.repeats < 1:
            raise ValueError(
                f"A block needs at least one convolution. Received: repeats={self.repeats}."
            )
        if isinstance(self.kernel_size, tuple) and len(self.kernel_size) != self.repeats:
            raise ValueError(
                "A block needs one kernel size, or one for each of its convolutions. "
                f"Received: kernel_size={self.kernel_size} for repeats={self.repeats}."
            )

    @property
    def kernel_sizes(self) -> tuple[int, ...]:
        """The kernel size of each convolution."""
        if isinstance(self.kernel_size, tuple):
            return self.kernel_size
        return (self.kernel_size,) * self.repeats


@dataclass(frozen=True, slots=True)
class Head:
    """What turns the last grid into class probabilities.

    Attributes:
        classes: How many; 1 for one probability, of yes against no.
        units: Of each hidden dense layer.
        reduction: How the grid becomes one row of values.
        dropout: Rate before each dense layer, including the last; () for none.
    """

    classes: int = IMAGENET_CLASSES
    units: tuple[int, ...] = (4096, 4096)
    reduction: Reduction = "flatten"
    dropout: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Require a rate for each dense layer, or none at all."""
        if self.dropout and len(self.dropout) != len(self.units) + 1:
            raise ValueError(
                f"A head needs a dropout rate before each of its {len(self.units) + 1} dense "
                f"layers, or none. Received: dropout={self.dropout}."
            )


@dataclass(frozen=True, slots=True)
class Network:
    """A name and a chain of layers.

    Attributes:
        name: What people call it.
        layers: First layer first; names are unique.
        default_input_shape: (height, width, channels) in the source.
        source: Where it comes from, in a few words.
        blocks: What the layers were made from; () if they were listed one by one.
        head: Likewise; None if the network ends with its last block.
    """

    name: str
    layers: tuple[Layer, ...]
    default_input_shape: Shape = IMAGENET_SHAPE
    source: str = ""
    blocks: tuple[Block, ...] = ()
    head: Head | None = None

    def __post_init__(self) -> None:
        """Require unique names of layers."""
        names = [layer.name for layer in self.layers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                f"Every layer of a network needs its own name. Received more than once: {twice}."
            )


def build_network(
    name: str,
    blocks: Sequence[Block],
    head: Head | None = None,
    *,
    default_input_shape: Shape = IMAGENET_SHAPE,
    source: str = "",
) -> Network:
    """Make a network from blocks and a head, with Keras' names for the layers.

    Args:
        name: What to call it.
        blocks: First block first.
        head: None for a network that ends with its last block.
        default_input_shape: (height, width, channels).
        source: Where it comes from, in a few words.

    Raises:
        ValueError: A block or the head holds a number that no layer accepts.
    """
    layers = [
        layer for number, block in enumerate(blocks, 1) for layer in block_layers(block, number)
    ]
    if head is not None:
        layers += head_layers(head)
    return Network(
        name, tuple(layers), default_input_shape, source, blocks=tuple(blocks), head=head
    )


def block_layers(block: Block, number: int) -> list[Layer]:
    """The layers of one block: (zeros), convolution, dropout, normalisation ... then pooling."""
    layers: list[Layer] = []
    for index, kernel_size in enumerate(block.kernel_sizes, 1):
        layers += _convolution_layers(block, f"block{number}", index, kernel_size)
    if block.pooling != "none":
        kind = MaxPool2D if block.pooling == "max" else AveragePool2D
        layers.append(
            kind(f"block{number}_pool", block.pool_size, block.pool_stride, block.pool_padding)
        )
    return layers


def _convolution_layers(block: Block, prefix: str, index: int, kernel_size: int) -> list[Layer]:
    layers: list[Layer] = []
    name, filters, padding = f"{prefix}_conv{index}", block.filters, block.padding
    if isinstance(padding, int):
        layers.append(ZeroPad2D(f"{prefix}_pad{index}", padding))
        padding = "valid"
    options = (block.stride, padding, block.dilation)
    layers.append(Conv2D(name, filters, kernel_size, *options, trainable=block.trainable))
    if block.dropout:
        layers.append(Dropout(f"{prefix}_dropout{index}", block.dropout))
    if block.normalisation == "batch":
        layers.append(BatchNorm(f"{prefix}_bn{index}", trainable=block.trainable))
    elif block.normalisation == "lrn":
        layers.append(LRN(f"{prefix}_lrn{index}"))
    return layers


REDUCTION_LAYERS: Mapping[Reduction, type[ReductionLayer]] = {
    "flatten": Flatten,
    "average": GlobalAveragePool,
    "max": GlobalMaxPool,
}


def head_layers(head: Head) -> list[Layer]:
    """The layers of a head: reduction, hidden dense layers, predictions."""
    layers: list[Layer] = [REDUCTION_LAYERS[head.reduction]()]
    dense: list[Dense] = [Dense(f"fc{i}", units) for i, units in enumerate(head.units, 1)]
    # Softmax divides by the sum over all classes: over one class the answer would always be 1.
    activation: ActivationName = "sigmoid" if head.classes == 1 else "softmax"
    dense.append(Dense("predictions", head.classes, activation=activation))
    rates = head.dropout or (0.0,) * len(dense)
    for layer, rate in zip(dense, rates, strict=True):
        if rate:
            layers.append(Dropout(f"{layer.name}_dropout", rate))
        layers.append(layer)
    return layers


VGG_FILTERS = (64, 128, 256, 512, 512)
"""Channels of VGG's five blocks, in every configuration."""

VGG_PAPER = "Simonyan & Zisserman 2014, table 1"


def _vgg_blocks(*repeats: int, trainable: bool = True) -> tuple[Block, ...]:
    return tuple(
        Block(filters, count, trainable=trainable)
        for filters, count in zip(VGG_FILTERS, repeats, strict=True)
    )


_VGG_A = _vgg_blocks(1, 1, 2, 2, 2)
_VGG_B = _vgg_blocks(2, 2, 2, 2, 2)
_VGG_D = _vgg_blocks(2, 2, 3, 3, 3)
_VGG_C = (*_VGG_B[:2], *(Block(filters, 3, (3, 3, 1)) for filters in VGG_FILTERS[2:]))
_ALEXNET = (
    Block(64, kernel_size=11, stride=4, padding=2, pool_size=3),
    Block(192, kernel_size=5, pool_size=3),
    Block(384, pooling="none"),
    Block(256, repeats=2, pool_size=3),
)
_SMALL = (
    Block(75, normalisation="batch", pool_padding="same"),
    Block(50, normalisation="batch", dropout=0.2, pool_padding="same"),
    Block(25, normalisation="batch", pool_padding="same"),
)

PRESETS: Mapping[str, Network] = {
    "vgg16": build_network("VGG16 (D)", _VGG_D, Head(), source=f"{VGG_PAPER}, column D"),
    "vgg11": build_network("VGG11 (A)", _VGG_A, Head(), source=f"{VGG_PAPER}, column A"),
    "vgg11-lrn": build_network(
        "VGG11 with LRN (A-LRN)",
        (replace(_VGG_A[0], normalisation="lrn"), *_VGG_A[1:]),
        Head(),
        source=f"{VGG_PAPER}, column A-LRN",
    ),
    "vgg13": build_network("VGG13 (B)", _VGG_B, Head(), source=f"{VGG_PAPER}, column B"),
    "vgg16-c": build_network(
        "VGG16 with 1x1 convolutions (C)", _VGG_C, Head(), source=f"{VGG_PAPER}, column C"
    ),
    "vgg19": build_network(
        "VGG19 (E)", _vgg_blocks(2, 2, 4, 4, 4), Head(), source=f"{VGG_PAPER}, column E"
    ),
    "alexnet": build_network(
        "AlexNet (one tower)",
        _ALEXNET,
        Head(dropout=(0.5, 0.5, 0.0)),
        source="Krizhevsky 2014, arXiv:1404.5997, with torchvision's channels",
    ),
    "vgg16-no-top": build_network(
        "VGG16 without dense layers",
        _VGG_D,
        default_input_shape=(180, 180, 3),
        source="Keras, VGG16(include_top=False)",
    ),
    "vgg16-frozen": build_network(
        "VGG16 frozen, new head for 2 classes",
        _vgg_blocks(2, 2, 3, 3, 3, trainable=False),
        Head(classes=2, units=(512,), reduction="average"),
        default_input_shape=(160, 160, 3),
        source="the usual way to reuse VGG16 for two classes",
    ),
    "vgg16-average": build_network(
        "VGG16 blocks with average pooling, 10 classes",
        _VGG_D,
        Head(classes=10, units=(120,), reduction="average", dropout=(0.5, 0.5)),
        source="VGG16 built block by block for a small data set",
    ),
    "small-batch-norm": build_network(
        "Small network with batch normalisation",
        _SMALL,
        Head(classes=25, units=(512,), dropout=(0.0, 0.3)),
        default_input_shape=(28, 28, 1),
        source="a common first network for 28x28 greyscale pictures",
    ),
}
"""Every network that the explorer offers, by its key in links."""
