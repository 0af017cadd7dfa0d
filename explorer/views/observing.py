"""What the visitor looks at, as one value: each run of a page makes it once and passes it on."""

from explorer.observed import Look, Observed, ObservedNetwork, feature_rows
from explorer.session.choices import (
    MAPS_OF_VGG16,
    chosen_input_shape,
    chosen_size,
    chosen_summary,
    maps_of_vgg16,
    require_model_size,
)
from explorer.session.configuration import chosen_network
from explorer.session.parameters import WEIGHTS
from explorer.session.photos import chosen_picture
from explorer.shared.weights import weights_state


def observe(weights: Look | None = None) -> Observed:
    """The network that the visitor looks into, and the chosen photo as its input.

    Args:
        weights: Which network, where a page does not leave that to the visitor.

    Raises:
        ValueError: The network does not take the chosen input size.
    """
    return Observed(_network(weights or WEIGHTS.chosen()), chosen_picture())


def compared() -> dict[str, Observed]:
    """VGG16 with its weights and with random ones, by name; without weights only "untrained"."""
    both = (observe("trained"), observe("untrained"))
    return {each.network.weights: each for each in both}


def vgg16_at(size: tuple[int, int], *, trained: bool = True) -> ObservedNetwork:
    """The feature maps of VGG16 for a picture of (height, width) px.

    Args:
        size: Any that VGG16 takes.
        trained: With its weights, if they are on this computer; else with random ones.
    """
    shape = (*size, 3)
    rows = maps_of_vgg16(size)
    path = weights_state().path if trained else None
    if path is None:
        return ObservedNetwork(MAPS_OF_VGG16, "untrained", "", shape, rows)
    return ObservedNetwork(MAPS_OF_VGG16, "trained", str(path), shape, rows)


def _network(weights: Look) -> ObservedNetwork:
    if weights == "own":
        rows = feature_rows(chosen_summary())
        return ObservedNetwork(chosen_network(), "own", "", chosen_input_shape(), rows)
    require_model_size()
    return vgg16_at(chosen_size().sides, trained=weights == "trained")
