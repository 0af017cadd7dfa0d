"""A small change of a patch, through Keras, changes exactly the units in its projective field.

Weights and inputs are positive, there are no biases, and poolings take averages, so that nothing is
blocked or cancels out: the derivative along a change of the patch is positive where a path leads.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from explorer.architecture.fields.projective import ProjectiveField, projective_fields
from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import summarize
from tests.runtime.positive_networks import CHANNELS, with_few_channels, with_positive_weights

SIZE = (131, 165)
"""px, not square, and not a multiple of any stride."""

PATCHES = {
    "one pixel": Box(60, 90, 60, 90),
    "a corner": Box(0, 0, 0, 0),
    "the other corner": Box(130, 164, 130, 164),
    "a patch": Box(40, 31, 58, 77),
    "beyond the edge": Box(-5, 150, 3, 200),
    "everything": Box(0, 0, 130, 164),
}
GAPS = Network(
    "a stride larger than the kernel, and dilations",
    (
        Conv2D("sparse", CHANNELS, (2, 3), (3, 4), use_bias=False),
        Conv2D("dilated", CHANNELS, 3, dilation=(4, 2), padding="same", use_bias=False),
        Conv2D("again", CHANNELS, (1, 3), use_bias=False),
    ),
)


def changed_by(
    model: keras.Model, size: tuple[int, int], patch: Box
) -> dict[str, NDArray[np.bool_]]:
    """Which units of each layer change with the patch: the derivative, forwards."""
    picture = np.random.default_rng(3).uniform(0.5, 1.5, (1, *size, CHANNELS))
    values, change = tf.constant(picture, tf.float32), np.zeros((1, *size, CHANNELS), np.float32)
    inside = patch.clipped(*size)
    change[:, inside.top : inside.bottom + 1, inside.left : inside.right + 1] = 1
    with tf.autodiff.ForwardAccumulator(values, tf.constant(change)) as forwards:
        outputs = model(values, training=False)
    return {
        name: np.zeros(output.shape[1:3], bool)
        if (derivative := forwards.jvp(output)) is None
        else derivative[0].numpy().any(axis=-1)
        for name, output in outputs.items()
    }


def units_of(field: ProjectiveField) -> NDArray[np.bool_]:
    rows, columns = (
        np.isin(np.arange(side), units)
        for side, units in zip(field.grid, (field.rows, field.columns), strict=True)
    )
    return np.outer(rows, columns)


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
@pytest.mark.parametrize("key", ["vgg16", "alexnet", "gaps"])
def test_what_changes_is_the_projective_field(key: str, patch: Box) -> None:
    network = GAPS if key == "gaps" else with_few_channels(key)
    rows = summarize(network, (*SIZE, CHANNELS))
    found = changed_by(with_positive_weights(network, SIZE), SIZE, patch)
    fields = projective_fields(rows, patch)
    assert [field.layer_name for field in fields] == [row.name for row in rows] == list(found)
    for field in fields:
        np.testing.assert_array_equal(units_of(field), found[field.layer_name], field.layer_name)


def test_every_preset_has_a_patch_that_reaches_its_last_grid() -> None:
    for key in PRESETS:
        rows = summarize(with_few_channels(key), (*SIZE, CHANNELS))
        *_, last = projective_fields(rows, PATCHES["everything"])
        assert last.share == 1
        assert last.box == Box(0, 0, last.grid[0] - 1, last.grid[1] - 1)
