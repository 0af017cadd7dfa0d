"""How long VGG was trained, and at which learning rate: Simonyan & Zisserman 2014, section 3.1."""

from dataclasses import dataclass

BATCH_SIZE = 256
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4
"""The multiplier of the L2 penalty."""

DROPOUT = 0.5
"""The share of the outputs of fc1 and fc2 that is switched off at each step."""

FIRST_RATE = 1e-2
RATE_DIVISOR = 10
NUM_DROPS = 3
ITERATIONS = 370_000
PAPER_EPOCHS = 74

TRAINING_PICTURES = 1_281_167
"""ILSVRC-2012's training set (Russakovsky et al. 2015, table 2). The VGG paper says 1.3 million."""

PAPER_TRAINING_PICTURES = 1_300_000

FIRST_RATE_AT_384 = 1e-3
"""For S = 384, which began with the weights trained at S = 256."""


@dataclass(frozen=True, slots=True)
class RateLevel:
    """A stretch of the training with one learning rate.

    Attributes:
        rate: The learning rate.
        start: First iteration, as it is drawn.
        stop: The iteration after the last, as it is drawn.
        is_start_published: Whether the paper says where the stretch begins.
        is_stop_published: Whether it says where it ends.
    """

    rate: float
    start: float
    stop: float
    is_start_published: bool
    is_stop_published: bool


def epochs_of(iterations: float, pictures: int = TRAINING_PICTURES) -> float:
    """How often each training picture is seen in that many iterations, on average."""
    return iterations * BATCH_SIZE / pictures


def iterations_of(epochs: float, pictures: int = TRAINING_PICTURES) -> float:
    """In how many iterations each training picture is seen that often, on average."""
    return epochs * pictures / BATCH_SIZE


def rate_levels() -> tuple[RateLevel, ...]:
    """The learning rates in their order.

    The rate fell when the accuracy on the validation pictures stopped rising. The paper does not
    say when that was: all stretches are drawn with the same length.
    """
    number = NUM_DROPS + 1
    length = ITERATIONS / number
    return tuple(
        RateLevel(
            FIRST_RATE / RATE_DIVISOR**level,
            level * length,
            (level + 1) * length,
            level == 0,
            level == NUM_DROPS,
        )
        for level in range(number)
    )
