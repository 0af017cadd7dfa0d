"""A network built for real: Keras' summary beside ours, and one timed pass of a photo."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from math import prod

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from explorer import units
from explorer.architecture.cost import BYTES_PER_VALUE
from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary, summarize, totals
from explorer.architecture.trials import Compared, Counts, LayerPass, Row, Trial
from explorer.preprocessing import to_model_input
from explorer.runtime.build import to_keras
from explorer.runtime.lasting_keras import keras
from explorer.runtime.memory import give_back_memory

Progress = Callable[[int, int], None]
"""Called with the layers done and the layers to do; each layer is done twice."""

MEBIBYTE = 2**20

LIMIT_VARIABLE = "VGG16_BUILD_MIB"
DEFAULT_LIMIT_MIB = 1792
"""VGG19 with its dense layers takes 1,316 MiB at 224 x 224 px, VGG16 at 256 x 256 px 1,656."""

COPIES_WHILE_MADE = 3
"""Random weights are drawn, scaled and shifted: Keras holds three copies of a layer's for a while.

Measured with dense layers of 392 and 1,225 MiB: the peak was 1,175 and 3,675 MiB.
"""

COPIES_WHILE_COMPUTED = 2
"""Of a layer's input and output. A convolution's output exists before and after its bias is added;
a dilated one copies its input too. Measured with layers of 64 to 256 MiB: never more.
"""

HEAP_BYTES = 64 * MEBIBYTE
"""What lies freed between blocks in use, and TensorFlow's bookkeeping: mostly 15 to 70 MiB."""

PASSES = 2
"""One to warm up, one that counts."""

LOOK_SECONDS = 0.1
"""How often one that waits for its turn looks whether it is still wanted."""

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)
"""Of red, green and blue (ITU-R BT.601), as Pillow converts to grey."""

GREY, RGB = 1, 3

_one_at_a_time = threading.Lock()


class TooLarge(ValueError):  # noqa: N818 -- what the network is, not what went wrong
    """Building a network would take more memory than is allowed.

    Attributes:
        required: Bytes that it would take.
        limit: Bytes that are allowed.
    """

    def __init__(self, required: int, limit: int) -> None:
        super().__init__(
            f"Building this network takes about {_mebibytes(required)} MiB of memory; allowed are "
            f"{_mebibytes(limit)} MiB. Choose a smaller input or smaller dense layers, or start "
            f"the explorer with a larger {LIMIT_VARIABLE}."
        )
        self.required = required
        self.limit = limit


class TrialCancelled(RuntimeError):  # noqa: N818 -- what happened, not an error
    """Whoever asked for the trial no longer wants it."""


def trial(
    network: Network,
    photo: NDArray[np.uint8],
    input_shape: Shape,
    *,
    progress: Progress,
    cancelled: threading.Event,
) -> Trial:
    """Build a network in Keras with untrained weights, and put a photo through it.

    The photo passes twice, one layer after the other. The first pass warms up: TensorFlow chooses
    how to compute each layer, and memory is set aside. The second is timed, each layer from its
    call to its result: eager TensorFlow on this computer's processor, one photo, no training, and
    whatever else the computer does meanwhile. One trial runs at a time; others wait their turn.

    Args:
        network: The network.
        photo: uint8 (height, width, 3) in RGB, or (height, width, 1).
        input_shape: (height, width, channels), as for `photo_batch`.
        progress: Called with the layers done and to do, in both passes together.
        cancelled: Looked at while it waits and before each layer; building the model, a second
            or two for VGG16, comes before the first.

    Raises:
        ValueError: The network does not fit the input, or the photo does not.
        TooLarge: It would take more than `memory_limit`.
        TrialCancelled: ``cancelled`` was set.
    """
    summary = summarize(network, input_shape)
    limit = memory_limit()
    required = _required_bytes(summary)
    if required > limit:
        raise TooLarge(required, limit)
    batch = photo_batch(photo, input_shape)
    steps = _Steps(PASSES * len(summary), progress, cancelled)
    with _turn(cancelled), _built(network, input_shape) as model:
        rows, counts = compare_rows(summary, model), compare_counts(summary, model)
        _pass(model, batch, steps)
        return Trial(rows, counts, _pass(model, batch, steps))


def required_bytes(network: Network, input_shape: Shape) -> int:
    """Estimate the memory that `trial` takes at its peak, beyond what TensorFlow takes anyway.

    Either while the weights are made, or while the layer with the largest input and output
    computes. Activations of other layers are not kept.

    Raises:
        ValueError: The network does not fit the input.
    """
    return _required_bytes(summarize(network, input_shape))


def memory_limit() -> int:
    """How many bytes a trial may take: the environment variable VGG16_BUILD_MIB, or 1792 MiB.

    Raises:
        ValueError: The variable holds no number.
    """
    text = os.environ.get(LIMIT_VARIABLE) or str(DEFAULT_LIMIT_MIB)
    if not text.isdecimal():
        raise ValueError(
            f"{LIMIT_VARIABLE} must be a whole number of MiB, such as {DEFAULT_LIMIT_MIB}. "
            f"Received: {text!r}."
        )
    return int(text) * MEBIBYTE


