"""A kernel and a stack computed in turns: measured, refused, stopped, and gone afterwards."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import keras
import numpy as np
import pytest

from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape
from explorer.architecture.stacks.comparison import compare_stacks
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.races import FEWEST_ROUNDS, WARM_UP_ROUNDS, WATCHED_ROUNDS, Race
from explorer.architecture.stacks.stacks import Stack, single_kernel
from explorer.background import Cancelled, Control, Progress
from explorer.runtime import build
from explorer.runtime import race as module
from explorer.runtime.build import to_keras
from explorer.runtime.feature_network import passes
from explorer.runtime.memory import required_bytes
from explorer.runtime.peak_memory import bytes_in_use
from explorer.runtime.race import run_race
from explorer.runtime.race_limits import race_bytes, require_race

MEBIBYTE = 2**20
TIMED_ROUNDS = 3
ROUNDS = WARM_UP_ROUNDS + WATCHED_ROUNDS + TIMED_ROUNDS
MAP = (22, 31)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rounds, a watch over memory no longer than a pass, and none of the user's settings."""
    monkeypatch.setattr(module, "num_rounds", lambda comparison: TIMED_ROUNDS)
    monkeypatch.setattr(module, "WATCH_SECONDS", 0.0)
    monkeypatch.delenv("VGG16_BUILD_MIB", raising=False)


def raced(
    text: str = "3,3",
    kernel_size: int = 5,
    channels: tuple[int, int] = (3, 8),
    map_size: tuple[int, int] = MAP,
    watcher: "Watcher | None" = None,
) -> Race:
    watcher = watcher or Watcher()
    return run_race(
        single_kernel(kernel_size, *channels),
        Stack(parse_stack(text), *channels),
        map_size,
        watcher.control,
    )


@dataclass
class Watcher:
    """Keeps all reports and what it sees at each, and stops the race after some rounds."""

    stop_at: int | None = None
    told: list[tuple[int, int]] = field(default_factory=list)
    look: Callable[[], bool] = lambda: False
    seen: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.control = Control(self.hear)

    def hear(self, progress: Progress) -> None:
        self.told.append((progress.done, progress.total))
        self.seen.append(self.look())
        if progress.done == self.stop_at:
            self.control.stop()


