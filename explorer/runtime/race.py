"""A single kernel and a stack of small ones, computed in Keras in turns: time and memory."""

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import tensorflow as tf

from explorer.architecture.shapes import Shape
from explorer.architecture.stacks.comparison import MapSize, compare_stacks
from explorer.architecture.stacks.races import (
    FEWEST_ROUNDS,
    WARM_UP_ROUNDS,
    WATCHED_ROUNDS,
    Measured,
    Race,
    num_rounds,
)
from explorer.architecture.stacks.stacks import Stack, to_network
from explorer.runtime.build import free_weights, to_keras
from explorer.runtime.differentiable import turn
from explorer.runtime.peak_memory import peak_memory
from explorer.runtime.race_limits import require_race
from explorer.runtime.untrained import SEED

_Progress = Callable[[int, int], None]
"""Called with the rounds done and to do."""

RacedPass = Callable[[tf.Tensor], tf.Tensor]

ENOUGH_ROUNDS = WARM_UP_ROUNDS + WATCHED_ROUNDS + FEWEST_ROUNDS
RACE_SECONDS = 30
"""After that a busy computer does no more rounds than these."""

WATCH_SECONDS = 0.2
"""How long memory is watched at least: a short pass is done again, as its peak is easily missed."""

_LOOK_SECONDS = 0.1
"""How often one that waits for its turn looks whether it is still wanted."""

_one_at_a_time = threading.Lock()


class RaceCancelled(RuntimeError):  # noqa: N818 -- what happened, not an error
    """Whoever asked for the race no longer wants it."""


@dataclass(slots=True)
class _Runner:
    """One alternative, compiled, and what was measured of it so far."""

    compute: RacedPass
    seconds: list[float] = field(default_factory=list)
    peak_bytes: list[int] = field(default_factory=list)

    def warm_up(self, batch: tf.Tensor) -> None:
        """Compute once; the first time, TensorFlow compiles."""
        with turn():
            self.compute(batch)

    def watch(self, batch: tf.Tensor) -> None:
        """Compute, and note the memory."""
        with turn():
            grown = peak_memory(functools.partial(self._compute_for_a_while, batch))
        if grown is not None:
            self.peak_bytes.append(grown)

    def _compute_for_a_while(self, batch: tf.Tensor) -> None:
        end = time.perf_counter() + WATCH_SECONDS
        self.compute(batch)
        while time.perf_counter() < end:
            self.compute(batch)

    def run(self, batch: tf.Tensor) -> None:
        """Compute once, and note the time."""
        with turn():
            start = time.perf_counter()
            self.compute(batch)
            self.seconds.append(time.perf_counter() - start)

    @property
    def measured(self) -> Measured:
        return Measured(tuple(self.seconds), tuple(self.peak_bytes))


TimedStep = Callable[[_Runner, tf.Tensor], None]


def run_race(
    one: Stack,
    stack: Stack,
    map_size: MapSize,
    *,
    progress: _Progress,
    cancelled: threading.Event,
) -> Race:
    """Build both in Keras with random weights, and put the same random map through them in turns.

    In each round both compute once, and the one that began is second in the next round: whatever
    else the computer does meanwhile slows both. Each is compiled first, as Keras' ``predict`` does
    it, so that a convolution, its bias and its ReLU are one step. The first rounds warm up, the
    next ones tell the memory, the others are timed from the call to the result. Other visitors'
    passes come in between; one race runs at a time.

    Args:
        one: The single kernel.
        stack: What may take its place.
        map_size: (height, width) in px.
        progress: Called with the rounds done and to do, those that warm up included.
        cancelled: Looked at while it waits and before each pass.

    Raises:
        ValueError: The two cannot be compared, or the race would take too much; see
            `stack_comparison.compare` and `race_limits.require_race`.
        RaceCancelled: ``cancelled`` was set.
    """
    comparison = compare_stacks(one, stack, map_size)
    require_race(comparison)
    shape = (*map_size, one.channels_in)
    steps, end = _steps(num_rounds(comparison)), time.monotonic() + RACE_SECONDS
    with _only_race(cancelled), _compiled(one, shape) as first, _compiled(stack, shape) as second:
        batch = _random_map(shape)
        for done, step in enumerate(steps):
            if done >= ENOUGH_ROUNDS and time.monotonic() > end:
                break
            for runner in (first, second) if done % 2 == 0 else (second, first):
                _stop_if(cancelled)
                step(runner, batch)
            progress(done + 1, len(steps))
        return Race(comparison, first.measured, second.measured)


def _steps(num_timed: int) -> list[TimedStep]:
    """What both do in each round."""
    return [
        *[_Runner.warm_up] * WARM_UP_ROUNDS,
        *[_Runner.watch] * WATCHED_ROUNDS,
        *[_Runner.run] * num_timed,
    ]


@contextmanager
def _only_race(cancelled: threading.Event) -> Iterator[None]:
    """Wait until no other race runs: two at once would slow each other, and take twice as much."""
    while not _one_at_a_time.acquire(timeout=_LOOK_SECONDS):
        _stop_if(cancelled)
    try:
        _stop_if(cancelled)
        yield
    finally:
        _one_at_a_time.release()


@contextmanager
def _compiled(stack: Stack, shape: Shape) -> Iterator[_Runner]:
    """A stack's Keras model, compiled; its weights are freed at the end, come what may."""
    model = to_keras(to_network(stack), shape)
    try:
        yield _Runner(tf.function(functools.partial(model, training=False)))
    finally:
        free_weights(model)


def _random_map(shape: Shape) -> tf.Tensor:
    """A batch of one map, the same in every race: values make no difference to the time."""
    values = np.random.default_rng(SEED).standard_normal(shape, dtype=np.float32)
    return tf.constant(values[np.newaxis])


def _stop_if(cancelled: threading.Event) -> None:
    if cancelled.is_set():
        raise RaceCancelled("The race was stopped. Start it again to see its result.")
