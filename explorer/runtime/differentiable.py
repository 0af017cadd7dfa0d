"""VGG16 as a function that TensorFlow can differentiate, for any weights and any size.

`explorer.runtime.vgg16` freezes its weights into one pass through all layers. Here the weights are
arguments: a function is traced once per layer in the life of the program, for any weights, trained
or not, and any photo size. No weights stay in memory between two calls.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from time import monotonic, sleep

import numpy as np

from explorer.architecture.interventions import ChannelsOff
from explorer.architecture.layers import Conv2D, MaxPool2D, sides_of
from explorer.architecture.networks import PRESETS
from explorer.arrays import Uint8Array
from explorer.background import Control
from explorer.preprocessing import AS_TRAINED, preparation_named
from explorer.runtime.feature_network import check_layer_names, passes
from explorer.runtime.libraries import tf
from explorer.runtime.memory import give_back_memory
from explorer.runtime.weights import KernelAndBiases, Weights
from explorer.turns import FairPlaces

PhotoLayer = Conv2D | MaxPool2D
Tensors = dict[str, tuple[tf.Tensor, tf.Tensor]]
"""Kernel and bias by layer name."""

Rectifier = Callable[[tf.Tensor], tf.Tensor]

PHOTO_LAYERS: tuple[PhotoLayer, ...] = tuple(
    layer for layer in PRESETS["vgg16-no-top"].layers if isinstance(layer, Conv2D | MaxPool2D)
)
CONVOLUTION_NAMES = tuple(layer.name for layer in PHOTO_LAYERS if isinstance(layer, Conv2D))

ANY_SIZE = tf.TensorSpec((1, None, None, 3))
"""A batch of one model input, of any height and width."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which conditions VGG16 looks at a photo.

    Attributes:
        preparation: How pixels become its input, by name.
        off: What is switched off.
    """

    preparation: str = AS_TRAINED
    off: tuple[ChannelsOff, ...] = ()

    def model_input(self, pixels: Uint8Array) -> tf.Tensor:
        """A batch of one photo, RGB, uint8 (height, width, 3)."""
        return tf.constant(preparation_named(self.preparation).prepare(pixels)[np.newaxis])


USUAL_CONDITIONS = Conditions()
"""As VGG16 was trained, with nothing switched off."""

_steps = FairPlaces()

LONGEST_PAUSE_SECONDS = 1.0
"""How long a step waits for passes: where they never end, long work still goes on."""

LONGEST_TURN_S = 0.1
"""After which a turn of small steps takes no other one: a page's pass is slowed down no longer."""

LET_GO_SECONDS = 0.001
"""How long a thread pauses after its turn, so that a waiting one can wake up and be next."""


def layers_up_to(layer_name: str) -> tuple[PhotoLayer, ...]:
    """The layers from the first to the named one.

    Raises:
        ValueError: None of the 13 convolutions and 5 poolings has that name.
    """
    names = [layer.name for layer in PHOTO_LAYERS]
    check_layer_names([layer_name], names)
    return PHOTO_LAYERS[: names.index(layer_name) + 1]


def layers_between(layer_name: str, last: str | None = None) -> tuple[PhotoLayer, ...]:
    """The layers after the named one, up to another one or to the end.

    Raises:
        ValueError: None of the 13 convolutions and 5 poolings has that name.
    """
    done = len(layers_up_to(layer_name))
    return (PHOTO_LAYERS if last is None else layers_up_to(last))[done:]


def num_channels(layers: Sequence[PhotoLayer]) -> int:
    """How many channels the last of these layers has."""
    return [layer.filters for layer in layers if isinstance(layer, Conv2D)][-1]


def check_channel(layers: Sequence[PhotoLayer], channel: int) -> None:
    """Refuse a channel that the last of these layers does not have.

    Raises:
        ValueError: It is negative or too large.
    """
    if not 0 <= channel < num_channels(layers):
        raise ValueError(
            f"Received channel {channel} of {layers[-1].name}. "
            f"Accepted: 0 to {num_channels(layers) - 1}."
        )


@contextmanager
def lent(
    weights: Weights, layers: Sequence[PhotoLayer], off: Sequence[ChannelsOff] = ()
) -> Iterator[Tensors]:
    """Lend TensorFlow a copy of the weights of these layers.

    All layers take 57 MiB and 0.04 s. At the end the copy goes back to the operating system, with
    whatever else was freed meanwhile, such as the activations of a pass.

    Args:
        weights: Kernel and bias by layer name.
        layers: Some layers of VGG16 that follow each other.
        off: What is switched off in them: those filters become 0, and so do their units.
    """
    filters_off = _filters_off(layers, off)
    tensors = {
        layer.name: _constants(weights[layer.name], filters_off.get(layer.name, ()))
        for layer in layers
        if isinstance(layer, Conv2D)
    }
    try:
        yield tensors
    finally:
        tensors.clear()
        give_back_memory()


