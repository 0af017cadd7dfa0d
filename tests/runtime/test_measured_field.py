"""Measured fields against a tape around Keras' own VGG16."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from explorer.architecture.fields.effective import Unit, spread
from explorer.architecture.interventions import ChannelsOff
from explorer.background import Cancelled, Control, Progress
from explorer.preprocessing import PREPARATIONS
from explorer.runtime import measured_field as module
from explorer.runtime.differentiable import Conditions
from explorer.runtime.measured_field import average_fields, measured_field, unit_spreads
from tests.runtime.keras_gradients import (
    NOTHING_OFF,
    FloatArray,
    Weights,
    model_input,
    noise,
    seeded_vgg16,
    values_before_relu,
    weights_of,
)

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return seeded_vgg16(include_top=False, input_shape=(None, None, 3))


@pytest.fixture(scope="module")
def weights(model: keras.Model) -> Weights:
    return weights_of(model)


def expected_field(
    model: keras.Model,
    photo: Pixels,
    unit: Unit,
    off: Mapping[str, Collection[int]] = NOTHING_OFF,
) -> FloatArray:
    """The gradient through Keras' layers, for the whole photo."""
    return field_of_input(model, model_input(photo), unit, off)


def field_of_input(
    model: keras.Model, values: tf.Tensor, unit: Unit, off: Mapping[str, Collection[int]]
) -> FloatArray:
    """The same from the network's input."""
    row, column = unit.position
    with tf.GradientTape() as tape:
        tape.watch(values)
        units = values_before_relu(model, unit.layer_name, values, off)[0, row, column]
        answer = tf.reduce_sum(units) if unit.channel is None else units[unit.channel]
    expected: FloatArray = np.abs(tape.gradient(answer, values)[0]).sum(axis=-1)
    return expected


UNITS = {
    "first layer, corner": (Unit("block1_conv1", (0, 0), 5), (32, 41)),
    "second layer, inside": (Unit("block1_conv2", (20, 9), 63), (45, 38)),
    "pooling": (Unit("block2_pool", (3, 8), 17), (45, 53)),
    "odd size, last row and column": (Unit("block3_conv2", (8, 12), 100), (39, 53)),
    "inside, field smaller than photo": (Unit("block3_conv3", (15, 17), 3), (120, 143)),
    "all channels": (Unit("block3_conv3", (9, 10), None), (83, 75)),
    "field larger than photo": (Unit("block5_pool", (0, 1), 500), (40, 70)),
}


@pytest.mark.parametrize(("unit", "size"), UNITS.values(), ids=UNITS.keys())
def test_a_field_is_the_gradient_of_keras(
    model: keras.Model, weights: Weights, unit: Unit, size: tuple[int, int]
) -> None:
    photo = noise(2, *size)
    expected = expected_field(model, photo, unit)
    found = measured_field(weights, photo, unit)
    assert (found.shape, found.dtype) == (size, np.dtype(np.float32))
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * expected.max())
    assert found.max() > 0


OFF = {
    "a convolution before": ("block3_conv1", {"block2_conv1": range(40)}),
    "a pooling before": ("block3_conv1", {"block2_pool": range(90), "block1_conv1": [0, 5]}),
    "all but some": ("block2_conv2", {"block1_pool": range(3, 64)}),
    "the unit's own pooling": ("block2_pool", {"block2_pool": range(0, 128, 2)}),
    "its own layer": ("block2_conv2", {"block2_conv2": range(100)}),
    "its convolution and its pooling": ("block1_pool", {"block1_pool": [1], "block1_conv2": [7]}),
    "a pooling behind it": ("block2_conv2", {"block2_pool": range(100)}),
}


@pytest.mark.parametrize(("layer_name", "off"), OFF.values(), ids=OFF)
def test_a_field_with_channels_off_is_that_of_keras_with_zeros(
    model: keras.Model, weights: Weights, layer_name: str, off: dict[str, range]
) -> None:
    photo, unit = noise(4, 45, 53), Unit(layer_name, (3, 4), None)
    expected = expected_field(model, photo, unit, off)
    offs = tuple(ChannelsOff(name, tuple(channels)) for name, channels in off.items())
    found = measured_field(weights, photo, unit, Conditions(off=offs))
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * expected.max())
    changed = not np.allclose(found, measured_field(weights, photo, unit))
    assert changed == (layer_name != "block2_conv2" or "block2_pool" not in off)


