"""A convolution whose parameters are counted: one filter, then all of them."""

from dataclasses import dataclass
from math import prod

from explorer.architecture.cost import check_groups, convolution_parameters


@dataclass(frozen=True, slots=True)
class CountedLayer:
    """A convolution, as far as its parameters depend on it; the input's size is not part of it.

    Attributes:
        filters: Output channels.
        channels: Input channels.
        kernel_size: (rows, columns).
        groups: Parts that channels and filters are split into; each filter reads one part.
        use_bias: Whether each filter has a bias.

    Raises:
        ValueError: The groups do not divide channels and filters.
    """

    filters: int
    channels: int
    kernel_size: tuple[int, int]
    groups: int = 1
    use_bias: bool = True

    def __post_init__(self) -> None:
        """Refuse groups that do not divide both."""
        check_groups(self.filters, self.channels, self.groups)

    @property
    def channels_read(self) -> int:
        """Channels that one filter reads."""
        return self.channels // self.groups

    @property
    def num_weights_of_filter(self) -> int:
        """Weights of one filter."""
        return self.channels_read * prod(self.kernel_size)

    @property
    def num_of_filter(self) -> int:
        """Parameters of one filter."""
        return self.num_weights_of_filter + self.use_bias

    @property
    def num_weights(self) -> int:
        """Weights of all filters."""
        return self.filters * self.num_weights_of_filter

    @property
    def num_biases(self) -> int:
        """Biases of all filters."""
        return self.filters * self.use_bias

    @property
    def num_parameters(self) -> int:
        """Weights and biases."""
        return convolution_parameters(
            self.filters, self.channels, self.kernel_size, self.groups, use_bias=self.use_bias
        )


@dataclass(frozen=True, slots=True)
class CountedCase:
    """A layer to count, with its source."""

    title: str
    layer: CountedLayer
    source: str


COUNTED_CASES = {
    "first": CountedCase(
        "First layer of the small network",
        CountedLayer(75, 1, (3, 3)),
        "the network below",
    ),
    "second": CountedCase(
        "Its second convolution",
        CountedLayer(50, 75, (3, 3)),
        "the network below",
    ),
    "vgg-first": CountedCase(
        "VGG16's first layer",
        CountedLayer(64, 3, (3, 3)),
        "arXiv:1409.1556, table 1",
    ),
    "vgg-last": CountedCase(
        "VGG16's last convolution",
        CountedLayer(512, 512, (3, 3)),
        "arXiv:1409.1556, table 1",
    ),
    "alexnet-second": CountedCase(
        "AlexNet's second layer, 2 groups",
        CountedLayer(256, 96, (5, 5), groups=2),
        "Krizhevsky et al. 2012, section 3.5",
    ),
    "depthwise": CountedCase(
        "MobileNet's first depthwise layer",
        CountedLayer(32, 32, (3, 3), groups=32, use_bias=False),
        "arXiv:1704.04861, table 1",
    ),
}
"""By a short name."""


@dataclass(frozen=True, slots=True)
class CountedAtSize:
    """What a layer takes at one input size, with stride 1 and "same" padding.

    Attributes:
        size_in: (height, width).
        num_parameters: Of the convolution; the same at every size.
        num_outputs: Numbers in its output.
        num_macs: Multiply-accumulates: each weight once at each position of the output.
        num_dense: Parameters of a dense layer from the same input to as many outputs.
    """

    size_in: tuple[int, int]
    num_parameters: int
    num_outputs: int
    num_macs: int
    num_dense: int


def counted_at_size(layer: CountedLayer, height: int, width: int) -> CountedAtSize:
    """What a layer takes on an input of height x width."""
    positions = height * width
    outputs = positions * layer.filters
    return CountedAtSize(
        (height, width),
        layer.num_parameters,
        outputs,
        positions * layer.num_weights,
        outputs * (positions * layer.channels + layer.use_bias),
    )
