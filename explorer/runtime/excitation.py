"""What excites a channel: a picture grown from noise by gradient ascent.

Activation maximisation: Erhan et al., "Visualizing Higher-Layer Features of a Deep Network", 2009;
with jitter, blur and total variation against high-frequency patterns: Olah, Mordvintsev & Schubert,
"Feature Visualization", Distill 2017 (doi:10.23915/distill.00007).
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.background import Control
from explorer.preprocessing import LARGEST_PIXEL, MEAN_BGR, to_model_input, to_pixels
from explorer.runtime.differentiable import (
    ANY_SIZE,
    Tensors,
    before_last_relu,
    check_channel,
    layers_up_to,
    lent,
    tensors_spec,
    turn,
)
from explorer.runtime.libraries import tf
from explorer.runtime.weights import Weights

SMALLEST_GROWN_SIDE = 32
LARGEST_GROWN_SIDE = 224
"""px. Above this a step takes too long to watch."""

_GREY = 127.5
NOISE = 20.0
"""Mean and standard deviation of the starting noise, in pixel values."""

FIRST_STEP, LAST_STEP = 12.0, 4.0
"""Root mean square of a step, in pixel values: large ones find a pattern, small ones refine it."""

FIRST_BLUR, LAST_BLUR = 0.17, 0.0
"""How much of each neighbour a pixel takes on: 0.17 is a standard deviation of 0.6 px."""

SMOOTHING = 0.3
"""How strongly total variation is held down, against a gradient with a root mean square of 1."""

LEAK = 0.05
"""Slope of the last ReLU where it would be 0: a channel that the noise leaves dead can wake up."""

EDGE = 1.0
"""Pixel values: smaller differences count as smooth and are reduced more gently."""

SMALLEST_SQUARE = 1e-30
"""Prevents a division by 0 where nothing excites the channel."""

ROWS, _COLUMNS = 1, 2
"""Axes of a batch."""


@dataclass(frozen=True, slots=True, eq=False)
class Excitation:
    """A picture that grows.

    Attributes:
        done: Steps taken so far.
        steps: Steps to take in all.
        picture: RGB, uint8 (size, size, 3). Its left edge continues at the right, its top at the
            bottom.
        activation: Mean of the channel's feature map, after ReLU, for this picture as the jitter
            shifts it round its edges.
    """

    done: int
    steps: int
    picture: NDArray[np.uint8]
    activation: float


@dataclass(frozen=True, slots=True, eq=False)
class GrownPicture:
    """A picture as grown so far, and how the channel responded on the way.

    Attributes:
        steps: Steps to take in all.
        picture: RGB, uint8 (size, size, 3), after the last step that was taken.
        activations: For the noise, and after each step; see `Excitation.activation`.
    """

    steps: int
    picture: NDArray[np.uint8]
    activations: tuple[float, ...]

    @property
    def done(self) -> int:
        """Steps taken so far."""
        return len(self.activations) - 1

    @property
    def excites(self) -> bool:
        """Whether the channel responds to the picture at all."""
        return bool(self.activations) and self.activations[-1] > 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What to excite, and how.

    Attributes:
        layer_name: A convolution or pooling of VGG16.
        channel: One of its channels.
        size: Side of the picture in px, 32 to 224.
        steps: How many steps to take.
        seed: For noise and jitter. The same wish gives the same picture on the same computer.
    """

    layer_name: str
    channel: int
    size: int = 128
    steps: int = 60
    seed: int = 16

    def __post_init__(self) -> None:
        """Refuse what cannot be computed."""
        check_channel(layers_up_to(self.layer_name), self.channel)
        if not SMALLEST_GROWN_SIDE <= self.size <= LARGEST_GROWN_SIDE:
            raise ValueError(
                f"Received a picture of {self.size} px. Accepted: {SMALLEST_GROWN_SIDE} to "
                f"{LARGEST_GROWN_SIDE} px."
            )
        if self.steps < 1:
            raise ValueError(f"Received {self.steps} steps. Accepted: 1 or more.")


def excite(weights: Weights, wish: Wish) -> Iterator[Excitation]:
    """Grow a picture for which the mean activation of a channel is as large as possible.

    Each step moves the picture along the gradient, scaled to a fixed length, and smooths it. To
    stop, stop iterating: nothing is computed ahead. Other visitors' passes run between two steps.

    Args:
        weights: Kernel and bias of VGG16's convolutions, at least up to the channel's layer.
        wish: What to excite.

    Yields:
        The noise to start from, and the picture after each step.
    """
    step = _step(wish.layer_name)
    random = np.random.default_rng(wish.seed)
    values = tf.constant(to_model_input(_noise(random, wish.size))[np.newaxis])
    with lent(weights, layers_up_to(wish.layer_name)) as tensors:
        for done in range(wish.steps + 1):
            shift = random.integers(wish.size, size=2, dtype=np.int32)
            share = np.float32(done / wish.steps)
            with turn():
                following, activation = step(values, tensors, wish.channel, shift, share)
            picture = to_pixels(np.asarray(values)[0])
            yield Excitation(done, wish.steps, picture, float(activation))
            values = following


