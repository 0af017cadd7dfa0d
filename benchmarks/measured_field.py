"""A unit's measured receptive field: ours against one pass and its gradient in Keras' VGG16.

    python -m benchmarks.measured_field [ROUNDS]

Peer: Keras' VGG16, cut after the layer, and the gradient of the unit with respect to the photo,
compiled. Ours copies the weights to TensorFlow each time and sums over the colours. Both have the
same weights and find the same field, which is checked before anything is timed. The unit is one
that its own ReLU lets pass, because ours is measured before that ReLU.
"""

# ruff: noqa: PLC0415 -- TensorFlow comes after the explorer's settings for it
import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.forward import SIDE, model_input, photo
from benchmarks.measure import Ratio, compare, interleaved, print_table
from explorer.architecture.fields.effective import Unit
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.weights import Weights, find_weights, read_weights

LAYER_NAME, POSITION = "block5_conv3", (7, 7)
LARGEST_RATIO = 5
ROUNDS = 10
SAME_NUMBERS = 1e-2
"""Of the largest weight: how far two fields may be apart."""

PEER = "Keras: one pass and its gradient"

Field = NDArray[np.float32]


def ours(weights: Weights, channel: int) -> Field:
    """The explorer's own way, from weights and photo to the field."""
    from explorer.runtime.measured_field import measured_field

    return measured_field(weights, photo(), Unit(LAYER_NAME, POSITION, channel))


def there_and_back(weights: Weights) -> tuple[int, Callable[[], Field]]:
    """A channel that is on at the position, and Keras' way to that unit's field."""
    import keras
    import tensorflow as tf

    whole = keras.applications.VGG16(include_top=False, weights=None, input_shape=(None, None, 3))
    whole.set_weights([values for pair in weights.values() for values in pair])
    model = keras.Model(whole.inputs, whole.get_layer(LAYER_NAME).output)
    batch = tf.constant(model_input())
    row, column = POSITION
    channel = int(np.asarray(model(batch))[0, row, column].argmax())

    @tf.function  # type: ignore[untyped-decorator]
    def gradient(values: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(values)
            unit = model(values, training=False)[0, row, column, channel]
        return tape.gradient(unit, values)

    return channel, lambda: np.abs(np.asarray(gradient(batch))[0]).sum(axis=-1)


def measure(rounds: int = ROUNDS) -> list[Ratio]:
    """Run both in turn, after one run of each that is not timed.

    Args:
        rounds: How often each of them runs.

    Returns:
        Our time over Keras'.

    Raises:
        ValueError: The two find different fields, so they cannot be compared.
    """
    path = find_weights()
    weights = read_weights(path) if path else untrained_weights()
    channel, peer = there_and_back(weights)
    _check_fields(ours(weights, channel), peer())
    timings = interleaved({"ours": lambda: ours(weights, channel), PEER: peer}, rounds)
    return [compare(PEER, timings["ours"], timings[PEER], LARGEST_RATIO)]


def _check_fields(found: Field, expected: Field) -> None:
    largest = float(expected.max())
    if not np.allclose(found, expected, atol=SAME_NUMBERS * largest):
        raise ValueError(
            f"Our field is up to {np.abs(found - expected).max():.3g} away from Keras', whose "
            f"largest weight is {largest:.3g}. They must agree, or the benchmark compares "
            "different things."
        )


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    ratios = measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    print_table(f"The field of a unit of {LAYER_NAME} on a photo of {SIDE} x {SIDE} px", ratios)
    return 0 if all(ratio.is_kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
