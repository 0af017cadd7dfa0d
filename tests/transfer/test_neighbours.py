"""Nearest photos by hand, and against SciPy's distances."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from explorer.transfer.neighbours import cosine_distances, nearest
from tests.seeds import seeds


def features(*rows: list[float]) -> np.ndarray:
    return np.array(rows, np.float32)


def test_by_hand() -> None:
    photos = features([0, 1], [3, 4], [1, 0], [6, 8])
    found = nearest(photos, np.array([1, 0], np.float32), 3)
    assert [each.index for each in found] == [2, 1, 3]
    assert [each.distance for each in found] == pytest.approx([0, 0.4, 0.4])


def test_brightness_does_not_count() -> None:
    photos = features([2, 2], [0, 9])
    assert nearest(photos, np.array([200, 200], np.float32), 1)[0].index == 0


def test_features_of_zero_have_nothing_in_common() -> None:
    photos = features([0, 0], [1, 0])
    assert cosine_distances(photos, np.array([0, 0], np.float32)).tolist() == [1, 1]
    assert cosine_distances(photos, np.array([1, 0], np.float32)).tolist() == [1, 0]


@pytest.mark.parametrize("seed", seeds(5, 50))
def test_as_in_scipy(seed: int) -> None:
    draw = np.random.default_rng(seed)
    photos = draw.random((int(draw.integers(1, 200)), 7)).astype(np.float32)
    photo = draw.random(7).astype(np.float32)
    expected = cdist(photos.astype(float), photo[np.newaxis].astype(float), "cosine")[:, 0]
    assert cosine_distances(photos, photo) == pytest.approx(expected, abs=1e-12)
    found = nearest(photos, photo, 5)
    assert [each.index for each in found] == np.argsort(expected)[:5].tolist()


def test_no_photos_and_one() -> None:
    one = np.ones(3, np.float32)
    assert nearest(np.zeros((0, 3), np.float32), one, 5) == ()
    assert len(nearest(one[np.newaxis], one, 5)) == 1


def test_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(2, 3\) and a photo of shape \(4,\)"):
        cosine_distances(np.zeros((2, 3), np.float32), np.zeros(4, np.float32))
