"""The pixels that make a pixel, against the resized picture itself."""

import numpy as np
import pytest

from explorer.fitting import Fit, fitting
from explorer.images.sizing import fit
from explorer.resampling import SourceOfPixel, cubic_taps, source_of

CASES: list[tuple[tuple[int, int], tuple[int, int]]] = [
    ((30, 45), (22, 22)),
    ((45, 30), (16, 22)),
    ((9, 13), (40, 31)),
    ((22, 22), (22, 22)),
    ((64, 22), (22, 22)),
    ((1, 1), (3, 5)),
    ((1, 40), (8, 8)),
    ((200, 7), (9, 11)),
]


def noise(size: tuple[int, int]) -> np.ndarray:
    """Black, white and grey levels next to each other, so that sums pass both ends."""
    draw = np.random.default_rng(size[0] * 1000 + size[1])
    pixels = draw.integers(0, 256, (*size, 3), dtype=np.uint8)
    pixels[draw.random(size) < 0.3] = 255
    pixels[draw.random(size) < 0.3] = 0
    return pixels


def rounded(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted sum over the first axis as Pillow works it out: whole numbers, 0 to 255."""
    scaled = weights * 2**22
    whole = np.trunc(scaled + np.copysign(0.5, scaled)).astype(np.int64)
    return np.clip((np.tensordot(whole, values.astype(np.int64), 1) + 2**21) >> 22, 0, 255)


def both_orders(pixels: np.ndarray, origin: SourceOfPixel) -> list[list[int]]:
    """The colour that these pixels make; Pillow goes along rows or along columns first."""
    rows, columns = origin.rows, origin.columns
    window = pixels[rows.first : rows.stop, columns.first : columns.stop]
    across_first = rounded(rounded(window.transpose(1, 0, 2), columns.weights), rows.weights)
    down_first = rounded(rounded(window, rows.weights), columns.weights)
    return [across_first.tolist(), down_first.tolist()]


@pytest.mark.parametrize(("source", "target"), CASES)
@pytest.mark.parametrize("how", ["crop", "squeeze", "pad"])
def test_they_make_exactly_the_pixel_of_the_resized_picture(
    source: tuple[int, int], target: tuple[int, int], how: Fit
) -> None:
    pixels, done = noise(source), fitting(source, target, how)
    fitted = fit(pixels, target, how)
    for row in range(target[0]):
        for column in range(target[1]):
            origin = source_of(done, row, column)
            made = [[124, 117, 104]] if origin is None else both_orders(pixels, origin)
            assert fitted[row, column].tolist() in made, (row, column)


@pytest.mark.parametrize(
    ("place", "scale", "first", "weights"),
    [
        (5, 1.0, 4, [0, 1, 0]),
        (0, 1.0, 0, [1, 0]),
        (5, 0.5, 1, [-0.0703125, 0.8671875, 0.2265625, -0.0234375]),
    ],
    ids=["same-size", "first-row", "twice-as-large"],
)
def test_weights_by_hand(place: int, scale: float, first: int, weights: list[float]) -> None:
    """Keys' kernel with a = -0.5 at the distances 1.25, 0.25, 0.75 and 1.75."""
    taps = cubic_taps(place, scale, 0, 12)
    found = dict(zip(range(taps.first, taps.stop), taps.weights, strict=True))
    for at, weight in enumerate(weights, first):
        assert found.pop(at, 0) == pytest.approx(weight, abs=1e-12)
    assert all(weight == 0 for weight in found.values())


def test_a_shrinking_picture_leaves_no_pixel_out() -> None:
    counts = np.zeros(60)
    for place in range(20):
        taps = cubic_taps(place, 3, 0, 60)
        counts[taps.first : taps.stop] += np.abs(taps.weights)
    assert counts.min() > 0.1


def test_the_centre_is_where_the_pixel_lies() -> None:
    origin = source_of(fitting((300, 450), (100, 100), "crop"), 0, 99)
    assert origin is not None
    assert origin.centre == (1.5, 373.5)
    assert origin.nearest == (1, 373)
    assert origin.weights.sum() == pytest.approx(1)
    assert origin.weights.shape == (len(origin.rows.weights), len(origin.columns.weights))


@pytest.mark.parametrize("place", [(-1, 0), (0, 22), (22, 0)])
def test_a_pixel_that_does_not_exist_is_refused(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"Choose one from \(0, 0\) to \(21, 21\)"):
        source_of(fitting((30, 45), (22, 22), "crop"), *place)
