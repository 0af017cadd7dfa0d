"""Keras' VGG16 and its weights: the activations of every layer for a photo, from one pass.

The weights are frozen into the function that computes a pass. TensorFlow then prepares them once
instead of in every pass, and fuses each convolution with its bias and ReLU. It also keeps several
copies of them, so only one network is frozen: an untrained one beside a trained one is not.
"""

import functools
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.preprocessing import AS_TRAINED, check_pixels, preparation_named
from explorer.runtime.build import shared_values
from explorer.runtime.class_names import find_class_names
from explorer.runtime.dense import (
    DENSE_LAYERS,
    check_dense_photo,
    dense_layers,
    in_order,
    size_in_words,
)
from explorer.runtime.differentiable import layers_between, lent, outputs_of
from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.feature_network import (
    check_has_kernel,
    check_layer_names,
    passes,
    shared_array,
)
from explorer.runtime.libraries import keras, tf
from explorer.runtime.memory import give_back_memory
from explorer.runtime.untrained import UNTRAINED, untrained_weights
from explorer.runtime.weights import (
    NO_TOP,
    WITH_TOP,
    KernelAndBiases,
    Weights,
    find_weights,
    read_only,
    read_weights,
)

ForwardPass = Callable[[tf.Tensor], Sequence[tf.Tensor]]

SMALLEST_PHOTO_SIDE = 32
"""px: a smaller photo leaves nothing for block5_pool."""

LARGEST_PHOTO_SIDE = 512
"""px: all activations of a photo of 512 x 512 take 287 MiB."""

NUM_CHEAP_LAYERS = 3
"""The first block: an eighth of a pass's work, and half of the bytes of all activations."""

UNFROZEN_AT_ONCE = 2
"""Photos of one pass where weights are not frozen: TensorFlow prepares them in each pass anew. With
two photos a pass takes 1.6 times, with four 2.4 times as long as with one (measured at 160 px)."""


