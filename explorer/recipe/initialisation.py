"""Which layers of VGG's deeper networks began with the trained layers of network A.

Simonyan & Zisserman 2014, section 3.1: the first four convolutional layers and the last three dense
layers were taken from A, and all others began with random weights. The paper names no layers. A's
first four convolutions go from 3 to 64, 64 to 128, 128 to 256 and 256 to 256 channels. The first
four of a deeper network go from 3 to 64 and 64 to 64 at once, so a layer cannot go to the place of
the same number. Each is placed here where the next kernel of the same shape is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.architecture.layers import Conv2D, Dense
from explorer.architecture.networks import Network
from explorer.architecture.summary import LayerSummary, summarize

NUM_CONVOLUTIONS_TAKEN = 4
NUM_DENSE_TAKEN = 3
WEIGHT_VARIANCE = 1e-2
"""Of random weights, with mean 0; biases begin at 0. The standard deviation is 0.1, not 0.01."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How one layer with weights began.

    Attributes:
        layer: Its name.
        taken_from: The layer of A whose trained weights it began with; "" for random weights.
        num_parameters: Weights and biases.
        kernel_shape: (height, width, channels in, filters), or (values in, units).
    """

    layer: str
    taken_from: str
    num_parameters: int
    kernel_shape: tuple[int, ...]


def beginnings(network: Network, trained: Network) -> tuple[Beginning, ...]:
    """How each layer with weights of a network began, first layer first.

    Args:
        network: The deeper network.
        trained: Network A.

    Raises:
        ValueError: One of the layers that are taken has no place in the network.
    """
    rows, source = _with_weights(network), _with_weights(trained)
    convolutions = [row for row in source if isinstance(row.layer, Conv2D)]
    dense = [row for row in source if isinstance(row.layer, Dense)]
    taken = [*convolutions[:NUM_CONVOLUTIONS_TAKEN], *dense[-NUM_DENSE_TAKEN:]]
    origin = _placed(taken, rows)
    return tuple(
        Beginning(row.name, origin.get(row.name, ""), row.num_parameters, kernel_shape(row))
        for row in rows
    )


def taken_share(found: Sequence[Beginning]) -> float:
    """The share of all parameters that began with those of A, 0 to 1."""
    everything = sum(each.num_parameters for each in found)
    return sum(each.num_parameters for each in found if each.taken_from) / everything


def kernel_shape(row: LayerSummary) -> tuple[int, ...]:
    """The shape of a layer's weights in Keras.

    Raises:
        ValueError: The layer has none.
    """
    match row.layer:
        case Conv2D(kernel_size=int(side), filters=filters):
            return side, side, row.input_shape[-1], filters
        case Dense(units=units):
            return row.input_shape[-1], units
        case _:
            raise ValueError(f"{row.name} has no kernel of one shape. Choose another layer.")


def _with_weights(network: Network) -> list[LayerSummary]:
    return [row for row in summarize(network) if isinstance(row.layer, Conv2D | Dense)]


def _placed(taken: Sequence[LayerSummary], rows: Sequence[LayerSummary]) -> dict[str, str]:
    """Name of a layer -> the layer it is taken from, in order."""
    places: dict[str, str] = {}
    left = iter(rows)
    for row in taken:
        shape = kernel_shape(row)
        place = next((each for each in left if kernel_shape(each) == shape), None)
        if place is None:
            raise ValueError(
                f"There is no place for {row.name}, whose kernel has the shape {shape}. Choose a "
                "network that has all of A's layers."
            )
        places[place.name] = row.name
    return places
