"""A picture that excites a channel: ours against bare passes, and how fast it stops.

    python -m benchmarks.excitation [ROUNDS]

Peer: Keras' VGG16, cut after the layer, and the gradient of the channel's mean with respect to the
picture, compiled: the least that each step needs, forward and backward. Ours adds jitter, blur,
total variation and the picture for the browser. Both have the same weights and give the same answer
for the same picture, which is checked before anything is timed.
"""

# ruff: noqa: PLC0415 -- TensorFlow comes after the explorer's settings for it
import itertools
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Ratio, Timing, compare, interleaved, print_table, timing
from explorer.background import Control
from explorer.preprocessing import to_model_input
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.weights import Weights, find_weights, read_weights

if TYPE_CHECKING:
    from explorer.runtime.excitation import GrownPicture, Wish

LAYER_NAME, CHANNEL, SIDE, STEPS = "block3_conv3", 12, 128, 60
LARGEST_RATIO = 1.3
ROUNDS = 5
WARM_UP_STEPS = 2
SAME_NUMBERS = 0.1
"""Relative: ours is for the picture shifted round its edges, which then meet other pixels."""

STOPS = 10
STEPS_AFTER_STOP = 1
OUR_NAME, PEER = "ours", f"Keras: {STEPS} passes and gradients"

Answer = Callable[[NDArray[np.float32]], float]


@dataclass(frozen=True, slots=True)
class Stops:
    """How stopping went.

    Attributes:
        steps: Steps that still ended after each stop.
        seconds: From the stop to the end of the work.
        step: The time of a step.
    """

    steps: tuple[int, ...]
    seconds: Timing
    step: Timing

    @property
    def are_kept(self) -> bool:
        """Whether each stop took effect within a step."""
        return max(self.steps) <= STEPS_AFTER_STOP


def wish(steps: int = STEPS) -> "Wish":
    """What to excite."""
    from explorer.runtime.excitation import Wish

    return Wish(LAYER_NAME, CHANNEL, SIDE, steps)


def grown(weights: Weights, steps: int = STEPS) -> "GrownPicture":
    """The explorer's own way, from the weights to the last picture."""
    from explorer.runtime.excitation import grow

    return grow(weights, wish(steps), Control())


def there_and_back(weights: Weights) -> Answer:
    """Keras' function from a model input to the channel's mean; it computes the gradient too."""
    import keras
    import tensorflow as tf

    whole = keras.applications.VGG16(include_top=False, weights=None, input_shape=(None, None, 3))
    whole.set_weights([values for pair in weights.values() for values in pair])
    model = keras.Model(whole.inputs, whole.get_layer(LAYER_NAME).output)

    @tf.function  # type: ignore[untyped-decorator]
    def compute(batch: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            tape.watch(batch)
            mean = tf.reduce_mean(model(batch, training=False)[..., CHANNEL])
        return mean, tape.gradient(mean, batch)

    def answer(batch: NDArray[np.float32]) -> float:
        mean, gradient = compute(tf.constant(batch))
        np.asarray(gradient)  # waits for it
        return float(mean)

    return answer


def race(weights: Weights, rounds: int) -> Ratio:
    """All steps of a picture against as many passes, in turn.

    Raises:
        ValueError: The two give different answers, so they cannot be compared.
    """
    last = grown(weights, WARM_UP_STEPS)
    answer, batch = there_and_back(weights), to_model_input(last.picture)[np.newaxis]
    _check_answers(last.activations[-1], answer(batch))

    def passes() -> None:
        for _ in range(STEPS):
            answer(batch)

    timings = interleaved({OUR_NAME: lambda: grown(weights), PEER: passes}, rounds)
    return compare(PEER, timings[OUR_NAME], timings[PEER], LARGEST_RATIO)


def _check_answers(ours: float, peer: float) -> None:
    if not np.isclose(ours, peer, rtol=SAME_NUMBERS):
        raise ValueError(
            f"The channel's mean is {peer} in Keras, {ours} in ours. "
            "They must agree, or the benchmark compares different things."
        )


def stops(weights: Weights) -> Stops:
    """Stop pictures while they grow, each at a different moment of a step."""
    step = _seconds_per_step(weights)
    found = [_stop(weights, step.median * (2 + part / STOPS)) for part in range(STOPS)]
    steps, seconds = zip(*found, strict=True)
    return Stops(steps, timing(list(seconds)), step)


def _seconds_per_step(weights: Weights) -> Timing:
    from explorer.runtime.excitation import excite

    moments = [time.perf_counter() for _ in excite(weights, wish(2 * STOPS))]
    return timing([later - earlier for earlier, later in itertools.pairwise(moments)])


def _stop(weights: Weights, after: float) -> tuple[int, float]:
    """Stop a picture some seconds after its start; return steps that still ended, and seconds."""
    from explorer.runtime.excitation import grow

    control = Control()
    with ThreadPoolExecutor(1) as executor:
        growing = executor.submit(grow, weights, wish(), control)
        wait([growing], after)
        done = control.progress.done
        start = time.perf_counter()
        control.stop()
        wait([growing])
    return control.progress.done - done, time.perf_counter() - start


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    path = find_weights()
    weights = read_weights(path) if path else untrained_weights()
    ratio = race(weights, int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    print_table(
        f"{STEPS} steps for a channel of {LAYER_NAME} at {SIDE} x {SIDE} px, weights to picture",
        [ratio],
    )
    stopped = stops(weights)
    print(
        f"Stopped {STOPS} times while growing, steps that still ended: at most "
        f"{max(stopped.steps)}, promised at most {STEPS_AFTER_STOP}: "
        f"{'kept' if stopped.are_kept else 'BROKEN'}\n"
        f"  to the end {stopped.seconds.median * 1000:.0f} ms, "
        f"a step {stopped.step.median * 1000:.0f} ms (medians)"
    )
    return 0 if ratio.is_kept and stopped.are_kept else 1


if __name__ == "__main__":
    sys.exit(main())
