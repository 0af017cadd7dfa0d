"""The plane on which photos differ most, by hand and against NumPy's singular values."""

import numpy as np
import pytest

from explorer.transfer.principal import principal_map
from tests.seeds import seeds


def test_by_hand() -> None:
    """Points along (3, 4) / 5 at -10, 0 and 10, and nothing across."""
    photos = np.array([[-6, -8], [0, 0], [6, 8]], np.float32) + np.array([1, 2], np.float32)
    found = principal_map(photos)
    assert found.points == pytest.approx(np.array([[-10, 0], [0, 0], [10, 0]]), abs=1e-9)
    assert found.shares == pytest.approx((1, 0))
    assert found.mean.tolist() == [1, 2]
    assert found.axes[0] == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize("shape", [(30, 5), (5, 30), (6, 6), (3, 2)], ids=str)
@pytest.mark.parametrize("seed", seeds(4, 40))
def test_as_numpy_decomposes_them(seed: int, shape: tuple[int, int]) -> None:
    photos = np.random.default_rng(seed).random(shape).astype(np.float32)
    found = principal_map(photos)
    centred = photos.astype(float) - photos.astype(float).mean(axis=0)
    _left, singular, right = np.linalg.svd(centred, full_matrices=False)
    assert np.abs(found.points) == pytest.approx(np.abs(centred @ right[:2].T), abs=1e-6)
    shares = singular**2 / (singular**2).sum()
    assert found.shares == pytest.approx(shares[:2], abs=1e-9)
    assert found.placed(photos) == pytest.approx(found.points, abs=1e-6)
    assert np.linalg.norm(found.axes, axis=1) == pytest.approx([1, 1])


def test_the_largest_part_of_an_axis_is_positive() -> None:
    photos = np.random.default_rng(1).random((20, 9)).astype(np.float32)
    for same in (photos, photos[::-1], -photos):
        for axis in principal_map(same).axes:
            assert axis[np.abs(axis).argmax()] > 0


def test_the_order_of_photos_turns_nothing_round() -> None:
    photos = np.random.default_rng(2).random((20, 9)).astype(np.float32)
    order = np.random.default_rng(3).permutation(20)
    there, here = principal_map(photos[order]).points, principal_map(photos).points
    assert there == pytest.approx(here[order], abs=1e-6)


def test_of_equal_parts_the_first_is_positive() -> None:
    photos = np.array([[1, -1], [-1, 1]], np.float32)
    assert principal_map(photos).axes[0] == pytest.approx([np.sqrt(0.5), -np.sqrt(0.5)])


def test_one_photo_has_no_variance_to_share() -> None:
    found = principal_map(np.array([[3, 4, 5]], np.float32))
    assert found.points.tolist() == [[0, 0]]
    assert np.isnan(found.shares).all()


def test_two_photos_lie_on_a_line() -> None:
    found = principal_map(np.array([[0, 0, 0], [0, 0, 4]], np.float32))
    assert found.points == pytest.approx(np.array([[-2, 0], [2, 0]]))
    assert found.shares == (1, 0)
    assert found.axes.tolist() == [[0, 0, 1], [0, 0, 0]]


@pytest.mark.parametrize("num", [2, 50])
def test_equal_photos_lie_on_one_point(num: int) -> None:
    photos = np.full((num, 7), 0.1, np.float32)
    found = principal_map(photos)
    assert found.points.tolist() == [[0, 0]] * num
    assert np.isnan(found.shares).all()


def test_one_value_has_one_axis() -> None:
    found = principal_map(np.array([[1], [3]], np.float32))
    assert found.points == pytest.approx(np.array([[-1, 0], [1, 0]]))
    assert found.shares == (1, 0)


def test_no_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="no photos"):
        principal_map(np.zeros((0, 4), np.float32))
