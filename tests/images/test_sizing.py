"""Pictures at another size keep their colours, their sides and their middle."""

import numpy as np
import pytest

from explorer.fitting import Fit
from explorer.images import sizing
from explorer.preprocessing import to_model_input

GREY = (7, 130, 250)


def plain(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), GREY, np.uint8)


def quarters(height: int, width: int) -> np.ndarray:
    """Red, green, blue and white quarters, from the top left to the bottom right."""
    pixels = np.zeros((height, width, 3), np.uint8)
    top, left = height // 2, width // 2
    pixels[:top, :left] = (255, 0, 0)
    pixels[:top, left:] = (0, 255, 0)
    pixels[top:, :left] = (0, 0, 255)
    pixels[top:, left:] = (255, 255, 255)
    return pixels


SIZES = [
    ((300, 451), (224, 224)),
    ((300, 451), (224, 160)),
    ((451, 300), (32, 48)),
    ((40, 50), (224, 300)),
    ((1, 1), (224, 32)),
    ((5, 100), (96, 64)),
    ((2048, 103), (64, 96)),
    ((37, 53), (37, 53)),
]


@pytest.mark.parametrize(("source", "target"), SIZES)
@pytest.mark.parametrize("how", ["crop", "squeeze"])
def test_the_size_is_exact_and_a_plain_picture_stays_plain(
    source: tuple[int, int], target: tuple[int, int], how: Fit
) -> None:
    fitted = sizing.fit(plain(*source), target, how)
    assert fitted.dtype == np.uint8
    assert fitted.shape == (*target, 3)
    assert (fitted == GREY).all()


@pytest.mark.parametrize(
    ("source", "target"),
    [((60, 100), (30, 20)), ((100, 60), (20, 30)), ((10, 14), (64, 32))],
)
@pytest.mark.parametrize("how", ["crop", "squeeze"])
def test_nothing_is_turned_or_mirrored(
    source: tuple[int, int], target: tuple[int, int], how: Fit
) -> None:
    fitted = sizing.fit(quarters(*source), target, how)
    bottom, right = target[0] - 1, target[1] - 1
    corners = fitted[[0, 0, bottom, bottom], [0, right, 0, right]]
    assert corners.tolist() == [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]


