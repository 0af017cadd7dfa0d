"""Every number of VGG16's summary: our arithmetic against building the Keras model.

    python -m benchmarks.summary [ROUNDS]

To get VGG16's shapes and parameters from Keras, you have to build the model first. Both sides end
with the number of parameters, which is checked before anything is timed. The promise is for the
whole network; without its dense layers Keras has a tenth of the weights to allocate.
"""

import sys
from collections.abc import Callable

import keras

from benchmarks.measure import Ratio, compare, interleaved, print_table
from explorer.architecture.networks import IMAGENET_SHAPE, PRESETS, Network
from explorer.architecture.summary import summarize, totals

ROUNDS = 10
LARGEST_RATIO = 1 / 1000

Count = Callable[[], int]


def ours(network: Network) -> Count:
    """The whole summary of a network, added up."""
    return lambda: totals(summarize(network, IMAGENET_SHAPE)).num_parameters


def in_keras(include_top: bool) -> Count:
    """Keras' VGG16, built with untrained weights and counted."""

    def build_and_count() -> int:
        model = keras.applications.VGG16(
            include_top=include_top, weights=None, input_shape=IMAGENET_SHAPE
        )
        return int(model.count_params())

    return build_and_count


CASES: dict[str, tuple[Count, Count, float | None]] = {
    "Keras, VGG16": (ours(PRESETS["vgg16"]), in_keras(True), LARGEST_RATIO),
    "Keras, without dense layers": (ours(PRESETS["vgg16-no-top"]), in_keras(False), None),
}
"""By name: our count, Keras', and the largest ratio of times that is promised."""


def measure(rounds: int = ROUNDS) -> list[Ratio]:
    """Run all contenders in turn.

    Args:
        rounds: How often each of them runs.

    Returns:
        Our time over Keras', for each case.

    Raises:
        ValueError: The counts differ, so they cannot be compared.
    """
    for name, (our_count, keras_count, _) in CASES.items():
        _check_counts(name, our_count(), keras_count())
    tasks: dict[str, Count] = {}
    for name, (our_count, keras_count, _) in CASES.items():
        tasks |= {f"ours, {name}": our_count, name: keras_count}
    timings = interleaved(tasks, rounds)
    return [
        compare(name, timings[f"ours, {name}"], timings[name], bound)
        for name, (_, _, bound) in CASES.items()
    ]


def _check_counts(name: str, ours: int, peer: int) -> None:
    if ours != peer:
        raise ValueError(
            f"{name} has {peer} parameters, ours {ours}. "
            "They must agree, or the benchmark compares different things."
        )


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    ratios = measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    print_table("Shapes, parameters, work and receptive fields of every layer of VGG16", ratios)
    return 0 if all(ratio.is_kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
