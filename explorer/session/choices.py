"""What a visitor has chosen for every page: the input size, and the network at that size."""

import re
from dataclasses import dataclass

import streamlit as st

from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.network.export import from_json
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary, summarize
from explorer.session.configuration import (
    change_network,
    chosen_network,
    chosen_preset,
    configuration_changes,
    refuse_edit,
)
from explorer.session.parameters import AS_PUBLISHED, CHANNELS, NETWORK, SIZE

MAPS_OF_VGG16 = PRESETS["vgg16-no-top"]
MODEL_SIDES = (32, 512)
"""px: what the real VGG16 takes here."""


@dataclass(frozen=True, slots=True)
class ChosenSize:
    """The input size that holds, and a sentence where it is not what was asked for."""

    height: int
    width: int
    problem: str = ""

    @property
    def sides(self) -> tuple[int, int]:
        """(height, width) in px."""
        return self.height, self.width


def chosen_size() -> ChosenSize:
    """The input size that is chosen for every page; the last good one where a text is none."""
    try:
        size = parse_size(SIZE.chosen() or SIZE.usual)
    except ValueError as error:
        height, width = st.session_state.get("last_size", parse_size(SIZE.usual))
        return ChosenSize(height, width, f"{error} Shown: {height} x {width} px.")
    st.session_state["last_size"] = size
    return ChosenSize(*size)


_SIZE = r"\s*(\d{1,6})(?:\s*[x×*, ]\s*(\d{1,6}))?\s*(?:px)?\s*"


def parse_size(text: str, what: str = "input") -> tuple[int, int]:
    """(height, width) in px from "224", "225x299", "225 x 299" or "225, 299".

    Args:
        text: What was typed.
        what: What has that size, for the sentence.

    Raises:
        ValueError: The text is no size, or a side is out of bounds.
    """
    match = re.fullmatch(_SIZE, text, re.IGNORECASE)
    sides = [int(side) for side in match.groups(default=match[1])] if match else []
    if sides and all(1 <= side <= LARGEST_SIDE for side in sides):
        return sides[0], sides[1]
    raise ValueError(
        f"“{text[:20]}” is no {what} size. Write height x width in px, each from 1 to "
        f"{LARGEST_SIDE}, such as 224x224 or 225x299."
    )


def chosen_summary() -> tuple[LayerSummary, ...]:
    """The chosen network at the chosen input size.

    Raises:
        ValueError: The network has no blocks, or does not fit the input; the message says where
            and what does.
    """
    network = chosen_network()
    if not network.blocks:
        raise ValueError(
            f"{network.name}, has no blocks, so there is nothing to show. Add one on the "
            "Architecture page, or go back with Reset there."
        )
    return summarize(network, chosen_input_shape())


def chosen_input_shape() -> Shape:
    """(height, width, channels) of the input that is chosen for the network."""
    size, channels = chosen_size(), CHANNELS.chosen()
    published = chosen_preset().default_input_shape[-1]
    return size.height, size.width, published if channels == AS_PUBLISHED else int(channels)


def require_model_size() -> None:
    """Refuse an input size that the real VGG16 does not take here.

    Raises:
        ValueError: The message says which sizes it takes.
    """
    smallest, largest = MODEL_SIDES
    sides = chosen_size().sides
    if not smallest <= min(sides) <= max(sides) <= largest:
        raise ValueError(
            f"The real VGG16 takes pictures of {smallest} to {largest} px a side here. The input "
            f"size is {sides[0]} x {sides[1]} px. Choose another one in the sidebar."
        )


def other_summary(key: str) -> tuple[LayerSummary, ...]:
    """A preset to compare with, at the chosen input size and with its own channels.

    Raises:
        ValueError: It does not fit that input.
    """
    other, size = PRESETS[key], chosen_size()
    return summarize(other, (size.height, size.width, other.default_input_shape[-1]))


def file_name() -> str:
    """What an exported file of the chosen network is called, without its ending."""
    size, changed = chosen_size(), "-changed" if configuration_changes() else ""
    return f"{NETWORK.chosen()}{changed}-{size.height}x{size.width}"


def _nearest_preset(network: Network) -> str | None:
    """The key of the preset that a network is, or was made from by its name; None for neither."""
    same = [
        key
        for key, each in PRESETS.items()
        if (each.blocks, each.head) == (network.blocks, network.head)
    ]
    named = [key for key, each in PRESETS.items() if network.name.startswith(each.name)]
    return next(iter(same + named), None)


def open_network(data: bytes) -> None:
    """Choose the network and the input size that an exported file holds; call it from a callback.

    Where it is no such file, or holds an input that cannot be chosen, nothing changes, and
    `edit_problem` says why.
    """
    try:
        network, (height, width, channels) = from_json(data.decode("utf-8", "replace"))
        size = f"{height}x{width}"
        parse_size(size)
        if str(channels) not in CHANNELS.labels:
            raise ValueError(f"An input has 3 channels here, or 1. The file says {channels}.")
    except ValueError as error:
        refuse_edit(str(error))
    else:
        change_network(network.blocks, network.head, _nearest_preset(network))
        SIZE.choose(size)
        CHANNELS.choose(str(channels))
