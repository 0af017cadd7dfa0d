"""Each change of a photo keeps its size and does what its name says, by hand or by NumPy."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from skimage.filters import gaussian

from explorer.arrays import Uint8Array
from explorer.equivariance import Mirror, Movement, Shift
from explorer.images.samples import read_sample
from explorer.images.transforms import (
    TRANSFORMS,
    blurred,
    grey,
    mirrored,
    movement,
    noisy,
    parameter_for,
    rotated,
    scaled,
    shifted,
    transformed,
)

WITH_PARAMETER = [key for key, transform in TRANSFORMS.items() if transform.parameter]


def noise(height: int = 20, width: int = 31) -> Uint8Array:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)


def ramp(height: int = 60, width: int = 90) -> Uint8Array:
    """Red grows to the right, green downwards: smooth, so that resampling is nearly exact."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([40 + columns * 2, 60 + rows * 2, np.full_like(rows, 9)], -1).astype(np.uint8)


@pytest.mark.parametrize(
    ("down", "right"), [(0, 0), (3, 0), (-3, 0), (0, 5), (0, -5), (4, -7), (-19, 30)]
)
def test_a_shift_moves_every_pixel_that_stays(down: int, right: int) -> None:
    pixels = noise()
    height, width, _ = pixels.shape
    moved = shifted(pixels, down, right)
    for row in range(height):
        for column in range(width):
            source_row = min(max(row - down, 0), height - 1)
            source_column = min(max(column - right, 0), width - 1)
            assert_array_equal(moved[row, column], pixels[source_row, source_column])


def test_a_shift_repeats_the_edge() -> None:
    pixels = np.array([[[1, 1, 1], [2, 2, 2], [3, 3, 3]]], np.uint8)
    assert shifted(pixels, right=2)[0, :, 0].tolist() == [1, 1, 1]
    assert shifted(pixels, right=1)[0, :, 0].tolist() == [1, 1, 2]
    assert shifted(pixels, right=-1)[0, :, 0].tolist() == [2, 3, 3]


def test_a_mirror_is_its_own_inverse() -> None:
    pixels = noise()
    assert_array_equal(mirrored(pixels)[:, 0], pixels[:, -1])
    assert_array_equal(mirrored(mirrored(pixels)), pixels)


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [(0, lambda p: p), (180, lambda p: p[::-1, ::-1]), (-180, lambda p: p[::-1, ::-1])],
    ids=["0", "180", "-180"],
)
def test_half_turns_are_exact(degrees: float, expected: object) -> None:
    assert callable(expected)
    assert_array_equal(rotated(noise(), degrees), expected(noise()))


@pytest.mark.parametrize(("degrees", "turns"), [(90, 1), (-90, -1)])
def test_quarter_turns_of_the_middle(degrees: float, turns: int) -> None:
    pixels = noise(20, 30)
    middle = np.rot90(pixels[:, 5:25], turns)
    assert_array_equal(rotated(pixels, degrees)[:, 5:25], middle)


def test_a_turn_is_counter_clockwise_about_the_centre() -> None:
    pixels = np.zeros((41, 61, 3), np.uint8)
    pixels[18:23, 45:50] = 255  # right of the centre (20, 30), by 17
    turned = rotated(pixels, 30)
    rows, columns = np.nonzero(turned[..., 0] > 127)
    angle = np.pi / 6
    assert rows.mean() == pytest.approx(20 - 17 * np.sin(angle), abs=0.2)
    assert columns.mean() == pytest.approx(30 + 17 * np.cos(angle), abs=0.2)


@pytest.mark.parametrize("size", [(20, 31), (31, 20), (1, 9), (64, 5)], ids=str)
@pytest.mark.parametrize("degrees", [17, 45, 90, 135, -60])
def test_a_turn_never_shows_anything_but_the_photo(size: tuple[int, int], degrees: float) -> None:
    plain = np.full((*size, 3), (7, 130, 250), np.uint8)
    assert (rotated(plain, degrees) == (7, 130, 250)).all()


def test_scale_one_changes_nothing() -> None:
    assert_array_equal(scaled(noise(), 1), noise())


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.25, 2])
def test_a_ramp_gets_flatter_or_steeper_about_its_centre(factor: float) -> None:
    pixels = ramp()
    found = scaled(pixels, factor)[..., 0].astype(float)
    centre = (90 - 1) / 2
    columns = np.arange(90)
    sources = centre + (columns - centre) / factor
    inside = (sources > 3) & (sources < 86)
    assert_allclose(found[30, inside], 40 + 2 * sources[inside], atol=1.01)