def columns_numbered(height: int, width: int) -> np.ndarray:
    """Every pixel holds its column in red and its row in green."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[..., 0] = np.arange(width)
    pixels[..., 1] = np.arange(height)[:, None]
    return pixels


def test_crop_keeps_the_middle_of_a_wide_picture() -> None:
    fitted = sizing.fit(columns_numbered(40, 100), (40, 20), "crop")
    assert fitted[0, :, 0].tolist() == list(range(40, 60))
    assert fitted[:, 0, 1].tolist() == list(range(40))


def test_crop_keeps_the_middle_of_a_high_picture() -> None:
    fitted = sizing.fit(columns_numbered(100, 40), (20, 40), "crop")
    assert fitted[0, :, 0].tolist() == list(range(40))
    assert fitted[:, 0, 1].tolist() == list(range(40, 60))


def test_crop_does_not_stretch() -> None:
    """A step of one target pixel is the same number of source pixels both ways."""
    fitted = sizing.fit(columns_numbered(120, 250), (30, 50), "crop").astype(int)
    down = fitted[20, 25, 1] - fitted[10, 25, 1]
    right = fitted[15, 30, 0] - fitted[15, 20, 0]
    assert down == right == 40
    assert fitted[15, 25, 0] == pytest.approx(126, abs=1)


def test_squeeze_keeps_both_ends() -> None:
    fitted = sizing.fit(columns_numbered(40, 200), (40, 50), "squeeze")
    assert fitted[0, 0, 0] == pytest.approx(1.5, abs=1)
    assert fitted[0, -1, 0] == pytest.approx(197.5, abs=1)


@pytest.mark.parametrize(
    ("source", "target", "rows", "columns"),
    [
        ((40, 80), (60, 60), range(15, 45), range(60)),
        ((80, 40), (60, 60), range(60), range(15, 45)),
        ((30, 30), (31, 44), range(31), range(6, 37)),
        ((1, 20), (10, 10), range(4, 5), range(10)),
        ((7, 5), (7, 5), range(7), range(5)),
    ],
    ids=["wide", "high", "odd-rest", "one-row", "same"],
)
def test_pad_keeps_everything_in_the_middle_of_the_mean_colour(
    source: tuple[int, int], target: tuple[int, int], rows: range, columns: range
) -> None:
    expected = np.full((*target, 3), (124, 117, 104), np.uint8)
    expected[rows.start : rows.stop, columns.start : columns.stop] = GREY
    assert np.array_equal(sizing.fit(plain(*source), target, "pad"), expected)


def test_pad_does_not_stretch() -> None:
    fitted = sizing.fit(columns_numbered(100, 200), (50, 50), "pad").astype(int)
    assert fitted[25, 30, 0] - fitted[25, 20, 0] == 40
    assert fitted[30, 25, 1] - fitted[20, 25, 1] == 40
    assert fitted[25, 0, 0] == pytest.approx(1.5, abs=1)
    assert fitted[25, -1, 0] == pytest.approx(197.5, abs=1)


def test_what_fills_the_rim_is_almost_nothing_for_the_network() -> None:
    prepared = to_model_input(sizing.fit(plain(1, 20), (20, 20), "pad"))
    assert np.abs(prepared[0]).max() == pytest.approx(0.32, abs=0.001)


def test_fine_stripes_become_grey_and_not_false_stripes() -> None:
    stripes = np.zeros((90, 120, 3), np.uint8)
    stripes[:, ::2] = 254
    inside = sizing.fit(stripes, (30, 33), "squeeze")[:, 3:-3]
    assert np.abs(inside.astype(int) - 127).max() <= 20


def test_the_result_belongs_to_the_caller() -> None:
    source = plain(40, 50)
    source.setflags(write=False)
    fitted = sizing.fit(source, (40, 50), "crop")
    fitted[0, 0] = 0
    assert source[0, 0].tolist() == list(GREY)


@pytest.mark.parametrize(
    ("pixels", "size", "how", "match"),
    [
        (plain(4, 5), (0, 5), "crop", "at least 1 pixel each way"),
        (plain(4, 5), (5, -1), "squeeze", "at least 1 pixel each way"),
        (plain(4, 5), (5, 6), "stretch", "Expected one of 'crop', 'squeeze', 'pad'"),
        (plain(4, 5)[..., 0], (5, 6), "crop", r"shape \(4, 5\).*Expected an RGB picture"),
        (plain(4, 5) / 255, (5, 6), "crop", r"float64.*Expected an RGB picture"),
    ],
    ids=["no-height", "negative-width", "unknown-way", "grey", "float"],
)
def test_what_cannot_be_fitted_is_refused(
    pixels: np.ndarray, size: tuple[int, int], how: Fit, match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        sizing.fit(pixels, size, how)


@pytest.mark.parametrize(
    ("source", "longest", "expected"),
    [
        ((300, 450), 150, (100, 150)),
        ((450, 300), 150, (150, 100)),
        ((20, 30), 150, (20, 30)),
        ((20, 30), 30, (20, 30)),
        ((1, 2000), 100, (1, 100)),
    ],
)
def test_a_thumbnail_is_in_proportion_and_never_larger(
    source: tuple[int, int], longest: int, expected: tuple[int, int]
) -> None:
    small = sizing.thumbnail(plain(*source), longest)
    assert small.shape == (*expected, 3)
    assert (small == GREY).all()


def test_a_thumbnail_needs_a_pixel() -> None:
    with pytest.raises(ValueError, match="Received 0 pixels as the limit"):
        sizing.thumbnail(plain(4, 5), 0)
