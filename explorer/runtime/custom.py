"""A visitor's own networks, untrained: their activations for a photo."""

import hashlib
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from explorer import units
from explorer.architecture.layers import Layer
from explorer.architecture.networks import Network
from explorer.architecture.shapes import GRID_RANK, Shape
from explorer.architecture.summary import LayerSummary, summarize, totals
from explorer.arrays import Float32Array
from explorer.preprocessing import AS_TRAINED
from explorer.runtime.build import free_weights, photo_batch, shared_values, to_keras
from explorer.runtime.feature_network import (
    check_has_kernel,
    check_layer_names,
    passes,
    shared_array,
)
from explorer.runtime.libraries import keras, tf
from explorer.runtime.memory import give_back_memory, require_memory
from explorer.runtime.untrained import UNTRAINED, draw_weights
from explorer.runtime.weights import KernelAndBiases

MOST_OWN_MACS = 200 * 10**9
"""In one pass, which keeps all others waiting 2 to 4 s. VGG19 has 102 GMACs at 512 x 512 px."""

DIGEST_LENGTH = 16
"""Hexadecimal digits: 64 bits are enough to tell all configurations apart."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class CustomNetwork:
    """An untrained network up to its last grid. Any number of threads may share it.

    Attributes:
        layer_names: The layers with a grid, first layer first; dropout, which does nothing without
            training, is left out. The input of a layer is the output of the one before.
        input_shape: (height, width, channels) of the photos it takes.
        origin: A name for the weights: the same for the same layers.
        model: From a batch (1, height, width, channels) to the output of each layer by its name:
            with a list of outputs, Keras would return a single one bare.
    """

    layer_names: tuple[str, ...]
    input_shape: Shape
    origin: str
    model: keras.Model

    @property
    def cheap_layers(self) -> tuple[str, ...]:
        """None: such networks have no short pass."""
        return ()

    @property
    def trained(self) -> bool:
        """Always False."""
        return False

    def activations(
        self,
        photo: NDArray[np.uint8],
        layer_names: Sequence[str] | None = None,
        preparation: str = AS_TRAINED,
    ) -> dict[str, Float32Array]:
        """Put a photo through the network once.

        Args:
            photo: uint8 (height, width, 3) in RGB, of the size that the network was loaded for. A
                network with 1 channel sees its luminance.
            layer_names: Layers whose activations to return, in this order; None for all.
            preparation: How its colours become the network's input, by name.

        Returns:
            Read-only float32 (height, width, channels) by layer name; after ReLU for convolutions.

        Raises:
            ValueError: The photo has the wrong type or size, or a name is unknown.
        """
        wanted = self.layer_names if layer_names is None else tuple(layer_names)
        check_layer_names(wanted, self.layer_names)
        batch = photo_batch(photo, self.input_shape, preparation)
        with passes:
            outputs = self.model(tf.constant(batch), training=False)
        return {name: shared_array(outputs[name])[0] for name in wanted}

    def activations_after(
        self, layer_name: str, values: Float32Array, last: str | None = None
    ) -> dict[str, Float32Array]:
        """See `FeatureNetwork.activations_after`."""
        ends = [layer_name] if last is None else [layer_name, last]
        check_layer_names(ends, self.layer_names)
        names = [layer.name for layer in self.model.layers]
        stop = None if last is None else names.index(last) + 1
        outputs, tensor = {}, tf.constant(values[np.newaxis])
        with passes:
            for layer in self.model.layers[names.index(layer_name) + 1 : stop]:
                tensor = outputs[layer.name] = layer(tensor)
        return {
            name: shared_array(outputs[name])[0] for name in self.layer_names if name in outputs
        }

    def kernel(self, layer_name: str) -> KernelAndBiases:
        """The kernel and bias of a convolution; the bias is 0 if the layer has none.

        Returns:
            Read-only float32 (kernel_size, kernel_size, channels in, filters) and (filters,).

        Raises:
            ValueError: The layer is not a convolution, or does not exist.
        """
        layers = [row for row in self.model.layers if isinstance(row, keras.layers.Conv2D)]
        convolutions = {layer.name: layer for layer in layers}
        check_has_kernel(layer_name, convolutions)
        layer = convolutions[layer_name]
        no_bias = np.broadcast_to(np.float32(0), layer.filters)
        return shared_values(layer.kernel), shared_values(layer.bias) if layer.use_bias else no_bias


def load_own(network: Network, input_shape: Shape) -> CustomNetwork:
    """Build a network in Keras up to its last grid, with untrained weights from a seed.

    The same layers get the same weights in every program; VGG16 gets those of the untrained VGG16.
    Batch normalisation has seen no data yet: it divides by a number close to 1. The weights are
    freed as soon as nobody holds the result.

    Args:
        network: The network; its dense layers are left out.
        input_shape: (height, width, channels) of the photos; 3 channels or 1.

    Raises:
        ValueError: The network does not fit the input, takes other channels, has no layer with a
            grid, or one pass would take too long.
        TooLarge: It would take more memory than `memory_limit`.
    """
    rows = _grid_rows(network, input_shape)
    require_memory(rows, keep_outputs=True)
    _require_time(rows)
    layers = tuple(row.layer for row in rows)
    chain = to_keras(replace(network, layers=layers), input_shape)
    _set_weights(chain, layers, input_shape[-1])
    names = tuple(row.name for row in rows if row.num_activations)
    model = keras.Model(chain.inputs, {name: chain.get_layer(name).output for name in names})
    loaded = CustomNetwork(names, input_shape, _origin(layers, input_shape[-1]), model)
    # Keras' objects refer to each other, so Python alone would free them late or never.
    weakref.finalize(loaded, free_weights, chain).atexit = False
    give_back_memory()
    return loaded


def _grid_rows(network: Network, input_shape: Shape) -> tuple[LayerSummary, ...]:
    """The layers up to the last one whose output has rows and columns."""
    rows = summarize(network, input_shape)
    grids = tuple(takewhile(lambda row: len(row.output_shape) == GRID_RANK, rows))
    if not any(row.num_activations for row in grids):
        raise ValueError(
            f"Received {network.name}, which has no layer with feature maps before its dense "
            "layers. Add a block with a convolution."
        )
    return grids


def _set_weights(model: keras.Model, layers: Sequence[Layer], channels: int) -> None:
    for name, (kernel, bias) in draw_weights(layers, channels):
        layer = model.get_layer(name)
        layer.set_weights([kernel, bias] if layer.use_bias else [kernel])


def _require_time(rows: Sequence[LayerSummary]) -> None:
    macs = totals(rows).num_macs
    if macs > MOST_OWN_MACS:
        raise ValueError(
            f"One pass through this network takes {units.macs(macs)}. The limit is "
            f"{units.macs(MOST_OWN_MACS)}, because every other visitor has to wait. Choose a "
            "smaller input, fewer filters, smaller kernels or fewer convolutions."
        )


def _origin(layers: Iterable[Layer], channels: int) -> str:
    """A name for the weights, made from all they depend on: layers, channels and seed."""
    configuration = repr((channels, *layers))
    digest = hashlib.sha256(configuration.encode()).hexdigest()
    return f"{UNTRAINED}, layers {digest[:DIGEST_LENGTH]}"
