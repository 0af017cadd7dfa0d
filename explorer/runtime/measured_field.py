"""The effective receptive field of units of VGG16, measured on photos.

The weight of a pixel is how strongly a unit responds to a small change of it: the absolute gradient
of the unit with respect to the input (Luo et al. 2016, arXiv:1701.04128).
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, product
from operator import itemgetter

import numpy as np

from explorer.architecture.fields.effective import Spread, Unit, aligned, middle_of_field, spread
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Box, Position, ReceptiveField
from explorer.architecture.summary import summarize
from explorer.arrays import Float32Array, Uint8Array
from explorer.background import Control
from explorer.preprocessing import check_pixels
from explorer.runtime.differentiable import (
    ANY_SIZE,
    USUAL_CONDITIONS,
    Conditions,
    Tensors,
    before_last_relu,
    check_channel,
    layers_up_to,
    lent,
    num_channels,
    tensors_spec,
    turn,
)
from explorer.runtime.libraries import tf
from explorer.runtime.weights import Weights

_Measurement = tuple[Uint8Array, Unit, ReceptiveField]
"""A photo, a unit, and the theoretical field of the units of that layer on that photo."""


def measured_field(
    weights: Weights, photo: Uint8Array, unit: Unit, conditions: Conditions = USUAL_CONDITIONS
) -> Float32Array:
    """Measure how much each pixel of a photo counts for a unit.

    The unit is taken before its own ReLU, so a unit that ReLU sets to 0 has a field too. Without a
    channel, the sum of all channels at the position is differentiated: Luo et al.'s gradient signal
    of 1 at one position. It takes one pass forward and backward, over the part of the photo in the
    theoretical field.

    Args:
        weights: Kernel and bias of VGG16's convolutions, trained or untrained.
        photo: RGB, uint8 (height, width, 3).
        unit: Which unit.
        conditions: How the photo is prepared, and what is switched off.

    Returns:
        float32 (height, width): the absolute gradient with respect to the model input, summed
        over the three colours. 0 outside the theoretical field.

    Raises:
        ValueError: The photo has the wrong type or is too small for the layer, or the layer, the
            position or the channel does not exist.
    """
    field = _checked_field(photo, unit)
    with lent(weights, layers_up_to(unit.layer_name), conditions.off) as tensors:
        return _measure(tensors, photo, unit, field, conditions)


def average_fields(
    weights: Mapping[str, Weights],
    photos: Sequence[Uint8Array],
    units: Sequence[Unit],
    control: Control,
) -> dict[str, Float32Array]:
    """Average the measured fields of units of one layer over photos, with their centres aligned.

    Other visitors' passes run between two units.

    Args:
        weights: Kernel and bias of VGG16's convolutions, trained and untrained, by name.
        photos: RGB, uint8 (height, width, 3), of any sizes.
        units: Units of one layer that every photo has.
        control: Receives the number of units done and in all, over all photos and weights; it may
            stop the measurement before each unit.

    Returns:
        float32 (size, size) by name of the weights, with the theoretical field's size in px, around
        the fields' common centre. Each pixel is the mean over the fields in which it lies on the
        photo; 0 where it lies on none.

    Raises:
        ValueError: No photo, no unit, or units of several layers; or as for `measured_field`.
        Cancelled: The measurement was stopped.
    """
    layers = layers_up_to(_one_layer(photos, units))
    pairs = [(photo, unit, _checked_field(photo, unit)) for photo, unit in product(photos, units)]
    steps = control.counted([*product(weights, pairs)])
    means = {}
    for name, group in groupby(steps, key=itemgetter(0)):
        with lent(weights[name], layers) as tensors:
            means[name] = _mean_field(tensors, (measurement for _, measurement in group))
    return means


def unit_spreads(
    weights: Mapping[str, Weights], photo: Uint8Array, units: Sequence[Unit], control: Control
) -> dict[str, list[Spread]]:
    """Measure how the field of each unit, of any layer, is spread around its centre.

    Args:
        weights: As for `average_fields`.
        photo: RGB, uint8 (height, width, 3).
        units: Which units.
        control: As for `average_fields`.

    Returns:
        The spread of each unit's field, in the order of ``units``, by name of the weights.

    Raises:
        ValueError: As for `measured_field`.
        Cancelled: The measurement was stopped.
    """
    spreads: dict[str, list[Spread]] = {name: [] for name in weights}
    for unit, name in control.counted([*product(units, weights)]):
        field = _checked_field(photo, unit)
        with lent(weights[name], layers_up_to(unit.layer_name)) as tensors:
            mean = _mean_field(tensors, [(photo, unit, field)])
        spreads[name].append(spread(mean, middle_of_field(field)))
    return spreads


def _mean_field(tensors: Tensors, measurements: Iterable[_Measurement]) -> Float32Array:
    """The mean of one or more fields of one layer."""
    total, num_fields = np.zeros(()), np.zeros(())
    for photo, unit, field in measurements:
        box = field.box(unit.position)
        total = total + aligned(_measure(tensors, photo, unit, field), box)
        num_fields = num_fields + aligned(np.ones(photo.shape[:2], np.float32), box)
    mean: Float32Array = (total / np.maximum(num_fields, 1)).astype(np.float32)
    return mean


def _one_layer(photos: Sequence[Uint8Array], units: Sequence[Unit]) -> str:
    names = sorted({unit.layer_name for unit in units})
    if not photos or len(names) != 1:
        raise ValueError(
            f"Received {len(photos)} photos and units of the layers {names}. "
            "Expected at least one photo, and units of exactly one layer."
        )
    return names[0]


def _checked_field(photo: Uint8Array, unit: Unit) -> ReceptiveField:
    """The theoretical field of that layer's units; refuses a photo or unit that does not fit."""
    check_pixels(photo)
    layers = layers_up_to(unit.layer_name)
    if unit.channel is not None:
        check_channel(layers, unit.channel)
    (height, width), field = _grids(photo.shape[0], photo.shape[1])[len(layers) - 1]
    if not (0 <= unit.position[0] < height and 0 <= unit.position[1] < width):
        raise ValueError(
            f"Received position {unit.position} of {unit.layer_name}, whose grid is "
            f"{height} x {width} for this photo. Accepted: rows 0 to {height - 1} and "
            f"columns 0 to {width - 1}."
        )
    return field