def test_what_gets_smaller_is_smoothed_first() -> None:
    stripes = np.zeros((40, 60, 3), np.uint8)
    stripes[:, ::2] = 254
    middle = scaled(stripes, 0.5)[20, 25:35].astype(float)
    assert_allclose(middle, 127, atol=12)


@pytest.mark.parametrize("size", [(20, 31), (31, 20), (1, 9)], ids=str)
@pytest.mark.parametrize("factor", [0.1, 0.55, 1.7, 10])
def test_scaling_never_shows_anything_but_the_photo(size: tuple[int, int], factor: float) -> None:
    plain = np.full((*size, 3), (7, 130, 250), np.uint8)
    assert (scaled(plain, factor) == (7, 130, 250)).all()


@pytest.mark.parametrize("sigma", [1, 2, 4.5])
def test_a_blurred_edge_is_a_gaussian_integral(sigma: float) -> None:
    step = np.zeros((30, 80, 3), np.uint8)
    step[:, 40:] = 200
    slope = np.diff(blurred(step, sigma)[15, :, 0].astype(float))
    places = np.arange(len(slope)) + 0.5
    mean = np.average(places, weights=slope)
    assert mean == pytest.approx(39.5, abs=0.05)
    assert np.sqrt(np.average((places - mean) ** 2, weights=slope)) == pytest.approx(sigma, rel=0.1)


@pytest.mark.parametrize("sigma", [1, 4, 8])
def test_a_blurred_photo_is_near_scikit_images(sigma: float) -> None:
    cat = read_sample("chelsea").pixels
    exact = gaussian(cat.astype(float), sigma, mode="nearest", channel_axis=-1)
    difference = np.abs(blurred(cat, sigma) - exact)
    assert difference.max() < 8
    assert difference.mean() < 1


def test_a_blur_keeps_the_edge_of_a_plain_photo() -> None:
    assert (blurred(np.full((9, 14, 3), 200, np.uint8), 5) == 200).all()


def test_grey_by_hand() -> None:
    pixels = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 9, 9]]], np.uint8)
    found = grey(pixels)
    assert_array_equal(found[..., 0], [[76, 150, 29, 9]])
    assert (found[..., :1] == found).all()


def test_noise_has_its_size_and_is_the_same_each_time() -> None:
    plain = np.full((60, 90, 3), 128, np.uint8)
    found = noisy(plain, 16)
    assert float(found.mean()) == pytest.approx(128, abs=0.5)
    assert float(found.std()) == pytest.approx(16, rel=0.03)
    assert_array_equal(found, noisy(plain, 16))
    assert (found != noisy(plain, 16, seed=1)).any()


def test_noise_is_clipped_not_wrapped() -> None:
    found = noisy(np.full((30, 50, 3), 250, np.uint8), 20)
    assert found.min() > 120
    assert found.max() == 255


@pytest.mark.parametrize("change", [blurred, noisy])
def test_an_amount_of_zero_changes_nothing(change: object) -> None:
    assert callable(change)
    assert_array_equal(change(noise(), 0), noise())


@pytest.mark.parametrize("key", TRANSFORMS)
def test_every_change_gives_a_photo_of_its_own(key: str) -> None:
    pixels = noise(70, 101)
    pixels.setflags(write=False)
    before = pixels.copy()
    found = transformed(pixels, key)
    assert (found.shape, found.dtype) == (pixels.shape, np.uint8)
    assert found.flags.writeable
    assert (found != pixels).any()
    assert_array_equal(pixels, before)


@pytest.mark.parametrize("key", WITH_PARAMETER)
def test_every_parameter_reaches_both_ends_of_its_slider(key: str) -> None:
    parameter = TRANSFORMS[key].parameter
    assert parameter is not None
    assert parameter.low <= parameter.default <= parameter.high
    num_steps = (parameter.high - parameter.low) / parameter.step
    assert num_steps == pytest.approx(round(num_steps))
    for value in (parameter.low, parameter.high):
        assert transformed(noise(70, 101), key, value).shape == (70, 101, 3)


