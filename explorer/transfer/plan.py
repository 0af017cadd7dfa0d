"""What a head is taught with: everything that decides the result, chosen before it starts."""

from dataclasses import dataclass

from explorer.architecture.networks import Reduction

FEATURE_LAYERS = ("block1_pool", "block2_pool", "block3_pool", "block4_pool", "block5_pool")
"""Where a head can be put."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How a head is taught. Equal plans on equal sets give equal heads.

    Attributes:
        features: The layer of VGG16 whose output the head gets.
        reduction: How that grid becomes one row of values.
        units: Of each hidden dense layer; () for none.
        dropout: Rate before each dense layer, including the last; 0 for none.
        learning_rate: Of Adam.
        epochs: Passes through the photos for training.
        batch_size: Photos of one step.
        mirrored: Whether each photo for training is used mirrored too.
        seed: Of the head's first weights, the dropout and the order of the photos.
        unfrozen_from: The first block whose convolutions learn too, 5 for block 5; None for none.
    """

    features: str = "block5_pool"
    reduction: Reduction = "average"
    units: tuple[int, ...] = ()
    dropout: float = 0.0
    learning_rate: float = 1e-3
    epochs: int = 30
    batch_size: int = 32
    mirrored: bool = False
    seed: int = 16
    unfrozen_from: int | None = None
