"""What all networks have in common that a page can look into, trained or not.

Nothing here needs TensorFlow.
"""

import threading
from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.arrays import Float32Array
from explorer.runtime.weights import KernelAndBiases

MAX_CONCURRENT_PASSES = 1
"""One pass already uses every core. A second one would only double the memory."""

passes = threading.BoundedSemaphore(MAX_CONCURRENT_PASSES)
"""Held during a pass, whatever the network."""


class FeatureNetwork(Protocol):
    """A network whose activations and kernels can be looked at. Any number of threads may."""

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The layers that have activations, first layer first.

        Each reads what the one before it made, and the first one the photo.
        """

    @property
    def trained(self) -> bool:
        """Whether the weights come from a file, not from a seed."""

    @property
    def origin(self) -> str:
        """Which weights these are: the same text for the same layers and values, else another."""

    def activations(
        self, photo: NDArray[np.uint8], layer_names: Sequence[str] | None = None
    ) -> dict[str, Float32Array]:
        """Put a photo through the network once.

        Args:
            photo: RGB, uint8 (height, width, 3).
            layer_names: Whose activations to return, in this order; None for all layers.

        Returns:
            Read-only float32 (height, width, channels) by layer name; after ReLU where the layer
            is a convolution.

        Raises:
            ValueError: The photo has another type, shape or size, or a layer has another name.
        """

    def kernel(self, layer_name: str) -> KernelAndBiases:
        """The kernel and bias of a convolution.

        Returns:
            Read-only float32 (kernel_size, kernel_size, channels in, filters) and (filters,).

        Raises:
            ValueError: The layer is no convolution, or there is no such layer.
        """


def check_layer_names(wanted: Sequence[str], accepted: Sequence[str]) -> None:
    """Refuse names of layers whose activations a network does not have.

    Raises:
        ValueError: A name is not among the accepted ones.
    """
    unknown = [name for name in wanted if name not in accepted]
    if unknown:
        raise ValueError(
            f"Received the layer names {unknown}, which this network's feature maps do not have. "
            f"Accepted are {', '.join(accepted)}."
        )


def check_has_kernel(layer_name: str, convolutions: Collection[str]) -> None:
    """Refuse the name of anything but a network's convolutions.

    Raises:
        ValueError: The name is not among those of the convolutions.
    """
    if layer_name not in convolutions:
        raise ValueError(
            f"Received the layer name {layer_name!r}. Only convolutions have a kernel, here "
            f"{', '.join(convolutions)}. Choose one of them."
        )


def shared_array(tensor: ArrayLike) -> Float32Array:
    """A tensor's own memory as an array, not a copy, and therefore read-only."""
    array: Float32Array = np.asarray(tensor)
    return array
