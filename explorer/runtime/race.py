"""A single kernel and a stack of small ones, computed in Keras in turns: time and memory."""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

import numpy as np

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
from explorer.background import Control
from explorer.runtime.build import built
from explorer.runtime.differentiable import turn
from explorer.runtime.libraries import tf
from explorer.runtime.peak_memory import peak_memory
from explorer.runtime.race_limits import require_race
from explorer.runtime.untrained import SEED

RacedPass = Callable[[tf.Tensor], tf.Tensor]

ENOUGH_ROUNDS = WARM_UP_ROUNDS + WATCHED_ROUNDS + FEWEST_ROUNDS
RACE_SECONDS = 30
"""After this time no more rounds than these are run: the computer is busy."""

WATCH_SECONDS = 0.2
"""Shortest watch over memory: a short pass is repeated, because its peak is easily missed."""


@dataclass(slots=True)
class _Runner:
    """One alternative, compiled, and its measurements so far."""

    compute: RacedPass
    longest: float = 0.0  # s, of its latest warm-up
    seconds: list[float] = field(default_factory=list)
    peak_bytes: list[int] = field(default_factory=list)

    def warm_up(self, batch: tf.Tensor) -> None:
        """Compute once; the first time, TensorFlow compiles."""
        with turn():
            start = time.monotonic()
            self.compute(batch)
            self.longest = time.monotonic() - start

    def watch(self, batch: tf.Tensor) -> None:
        """Compute, and note the memory."""
        with self._turn():
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
        with self._turn():
            start = time.perf_counter()
            self.compute(batch)
            self.seconds.append(time.perf_counter() - start)

    def _turn(self) -> AbstractContextManager[None]:
        """Compute alone, where nobody waits long for that: passes beside it would be measured."""
        return turn(alone=self.longest <= ALONE_SECONDS)

    @property
    def measured(self) -> Measured:
        return Measured(tuple(self.seconds), tuple(self.peak_bytes))


ALONE_SECONDS = 0.2
"""A visitor's pass waits at most this long for the race."""

TimedStep = Callable[[_Runner, tf.Tensor], None]


def run_race(one: Stack, stack: Stack, map_size: MapSize, control: Control) -> Race:
    """Build both in Keras with random weights, and put the same random map through them in turns.

    In each round both compute once, and the two take turns to go first, so that other work on the
    computer slows both. Each is compiled first, as in Keras' ``predict``, so that a convolution,
    its bias and its ReLU are one step. The first rounds warm up, the next ones measure memory, and
    the others are timed from the call to the result. Other visitors' passes run in between.

    Args:
        one: The single kernel.
        stack: The stack that may replace it.
        map_size: (height, width) in px.
        control: Receives the rounds done and in all, warm-up included; it may stop the race before
            each pass.

    Raises:
        ValueError: The two cannot be compared, or the race would take too much; see
            `compare_stacks` and `require_race`.
        Cancelled: The race was stopped.
    """
    comparison = compare_stacks(one, stack, map_size)
    require_race(comparison)
    control.check()
    shape = (*map_size, one.channels_in)
    steps, end = _steps(num_rounds(comparison)), time.monotonic() + RACE_SECONDS
    with _compiled(one, shape) as first, _compiled(stack, shape) as second:
        batch = _random_map(shape)
        for done, step in enumerate(control.counted(steps)):
            if done >= ENOUGH_ROUNDS and time.monotonic() > end:
                break
            for runner in (first, second) if done % 2 == 0 else (second, first):
                control.check()
                step(runner, batch)
        return Race(comparison, first.measured, second.measured)


def _steps(num_timed: int) -> list[TimedStep]:
    """What both do in each round."""
    return [
        *[_Runner.warm_up] * WARM_UP_ROUNDS,
        *[_Runner.watch] * WATCHED_ROUNDS,
        *[_Runner.run] * num_timed,
    ]


@contextmanager
def _compiled(stack: Stack, shape: Shape) -> Iterator[_Runner]:
    """A stack's Keras model, compiled."""
    with built(to_network(stack), shape) as model:
        yield _Runner(tf.function(functools.partial(model, training=False)))


def _random_map(shape: Shape) -> tf.Tensor:
    """A batch of one map, the same in every race: the time does not depend on the values."""
    values = np.random.default_rng(SEED).standard_normal(shape, dtype=np.float32)
    return tf.constant(values[np.newaxis])
