"""What the real values of VGG16's first blocks are worth: a ready-made set, taught for real."""

from pathlib import Path

from explorer.background import Control
from explorer.images.ready_sets import ready_set
from explorer.kept import forget_all
from explorer.observed import ObservedNetwork
from explorer.shared.questions.teaching import TeachHead
from explorer.transfer.photo_set import TAUGHT_SIDE
from explorer.transfer.plan import TrainingPlan
from tests.shared.looks import small_network

PLAN = TrainingPlan("block3_pool", "average", learning_rate=0.01, epochs=30)
SIZE = (TAUGHT_SIDE, TAUGHT_SIDE)


def accuracy(network: ObservedNetwork) -> float:
    """For validation, after the last epoch."""
    run = TeachHead(network, ready_set("textures"), PLAN).run(Control())
    return run.head.epochs.validation_accuracy[-1]


def test_trained_features_tell_textures_apart_and_random_ones_less_well(
    real_weights_file: Path,
) -> None:
    """At least 90 %, and at least 15 points more than with random weights."""
    trained = accuracy(small_network(SIZE, "trained", str(real_weights_file)))
    untrained = accuracy(small_network(SIZE))
    forget_all()
    assert trained >= 0.9
    assert trained - untrained >= 0.15
