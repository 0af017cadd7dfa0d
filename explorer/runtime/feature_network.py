"""What all networks that a page can look into have in common, trained or not.

Nothing here needs TensorFlow.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.arrays import Float32Array
from explorer.preprocessing import AS_TRAINED
from explorer.runtime.weights import KernelAndBiases
from explorer.turns import FairPlaces

MAX_CONCURRENT_PASSES = 1
"""One pass already uses every core. A second one would only double the memory."""

passes = FairPlaces(MAX_CONCURRENT_PASSES)
"""Held during a pass, whatever the network; in the order of asking."""


class FeatureNetwork(Protocol):
    """A network whose activations and kernels can be read, by any number of threads."""

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The layers that have activations, first layer first.

        Each reads the output of the one before it, and the first one the photo.
        """

    @property
    def cheap_layers(self) -> tuple[str, ...]:
        """The first layers that a short pass of their own computes; empty for none."""

    @property
    def trained(self) -> bool:
        """Whether the weights come from a file, not from a seed."""

    @property
    def origin(self) -> str:
        """A name for the weights: the same text for the same layers and values only."""

    def activations(
        self,
        photo: NDArray[np.uint8],
        layer_names: Sequence[str] | None = None,
        preparation: str = AS_TRAINED,
    ) -> dict[str, Float32Array]:
        """Put a photo through the network once.

        Args:
            photo: RGB, uint8 (height, width, 3).
            layer_names: Layers whose activations to return, in this order; None for all.
            preparation: How pixels become the network's input, by name.

        Returns:
            Read-only float32 (height, width, channels) by layer name; after ReLU for convolutions.

        Raises:
            ValueError: The photo has the wrong type, shape or size, or a name is unknown.
        """

    def activations_after(
        self, layer_name: str, values: Float32Array, last: str | None = None
    ) -> dict[str, Float32Array]:
        """Go on from a layer's output, the network's own or another one.

        Args:
            layer_name: Which layer.
            values: Its output, float32 (height, width, channels).
            last: The last layer to compute; None for all.

        Returns:
            As `activations`, of each layer after that one.

        Raises:
            ValueError: A layer name is unknown.
        """

    def kernel(self, layer_name: str) -> KernelAndBiases:
        """The kernel and bias of a convolution.

        Returns:
            Read-only float32 (kernel_size, kernel_size, channels in, filters) and (filters,).

        Raises:
            ValueError: The layer is not a convolution, or does not exist.
        """


def check_layer_names(wanted: Sequence[str], accepted: Sequence[str]) -> None:
    """Refuse names of layers whose activations a network does not have.

    Raises:
        ValueError: A name is not among the accepted ones.
    """
    unknown = [name for name in wanted if name not in accepted]
    if unknown:
        raise ValueError(
            f"Received the layer names {unknown}, which have no feature maps in this network. "
            f"Accepted: {', '.join(accepted)}."
        )


def check_has_kernel(layer_name: str, convolutions: Collection[str]) -> None:
    """Refuse a name that no convolution of a network has.

    Raises:
        ValueError: No convolution has that name.
    """
    if layer_name not in convolutions:
        raise ValueError(
            f"Received the layer name {layer_name!r}. Only convolutions have a kernel. "
            f"Choose one of {', '.join(convolutions)}."
        )


def shared_array(tensor: ArrayLike) -> Float32Array:
    """A tensor's own memory as an array, not a copy, and therefore read-only."""
    array: Float32Array = np.asarray(tensor)
    return array
