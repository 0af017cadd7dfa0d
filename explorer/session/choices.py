"""What a visitor has chosen for every page: the input size, and the network at that size."""

import re
from dataclasses import dataclass

from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.network.export import from_json
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary, summarize
from explorer.kept import SEVERAL, kept
from explorer.session.configuration import (
    NETWORK_EDITS,
    change_network,
    chosen_network,
    chosen_preset,
    configuration_changes,
    configuration_problems,
)
from explorer.session.parameters import AS_PUBLISHED, CHANNELS, NETWORK, OTHER_NETWORK, SIZE
from explorer.session.state import visitor_state

MAPS_OF_VGG16 = PRESETS["vgg16-no-top"]
COMPARED_FIRST = ("alexnet", "vgg16", "vgg19")
"""Presets to compare with where nobody has chosen one: what VGG improved on comes first."""

MODEL_SIDES = (32, 512)
"""px: the sides that the real VGG16 accepts here."""


@dataclass(frozen=True, slots=True)
class ChosenSize:
    """The input size in use, and a sentence if another one was asked for and cannot be read."""

    height: int
    width: int
    problem: str = ""

    @property
    def sides(self) -> tuple[int, int]:
        """(height, width) in px."""
        return self.height, self.width


def chosen_size() -> ChosenSize:
    """The input size for every page; the last good one if the text cannot be read."""
    try:
        size = parse_size(SIZE.chosen() or SIZE.usual)
    except ValueError as error:
        height, width = visitor_state.get("last_size", parse_size(SIZE.usual))
        return ChosenSize(height, width, str(error))
    visitor_state["last_size"] = size
    return ChosenSize(*size)


_SIZE = r"\s*(\d{1,6})(?:\s*[x×*, ]\s*(\d{1,6}))?\s*(?:px)?\s*"


def parse_size(text: str, what: str = "an input") -> tuple[int, int]:
    """(height, width) in px from "224", "225x299", "225 x 299" or "225, 299".

    Args:
        text: What was typed.
        what: What has that size, with its article, for the message.

    Raises:
        ValueError: The text is not a size, or a side is out of bounds.
    """
    match = re.fullmatch(_SIZE, text, re.IGNORECASE)
    sides = [int(side) for side in match.groups(default=match[1])] if match else []
    if sides and all(1 <= side <= LARGEST_SIDE for side in sides):
        return sides[0], sides[1]
    raise ValueError(
        f"“{text[:20]}” is not {what} size. Write height x width in px, each from 1 to "
        f"{LARGEST_SIDE}, such as 224x224 or 225x299."
    )


def request_problem(*, of_network: bool = True) -> str:
    """Why nothing can be shown for the size and the network asked for; "" where it can.

    What stands in for them while they cannot be read is another network: no page may show numbers
    of it, because nobody asked for them.

    Args:
        of_network: Whether the page shows the sidebar's network too.
    """
    problems = [chosen_size().problem, *(configuration_problems() if of_network else ())]
    told = " ".join(filter(None, problems))
    return told and f"There is no result for what was asked. {told}"


def require_readable(*, of_network: bool = True) -> None:
    """Refuse a size, or a network, that cannot be read or is beyond the limits.

    Args:
        of_network: As in `request_problem`.

    Raises:
        ValueError: The message says what was received and what is accepted.
    """
    problem = request_problem(of_network=of_network)
    if problem:
        raise ValueError(problem)


def chosen_summary() -> tuple[LayerSummary, ...]:
    """The chosen network at the chosen input size.

    Raises:
        ValueError: What was asked for cannot be read, the network has no blocks, or does not fit
            the input; the message says where, and what would fit.
    """
    require_readable()
    network = chosen_network()
    if not network.blocks:
        raise ValueError(
            f"{network.name}, has no blocks, so there is nothing to show. On the Layers page, add "
            "a block or press Reset."
        )
    return _summary(network, chosen_input_shape())


def maps_of_vgg16(size: tuple[int, int]) -> tuple[LayerSummary, ...]:
    """The layers of VGG16 that make feature maps, for a picture of (height, width) px.

    Raises:
        ValueError: The picture is too small for them.
    """
    return _summary(MAPS_OF_VGG16, (*size, 3))


@kept(results=SEVERAL)
def _summary(network: Network, input_shape: Shape) -> tuple[LayerSummary, ...]:
    return summarize(network, input_shape)


def chosen_input_shape() -> Shape:
    """(height, width, channels) of the chosen input."""
    size, channels = chosen_size(), CHANNELS.chosen()
    published = chosen_preset().default_input_shape[-1]
    return size.height, size.width, published if channels == AS_PUBLISHED else int(channels)


def require_model_size() -> None:
    """Refuse an input size that the real VGG16 does not accept here.

    Raises:
        ValueError: The message says which sizes it accepts.
    """
    require_readable(of_network=False)
    smallest, largest = MODEL_SIDES
    sides = chosen_size().sides
    if not smallest <= min(sides) <= max(sides) <= largest:
        raise ValueError(
            f"The real VGG16 takes pictures of {smallest} to {largest} px a side here. The input "
            f"size is {sides[0]} x {sides[1]} px. Choose another size in the sidebar."
        )


def other_network() -> str:
    """The preset to compare with: the chosen one, else AlexNet, else what differs and fits."""
    return OTHER_NETWORK.chosen() or next(filter(_can_be_compared, COMPARED_FIRST), "vgg16")


def _can_be_compared(key: str) -> bool:
    try:
        other_summary(key)
    except ValueError:
        return False
    return PRESETS[key] != chosen_network()


def other_summary(key: str) -> tuple[LayerSummary, ...]:
    """A preset to compare with, at the chosen input size and with its own channels.

    Raises:
        ValueError: It does not fit that input.
    """
    other, size = PRESETS[key], chosen_size()
    return _summary(other, (size.height, size.width, other.default_input_shape[-1]))


def file_name() -> str:
    """The name of an exported file of the chosen network, without its ending."""
    size, changed = chosen_size(), "-changed" if configuration_changes() else ""
    return f"{NETWORK.chosen()}{changed}-{size.height}x{size.width}"


def _nearest_preset(network: Network) -> str | None:
    """The key of the preset that a network equals, or is named after; None for neither."""
    same = [
        key
        for key, each in PRESETS.items()
        if (each.blocks, each.head) == (network.blocks, network.head)
    ]
    named = [key for key, each in PRESETS.items() if network.name.startswith(each.name)]
    return next(iter(same + named), None)


def open_network(data: bytes) -> None:
    """Choose the network and the input size that an exported file holds; call it from a callback.

    If it is another kind of file, or its input cannot be chosen, nothing changes, and
    `NETWORK_EDITS` says why.
    """
    try:
        network, (height, width, channels) = from_json(data.decode("utf-8", "replace"))
        size = f"{height}x{width}"
        parse_size(size)
        if str(channels) not in CHANNELS.labels:
            raise ValueError(f"An input has 1 or 3 channels here. The file says {channels}.")
    except ValueError as error:
        NETWORK_EDITS.refuse(str(error))
    else:
        change_network(network.blocks, network.head, _nearest_preset(network))
        SIZE.choose(size)
        CHANNELS.choose(str(channels))
