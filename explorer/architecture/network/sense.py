"""What has the right shape and still makes little sense, in sentences for whoever trains it."""

from collections.abc import Sequence
from typing import assert_never

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
from explorer.architecture.networks import Network
from explorer.architecture.summary import LayerSummary
from explorer.words import listed

_MOST_NAMED = 3
_ONE_PIXEL = (1, 1)


def sense_notes(network: Network, rows: Sequence[LayerSummary]) -> tuple[str, ...]:
    """What to know before training a network, besides its shapes.

    Args:
        network: The network.
        rows: Of its summary at the input size, first layer first.
    """
    idle = [row.name for row in rows if _changes_nothing(row)]
    frozen = [layer.name for layer in network.layers if _is_frozen(layer)]
    notes = (
        _about_the_end(network.layers),
        f"Nothing is changed by {_named(idle)}: leave it out." if len(idle) == 1 else "",
        f"Nothing is changed by {_named(idle)}: leave them out." if len(idle) > 1 else "",
        f"Frozen: {_named(frozen)}. Until you load trained weights into frozen layers, they keep "
        "random ones; call set_weights on each before you train."
        if frozen
        else "",
    )
    return tuple(filter(None, notes))


def _about_the_end(layers: Sequence[Layer]) -> str:
    if not layers:
        return "The network has no layers: its output is its input."
    match layers[-1]:
        case Dense(activation="sigmoid", units=1):
            return (
                "One output: its sigmoid is the probability of yes, from 0 to 1. A softmax over a "
                "single output would always be 1. Train with labels 0 and 1 and the loss "
                "binary_crossentropy."
            )
        case Dropout(name=name):
            return (
                f"The last layer, {name}, is dropout: in training, part of the output is set to "
                "zero at random. Leave it out, or put layers after it."
            )
        case BatchNorm(name=name) | LRN(name=name):
            return f"The last layer, {name}, normalises the output. Put layers after it."
        case (
            Conv2D()
            | MaxPool2D()
            | AveragePool2D()
            | ZeroPad2D()
            | Activation()
            | Flatten()
            | GlobalAveragePool()
            | GlobalMaxPool()
            | Dense()
        ):
            return ""
        case _:
            assert_never(layers[-1])


def _is_frozen(layer: Layer) -> bool:
    return isinstance(layer, Conv2D | Dense | BatchNorm) and not layer.trainable


def _changes_nothing(row: LayerSummary) -> bool:
    match row.layer:
        case MaxPool2D(pool_size=1, stride=1) | AveragePool2D(pool_size=1, stride=1):
            return True
        case ZeroPad2D(amount=0) | Dropout(rate=0):
            return True
        case GlobalAveragePool() | GlobalMaxPool():
            return row.input_shape[:2] == _ONE_PIXEL
        case (
            Conv2D()
            | MaxPool2D()
            | AveragePool2D()
            | ZeroPad2D()
            | BatchNorm()
            | LRN()
            | Activation()
            | Dropout()
            | Flatten()
            | Dense()
        ):
            return False
        case _:
            assert_never(row.layer)


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return listed([*names[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])])
