"""What happened when a network was really built and run, as records."""

from dataclasses import dataclass, fields
from typing import Generic, TypeVar

from explorer.architecture.shapes import Shape

Record = TypeVar("Record", "TrialRow", "Counts")


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A layer as a summary lists it; the shape is without the batch axis."""

    name: str
    output_shape: Shape
    num_parameters: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The parameters of a whole network."""

    num_parameters: int
    num_trainable: int
    num_non_trainable: int


@dataclass(frozen=True, slots=True)
class Compared(Generic[Record]):
    """One item in the explorer and in Keras; None where it is missing."""

    ours: Record | None
    keras: Record | None

    @property
    def equal(self) -> bool:
        """Whether both agree."""
        return self.ours == self.keras

    @property
    def differences(self) -> tuple[str, ...]:
        """What differs, such as "num_parameters: ours 1792, Keras 1728"; () if nothing does."""
        if self.ours is None or self.keras is None:
            return ("only in ours" if self.keras is None else "only in Keras",)
        pairs = (
            (field.name, getattr(self.ours, field.name), getattr(self.keras, field.name))
            for field in fields(self.ours)
        )
        return tuple(
            f"{name}: ours {ours}, Keras {theirs}" for name, ours, theirs in pairs if ours != theirs
        )


@dataclass(frozen=True, slots=True)
class LayerPass:
    """What a layer did with the photo.

    Attributes:
        name: The layer's name.
        output_shape: Of its output array, without the batch axis.
        seconds: From the call of the layer to its result.
    """

    name: str
    output_shape: Shape
    seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What building a network and passing one photo through it showed.

    Attributes:
        title: Which network, on which input.
        rows: Our summary and Keras', layer by layer.
        counts: Our totals and Keras'.
        passes: One per layer, first layer first.
    """

    title: str
    rows: tuple[Compared[TrialRow], ...]
    counts: Compared[Counts]
    passes: tuple[LayerPass, ...]

    @property
    def equal(self) -> bool:
        """Whether every row and the totals are the same."""
        return self.counts.equal and all(row.equal for row in self.rows)

    @property
    def seconds(self) -> float:
        """How long the whole pass took."""
        return sum(layer.seconds for layer in self.passes)
