"""What is observed: a network with its weights, a picture with its preparation, what is off.

It is made once for each run of a page and passed on. Equal values give equal activations, so
results computed from them can be kept for everybody.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Literal

from explorer.architecture.interventions import ChannelsOff, in_network_order
from explorer.architecture.networks import Network
from explorer.architecture.shapes import GRID_RANK, Shape
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Uint8Array
from explorer.digests import Digest
from explorer.preprocessing import AS_TRAINED, CHANNEL_AXIS, preparation_named
from explorer.words import several

Look = Literal["trained", "untrained", "own"]
"""VGG16 with its weights, VGG16 with random ones, or another network with random ones."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a network gets it; equal only if the pixels are.

    Attributes:
        pixels: RGB, uint8 (height, width, 3).
        digest: SHA-256 of pixels and shape, hexadecimal; it says which photo they come from.
    """

    pixels: Uint8Array = field(compare=False, repr=False)
    digest: Digest

    @property
    def cache_key(self) -> Digest:
        """What results are kept under, without the pixels."""
        return self.digest

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) in px."""
        height, width, _channels = self.pixels.shape
        return height, width


def picture_of(pixels: Uint8Array, origin: str = "") -> Picture:
    """Make a picture from pixels, RGB, uint8 (height, width, 3).

    Args:
        pixels: What it shows.
        origin: Digest of the photo that it was made from, with which it is forgotten.
    """
    digest = hashlib.sha256(repr(pixels.shape).encode())
    digest.update(pixels.tobytes())
    return Picture(pixels, Digest(digest.hexdigest(), origin))


@dataclass(frozen=True, slots=True)
class ObservedNetwork:
    """A network with its weights.

    Attributes:
        network: Its layers.
        weights: Which weights; "trained" only if a file is named.
        file: The path of the weights; "" if they come from a seed.
        input_shape: (height, width, channels).
        rows: Its layers that make feature maps, at that input.
    """

    network: Network
    weights: Look
    file: str
    input_shape: Shape
    rows: tuple[LayerSummary, ...] = field(compare=False, repr=False)

    @property
    def is_trained(self) -> bool:
        """Whether the weights come from a file, not from a seed."""
        return bool(self.file)

    def row(self, layer_name: str) -> LayerSummary:
        """The summary of one of the layers that make feature maps.

        Raises:
            ValueError: No such layer makes feature maps.
        """
        for row in self.rows:
            if row.name == layer_name:
                return row
        raise ValueError(
            f"Received the layer {layer_name!r}, which has no feature maps to show. "
            f"Choose one of {', '.join(row.name for row in self.rows)}."
        )


def feature_rows(rows: tuple[LayerSummary, ...]) -> tuple[LayerSummary, ...]:
    """The layers up to the last grid that have outputs of their own: those with feature maps."""
    grids = takewhile(lambda row: len(row.output_shape) == GRID_RANK, rows)
    return tuple(row for row in grids if row.num_activations)


@dataclass(frozen=True, slots=True)
class Observed:
    """A network looking at a picture.

    Attributes:
        network: Which network, with which weights.
        picture: What it looks at.
        preparation: How pixels become the network's input: a name in `PREPARATIONS`.
        interventions: What is switched off inside the network, one for each layer.
    """

    network: ObservedNetwork
    picture: Picture
    preparation: str = AS_TRAINED
    interventions: tuple[ChannelsOff, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what the network cannot do, and bring interventions in the order of its layers."""
        preparation_named(self.preparation)
        shape = self.network.input_shape
        if self.preparation != AS_TRAINED and shape[2:] != CHANNEL_AXIS:
            raise ValueError(
                f"Received the preparation {self.preparation!r} for a network that takes "
                f"{several(shape[-1], 'channel')}. Ways to prepare a photo differ for its three "
                "colours only. Choose a network that takes 3 channels."
            )
        ordered = in_network_order(self.interventions, self.network.rows)
        object.__setattr__(self, "interventions", ordered)

    @property
    def untouched(self) -> "Observed":
        """The same with nothing switched off."""
        return replace(self, interventions=()) if self.interventions else self

    def split(self, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of layers: those before anything is switched off, and those from there on."""
        if not self.interventions:
            return tuple(names), ()
        first = self.interventions[0].layer_name
        before = {row.name for row in takewhile(lambda row: row.name != first, self.network.rows)}
        wanted = tuple(names)
        return (
            tuple(name for name in wanted if name in before),
            tuple(name for name in wanted if name not in before),
        )

    def is_off(self, layer_name: str, channel: int) -> bool:
        """Whether a channel of a layer is switched off."""
        num_channels = self.network.row(layer_name).output_shape[-1]
        return any(
            off.layer_name == layer_name and channel in off.numbers(num_channels)
            for off in self.interventions
        )

    @property
    def cache_key(self) -> tuple[object, ...]:
        """What results are kept under, without the pixels."""
        return self.network, self.picture.digest, self.preparation, self.interventions
