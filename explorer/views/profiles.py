"""How much each pixel counts, for the layers and weights that a visitor has chosen."""

from collections.abc import Sequence
from typing import Literal

from explorer.architecture.fields.profiles import (
    AtDepth,
    KernelWeights,
    by_depth,
    check_field,
    kernels,
)
from explorer.architecture.fields.random_networks import NetKind, random_profile
from explorer.architecture.layers import Layer
from explorer.architecture.stacks.stacks import windows_of
from explorer.arrays import Float64Array
from explorer.kept import SEVERAL, kept
from explorer.session.configuration import chosen_network
from explorer.session.fields import chosen_stack
from explorer.session.parameters import DRAW, KERNEL_KIND

Draws = Literal["one", "many"]
NUM_DRAWS: dict[Draws, int] = {"one": 1, "many": 50}


def followed_layers(last_layer: str = "") -> tuple[Layer, ...]:
    """The layers of the typed stack, or of the chosen network up to a layer.

    Args:
        last_layer: Of the network; "" for the stack.

    Raises:
        ValueError: The stack cannot be read, or the field is too wide.
    """
    layers = (chosen_network() if last_layer else chosen_stack()).layers
    names = [layer.name for layer in layers]
    followed = layers[: names.index(last_layer) + 1] if last_layer else layers
    check_field(windows_of(followed))
    return followed


def chosen_kernels(layers: Sequence[Layer]) -> tuple[KernelWeights, ...]:
    """The chosen weights of each window, first layer first."""
    return kernels(layers, KERNEL_KIND.chosen(), DRAW.chosen())


@kept(results=SEVERAL)
def profiles_by_depth(kernel_size: int, most: int) -> tuple[AtDepth, ...]:
    """Both fields of 1 to ``most`` layers with one kernel size."""
    return tuple(by_depth(kernel_size, range(1, most + 1)))


def random_networks(layers: tuple[Layer, ...], kind: NetKind, draws: Draws) -> Float64Array:
    """The profile of networks with random weights: of one of them, or the mean of 50.

    Raises:
        ValueError: The field is too wide to draw networks for.
    """
    return _random_networks(layers, kind, draws, DRAW.chosen())


@kept(results=64)
def _random_networks(
    layers: tuple[Layer, ...], kind: NetKind, draws: Draws, draw: int
) -> Float64Array:
    return random_profile(layers, kind, num_draws=NUM_DRAWS[draws], seed=draw)