@dataclass(frozen=True, slots=True, eq=False)
class VGG16:
    """The network with its weights. Any number of threads may share it; they take turns.

    Attributes:
        layer_names: The 13 convolutions and 5 poolings, first layer first.
        convolutions: From model input (1, height, width, 3) to the output of each of these layers.
        first_block: From the same to the output of each of the cheap layers.
        weights_path: The file the weights came from; None for untrained ones.
        weights: Read-only kernel and bias of the 13 convolutions by layer name.
        dense: From block5_pool (1, 7, 7, 512) to (1, 1000) probabilities; None where not loaded.
        photos_at_once: Photos that `grids` puts through in one pass.
    """

    layer_names: tuple[str, ...]
    convolutions: ForwardPass
    first_block: ForwardPass
    weights_path: Path | None
    weights: Weights = field(repr=False)
    dense: Callable[[tf.Tensor], tf.Tensor] | None = None
    photos_at_once: int = 1

    @property
    def cheap_layers(self) -> tuple[str, ...]:
        """The layers of the first block, which a short pass computes."""
        return self.layer_names[:NUM_CHEAP_LAYERS]

    @property
    def trained(self) -> bool:
        """Whether the weights come from a file, not from a seed."""
        return self.weights_path is not None

    @property
    def origin(self) -> str:
        """Where the weights come from: a path, or a text saying that they are untrained."""
        return str(self.weights_path or UNTRAINED)

    @property
    def has_dense_layers(self) -> bool:
        """Whether `class_probabilities` can be computed."""
        return self.dense is not None

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """1000 names by class number; None while Keras' list is not on this computer."""
        return find_class_names()

    def with_dense_layers(self, weights: Path) -> "VGG16":
        """Add the dense layers, which take 0.5 GiB; the convolutions are shared, not loaded again.

        Args:
            weights: A file with the dense layers that were trained with these convolutions.

        Raises:
            WeightsUnavailable: The file has no dense layers of VGG16.
            ValueError: The convolutions are untrained, so class probabilities would mean nothing.
        """
        if not self.trained:
            raise ValueError(
                "Received dense layers for an untrained VGG16. They need trained convolutions. "
                "Load both with load(weights, include_top=True)."
            )
        values = read_weights(weights, include_top=True)
        return replace(self, dense=dense_layers({name: values[name] for name in DENSE_LAYERS}))

    def activations(
        self,
        photo: NDArray[np.uint8],
        layer_names: Sequence[str] | None = None,
        preparation: str = AS_TRAINED,
    ) -> dict[str, Float32Array]:
        """Put a photo through the network once, or through the first block if that is enough.

        Args:
            photo: RGB, uint8 (height, width, 3), each side 32 to 512 px.
            layer_names: Layers whose activations to return, in this order; None for all.
            preparation: How pixels become the network's input, by name.

        Returns:
            Read-only float32 (height, width, channels) by layer name; after ReLU for convolutions.

        Raises:
            ValueError: The photo has the wrong type, shape or size, or a name is unknown.
        """
        wanted = self.layer_names if layer_names is None else tuple(layer_names)
        grids = self.grids(photo[np.newaxis], wanted, preparation)
        return {name: grid[0] for name, grid in grids.items()}

    def grids(
        self,
        photos: NDArray[np.uint8],
        layer_names: Sequence[str],
        preparation: str = AS_TRAINED,
    ) -> dict[str, Float32Array]:
        """The same for a few photos of one size, (photos, height, width, 3), in one pass.

        At most `photos_at_once`; the result has an axis of photos too.
        """
        with passes:
            return self.grids_now(photos, layer_names, preparation)

    def grids_now(
        self,
        photos: NDArray[np.uint8],
        layer_names: Sequence[str],
        preparation: str = AS_TRAINED,
    ) -> dict[str, Float32Array]:
        """The same for who holds `passes`."""
        check_layer_names(layer_names, self.layer_names)
        for photo in photos:
            _check_photo(photo)
        is_short = set(layer_names) <= set(self.cheap_layers)
        forward = self.first_block if is_short else self.convolutions
        prepare = preparation_named(preparation).prepare
        tensors = forward(tf.constant(np.stack([prepare(photo) for photo in photos])))
        outputs = dict(zip(self.layer_names, tensors, strict=not is_short))
        return {name: shared_array(outputs[name]) for name in layer_names}

    def activations_after(
        self, layer_name: str, values: Float32Array, last: str | None = None
    ) -> dict[str, Float32Array]:
        """See `FeatureNetwork.activations_after`; these layers' weights are not frozen."""
        layers = layers_between(layer_name, last)
        with lent(self.weights, layers) as tensors, passes:
            outputs = outputs_of(layers, tf.constant(values[np.newaxis]), tensors)
        return {name: shared_array(output)[0] for name, output in outputs.items()}

    def kernel(self, layer_name: str) -> KernelAndBiases:
        """The kernel and bias of one of the 13 convolutions.

        Returns:
            Read-only float32 (3, 3, channels in, filters) and (filters,).

        Raises:
            ValueError: The layer is a pooling, or does not exist.
        """
        check_has_kernel(layer_name, self.weights)
        return self.weights[layer_name]

    def class_probabilities(self, photo: NDArray[np.uint8]) -> Float32Array:
        """Compute how probable each of ImageNet's classes is for a photo.

        Args:
            photo: RGB, uint8 (224, 224, 3).

        Returns:
            Read-only float32 (1000,); the sum is 1.

        Raises:
            ValueError: The dense layers are not loaded, or the photo has the wrong type or shape.
        """
        self._require_dense_layers()
        check_dense_photo(photo)
        last_grid = self.activations(photo, self.layer_names[-1:])[self.layer_names[-1]]
        return self.class_probabilities_from(last_grid)

    def class_probabilities_from(self, block5_pool: Float32Array) -> Float32Array:
        """The same from the last grid.

        Args:
            block5_pool: float32 (7, 7, 512).

        Raises:
            ValueError: The dense layers are not loaded.
        """
        dense = self._require_dense_layers()
        with passes:
            batch = dense(tf.constant(block5_pool[np.newaxis]))
        probabilities: Float32Array = shared_array(batch)[0]
        return probabilities

    def _require_dense_layers(self) -> Callable[[tf.Tensor], tf.Tensor]:
        if self.dense is None:
            raise ValueError(
                "Received a photo for class probabilities, but this VGG16 has no dense layers. "
                "Load it with include_top=True."
            )
        return self.dense


