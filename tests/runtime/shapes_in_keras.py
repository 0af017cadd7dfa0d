"""The layers of a network as our summary and as Keras list them, without values for the weights."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import keras

from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import summarize

KERAS_REFUSAL = "output size would be zero or negative"


class Row(NamedTuple):
    name: str
    output_shape: Shape
    num_parameters: int
    num_trainable: int


@contextmanager
def shapes_only() -> Iterator[None]:
    """Let Keras make variables that have a shape and no values: models of any size cost nothing."""
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        keras.utils.clear_session(free_memory=False)  # or Keras initialises them as soon as it can


def our_rows(network: Network, shape: Shape | None = None) -> list[Row]:
    """The summary's rows."""
    return [
        Row(row.name, row.output_shape, row.num_parameters, row.num_trainable)
        for row in summarize(network, shape)
    ]


def keras_rows(model: keras.Model) -> list[Row]:
    """The same rows, as Keras counts them."""
    return [
        Row(
            layer.name,
            tuple(layer.output.shape[1:]),
            layer.count_params(),
            sum(weight.shape.num_elements() for weight in layer.trainable_weights),
        )
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    ]
