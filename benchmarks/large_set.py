"""The largest set of photos: what it, its features and a head add to the memory of the program.

    python -m benchmarks.large_set [PHOTOS]

All as the pages do it: a set, long work of an engine of its own, what is kept for others among it.
The network is loaded and a small head taught before, so that only the set counts.
"""

# ruff: noqa: PLC0415 -- TensorFlow comes after the explorer's settings for it
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from explorer.observed import picture_of
from explorer.runtime.resident import resident_memory
from explorer.transfer.limits import MOST_PHOTOS
from explorer.transfer.photo_set import TAUGHT_SIDE, PhotoSet, SetPart, SetPhoto
from explorer.transfer.plan import TrainingPlan
from explorer.views.observing import vgg16_at

LABELS = ("a", "b", "c", "d")
VALIDATED = 5
"""Of so many photos, one is for validation."""

WARM_UP_PHOTOS = 20
LONGEST_SECONDS = 7200.0
LOOK_SECONDS = 0.02
MIB = 2**20
MOST_MIB = 512
"""Of the largest set: 147 MiB of pixels, and features and a head."""


def labelled_photos(num: int, seed: int) -> PhotoSet:
    """Random photos, all different."""
    random = np.random.default_rng(seed)
    photos = []
    for number in range(num):
        pixels = random.integers(0, 256, (TAUGHT_SIDE, TAUGHT_SIDE, 3), np.uint8)
        part: SetPart = "training" if number % VALIDATED else "validation"
        label = LABELS[number % len(LABELS)]
        photos.append(SetPhoto(picture_of(pixels), label, f"{number}.png", number, part))
    return PhotoSet(LABELS, tuple(photos))


def teach(photo_set: PhotoSet) -> None:
    """Teach a head on the set with 30 epochs, as a visitor would.

    Raises:
        RuntimeError: It failed; the message says why.
    """
    from explorer.shared.engine import Engine
    from explorer.shared.questions.teaching import TeachHead

    engine = Engine()
    engine.start(TeachHead(vgg16_at((TAUGHT_SIDE,) * 2), photo_set, TrainingPlan()), "a visitor")
    state = engine.wait_for_work(TeachHead.kind, "a visitor", LONGEST_SECONDS)
    if state is None or state.result is None:
        raise RuntimeError(f"The head was not taught: {state and state.error}")


@contextmanager
def highest() -> Iterator[Callable[[], int]]:
    """Watch the resident memory; the result tells the most so far, in bytes."""
    seen, done = [resident_memory().now or 0], threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            seen[0] = max(seen[0], resident_memory().now or 0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: seen[0]
    finally:
        done.set()
        watcher.join()


def main() -> int:
    """Measure and print; the exit status is 0 if the promise is kept."""
    num = int(sys.argv[1]) if sys.argv[1:] else MOST_PHOTOS
    teach(labelled_photos(WARM_UP_PHOTOS, seed=0))
    before, start = resident_memory().now or 0, time.perf_counter()
    with highest() as most:
        photo_set = labelled_photos(num, seed=1)
        with_set = resident_memory().now or 0
        teach(photo_set)
        seconds = time.perf_counter() - start
        added = [(each - before) / MIB for each in (with_set, most())]
    set_mib, most_mib = added
    print(
        f"{num:,} photos at {TAUGHT_SIDE} px: the set takes {set_mib:.0f} MiB; with features and a "
        f"head at most {most_mib:.0f} MiB, promised {MOST_MIB} MiB; {seconds:.0f} s."
    )
    return 0 if most_mib <= MOST_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