def photo_batch(photo: NDArray[np.uint8], input_shape: Shape) -> NDArray[np.float32]:
    """Bring a photo into the form in which an untrained network takes it.

    Args:
        photo: uint8 (height, width, 3) in RGB, or (height, width, 1).
        input_shape: (height, width, channels) with the photo's size.

    Returns:
        float32 (1, height, width, channels): what VGG16 takes for 3 channels, the luminance from
        0 to 255 for 1.

    Raises:
        ValueError: The photo has another type or size, or the network takes other channels.
    """
    is_picture = photo.dtype == np.uint8 and photo.shape[2:] in {(GREY,), (RGB,)}
    if not is_picture or photo.shape[:2] != input_shape[:2]:
        height, width = input_shape[:2]
        raise ValueError(
            f"Received a photo of {photo.dtype} with shape {photo.shape}. This network takes uint8 "
            f"({height}, {width}, 3), or 1 channel. Bring the photo to the input size first."
        )
    rgb = np.repeat(photo, RGB, axis=-1) if photo.shape[-1] == GREY else photo
    if input_shape[-1] == RGB:
        return to_model_input(rgb)[np.newaxis]
    if input_shape[-1] == GREY:
        return (rgb @ LUMINANCE)[np.newaxis, ..., np.newaxis]
    raise ValueError(
        f"This network takes {input_shape[-1]} channels. A photo has 3, or 1 where it is grey. "
        "Choose a network that takes 3 channels or 1."
    )


def compare_rows(summary: Sequence[LayerSummary], model: keras.Model) -> tuple[Compared[Row], ...]:
    """Put our summary beside what ``model.summary()`` lists, layer by layer."""
    ours = [Row(row.name, row.output_shape, row.num_parameters) for row in summary]
    theirs = [
        Row(layer.name, tuple(layer.output.shape[1:]), layer.count_params())
        for layer in _layers(model)
    ]
    return tuple(Compared(*pair) for pair in zip_longest(ours, theirs))


def compare_counts(summary: Sequence[LayerSummary], model: keras.Model) -> Compared[Counts]:
    """Put our totals beside those at the end of ``model.summary()``."""
    ours = totals(summary)
    return Compared(
        Counts(ours.num_parameters, ours.num_trainable, ours.num_non_trainable),
        Counts(
            model.count_params(),
            _num_values(model.trainable_weights),
            _num_values(model.non_trainable_weights),
        ),
    )


def _mebibytes(num_bytes: int) -> str:
    return units.count(-(-num_bytes // MEBIBYTE))


def _num_values(weights: Sequence[keras.Variable]) -> int:
    return sum(prod(weight.shape) for weight in weights)


def _layers(model: keras.Model) -> list[keras.Layer]:
    """The layers that a Network has a record for: Keras' input is none of them."""
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


def _required_bytes(summary: Sequence[LayerSummary]) -> int:
    made = most_while_made = most_while_computed = 0
    for row in summary:
        most_while_made = max(most_while_made, made + COPIES_WHILE_MADE * row.num_parameters)
        made += row.num_parameters
        in_and_out = prod(row.input_shape) + prod(row.output_shape)
        most_while_computed = max(most_while_computed, COPIES_WHILE_COMPUTED * in_and_out)
    return HEAP_BYTES + BYTES_PER_VALUE * max(most_while_made, made + most_while_computed)


@dataclass(slots=True)
class _Steps:
    """Counts the layers, and stops between two of them."""

    total: int
    progress: Progress
    cancelled: threading.Event
    done: int = 0

    def begin(self) -> None:
        _stop_if(self.cancelled)

    def end(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


def _stop_if(cancelled: threading.Event) -> None:
    if cancelled.is_set():
        raise TrialCancelled("The trial was cancelled. Start it again to see its result.")


@contextmanager
def _turn(cancelled: threading.Event) -> Iterator[None]:
    """Wait until no other trial runs: the limit is meant for all of them together."""
    while not _one_at_a_time.acquire(timeout=LOOK_SECONDS):
        _stop_if(cancelled)
    try:
        _stop_if(cancelled)
        yield
    finally:
        _one_at_a_time.release()


@contextmanager
def _built(network: Network, input_shape: Shape) -> Iterator[keras.Model]:
    """The network's Keras model, whose weights are freed at the end, come what may.

    Keras' own way, ``clear_session``, replaces the state of all threads at once, so that another
    one which loads VGG16 meanwhile would lose its own. And Python frees a model only when its
    garbage collector comes by, which costs seconds to call and skips what `gc.freeze` has seen.
    """
    model = to_keras(network, input_shape)
    try:
        yield model
    finally:
        nothing = tf.zeros(())
        for weight in model.variables:
            _replace_values(weight, nothing)
        give_back_memory()


def _replace_values(weight: keras.Variable, values: tf.Tensor) -> None:
    """Let a variable hold values of any other shape."""
    tf.raw_ops.AssignVariableOp(
        resource=weight.value.handle, value=tf.cast(values, weight.dtype), validate_shape=False
    )


def _pass(model: keras.Model, batch: NDArray[np.float32], steps: _Steps) -> tuple[LayerPass, ...]:
    """Put a batch through the layers one by one; only one layer's input and output are kept."""
    passes = []
    values = tf.constant(batch)
    for layer in _layers(model):
        steps.begin()
        start = time.perf_counter()
        values = layer(values, training=False)
        seconds = time.perf_counter() - start
        passes.append(LayerPass(layer.name, tuple(values.shape[1:]), seconds))
        steps.end()
    return tuple(passes)
