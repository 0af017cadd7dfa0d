"""What is switched off inside a network: channels of a layer, whose values become 0.

As a short text, typed by a learner or carried by a link, ``block3_conv3:12,40`` switches off two
channels, ``block2_conv1:all-but-7`` every other one, and ``block4_conv2:strongest-5`` the five with
the largest mean on the photo that is looked at.

    text   = off { ";" off }                       at most one for each layer
    off    = layer ":" which
    which  = numbers | "all-but-" numbers | "strongest-" number
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.architecture.limits import shown
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array

INTERVENTION_EXAMPLE = "block3_conv3:12,40 or block2_conv1:all-but-7 or block4_conv2:strongest-5"

_SEPARATOR, _ALL_BUT, _STRONGEST = ";", "all-but-", "strongest-"
_NUMBER = "[0-9]{1,5}"
_OFF = re.compile(
    f"(?P<layer>[A-Za-z0-9_]{{1,64}}):(?:(?P<all_but>{_ALL_BUT})?(?P<channels>{_NUMBER}(?:,{_NUMBER})*)"
    f"|{_STRONGEST}(?P<strongest>{_NUMBER}))"
)


@dataclass(frozen=True, slots=True)
class ChannelsOff:
    """Channels of a layer that are set to 0, after its activation function.

    Attributes:
        layer_name: Which layer.
        channels: Which channels, each once, in order.
        all_but: Whether these are the ones that stay, and all others are set to 0.
    """

    layer_name: str
    channels: tuple[int, ...]
    all_but: bool = False

    def __post_init__(self) -> None:
        """Bring the channels in order, so that equal ones make equal values."""
        if not self.channels or min(self.channels) < 0:
            raise ValueError(
                f"Received the channels {self.channels} of {self.layer_name}. Expected at least "
                "one, counted from 0. Name a channel."
            )
        object.__setattr__(self, "channels", tuple(sorted(set(self.channels))))

    def __str__(self) -> str:
        """As text for a link."""
        which = ",".join(map(str, self.channels))
        return f"{self.layer_name}:{_ALL_BUT if self.all_but else ''}{which}"

    def numbers(self, num_channels: int) -> tuple[int, ...]:
        """The channels that are set to 0, of a layer with so many."""
        if self.all_but:
            return tuple(each for each in range(num_channels) if each not in set(self.channels))
        return self.channels

    def applied(self, values: Float32Array) -> Float32Array:
        """A layer's output with these channels set to 0.

        Args:
            values: float32 (height, width, channels), or anything whose last axis is channels.

        Returns:
            A new array.
        """
        found = values.copy()
        found[..., list(self.numbers(values.shape[-1]))] = 0
        return found

    def changes(self, values: Float32Array) -> bool:
        """Whether any of these channels of a layer's output is not 0 everywhere already."""
        return bool(np.any(values[..., list(self.numbers(values.shape[-1]))]))


@dataclass(frozen=True, slots=True)
class StrongestOff:
    """A wish to switch off the channels of a layer with the largest mean on a photo.

    Which ones these are depends on the photo, so it is found out first; only the wish is in a link.

    Attributes:
        layer_name: Which layer.
        num: How many.
    """

    layer_name: str
    num: int

    def __post_init__(self) -> None:
        """Refuse to switch off nothing."""
        if self.num < 1:
            raise ValueError(
                f"Received {self.num} channels of {self.layer_name}. Expected 1 or more."
            )

    def __str__(self) -> str:
        """As text for a link."""
        return f"{self.layer_name}:{_STRONGEST}{self.num}"


OffWish = ChannelsOff | StrongestOff


def read_interventions(text: str) -> tuple[OffWish, ...]:
    """Read what is to be switched off; spaces make no difference, and no text means nothing.

    Raises:
        ValueError: A part cannot be read. The message says what is accepted.
    """
    parts = [part.strip() for part in text.replace(" ", "").split(_SEPARATOR)]
    return tuple(_read(part) for part in parts) if any(parts) else ()


def write_interventions(wishes: Iterable[OffWish]) -> str:
    """The text that `read_interventions` reads."""
    return _SEPARATOR.join(map(str, wishes))


def _read(part: str) -> OffWish:
    found = _OFF.fullmatch(part)
    if found is None:
        raise ValueError(
            f'What is to be switched off cannot be read. Received: "{shown(part)}". Accepted: a '
            f"layer, a colon, and its channels. Write {INTERVENTION_EXAMPLE}."
        )
    if found["strongest"]:
        return StrongestOff(found["layer"], int(found["strongest"]))
    channels = tuple(map(int, found["channels"].split(",")))
    return ChannelsOff(found["layer"], channels, bool(found["all_but"]))


def in_network_order(
    offs: Sequence[ChannelsOff], rows: Sequence[LayerSummary]
) -> tuple[ChannelsOff, ...]:
    """What is switched off, the first layer first.

    Args:
        offs: What is switched off.
        rows: The layers that make feature maps.

    Raises:
        ValueError: There is no such layer or channel, or a layer is named twice.
    """
    places = {row.name: number for number, row in enumerate(rows)}
    for off in offs:
        _check(off, rows, places)
    names = [off.layer_name for off in offs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"Received {', '.join(twice)} more than once. Expected each layer once. Name all its "
            "channels together."
        )
    return tuple(sorted(offs, key=lambda off: places[off.layer_name]))


def _check(off: ChannelsOff, rows: Sequence[LayerSummary], places: dict[str, int]) -> None:
    if off.layer_name not in places:
        raise ValueError(
            f'Received the layer "{shown(off.layer_name)}", which has no feature maps to switch '
            f"off. Choose one of {', '.join(places)}."
        )
    most = rows[places[off.layer_name]].output_shape[-1] - 1
    if off.channels[-1] > most:
        raise ValueError(
            f"Received channel {off.channels[-1]} of {off.layer_name}. Accepted: 0 to {most}."
        )
