"""What can be asked about a network that looks at a picture.

A question is a plain record that goes to where the activations are; its answer is small. Both can
be pickled, so an engine may live in another process.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import fields
from typing import ClassVar, Generic, Protocol, TypeVar, cast

from explorer.arrays import Float32Array
from explorer.observed import Observed
from explorer.runtime.feature_network import FeatureNetwork

Answer = TypeVar("Answer")

KIB, MIB = 2**10, 2**20


class Seen(Protocol):
    """A network's look at a picture, as far as questions need it."""

    @property
    def observed(self) -> Observed:
        """Which network looks at which picture."""

    @property
    def network(self) -> FeatureNetwork:
        """The network itself."""

    def layer(self, name: str) -> Float32Array:
        """The activations of a layer, read-only float32 (height, width, channels)."""

    def beside(self, observed: Observed) -> "Seen":
        """The look at something else that the question compares with."""


class Question(ABC, Generic[Answer]):
    """Something to ask. Subclasses are frozen dataclasses, equal if their answers are.

    Attributes:
        most_bytes: The largest answer, for a photo of 512 x 512 px.
        is_gradient: Whether it takes a pass backwards, and waits behind those that do not.
    """

    most_bytes: ClassVar[int]
    is_gradient: ClassVar[bool] = False

    def needs(self, observed: Observed) -> Mapping[Observed, tuple[str, ...]]:
        """The layers that it reads, by what is observed."""
        return {observed: self.reads(observed)}

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """The layers that it reads, where only one picture is observed."""
        del observed
        return ()

    @abstractmethod
    def answer(self, seen: Seen) -> Answer:
        """Work out the answer."""

    @property
    def cache_key(self) -> Hashable:
        """What the answer is kept under; of a picture only its digest."""
        values = (getattr(self, each.name) for each in fields(cast("type", self)))
        return type(self).__name__, *(getattr(value, "cache_key", value) for value in values)


def layer_before(observed: Observed, layer_name: str) -> str:
    """The layer that a layer reads; "" for the first, which reads the photo.

    Raises:
        ValueError: No such layer makes feature maps.
    """
    index = observed.network.rows.index(observed.network.row(layer_name))
    return observed.network.rows[index - 1].name if index else ""