def test_a_unit_that_is_off_has_an_empty_field(weights: Weights) -> None:
    unit, off = Unit("block2_conv1", (3, 4), 9), (ChannelsOff("block2_conv1", (9,)),)
    assert not measured_field(weights, noise(4, 45, 53), unit, Conditions(off=off)).any()


@pytest.mark.parametrize("preparation", PREPARATIONS)
def test_a_field_is_measured_where_the_photo_is_prepared_that_way(
    model: keras.Model, weights: Weights, preparation: str
) -> None:
    photo, unit = noise(4, 45, 53), Unit("block2_conv1", (3, 4), None)
    prepared = tf.constant(PREPARATIONS[preparation].prepare(photo)[np.newaxis])
    expected = field_of_input(model, prepared, unit, NOTHING_OFF)
    found = measured_field(weights, photo, unit, Conditions(preparation))
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * expected.max())
    assert found.max() > 0


def test_a_unit_that_is_on_has_the_gradient_of_its_output(
    model: keras.Model, weights: Weights
) -> None:
    """After ReLU, as in Keras: the same if ReLU lets the unit pass, else 0."""
    photo, position = noise(3, 40, 56), (4, 6)
    values = model_input(photo)
    output = keras.Model(model.inputs, model.get_layer("block2_conv2").output)
    units = np.asarray(output(values))[0][position]
    for channel in (int(units.argmax()), int(units.argmin())):
        with tf.GradientTape() as tape:
            tape.watch(values)
            unit = output(values)[0, position[0], position[1], channel]
        expected = np.abs(tape.gradient(unit, values)[0]).sum(axis=-1)
        found = measured_field(weights, photo, Unit("block2_conv2", position, channel))
        if units[channel] > 0:
            np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4 * expected.max())
        else:
            assert expected.max() == 0 < found.max()


def test_one_trace_serves_every_size_position_channel_and_all_weights(weights: Weights) -> None:
    other = {name: (2 * kernel, bias) for name, (kernel, bias) in weights.items()}
    for values, size, position, channel in [
        (weights, (32, 40), (1, 2), 3),
        (weights, (50, 33), (9, 4), None),
        (other, (41, 41), (0, 0), 63),
    ]:
        measured_field(values, noise(4, *size), Unit("block1_pool", position, channel))
    assert module._unit_gradient("block1_pool").experimental_get_tracing_count() == 1  # type: ignore[attr-defined]


@dataclass
class Watcher:
    """Keeps all reports, and stops the measurement after some steps."""

    stop_at: int | None = None
    told: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.control = Control(self.hear)

    def hear(self, progress: Progress) -> None:
        self.told.append((progress.done, progress.total))
        if progress.done == self.stop_at:
            self.control.stop()


def averaged(
    weights: Weights, photos: Sequence[Pixels], units: Sequence[Unit], watcher: Watcher
) -> FloatArray:
    return average_fields({"only": weights}, photos, units, watcher.control)["only"]


def test_an_average_aligns_the_centres_of_the_fields(weights: Weights) -> None:
    """block1_pool: 6 x 6 px, 2 px apart, starting 2 px outside the photo."""
    photos = [noise(5, 32, 40), noise(6, 38, 33)]
    units = [
        Unit("block1_pool", (4, 7), 1),
        Unit("block1_pool", (5, 3), 9),
        Unit("block1_pool", (0, 5), 1),  # two rows of its field lie above the photo
    ]
    whole = [[measured_field(weights, photo, unit) for unit in units] for photo in photos]
    expected = np.zeros((6, 6))
    for at_4_7, at_5_3, at_0_5 in whole:
        expected += at_4_7[6:12, 12:18]
        expected += at_5_3[8:14, 4:10]
        expected[2:] += at_0_5[0:4, 8:14]
    expected[:2] /= 4
    expected[2:] /= 6
    watcher = Watcher()
    found = averaged(weights, photos, units, watcher)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert watcher.told == [(done, 6) for done in range(1, 7)]


