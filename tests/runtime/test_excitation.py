"""Pictures that excite a channel: they excite it, the same each time, step by step."""

from itertools import islice

import numpy as np
import pytest

from explorer.background import Cancelled, Control, Progress
from explorer.preprocessing import to_model_input
from explorer.runtime import excitation
from explorer.runtime.differentiable import layers_up_to, lent, through
from explorer.runtime.excitation import Excitation, GrownPicture, Wish, excite, grow, start_picture
from explorer.runtime.feature_network import passes
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.weights import Weights

QUICK = {"size": 32, "steps": 8}
EARLY = Wish("block2_conv1", 7, **QUICK)


@pytest.fixture(scope="module")
def weights() -> Weights:
    return untrained_weights()


def grown(weights: Weights, wish: Wish) -> list[Excitation]:
    return list(excite(weights, wish))


@pytest.mark.parametrize(
    ("layer_name", "channel", "size"),
    [("block1_conv1", 3, 32), ("block2_pool", 90, 37), ("block3_conv3", 255, 48)],
    ids=str,
)
def test_the_channel_responds_more_than_to_noise(
    weights: Weights, layer_name: str, channel: int, size: int
) -> None:
    found = grown(weights, Wish(layer_name, channel, size, steps=20))
    activations = [step.activation for step in found]
    assert [(step.done, step.steps) for step in found] == [(done, 20) for done in range(21)]
    assert {(step.picture.shape, step.picture.dtype) for step in found} == {
        ((size, size, 3), np.dtype(np.uint8))
    }
    assert activations[-1] > 1.3 * activations[0]


def test_the_activation_is_that_of_the_picture(weights: Weights) -> None:
    """Except at its edges, where the zeros around the picture meet other pixels."""
    *_, last = excite(weights, Wish("block1_conv1", 5, 64, 10))
    layers = layers_up_to("block1_conv1")
    with lent(weights, layers) as tensors:
        output = through(layers, to_model_input(last.picture)[np.newaxis], tensors)
    expected = float(np.asarray(output)[0, :, :, 5].mean())
    assert last.activation == pytest.approx(expected, rel=0.05)


def test_the_same_wish_gives_the_same_picture(weights: Weights) -> None:
    one, other = grown(weights, EARLY), grown(weights, EARLY)
    for step, again in zip(one, other, strict=True):
        np.testing.assert_array_equal(step.picture, again.picture)
        assert step.activation == again.activation


def test_another_seed_or_channel_gives_another_picture(weights: Weights) -> None:
    *_, last = excite(weights, EARLY)
    for wish in (Wish("block2_conv1", 7, seed=1, **QUICK), Wish("block2_conv1", 8, **QUICK)):
        *_, other = excite(weights, wish)
        assert not np.array_equal(last.picture, other.picture)


def test_a_dead_channel_wakes_up(weights: Weights) -> None:
    """The bias keeps every unit at 0 for noise, but not for each picture."""
    kernel, bias = weights["block1_conv1"]
    dead = bias.copy()
    dead[4] = -200
    found = grown({"block1_conv1": (kernel, dead)}, Wish("block1_conv1", 4, 32, 30))
    assert found[0].activation == 0 < found[-1].activation


def test_a_channel_that_nothing_excites_stays_a_picture(weights: Weights) -> None:
    kernel, bias = weights["block1_conv1"]
    nothing = {"block1_conv1": (np.zeros_like(kernel), bias)}
    found = grown(nothing, Wish("block1_conv1", 0, **QUICK))
    assert {step.activation for step in found} == {0.0}
    assert found[-1].picture.std() < found[0].picture.std()  # only smoothed


def test_nothing_is_computed_ahead_and_others_run_in_between(
    weights: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, calls = excitation._step(EARLY.layer_name), []

    def counted(*arguments: object) -> object:
        calls.append(passes.acquire(timeout=0))  # a visitor's pass need not wait for a step
        passes.release()
        return step(*arguments)

    monkeypatch.setattr(excitation, "_step", lambda layer_name: counted)
    pictures = excite(weights, EARLY)
    for _ in islice(pictures, 3):
        assert passes.acquire(timeout=0)
        passes.release()
    pictures.close()  # type: ignore[attr-defined]
    assert calls == [True] * 3


def test_one_trace_serves_all_steps_sizes_and_channels(weights: Weights) -> None:
    for size, channel in [(32, 1), (40, 2)]:
        grown(weights, Wish("block1_pool", channel, size, 3))
    step = excitation._step("block1_pool")
    assert step.experimental_get_tracing_count() == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"layer_name": "fc1", "channel": 0}, r"layer names \['fc1'\]"),
        ({"layer_name": "block1_conv1", "channel": 64}, "channel 64 of block1_conv1"),
        ({"layer_name": "block1_conv1", "channel": 0, "size": 31}, "of 31 px. Accepted: 32 to"),
        ({"layer_name": "block1_conv1", "channel": 0, "size": 225}, "of 225 px. .* to 224 px"),
        ({"layer_name": "block1_conv1", "channel": 0, "steps": 0}, "0 steps. Accepted: 1 or more"),
    ],
    ids=["layer", "channel", "too small", "too large", "no steps"],
)
def test_impossible_wishes_are_refused(wish: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Wish(**wish)  # type: ignore[arg-type]


class Watcher:
    """Notes the reports of a growth, and stops it after a step."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.told: list[Progress] = []
        self.control = Control(self.hear)

    def hear(self, progress: Progress) -> None:
        assert isinstance(progress.latest, GrownPicture)
        self.told.append(progress)
        if progress.done == self.last:
            self.control.stop()


def test_a_growth_holds_what_each_step_gave(weights: Weights) -> None:
    watcher, steps = Watcher(99), grown(weights, EARLY)
    growth = grow(weights, EARLY, watcher.control)
    assert [(told.done, told.total) for told in watcher.told] == [(n, 8) for n in range(9)]
    for told, step in zip(watcher.told, steps, strict=True):
        np.testing.assert_array_equal(told.latest.picture, step.picture)
        assert (told.latest.done, told.latest.steps) == (step.done, 8)
    assert growth.activations == tuple(step.activation for step in steps)


def test_a_stopped_growth_ends_with_the_current_step(weights: Weights) -> None:
    watcher = Watcher(3)
    with pytest.raises(Cancelled, match="Stopped"):
        grow(weights, EARLY, watcher.control)
    latest = watcher.control.progress.latest
    assert (latest.done, latest.steps, len(watcher.told)) == (3, 8, 4)


def test_it_grows_from_the_start_picture(weights: Weights) -> None:
    first = next(excite(weights, EARLY))
    np.testing.assert_array_equal(start_picture(EARLY), first.picture)
