"""What teaching gives: how it went, and the head that came out of it."""

from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.transfer.plan import TrainingPlan

MOST_MEMORY_BYTES = 64 * 2**20
"""Of what the optimizer of a fine-tuned head remembers, once it is done: block 5 takes 54 MiB."""


@dataclass(frozen=True, slots=True)
class Epochs:
    """How a head did after each epoch; tuples of the same length.

    Attributes:
        loss: Mean cross-entropy of the photos for training, nats, while it learned from them.
        accuracy: Share of them that was right, 0 to 1, likewise.
        validation_loss: Mean cross-entropy of the photos for validation after the epoch; () where
            there are none.
        validation_accuracy: Share of them that was right.
    """

    loss: tuple[float, ...] = ()
    accuracy: tuple[float, ...] = ()
    validation_loss: tuple[float, ...] = ()
    validation_accuracy: tuple[float, ...] = ()

    def __len__(self) -> int:
        """How many epochs are done."""
        return len(self.loss)


@dataclass(frozen=True, slots=True, eq=False)
class TrainedHead:
    """A head as far as it has been taught; it can be taught on from here.

    Attributes:
        plan: How it is taught.
        labels: What its outputs stand for.
        weights: Kernel and bias of each dense layer, first layer first, float32.
        convolutions: Kernels and biases of the unfrozen convolutions by layer name, in pairs.
        optimizer: What the optimizer and the dropout remember, to teach on; () where convolutions
            learned too, and it was too large to keep.
        epochs: How it did.
        seconds: How long all epochs took together, without features.
    """

    plan: TrainingPlan
    labels: tuple[str, ...]
    weights: tuple[Float32Array, ...]
    convolutions: tuple[tuple[str, Float32Array, Float32Array], ...]
    optimizer: tuple[NDArray[Any], ...]
    epochs: Epochs
    seconds: float

    @property
    def is_done(self) -> bool:
        """Whether all planned epochs are done."""
        return len(self.epochs) >= self.plan.epochs

    @property
    def memory_bytes(self) -> int:
        """How much the optimizer and the dropout remember: Adam keeps two means of each number."""
        learned = (array for _, *pair in self.convolutions for array in pair)
        return 2 * sum(array.nbytes for array in (*self.weights, *learned))

    def one_more_epoch(self, loss: float, accuracy: float, seconds: float) -> "TrainedHead":
        """The same arrays after another epoch of training.

        Args:
            loss: Mean cross-entropy of the photos for training, nats.
            accuracy: Share of them that was right, 0 to 1.
            seconds: How long the epoch took.
        """
        epochs = replace(
            self.epochs,
            loss=(*self.epochs.loss, loss),
            accuracy=(*self.epochs.accuracy, accuracy),
        )
        return replace(self, epochs=epochs, seconds=self.seconds + seconds)

    @property
    def lighter(self) -> "TrainedHead":
        """The same without what it needs to be taught on."""
        return replace(self, optimizer=())

    @property
    def num_bytes(self) -> int:
        """How much memory its arrays take."""
        learned = (array for _, *pair in self.convolutions for array in pair)
        return sum(array.nbytes for array in (*self.weights, *learned, *self.optimizer))


@dataclass(frozen=True, slots=True, eq=False)
class TaughtRun:
    """One teaching that a visitor keeps, to compare it with others.

    Attributes:
        name: What the visitor calls it.
        head: What came out.
        is_trained_base: Whether the base has VGG16's trained weights, or random ones.
        set_key: `PhotoSet.cache_key` of the set it was taught with.
        digests: The set's photos for validation.
        probabilities: Of each of them for each label, float32 (photos, labels).
    """

    name: str
    head: TrainedHead
    is_trained_base: bool
    set_key: object
    digests: tuple[str, ...]
    probabilities: Float32Array

    @property
    def num_bytes(self) -> int:
        """How much memory its arrays take; the set's key belongs to the set."""
        return self.head.num_bytes + self.probabilities.nbytes