def _filters_off(
    layers: Sequence[PhotoLayer], offs: Sequence[ChannelsOff]
) -> dict[str, tuple[int, ...]]:
    """The filters to set to 0, by convolution, for the same answer of the last of these layers.

    What a pooling gives is 0 where all that it reads is 0, and nothing else reads that.
    """
    by_layer = {off.layer_name: off for off in offs}
    found: dict[str, tuple[int, ...]] = {}
    name = ""
    for layer in layers:
        name = layer.name if isinstance(layer, Conv2D) else name
        if layer.name in by_layer:
            numbers = by_layer[layer.name].numbers(num_channels(layers_up_to(name)))
            found[name] = (*found.get(name, ()), *numbers)
    return found


def _constants(
    kernel_and_biases: KernelAndBiases, off: tuple[int, ...]
) -> tuple[tf.Tensor, tf.Tensor]:
    kernel, biases = kernel_and_biases
    if off:
        kernel, biases = kernel.copy(), biases.copy()
        kernel[..., list(off)], biases[list(off)] = 0, 0
    return tf.constant(kernel), tf.constant(biases)


def tensors_spec(layers: Sequence[PhotoLayer]) -> dict[str, tuple[tf.TensorSpec, tf.TensorSpec]]:
    """What `lent` yields for these layers, as the signature of a ``tf.function``."""
    return {
        layer.name: (
            tf.TensorSpec((*sides_of(layer.kernel_size), None, layer.filters)),
            tf.TensorSpec((layer.filters,)),
        )
        for layer in layers
        if isinstance(layer, Conv2D)
    }


def through(
    layers: Sequence[PhotoLayer],
    values: tf.Tensor,
    tensors: Tensors,
    rectifier: Rectifier = tf.nn.relu,
) -> tf.Tensor:
    """Put a batch through layers, each convolution followed by the rectifier.

    Args:
        layers: Some layers of VGG16 that follow each other.
        values: (batch, height, width, channels), the input of the first layer.
        tensors: Kernel and bias of each convolution among them.
        rectifier: Used in place of ReLU.

    Returns:
        The output of the last layer.
    """
    for layer in layers:
        padding = layer.padding.upper()
        if isinstance(layer, MaxPool2D):
            values = tf.nn.max_pool2d(values, layer.pool_size, layer.stride, padding)
        else:
            kernel, bias = tensors[layer.name]
            convolved = tf.nn.conv2d(values, kernel, layer.stride, padding)
            values = rectifier(tf.nn.bias_add(convolved, bias))
    return values


def outputs_of(
    layers: Sequence[PhotoLayer], values: tf.Tensor, tensors: Tensors
) -> dict[str, tf.Tensor]:
    """The output of each of some layers that follow each other, by name; as for `through`."""
    outputs = {}
    for layer in layers:
        values = outputs[layer.name] = through([layer], values, tensors)
    return outputs


def before_last_relu(
    layers: Sequence[PhotoLayer], values: tf.Tensor, tensors: Tensors
) -> tf.Tensor:
    """Put a batch through layers and leave out the last convolution's ReLU.

    A unit that ReLU sets to 0 has a gradient of 0 everywhere, which says nothing; without its own
    ReLU it has one. Where ReLU lets the unit pass, both are the same. ReLU and max pooling can be
    swapped, so this holds for the units of a pooling too.
    """
    last = max(index for index, layer in enumerate(layers) if isinstance(layer, Conv2D))
    rectified = through(layers[:last], values, tensors)
    return through(layers[last:], rectified, tensors, tf.identity)


@contextmanager
def one_step() -> Iterator[None]:
    """Take the turn for one step of long work that is a pass, which waits for those of pages."""
    with _steps:
        yield
    sleep(LET_GO_SECONDS)


@contextmanager
def in_turns(control: Control) -> Iterator[Callable[[], None]]:
    """Do many small steps in few turns: each turn waits for passes, and a step takes no time.

    The result is called before each step. It may wait for another turn, and it ends the work if
    that should stop.

    Raises:
        Cancelled: From what is called.
    """
    end = 0.0
    with ExitStack() as held:

        def next_step() -> None:
            nonlocal end
            if monotonic() < end and not control.is_stopped:
                return
            held.close()
            control.check()
            held.enter_context(turn())
            end = monotonic() + LONGEST_TURN_S

        yield next_step


@contextmanager
def turn(*, alone: bool = False) -> Iterator[None]:
    """Take the turn for one step of long work: one at a time, and after the passes that wait.

    Args:
        alone: Whether a pass that is asked for meanwhile waits for the end of the step. If not,
            both take longer then.
    """
    with one_step():
        is_first = passes.acquire(timeout=LONGEST_PAUSE_SECONDS)
        if is_first and not alone:
            passes.release()
        try:
            yield
        finally:
            if is_first and alone:
                passes.release()
