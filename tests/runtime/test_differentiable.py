"""The differentiable VGG16 computes what Keras' does, and lets others take their turn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.background import Cancelled, Control
from explorer.runtime import differentiable
from explorer.runtime.differentiable import (
    CONVOLUTION_NAMES,
    PHOTO_LAYERS,
    before_last_relu,
    check_channel,
    in_turns,
    layers_up_to,
    lent,
    num_channels,
    tensors_spec,
    through,
    turn,
)
from explorer.runtime.feature_network import passes
from tests.runtime.keras_gradients import (
    Weights,
    model_input,
    noise,
    seeded_vgg16,
    values_before_relu,
    weights_of,
)

PATIENCE = 60.0  # seconds after which a test gives up; none waits that long if all is well
MANY_TURNS = 20_000
A_FEW_TURNS = 500


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return seeded_vgg16(include_top=False, input_shape=(None, None, 3))


@pytest.fixture(scope="module")
def weights(model: keras.Model) -> Weights:
    return weights_of(model)


@pytest.mark.parametrize("size", [(32, 50), (47, 33)], ids=str)
def test_every_layer_has_the_numbers_of_keras(
    model: keras.Model, weights: Weights, size: tuple[int, int]
) -> None:
    values = model_input(noise(0, *size))
    every_layer = keras.Model(model.inputs, [layer.output for layer in model.layers[1:]])
    expected = every_layer(values, training=False)
    with lent(weights, PHOTO_LAYERS) as tensors:
        for layer, wanted in zip(PHOTO_LAYERS, expected, strict=True):
            values = through([layer], values, tensors)
            largest = float(np.abs(wanted).max())
            np.testing.assert_allclose(
                values, wanted, rtol=1e-3, atol=1e-4 * largest, err_msg=layer.name
            )


@pytest.mark.parametrize("name", ["block1_conv1", "block2_conv2", "block2_pool", "block3_conv1"])
def test_without_its_last_relu_a_layer_is_linear_at_the_end(
    model: keras.Model, weights: Weights, name: str
) -> None:
    values = model_input(noise(1, 36, 45))
    layers = layers_up_to(name)
    with lent(weights, layers) as tensors:
        found = before_last_relu(layers, values, tensors)
        rectified = through(layers, values, tensors)
    expected = values_before_relu(model, name, values)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=0.01)
    np.testing.assert_allclose(tf.nn.relu(found), rectified, rtol=1e-3, atol=0.01)
    assert float(tf.reduce_min(found)) < 0


def test_layers_are_those_of_the_network(model: keras.Model) -> None:
    assert [layer.name for layer in PHOTO_LAYERS] == [layer.name for layer in model.layers[1:]]
    assert len(CONVOLUTION_NAMES) == 13
    assert [layer.name for layer in layers_up_to("block1_pool")] == [
        *("block1_conv1", "block1_conv2", "block1_pool")
    ]
    assert num_channels(layers_up_to("block2_pool")) == 128


def test_the_spec_is_that_of_the_tensors(weights: Weights) -> None:
    layers = layers_up_to("block2_pool")
    spec = tensors_spec(layers)
    with lent(weights, layers) as tensors:
        assert tensors.keys() == spec.keys() == set(CONVOLUTION_NAMES[:4])
        for name, pair in tensors.items():
            assert all(
                wanted.is_compatible_with(tensor)
                for tensor, wanted in zip(pair, spec[name], strict=True)
            )


def test_nothing_that_was_lent_is_left(weights: Weights) -> None:
    with lent(weights, layers_up_to("block1_pool")) as tensors:
        assert tensors
    assert not tensors


@pytest.mark.parametrize("name", ["fc1", "block6_conv1", ""])
def test_unknown_layers_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"layer names \['{name}'\].* Accepted: block1_conv1"):
        layers_up_to(name)


@pytest.mark.parametrize("channel", [-1, 128])
def test_unknown_channels_are_refused(channel: int) -> None:
    with pytest.raises(ValueError, match=rf"channel {channel} of block2_pool.* Accepted: 0 to 127"):
        check_channel(layers_up_to("block2_pool"), channel)


def test_a_thread_that_waits_for_a_pass_is_next() -> None:
    """A thread that takes turn after turn, as an excitation does, locks nobody out."""
    inside, asking, served = threading.Event(), threading.Event(), threading.Event()
    turns = 0

    def visitor() -> None:
        assert inside.wait(PATIENCE)
        asking.set()
        with passes:
            served.set()

    waiting = threading.Thread(target=visitor)
    waiting.start()
    with turn():
        inside.set()
        assert asking.wait(PATIENCE)
    while not served.is_set() and turns < MANY_TURNS:
        with turn():
            turns += 1
    waiting.join(PATIENCE)
    assert turns < A_FEW_TURNS


def test_a_step_waits_for_a_pass_but_not_the_other_way_round() -> None:
    entered, may_end = threading.Event(), threading.Event()

    def step() -> None:
        with turn():
            entered.set()
            assert may_end.wait(PATIENCE)

    thread = threading.Thread(target=step)
    with passes:
        thread.start()
        assert not entered.wait(0.05)
    assert entered.wait(PATIENCE)
    assert passes.acquire(timeout=PATIENCE)  # while the step goes on
    passes.release()
    may_end.set()
    thread.join(PATIENCE)


def test_a_step_alone_keeps_passes_waiting() -> None:
    with turn(alone=True):
        assert not passes.acquire(timeout=0)
    assert passes.acquire(timeout=0)
    passes.release()


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When each turn began, by a clock that each step moves on by 0.03 s."""
    begun, clock = list[float](), [0.0]

    @contextmanager
    def noted() -> Iterator[None]:
        begun.append(clock[0])
        yield

    def now() -> float:
        clock[0] += 0.03
        return clock[0]

    monkeypatch.setattr(differentiable, "turn", noted)
    monkeypatch.setattr(differentiable, "LONGEST_TURN_S", 0.1)
    monkeypatch.setattr(differentiable, "monotonic", now)
    return begun


def test_small_steps_share_a_turn_until_its_time_is_over(turns: list[float]) -> None:
    checked = 0

    def check() -> None:
        nonlocal checked
        checked += 1

    control = Control()
    control.between_steps = check
    with in_turns(control) as next_step:
        for _ in range(8):
            next_step()
    assert len(turns) == checked == 2


def test_a_stop_ends_small_steps_within_a_turn(turns: list[float]) -> None:
    control = Control()
    with in_turns(control) as next_step:
        next_step()
        control.stop()
        with pytest.raises(Cancelled, match="Stopped"):
            next_step()
    assert len(turns) == 1