def test_the_value_is_passed_on() -> None:
    assert_array_equal(transformed(noise(), "shift-right", 5), shifted(noise(), right=5))
    assert_array_equal(transformed(noise(), "shift-down", -5.0), shifted(noise(), down=-5))
    assert_array_equal(transformed(noise(), "rotate", 30), rotated(noise(), 30))
    assert_array_equal(transformed(noise(), "grey", 7), grey(noise()))


@pytest.mark.parametrize(
    ("key", "value", "nearest"),
    [
        *(("shift-right", 3.4, 3), ("shift-right", -99, -64), ("shift-down", 1e9, 64)),
        *(("rotate", float("inf"), 180), ("rotate", float("nan"), 15)),
        *(("scale", 1.26, 1.25), ("scale", 1.3, 1.3), ("scale", 0, 0.5)),
        *(("blur", 0.7, 0.5), ("blur", 8.2, 8), ("noise", -1, 0)),
    ],
)
def test_the_nearest_value_on_a_slider(key: str, value: float, nearest: float) -> None:
    parameter = TRANSFORMS[key].parameter
    assert parameter is not None
    assert parameter.nearest(value) == nearest


@pytest.mark.parametrize("key", TRANSFORMS)
@pytest.mark.parametrize("size", [(1, 1), (5, 40), (40, 5), (200, 300)], ids=str)
def test_what_can_be_chosen_leaves_something_of_the_photo(key: str, size: tuple[int, int]) -> None:
    parameter = parameter_for(key, size)
    if parameter is None:
        assert TRANSFORMS[key].parameter is None
        return
    assert parameter.low <= parameter.default <= parameter.high
    if key.startswith("shift"):
        for value in (parameter.low, parameter.default, parameter.high):
            assert transformed(noise(*size), key, value).shape == (*size, 3)
    elif key == "blur" and size == (1, 1):
        assert (parameter.low, parameter.high, parameter.default) == (0, 1, 1)
        assert transformed(noise(1, 1), key, 1).shape == (1, 1, 3)
    else:
        assert parameter == TRANSFORMS[key].parameter


def test_the_farthest_shifts_are_those_of_the_side_along_them() -> None:
    right, down = parameter_for("shift-right", (20, 30)), parameter_for("shift-down", (20, 30))
    assert right is not None
    assert down is not None
    assert (right.low, right.high, down.low, down.high) == (-29, 29, -19, 19)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("shift-right", 5, Shift(right=5)),
        ("shift-right", None, Shift(right=8)),
        ("shift-down", -3.0, Shift(down=-3)),
        ("mirror", None, Mirror()),
        ("rotate", 30, None),
        ("scale", 2, None),
        ("blur", 2, None),
        ("grey", None, None),
        ("noise", 9, None),
    ],
)
def test_what_moves_the_maps(key: str, value: float | None, expected: Movement | None) -> None:
    assert movement(key, value) == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shifted(noise(), right=31), "photo of 31 px in that direction.*from -30 to 30"),
        (lambda: shifted(noise(), down=1.5), "Expected a whole number"),
        (lambda: shifted(noise(), down=float("nan")), "Expected a whole number"),
        (lambda: rotated(noise(), float("nan")), "degrees = nan"),
        (lambda: rotated(noise(), 361), "from -360 to 360"),
        (lambda: scaled(noise(), 0), "factor = 0. Expected a number from 0.1 to 10"),
        (lambda: blurred(noise(), -1), "sigma = -1"),
        (lambda: noisy(noise(), 256), "from 0 to 255"),
        (lambda: parameter_for("melt", (9, 9)), "the change 'melt'"),
        (lambda: transformed(noise(), "melt"), "the change 'melt'. Expected one of shift-right"),
        (lambda: transformed(noise(), "blur", 9), "from 0 to 8"),
        (lambda: transformed(noise(), "shift-right", 2.5), "Expected a whole number"),
        (lambda: movement("shift-right", 2.5), "Expected a whole number"),
        (lambda: movement("shift-down", 65), "from -64 to 64"),
        (lambda: mirrored(noise()[..., 0]), "Expected an RGB picture"),
        (lambda: grey(noise().astype(float)), "Expected an RGB picture"),  # type: ignore[arg-type]
    ],
    ids=[
        *("shift away", "half a pixel", "shift nan", "angle nan", "angle", "factor", "sigma"),
        *("noise", "slider", "name", "range", "half in table", "half movement", "far movement"),
        *("plane", "floats"),
    ],
)
def test_what_is_not_accepted(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=message):
        call()
