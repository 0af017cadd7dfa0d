"""A layer on the bench: its input, its filters and how they slide, all in small numbers."""

from dataclasses import dataclass, replace

from explorer.arrays import Float64Array
from explorer.convolution.layer import ConvolutionWork, HandLayer, work_out_convolution


@dataclass(frozen=True, slots=True, eq=False)
class OtherChannels:
    """What the channels that are not on the bench add.

    Attributes:
        name: "the other 61 channels".
        value: Their sum, added as a bias would be.
    """

    name: str
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class BenchLayer:
    """What is worked out on the bench.

    Attributes:
        grid: The input, (height, width, channels).
        layer: What slides over it.
        channels: The names of the input's channels.
        others: What channels add that are not on the bench; None for none.
    """

    grid: Float64Array
    layer: HandLayer
    channels: tuple[str, ...]
    others: OtherChannels | None = None

    def work_out(self) -> ConvolutionWork:
        """Every step of the convolution; what the other channels add is part of the biases.

        Raises:
            ValueError: The window does not fit; the message says what to do.
        """
        return work_out_convolution(self.grid, self.layer_with_others)

    @property
    def layer_with_others(self) -> HandLayer:
        """The layer that gives the same output from the channels on the bench alone."""
        if self.others is None:
            return self.layer
        return replace(self.layer, bias=self.layer.bias + self.others.value)