class TestMeasuring:
    def test_both_have_a_time_for_each_round(self) -> None:
        watcher = Watcher()
        found = raced(watcher=watcher)
        assert len(found.one.seconds) == len(found.stack.seconds) == TIMED_ROUNDS
        assert min(*found.one.seconds, *found.stack.seconds) > 0
        assert watcher.told == [(done, ROUNDS) for done in range(1, ROUNDS + 1)]
        expected = compare_stacks(single_kernel(5, 3, 8), Stack(parse_stack("3,3"), 3, 8), MAP)
        assert found.comparison == expected

    def test_they_take_turns_and_neither_is_always_first(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order: list[module._Runner] = []
        steps = [lambda runner, batch: order.append(runner)] * 4
        monkeypatch.setattr(module, "_steps", lambda num_timed: steps)
        raced()
        assert order[0] is not order[1]
        assert [runner is order[0] for runner in order] == [True, False, False, True] * 2

    def test_a_busy_computer_runs_only_the_rounds_it_needs(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "num_rounds", lambda comparison: FEWEST_ROUNDS + 5)
        assert len(raced().ratios) == FEWEST_ROUNDS + 5
        monkeypatch.setattr(module, "RACE_SECONDS", -1)
        assert len(raced().ratios) == FEWEST_ROUNDS

    @pytest.mark.parametrize("text", ["3s2,3d2", "p2,3,p3s2,1", "1", "7,7,7"])
    def test_any_stack_runs(self, text: str) -> None:
        assert len(raced(text).ratios) == TIMED_ROUNDS

    @pytest.mark.skipif(bytes_in_use() is None, reason="the C library does not report the memory")
    @pytest.mark.parametrize(("text", "maps"), [("3,3", 2), ("3,3,3", 2), ("5", 1)])
    def test_the_memory_is_that_of_the_maps(
        self, text: str, maps: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "WATCH_SECONDS", 0.05)
        found = raced(text, channels=(32, 64), map_size=(128, 96))
        size = 128 * 96 * 64 * 4  # bytes: 3 MiB
        assert found.one.most_bytes == pytest.approx(size, rel=0.2)
        assert found.stack.most_bytes == pytest.approx(maps * size, rel=0.2)

    def test_without_memory_there_are_still_times(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "peak_memory", lambda call: call())
        found = raced()
        assert (found.one.most_bytes, found.stack.most_bytes) == (None, None)
        assert len(found.ratios) == TIMED_ROUNDS

    def test_others_wait_for_a_pass_and_compute_between_two_rounds(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def nobody_computes() -> bool:
            free = passes.acquire(timeout=0)
            if free:
                passes.release()
            return free

        while_timed, clock = [], time.perf_counter
        between = Watcher(look=nobody_computes)

        def noting() -> float:
            while_timed.append(nobody_computes())
            return clock()

        monkeypatch.setattr(time, "perf_counter", noting)
        raced(watcher=between)
        assert while_timed
        assert not any(while_timed)
        assert between.seen == [True] * ROUNDS


class TestWhatIsComputed:
    @pytest.mark.parametrize("text", ["5", "3,3", "3s2,p2,3d2"])
    def test_it_is_the_keras_model_of_the_stack(self, text: str) -> None:
        stack, shape = Stack(parse_stack(text), 3, 6, 4), (22, 31, 3)
        batch = module._random_map(shape)
        with module._compiled(stack, shape) as runner:
            output = runner.compute(batch)
        comparison = compare_stacks(single_kernel(5, 3, 6), stack, (22, 31))
        assert tuple(output.shape) == (1, *comparison.stack.output_shape)
        assert float(np.min(output)) == 0.0  # after ReLU
        assert float(np.max(output)) > 0.0

    def test_the_map_is_the_same_each_time(self) -> None:
        first, second = (module._random_map((5, 7, 3)) for _ in range(2))
        np.testing.assert_array_equal(first, second)
        assert first.shape == (1, 5, 7, 3)

    def test_weights_are_freed_when_a_race_stops(self, monkeypatch: pytest.MonkeyPatch) -> None:
        models = []

        def noting(network: Network, shape: Shape) -> keras.Model:
            models.append(to_keras(network, shape))
            return models[-1]

        monkeypatch.setattr(build, "to_keras", noting)
        with pytest.raises(Cancelled, match="Stopped"):
            raced(watcher=Watcher(stop_at=1))
        weights = [weight for model in models for weight in model.variables]
        assert [weight.value.read_value().shape.rank for weight in weights] == [0] * (2 + 4)


LARGE_MAP = (1024, 1000)


class TestLimits:
    @pytest.mark.parametrize(
        ("channels", "map_size", "sentence"),
        [
            (
                512,
                (112, 100),
                r"One round of this race takes 126\.25 GMACs for one 5×5 and two 3×3 together\. "
                r"The limit is 60\.00 GMACs, because every other visitor has to wait\.",
            ),
            (
                36,
                LARGE_MAP,
                r"takes about 1\.\d GiB of memory, because both alternatives are held at once\. "
                r"The limit is 1\.0 GiB\. Choose .* a larger VGG16_BUILD_MIB",
            ),
        ],
        ids=["work", "memory"],
    )
    def test_what_is_too_large_is_refused_with_its_numbers(
        self,
        channels: int,
        map_size: tuple[int, int],
        sentence: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("VGG16_BUILD_MIB", "1024")
        watcher = Watcher()
        with pytest.raises(ValueError, match=sentence):
            raced(channels=(channels, channels), map_size=map_size, watcher=watcher)
        assert watcher.told == []

    def test_both_alternatives_count(self) -> None:
        comparison = compare_stacks(
            single_kernel(5, 36, 36), Stack(parse_stack("3,3"), 36, 36), LARGE_MAP
        )
        assert race_bytes(comparison) == sum(
            required_bytes(rows) for rows in (comparison.one.rows, comparison.stack.rows)
        )
        assert race_bytes(comparison) > 4 * (1024 * 1000 * 36 * 4)

    def test_a_small_race_is_allowed(self) -> None:
        require_race(
            compare_stacks(
                single_kernel(5, 256, 256), Stack(parse_stack("3,3"), 256, 256), (56, 74)
            )
        )

    def test_a_limit_that_is_not_a_number(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VGG16_BUILD_MIB", "a lot")
        with pytest.raises(ValueError, match=r"VGG16_BUILD_MIB must be a whole number.*'a lot'"):
            raced()

    @pytest.mark.parametrize(
        ("text", "map_size", "match"),
        [
            ("3,3,3,3", (8, 40), "must not see more than the map"),
            ("3", (4, 40), "must not see more than the map"),
        ],
    )
    def test_what_cannot_be_compared_is_refused_as_everywhere(
        self, text: str, map_size: tuple[int, int], match: str
    ) -> None:
        with pytest.raises(ValueError, match=match):
            raced(text, map_size=map_size)


class TestStopping:
    @pytest.mark.parametrize("after", [1, WARM_UP_ROUNDS + 1, ROUNDS - 1])
    def test_no_round_follows(self, after: int) -> None:
        watcher = Watcher(stop_at=after)
        with pytest.raises(Cancelled, match="Stopped"):
            raced(watcher=watcher)
        assert len(watcher.told) == after

    def test_a_race_stopped_before_it_begins_builds_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(build, "to_keras", lambda *network: pytest.fail("it was built"))
        watcher = Watcher()
        watcher.control.stop()
        with pytest.raises(Cancelled, match="Stopped"):
            raced(watcher=watcher)
        assert watcher.told == []


@pytest.mark.skipif(bytes_in_use() is None, reason="the C library does not report the memory")
def test_many_races_take_no_more_memory_than_one() -> None:
    raced(channels=(64, 64))
    before = bytes_in_use() or 0
    for _ in range(5):
        raced(channels=(64, 64))
    # the weights of one race alone: 64 * 64 * (25 + 18) * 4 bytes, 0.7 MiB
    assert (bytes_in_use() or 0) - before < 2 * MEBIBYTE