def grow(weights: Weights, wish: Wish, control: Control) -> GrownPicture:
    """Grow a picture to its last step.

    Args:
        weights: As for `excite`.
        wish: What to excite.
        control: Receives the steps done, the steps in all and the `GrownPicture` so far; it may
            stop the growth after each step.

    Raises:
        Cancelled: The growth was stopped.
    """
    activations: tuple[float, ...] = ()
    for grown in excite(weights, wish):
        activations = (*activations, grown.activation)
        growth = GrownPicture(wish.steps, grown.picture, activations)
        control.report(growth.done, wish.steps, growth)
        control.check()
    return growth


def start_picture(wish: Wish) -> NDArray[np.uint8]:
    """The noise that a picture grows from: RGB, uint8 (size, size, 3)."""
    return _noise(np.random.default_rng(wish.seed), wish.size)


def _noise(random: np.random.Generator, size: int) -> NDArray[np.uint8]:
    noise = np.clip(np.rint(random.normal(_GREY, NOISE, (size, size, 3))), 0, LARGEST_PIXEL)
    return noise.astype(np.uint8)


@functools.cache
def _step(layer_name: str) -> Callable[..., tuple[tf.Tensor, tf.Tensor]]:
    """Make the function from a picture to the next picture and this one's activation."""
    layers = layers_up_to(layer_name)
    channel, shift, share = (
        tf.TensorSpec((), tf.int32),
        tf.TensorSpec((2,), tf.int32),
        tf.TensorSpec(()),
    )
    signature = [ANY_SIZE, tensors_spec(layers), channel, shift, share]

    @tf.function(input_signature=signature, autograph=False)  # type: ignore[untyped-decorator]
    def step(
        values: tf.Tensor,
        tensors: Tensors,
        channel: tf.Tensor,
        shift: tf.Tensor,
        share: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        # Shifting the picture in each step keeps the poolings' windows from leaving a pattern in
        # it, and the zeros around it from leaving a frame.
        moved = tf.roll(values, shift, (ROWS, _COLUMNS))
        with tf.GradientTape() as tape:
            tape.watch(moved)
            feature_map = before_last_relu(layers, moved, tensors)[..., channel]
            leaky_mean = tf.reduce_mean(tf.maximum(feature_map, LEAK * feature_map))
        gradient = tf.roll(tape.gradient(leaky_mean, moved), -shift, (ROWS, _COLUMNS))
        direction = _unit_length(gradient) - SMOOTHING * _roughness_gradient(values)
        following = _blurred(
            values + _between(FIRST_STEP, LAST_STEP, share) * direction,
            _between(FIRST_BLUR, LAST_BLUR, share),
        )
        return _within_pixels(following), tf.reduce_mean(tf.nn.relu(feature_map))

    function: Callable[..., tuple[tf.Tensor, tf.Tensor]] = step
    return function


def _between(first: float, last: float, share: tf.Tensor) -> tf.Tensor:
    return first + (last - first) * share


def _unit_length(gradient: tf.Tensor) -> tf.Tensor:
    """Scale to a root mean square of 1, so that no layer needs a step length of its own."""
    return gradient * tf.math.rsqrt(tf.reduce_mean(gradient**2) + SMALLEST_SQUARE)


def _roughness_gradient(values: tf.Tensor) -> tf.Tensor:
    """The gradient of the total variation, sum of sqrt(difference^2 + EDGE^2) of neighbours."""
    total = tf.zeros_like(values)
    for axis in (ROWS, _COLUMNS):
        difference = values - tf.roll(values, 1, axis)
        pull = difference * tf.math.rsqrt(difference**2 + EDGE**2)
        total += pull - tf.roll(pull, -1, axis)
    return total


def _blurred(values: tf.Tensor, blur: tf.Tensor) -> tf.Tensor:
    """Mix each pixel with a share ``blur`` of each neighbour, along rows and columns."""
    for axis in (ROWS, _COLUMNS):
        sides = tf.roll(values, 1, axis) + tf.roll(values, -1, axis)
        values = (1 - 2 * blur) * values + blur * sides
    return values


def _within_pixels(values: tf.Tensor) -> tf.Tensor:
    """Clip to values that a picture can show."""
    return tf.clip_by_value(values, -MEAN_BGR, LARGEST_PIXEL - MEAN_BGR)