@functools.lru_cache(maxsize=8)
def _grids(height: int, width: int) -> list[tuple[Position, ReceptiveField]]:
    """(height, width) and field of each layer, for a photo of that size."""
    return [
        ((row.output_shape[0], row.output_shape[1]), row.receptive_field)
        for row in summarize(PRESETS["vgg16-no-top"], (height, width, 3))
        if row.receptive_field is not None
    ]


def _measure(
    tensors: Tensors,
    photo: Uint8Array,
    unit: Unit,
    field: ReceptiveField,
    conditions: Conditions = USUAL_CONDITIONS,
) -> Float32Array:
    crop = _crop(field, unit.position, photo)
    part = np.s_[crop.top : crop.bottom + 1, crop.left : crop.right + 1]
    row, column = unit.position
    down, across = field.strides
    with turn():
        measured = _unit_gradient(unit.layer_name)(
            conditions.model_input(photo[part]),
            tensors,
            tf.constant((row - crop.top // down, column - crop.left // across)),
            tf.constant(_signal(unit)),
        )
    values: Float32Array = np.zeros(photo.shape[:2], np.float32)
    values[part] = measured
    return values


def _crop(field: ReceptiveField, position: Position, photo: Uint8Array) -> Box:
    """The part of the photo in the field, starting where the poolings' windows start too.

    No unit on the way to this one sees anything outside the field, so the part gives the same
    value as the whole photo.
    """
    box = field.box(position).clipped(*photo.shape[:2])
    down, across = field.strides
    return Box(box.top // down * down, box.left // across * across, box.bottom, box.right)


def _signal(unit: Unit) -> Float32Array:
    """The weight of each channel at the unit's position."""
    channels = num_channels(layers_up_to(unit.layer_name))
    if unit.channel is None:
        return np.ones(channels, np.float32)
    signal: Float32Array = np.eye(1, channels, unit.channel, dtype=np.float32)[0]
    return signal


@functools.cache
def _unit_gradient(layer_name: str) -> Callable[..., tf.Tensor]:
    """Make the function from input, weights, position and signal to the (height, width) field."""
    layers = layers_up_to(layer_name)
    position, signal = tf.TensorSpec((2,), tf.int32), tf.TensorSpec((num_channels(layers),))

    @tf.function(
        input_signature=[ANY_SIZE, tensors_spec(layers), position, signal], autograph=False
    )  # type: ignore[untyped-decorator]
    def unit_gradient(
        model_input: tf.Tensor, tensors: Tensors, position: tf.Tensor, signal: tf.Tensor
    ) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(model_input)
            values = before_last_relu(layers, model_input, tensors)
            answer = tf.reduce_sum(values[0, position[0], position[1]] * signal)
        return tf.reduce_sum(tf.abs(tape.gradient(answer, model_input)), axis=-1)[0]

    gradient: Callable[..., tf.Tensor] = unit_gradient
    return gradient
