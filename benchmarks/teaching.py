"""Teaching a head: features against a batched pass of Keras, the head, a step of fine-tuning.

    python -m benchmarks.teaching [ROUNDS]

Peer of the features: Keras' VGG16 on all photos in batches of 32, with the same weights and the
same answer, which is checked before anything is timed.
"""

# ruff: noqa: PLC0415 -- TensorFlow comes after the explorer's settings for it
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Ratio, compare, interleaved, print_table
from explorer.background import Control
from explorer.preprocessing import to_model_input
from explorer.runtime.weights import Weights, find_weights
from explorer.transfer.photo_set import TAUGHT_SIDE
from explorer.transfer.plan import TrainingPlan

PHOTOS, BATCH = 100, 32
LARGEST_RATIO = 1.1
LONGEST_HEAD_S = 5.0
LONGEST_STEP_S = 0.2
ROUNDS = 3
LAYER, SAME_NUMBERS = "block5_pool", 1e-3
OURS, PEER = "ours, photo by photo", f"Keras: batches of {BATCH}"

Features = Callable[[], NDArray[np.float32]]


def features(rounds: int) -> Ratio:
    """Features of the photos against as many in a batched pass.

    Raises:
        ValueError: The two give different answers, so they cannot be compared.
    """
    ours, peer = _ours(), _peer()
    one, other = ours(), peer()
    if not np.allclose(one, other, atol=SAME_NUMBERS * other.max()):
        raise ValueError("Ours and Keras' features differ, so their times cannot be compared.")
    timings = interleaved({OURS: ours, PEER: peer}, rounds)
    return compare(PEER, timings[OURS], timings[PEER], LARGEST_RATIO)


def photos(num: int = PHOTOS) -> NDArray[np.uint8]:
    """Random photos of the size that is taught with."""
    shape = (num, TAUGHT_SIDE, TAUGHT_SIDE, 3)
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def _weights() -> Weights:
    from explorer.runtime import vgg16

    return vgg16.load().weights


def _ours() -> Features:
    from explorer.runtime import vgg16
    from explorer.runtime.set_features import grids_of

    network, pictures = vgg16.load(), photos()
    return lambda: grids_of(network, pictures, [LAYER])[LAYER]


def _peer() -> Features:
    import keras

    model = keras.applications.VGG16(
        include_top=False, weights=None, input_shape=(TAUGHT_SIDE, TAUGHT_SIDE, 3)
    )
    model.set_weights([values for pair in _weights().values() for values in pair])
    pictures = photos()

    def compute() -> NDArray[np.float32]:
        batch = np.stack([to_model_input(photo) for photo in pictures])
        found: NDArray[np.float32] = model.predict(batch, batch_size=BATCH, verbose=0)
        return found

    return compute


def head_seconds(num: int = PHOTOS) -> float:
    """Seconds to teach a head on the average of each map of block5_pool, 30 epochs."""
    from explorer.runtime.teaching import teach

    random = np.random.default_rng(1)
    rows, numbers = random.random((num, 512), np.float32), random.integers(2, size=num)
    start = time.perf_counter()
    teach(TrainingPlan(), ("a", "b"), rows, numbers, (rows[:20], numbers[:20]), Control())
    return time.perf_counter() - start


def longest_step() -> float:
    """Seconds of the longest turn that fine-tuning block 5 takes, after a first batch."""
    from explorer.runtime import fine_tuning

    random = np.random.default_rng(2)
    grids = random.random((16, 10, 10, 512), np.float32)
    numbers = random.integers(2, size=16)
    plan = TrainingPlan(unfrozen_from=5, epochs=2, batch_size=8)
    turn, seconds = fine_tuning.turn, []

    class Timed:
        """A turn that notes how long it was held."""

        def __enter__(self) -> None:
            self._turn = turn()
            self._turn.__enter__()
            self._start = time.perf_counter()

        def __exit__(self, *error: object) -> None:
            seconds.append(time.perf_counter() - self._start)
            self._turn.__exit__(None, None, None)

    fine_tuning.turn = Timed  # type: ignore[assignment]
    try:
        nothing = grids[:0], numbers[:0]
        fine_tuning.fine_tune(plan, ("a", "b"), (grids, numbers), nothing, _weights(), Control())
    finally:
        fine_tuning.turn = turn
    return max(seconds[len(seconds) // 2 :])


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    from explorer.runtime.head_models import forget_idle_heads

    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    head_seconds()  # what TensorFlow does once
    forget_idle_heads()
    first, head, step = head_seconds(), head_seconds(), longest_step()
    ratio = features(rounds)
    weights = "of a file" if find_weights() else "untrained"
    print_table(f"{LAYER} of {PHOTOS} photos at {TAUGHT_SIDE} px, weights {weights}", [ratio])
    print(
        f"A head, 30 epochs, {PHOTOS} photos: the first of its shape {first:.1f} s, promised "
        f"{LONGEST_HEAD_S:.0f} s; the next {head:.1f} s\n"
        f"The longest step of fine-tuning block 5: {step:.2f} s, promised {LONGEST_STEP_S} s"
    )
    kept = (first <= LONGEST_HEAD_S, step <= LONGEST_STEP_S, ratio.is_kept)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