def test_all_weights_are_averaged_and_their_steps_counted_together(weights: Weights) -> None:
    doubled = {name: (2 * kernel, 2 * bias) for name, (kernel, bias) in weights.items()}
    units = [Unit("block1_conv1", (3, column), 0) for column in (5, 9)]
    watcher, photos = Watcher(), [noise(7, 32, 40)]
    both = {"as they are": weights, "doubled": doubled}
    found = average_fields(both, photos, units, watcher.control)
    assert list(found) == list(both)
    for name, mean in found.items():
        np.testing.assert_array_equal(mean, averaged(both[name], photos, units, Watcher()))
    np.testing.assert_allclose(found["doubled"], 2 * found["as they are"], rtol=1e-5)
    assert watcher.told == [(done, 4) for done in range(1, 5)]


def test_how_units_of_several_layers_are_spread(weights: Weights) -> None:
    doubled = {name: (2 * kernel, bias) for name, (kernel, bias) in weights.items()}
    units = [Unit("block1_conv2", (10, 12)), Unit("block2_conv1", (8, 11), 5)]
    watcher, photo = Watcher(), noise(7, 32, 40)
    both = {"as they are": weights, "doubled": doubled}
    found = unit_spreads(both, photo, units, watcher.control)
    assert list(found) == list(both)
    # block1_conv2: 5 px, centred on its unit; block2_conv1: 10 px, 2 apart, starting 4 px outside.
    boxes = [np.s_[8:13, 10:15], np.s_[12:22, 18:28]]
    for name, spreads in found.items():
        for unit, box, size, measured in zip(units, boxes, (5, 10), spreads, strict=True):
            field = measured_field(both[name], photo, unit)[box]
            expected = spread(field, ((size - 1) / 2, (size - 1) / 2))
            assert (measured.side, measured.num_pixels) == (expected.side, expected.num_pixels)
            np.testing.assert_allclose(measured.squares.shares, expected.squares.shares, rtol=1e-5)
    assert watcher.told == [(done, 4) for done in range(1, 5)]


@pytest.mark.parametrize("stop_at", [1, 2])
def test_a_stopped_measurement_ends_before_the_next_unit(weights: Weights, stop_at: int) -> None:
    watcher = Watcher(stop_at)
    units = [Unit("block1_conv2", (3, column), 0) for column in range(9)]
    with pytest.raises(Cancelled, match=r"Stopped\. Start it again"):
        averaged(weights, [noise(7, 32, 40)], units, watcher)
    assert watcher.told == [(done, 9) for done in range(1, stop_at + 1)]


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        (Unit("predictions", (0, 0), 0), r"layer names \['predictions'\]"),
        (Unit("block1_conv1", (0, 0), 64), "channel 64 of block1_conv1.* Accepted: 0 to 63"),
        (Unit("block2_conv1", (0, 20), 0), r"position \(0, 20\) .* 16 x 20 .* columns 0 to 19"),
        (Unit("block2_conv1", (-1, 3), 0), r"position \(-1, 3\) .* rows 0 to 15"),
    ],
    ids=["layer", "channel", "column", "row"],
)
def test_units_that_do_not_exist_are_refused(weights: Weights, unit: Unit, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measured_field(weights, noise(8, 32, 40), unit)


@pytest.mark.parametrize(
    ("photo", "message"),
    [
        (np.zeros((32, 40, 3), np.float32), "float32 with shape"),
        (np.zeros((32, 40), np.uint8), "Expected an RGB picture"),
        (np.zeros((16, 40, 3), np.uint8), "smallest input that works"),
    ],
    ids=["float", "grey", "too small"],
)
def test_photos_that_do_not_fit_are_refused(weights: Weights, photo: Pixels, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measured_field(weights, photo, Unit("block1_conv1", (0, 0), 0))


@pytest.mark.parametrize(
    ("num_photos", "units", "message"),
    [
        (0, [Unit("block1_conv1", (0, 0))], "0 photos"),
        (1, [], r"layers \[\]"),
        (1, [Unit("block1_conv1", (0, 0)), Unit("block1_pool", (0, 0))], "exactly one layer"),
    ],
    ids=["no photo", "no unit", "two layers"],
)
def test_averages_of_nothing_or_of_two_layers_are_refused(
    weights: Weights, num_photos: int, units: list[Unit], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        averaged(weights, [noise(9, 32, 40)] * num_photos, units, Watcher())
