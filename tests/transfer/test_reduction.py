"""From a grid to a row: Keras' layers are the oracle, and a case worked out by hand."""

from typing import Any

import keras
import numpy as np
import pytest

from explorer.architecture.networks import Reduction
from explorer.transfer.reduction import num_reduced, reduced

KERAS_LAYERS: dict[Reduction, Any] = {
    "average": keras.layers.GlobalAveragePooling2D,
    "max": keras.layers.GlobalMaxPooling2D,
    "flatten": keras.layers.Flatten,
}
SHAPES = [(1, 1, 1, 1), (2, 1, 1, 5), (3, 5, 5, 512), (2, 3, 4, 2), (1, 1, 6, 3), (4, 7, 1, 1)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("reduction", KERAS_LAYERS)
def test_rows_are_those_of_keras(reduction: Reduction, shape: tuple[int, int, int, int]) -> None:
    grids = np.random.default_rng(16).normal(size=shape).astype(np.float32)
    expected = np.asarray(KERAS_LAYERS[reduction]()(grids))
    rows = reduced(grids, reduction)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, expected, rtol=1e-5, atol=1e-6)
    assert num_reduced(shape[1:], reduction) == expected.shape[1]


@pytest.mark.parametrize(
    ("reduction", "row"),
    [
        ("flatten", [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60]),
        ("average", [3.5, 35]),
        ("max", [6, 60]),
    ],
)
def test_a_grid_by_hand(reduction: Reduction, row: list[float]) -> None:
    one = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    grid = np.stack([one, 10 * one], axis=-1)
    assert reduced(grid[None], reduction).tolist() == [row]


def test_no_photos_make_no_rows() -> None:
    assert reduced(np.zeros((0, 5, 5, 512), np.float32), "average").shape == (0, 512)


def test_the_rows_of_a_turned_grid_lie_in_memory_in_order() -> None:
    turned = np.arange(24, dtype=np.float32).reshape(1, 4, 3, 2).transpose(0, 2, 1, 3)
    assert reduced(turned, "flatten").flags.c_contiguous


@pytest.mark.parametrize("shape", [(5, 5, 512), (2, 0, 5, 3), (2, 5, 5, 0)], ids=str)
def test_other_arrays_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"Grids have the shape \(n, height, width, channels\)"):
        reduced(np.zeros(shape, np.float32), "max")
