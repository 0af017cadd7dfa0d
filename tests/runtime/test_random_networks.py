"""Random configurations: Keras and our summary have the same layers, or both refuse."""

import random

import pytest

from explorer.architecture.networks import Block, Head, Network, build_network
from explorer.architecture.shapes import Shape, smallest_input_size
from explorer.architecture.summary import summarize, totals
from explorer.runtime.build import to_keras
from tests.runtime.shapes_in_keras import KERAS_REFUSAL, keras_rows, our_rows, shapes_only
from tests.seeds import seeds

NUM_NETWORKS, NUM_IN_EVERY_RUN = 300, 60
LARGEST_SIDE = 80  # px; many of the networks need more


def random_block(random_: random.Random) -> Block:
    """A block with any options within the limits, but few and small layers."""
    repeats = random_.randint(1, 3)
    stride = random_.choice((1, 1, 1, 2, 3))
    return Block(
        filters=random_.randint(1, 40),
        repeats=repeats,
        kernel_size=random_.choice(
            (random_.randint(1, 7), tuple(random_.randint(1, 5) for _ in range(repeats)))
        ),
        stride=stride,
        padding=random_.choice(("same", "valid", 0, 1, 3)),
        dilation=random_.choice((1, 1, 2, 3)) if stride == 1 else 1,
        normalisation=random_.choice(("none", "batch", "lrn")),
        dropout=random_.choice((0.0, 0.25)),
        pooling=random_.choice(("max", "average", "none")),
        pool_size=random_.randint(1, 4),
        pool_stride=random_.randint(1, 4),
        pool_padding=random_.choice(("same", "valid")),
        trainable=random_.random() < 0.8,
    )


def random_head(random_: random.Random) -> Head | None:
    """A head with up to two hidden layers, or none."""
    units = tuple(random_.randint(1, 300) for _ in range(random_.randint(0, 2)))
    head = Head(
        classes=random_.randint(1, 1000),
        units=units,
        reduction=random_.choice(("flatten", "average", "max")),
        dropout=random_.choice(((), (0.5, *[0.0] * len(units)))),
    )
    return random_.choice((head, head, None))


def random_case(seed: int) -> tuple[Network, Shape]:
    """One to four blocks, perhaps with a head, and an input that may be too small for them."""
    random_ = random.Random(seed)
    blocks = [random_block(random_) for _ in range(random_.randint(1, 4))]
    network = build_network("random", blocks, random_head(random_))
    height, width = random_.randint(1, LARGEST_SIDE), random_.randint(1, LARGEST_SIDE)
    return network, (height, width, random_.choice((1, 3)))


def fits(network: Network, shape: Shape) -> bool:
    """Whether every layer can be applied."""
    return min(shape[:2]) >= smallest_input_size(network.layers)


@pytest.mark.parametrize("seed", seeds(NUM_IN_EVERY_RUN, NUM_NETWORKS))
def test_keras_and_the_summary_agree_or_both_refuse(seed: int) -> None:
    network, shape = random_case(seed)
    with shapes_only():
        if fits(network, shape):
            model = to_keras(network, shape)
            assert keras_rows(model) == our_rows(network, shape)
            assert model.count_params() == totals(summarize(network, shape)).num_parameters
        else:
            with pytest.raises(ValueError, match="The smallest input that works for random is"):
                summarize(network, shape)
            with pytest.raises(ValueError, match=KERAS_REFUSAL):
                to_keras(network, shape)


@pytest.mark.parametrize("number", [NUM_IN_EVERY_RUN, NUM_NETWORKS])
def test_both_happen_and_most_have_a_head(number: int) -> None:
    cases = [random_case(seed) for seed in range(number)]
    assert number / 2 < sum(fits(*case) for case in cases) < 0.9 * number
    assert sum(network.head is not None for network, _ in cases) > number / 2
    assert {channels for _, (_, _, channels) in cases} == {1, 3}