def _check_photo(photo: NDArray[np.uint8]) -> None:
    check_pixels(photo)
    shortest, *_, longest = sorted(photo.shape[:2])
    if not SMALLEST_PHOTO_SIDE <= shortest <= longest <= LARGEST_PHOTO_SIDE:
        raise ValueError(
            f"Received a photo of {size_in_words(photo)} px. Each side must be "
            f"{SMALLEST_PHOTO_SIDE} to {LARGEST_PHOTO_SIDE} px. Resize or crop the photo first."
        )


def load(weights: Path | None = None, *, include_top: bool = False) -> VGG16:
    """Load VGG16, ready for its first photo. Nothing is downloaded.

    Args:
        weights: A file of weights. None for the one that `find_weights` finds on this computer or,
            if there is none, for untrained weights, the same in every program.
        include_top: Load the dense layers too, which takes 0.5 GiB more. They need a file.

    Returns:
        The network.

    Raises:
        WeightsUnavailable: The file does not hold VGG16's weights, or the dense layers are missing.
    """
    path = weights or find_weights(WITH_TOP if include_top else NO_TOP)
    if path is None and include_top:
        raise WeightsUnavailable(
            "No file on this computer has the dense layers of VGG16. "
            "Fetch them with `python -m explorer.runtime.weights --with-top`."
        )
    network = _freeze(path)
    smallest = tf.zeros((1, SMALLEST_PHOTO_SIDE, SMALLEST_PHOTO_SIDE, 3))
    network.convolutions(smallest)  # optimises the function
    network.first_block(smallest)
    _give_back_memory()
    return network.with_dense_layers(path) if path and include_top else network


def load_untrained() -> VGG16:
    """Load VGG16 with untrained weights, the same in every program, beside a trained one.

    Its weights are not frozen. It takes 58 MiB, where a second frozen network would take 508, and
    a pass takes about twice as long (measured).
    """
    model = _every_layer()
    model.set_weights(in_order(model, untrained_weights()))
    weights = {
        layer.name: (shared_values(layer.kernel), shared_values(layer.bias))
        for layer in model.layers
        if layer.weights
    }
    whole, first = (functools.partial(each, training=False) for each in (model, _start(model)))
    network = VGG16(_names(model), whole, first, None, weights, photos_at_once=UNFROZEN_AT_ONCE)
    _give_back_memory()
    return network


def _freeze(path: Path | None) -> VGG16:
    weights = read_only(read_weights(path) if path else untrained_weights())
    model = _every_layer()
    whole, first = (_frozen(each, weights) for each in (model, _start(model)))
    return VGG16(_names(model), whole, first, path, weights)


def _give_back_memory() -> None:
    """Return the 0.3 GiB that loading used for a while to the operating system.

    Python frees objects that refer to each other late, and the C library keeps what is freed.
    """
    gc.collect()
    give_back_memory()


def _every_layer() -> keras.Model:
    """Keras' VGG16 up to block5_pool, for every size, with the outputs of all its layers."""
    network = keras.applications.VGG16(include_top=False, weights=None, input_shape=(None, None, 3))
    return keras.Model(network.inputs, [layer.output for layer in network.layers[1:]])


def _start(model: keras.Model) -> keras.Model:
    """The same network up to the end of its first block."""
    return keras.Model(model.inputs, model.outputs[:NUM_CHEAP_LAYERS])


def _names(model: keras.Model) -> tuple[str, ...]:
    return tuple(layer.name for layer in model.layers[1:])  # the first one is Keras' input


def _frozen(model: keras.Model, weights: Weights) -> ForwardPass:
    """What a model computes, as a function with its weights as constants."""

    def convolutions(model_input: tf.Tensor) -> Any:
        # The model computes with these constants, not its variables, and is not needed later.
        constants = [tf.constant(values) for values in in_order(model, weights)]
        outputs, _state = model.stateless_call(constants, [], model_input, training=False)
        return outputs

    every_size = tf.TensorSpec((1, None, None, 3))
    function = tf.function(convolutions, input_signature=[every_size], autograph=False)
    frozen: ForwardPass = function.get_concrete_function()
    return frozen
