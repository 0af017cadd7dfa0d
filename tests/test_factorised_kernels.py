"""Two 3x3 against one 5x5: by hand, against SciPy's convolution and its least squares."""

import numpy as np
import numpy.typing as npt
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import least_squares
from scipy.signal import convolve2d

from explorer.architecture.shapes import square
from explorer.factorised_kernels.line_ends import line_end_test
from explorer.factorised_kernels.named import NAMED_KERNELS
from explorer.factorised_kernels.nearest import nearest_pair
from explorer.factorised_kernels.pairs import KernelPair, compose
from explorer.factorised_kernels.photos import BORDER, both_ways, filtered, luminance, most_missing
from explorer.operations import convolve

FloatArray = npt.NDArray[np.float64]

EXACT = [key for key, kernel in NAMED_KERNELS.items() if kernel.is_exact]
NOT_EXACT = [key for key, kernel in NAMED_KERNELS.items() if not kernel.is_exact]


def noise(*shape: int, seed: int = 5) -> FloatArray:
    return np.random.default_rng(seed).normal(size=shape)


def photo(height: int = 20, width: int = 31) -> FloatArray:
    return np.random.default_rng(6).uniform(0, 255, (height, width))


def outer(values: list[float]) -> FloatArray:
    return np.outer(values, values).astype(np.float64)


PYRAMID = (outer([1, 2, 3, 2, 1]), KernelPair(np.ones((3, 3)), np.ones((3, 3))))


def as_keras_does(grey: FloatArray, kernel: FloatArray) -> FloatArray:
    window = square(len(kernel), padding="same")
    grid, weights = grey[..., np.newaxis], kernel[..., np.newaxis, np.newaxis]
    return convolve(grid, weights, np.zeros(1), window)[..., 0]


def residual_of_scipy(kernel: FloatArray, starts: int = 40) -> float:
    """The smallest relative residual that another method finds from other starts."""

    def left_over(weights: FloatArray) -> FloatArray:
        first, second = weights.reshape(2, 3, 3)
        return np.asarray(convolve2d(first, second) - kernel, np.float64).ravel()

    generator = np.random.default_rng(99)
    found = [least_squares(left_over, generator.normal(size=18)).cost for _ in range(starts)]
    return float(np.sqrt(2 * min(found)) / np.linalg.norm(kernel))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (np.ones((3, 3)), np.ones((3, 3)), outer([1, 2, 3, 2, 1])),
        (outer([1, 2, 1]), outer([1, 2, 1]), outer([1, 4, 6, 4, 1])),
        (np.eye(3), np.eye(3), np.diag([1.0, 2, 3, 2, 1])),
        (outer([0, 1, 0]), np.arange(9.0).reshape(3, 3), np.pad(np.arange(9.0).reshape(3, 3), 1)),
        (outer([1, 0, 0]), outer([0, 0, 1]), outer([0, 0, 1, 0, 0])),
    ],
    ids=["pyramid", "binomial", "diagonals", "identity first", "opposite shifts"],
)
def test_what_two_kernels_make_up_by_hand(
    first: FloatArray, second: FloatArray, expected: FloatArray
) -> None:
    assert_array_equal(compose(first, second), expected)
    assert_array_equal(KernelPair(second, first).composed, expected)


def test_composition_is_scipys_full_convolution() -> None:
    first, second = noise(3, 3), noise(3, 3, seed=8)
    assert_allclose(compose(first, second), convolve2d(first, second), rtol=1e-12)


@pytest.mark.parametrize("side", [3, 5])
@pytest.mark.parametrize("size", [(5, 9), (20, 31)], ids=str)
def test_a_kernel_slides_as_in_keras(side: int, size: tuple[int, int]) -> None:
    kernel = noise(side, side)
    grey = photo(*size)
    assert_allclose(filtered(grey, kernel), as_keras_does(grey, kernel), rtol=1e-9, atol=1e-9)


def test_a_kernel_is_not_flipped() -> None:
    dot = np.zeros((5, 7))
    dot[2, 3] = 1
    kernel = np.arange(9.0).reshape(3, 3)
    assert_array_equal(filtered(dot, kernel)[1:4, 2:5], kernel[::-1, ::-1])


@pytest.mark.parametrize("key", EXACT)
def test_both_ways_are_equal_inside_and_not_at_the_border(key: str) -> None:
    kernel = NAMED_KERNELS[key]
    assert kernel.pair is not None
    ways = both_ways(photo(), kernel.values, kernel.pair)
    assert_allclose(ways.single, as_keras_does(photo(), kernel.values), rtol=1e-9, atol=1e-9)
    assert ways.gap.inside < 1e-12
    assert ways.gap.typical < 1e-12
    assert ways.gap.at_border > 0.01


def test_only_the_outermost_rows_and_columns_differ() -> None:
    ways = both_ways(np.ones((6, 8)), *PYRAMID)
    differs = np.abs(ways.stacked - ways.single) > 1e-9
    expected = np.ones((6, 8), np.bool_)
    expected[1:-1, 1:-1] = False
    assert BORDER == 1
    assert_array_equal(differs, expected)


def test_the_border_by_hand() -> None:
    ways = both_ways(np.ones((6, 8)), *PYRAMID)
    # Along one side, the 5x5 at row 0 adds up 3 + 2 + 1 = 6. The first box gives 2 and 3 in rows
    # 0 and 1, and 0 above them instead of 1: 5. In row 1 both give 8.
    assert ways.single[0, 0] == 6 * 6
    assert ways.stacked[0, 0] == 5 * 5
    assert ways.single[0, 1] == 6 * 8
    assert ways.stacked[0, 1] == 5 * 8
    assert ways.single[1, 1] == ways.stacked[1, 1] == 8 * 8
    assert ways.single[2, 2] == ways.stacked[2, 2] == 9 * 9
    assert ways.gap.at_border == pytest.approx((36 - 25) / 81)


def test_what_is_missing_at_the_border_by_hand() -> None:
    missing = most_missing(np.ones((6, 8)), PYRAMID[1])
    # The first box would find one row of three ones above the photo; the second adds up three.
    assert (missing.row, missing.column) == (0, 2)  # above column 1 it would find two, at the left
    assert missing.outside.tolist() == [3, 3, 3]
    assert missing.weights.tolist() == [1, 1, 1]
    assert missing.total == 9


@pytest.mark.parametrize("key", EXACT)
@pytest.mark.parametrize("turns", range(4))
def test_what_is_missing_is_the_largest_gap(key: str, turns: int) -> None:
    kernel, grey = (
        NAMED_KERNELS[key],
        np.rot90(photo() * np.arange(31), turns),
    )  # brightest at one side
    assert kernel.pair is not None
    gap = as_keras_does(grey, kernel.values)
    gap -= as_keras_does(as_keras_does(grey, kernel.pair.first), kernel.pair.second)
    missing = most_missing(grey, kernel.pair)
    assert missing.total == pytest.approx(gap[missing.row, missing.column], abs=1e-6)
    gap[np.ix_([0, -1], [0, -1])] = 0
    assert abs(missing.total) == pytest.approx(np.abs(gap).max(), abs=1e-6)
    assert missing.outside.shape == missing.weights.shape == (3,)


def test_what_is_missing_from_a_black_photo_is_at_a_side_too() -> None:
    missing = most_missing(np.zeros((5, 7)), PYRAMID[1])
    assert (missing.row, missing.column, missing.total) == (0, 1, 0)


def test_the_ends_of_lines_in_a_row_are_missing_at_the_left_or_right() -> None:
    pair = NAMED_KERNELS["line-ends"].pair
    assert pair is not None
    assert most_missing(photo(), pair).column in (0, 30)


def test_relu_changes_nothing_where_nothing_is_negative() -> None:
    ways = both_ways(photo(), *PYRAMID)
    assert ways.share_cut == 0
    assert_array_equal(ways.with_relu, ways.stacked)
    assert (ways.relu_gap.inside, ways.relu_gap.at_border, ways.relu_gap.typical) == (0, 0, 0)


def test_relu_keeps_one_side_of_a_step() -> None:
    step = np.zeros((7, 9))
    step[:, 4:] = 1
    slope = KernelPair(np.outer([0, 1, 0], [-1, 0, 1]), outer([0, 1, 0]))
    forwards = both_ways(step, slope.composed, slope)
    backwards = both_ways(step[:, ::-1], slope.composed, slope)
    inside = (3, slice(1, -1))
    assert_array_equal(forwards.with_relu[inside], [0, 0, 1, 1, 0, 0, 0])
    assert_array_equal(backwards.stacked[inside], [0, 0, 0, -1, -1, 0, 0])
    assert_array_equal(backwards.with_relu[inside], np.zeros(7))
    assert backwards.relu_gap.inside == 1
    # Only beside the step: at the left rim zeros precede ones, which counts as a rise.
    assert backwards.share_cut == pytest.approx(2 / 9)


@pytest.mark.parametrize("key", ["sobel", "laplacian", "line-ends", "gabor", "random"])
def test_with_relu_between_the_ways_part(key: str) -> None:
    kernel = NAMED_KERNELS[key]
    pair = kernel.pair or nearest_pair(kernel.values).pair
    ways = both_ways(photo(), kernel.values, pair)
    assert ways.share_cut > 0.01
    assert ways.relu_gap.inside > 0.1
    expected = as_keras_does(np.maximum(as_keras_does(photo(), pair.first), 0), pair.second)
    assert_allclose(ways.with_relu, expected, rtol=1e-9, atol=1e-6)


def test_a_photo_of_zeros_has_no_gap() -> None:
    gap = both_ways(np.zeros((5, 6)), *PYRAMID).gap
    assert (gap.inside, gap.at_border, gap.typical) == (0, 0, 0)


@pytest.mark.parametrize("key", EXACT)
def test_the_nearest_pair_of_an_exact_kernel_leaves_nothing(key: str) -> None:
    values = NAMED_KERNELS[key].values
    found = nearest_pair(values)
    assert found.is_exact
    made = convolve2d(found.pair.first, found.pair.second)
    assert_allclose(made, values, atol=1e-4 * np.abs(values).max())


@pytest.mark.parametrize("key", NOT_EXACT)
def test_another_method_leaves_as_much(key: str) -> None:
    values = NAMED_KERNELS[key].values
    found = nearest_pair(values)
    made = convolve2d(found.pair.first, found.pair.second)
    assert_allclose(found.residual, values - made, atol=1e-12)
    relative = np.linalg.norm(values - made) / np.linalg.norm(values)
    assert found.relative_residual == pytest.approx(relative)
    assert found.relative_residual == pytest.approx(residual_of_scipy(values), abs=1e-6)
    assert not found.is_exact
    assert found.relative_residual > 0.003


def test_a_kernel_known_not_to_be_a_product() -> None:
    # 1 + x^3 y^4 + x^4 y^3: its Newton polygon is a triangle whose sides hold no further grid
    # point, so it has no factors at all (Gao, J. Algebra 237, 2001).
    values = np.zeros((5, 5))
    values[0, 0] = values[3, 4] = values[4, 3] = 1
    assert nearest_pair(values).relative_residual == pytest.approx(0.3504, abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_every_outer_product_is_made_up(seed: int) -> None:
    values = np.outer(noise(5, seed=seed), noise(5, seed=seed + 100))
    assert nearest_pair(values).is_exact


@pytest.mark.parametrize("seed", range(5))
def test_what_two_kernels_make_up_is_found_again(seed: int) -> None:
    values = compose(noise(3, 3, seed=seed), noise(3, 3, seed=seed + 100))
    assert nearest_pair(values).is_exact


def test_the_box_needs_a_negative_weight() -> None:
    box = np.ones((5, 5))
    found = nearest_pair(box)
    assert found.relative_residual < 1e-9
    assert min(found.pair.first.min(), found.pair.second.min()) < 0
    without = nearest_pair(box, negative_weights=False)
    assert min(without.pair.first.min(), without.pair.second.min()) >= 0
    assert without.relative_residual == pytest.approx(0.359, abs=1e-3)


def test_without_negative_weights_the_pyramid_is_still_found() -> None:
    assert nearest_pair(PYRAMID[0], negative_weights=False).relative_residual < 0.005


def test_the_first_of_the_nearest_pair_detects() -> None:
    kernel = NAMED_KERNELS["laplacian"]
    pair = nearest_pair(kernel.values).pair
    laplacian = -np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
    assert np.linalg.norm(pair.first) == pytest.approx(float(np.linalg.norm(pair.second)))
    assert_allclose(pair.first / pair.first[1, 1], laplacian / 4, atol=1e-6)
    assert pair.first[1, 1] > 0


@pytest.mark.parametrize("key", NAMED_KERNELS)
def test_relu_keeps_the_response_to_plain_areas(key: str) -> None:
    kernel = NAMED_KERNELS[key]
    pair = kernel.pair or nearest_pair(kernel.values).pair
    assert pair.first.sum() >= 0


def test_the_same_kernel_finds_the_same_pair() -> None:
    values = NAMED_KERNELS["random"].values
    assert_array_equal(nearest_pair(values).pair.first, nearest_pair(values).pair.first)


def test_the_five_by_five_sobel() -> None:
    # As in OpenCV's getDerivKernels(1, 0, 5).
    expected = np.outer([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1])
    assert_array_equal(NAMED_KERNELS["sobel"].values, expected)


def test_the_golden_ratio_makes_the_box() -> None:
    assert_allclose(NAMED_KERNELS["box"].values, np.ones((5, 5)), rtol=1e-12)


@pytest.mark.parametrize("key", NAMED_KERNELS)
def test_every_named_kernel_has_words_and_25_weights(key: str) -> None:
    kernel = NAMED_KERNELS[key]
    assert kernel.values.shape == (5, 5)
    assert kernel.title
    assert kernel.note.endswith(".")
    if kernel.pair is not None:
        assert_array_equal(kernel.values, kernel.pair.composed)


@pytest.mark.parametrize("key", ["laplacian", "laplacian-of-gaussian", "line-ends", "sobel"])
def test_a_detector_does_not_respond_to_a_plain_photo(key: str) -> None:
    assert NAMED_KERNELS[key].values.sum() == pytest.approx(0, abs=1e-12)


def test_line_ends_by_hand() -> None:
    rows = line_end_test()
    left, right, whole, nothing = (row.pattern for row in rows)
    assert_array_equal(left + right, whole)
    assert not nothing.any()
    assert [row.wanted for row in rows] == [1, 1, 0, 0]
    assert [row.stack_with_relu for row in rows] == [1, 1, 0, 0]
    assert [row.stack for row in rows] == [0, 0, 0, 0]
    # Least squares of (a - 1)^2 + (b - 1)^2 + (a + b)^2: a = b = 1/3, so the whole gets 2/3.
    assert [row.best_single for row in rows] == pytest.approx([1 / 3, 1 / 3, 2 / 3, 0])
    # With a bias c, (a + c - 1)^2 + (b + c - 1)^2 + (a + b + c)^2 + c^2: a = b = 0, c = 1/2.
    assert [row.best_single_with_bias for row in rows] == pytest.approx([1 / 2] * 4)


def test_no_single_kernel_detects_line_ends() -> None:
    left, right, whole, _ = (row.pattern for row in line_end_test())
    for seed in range(20):
        answers = [float(np.sum(noise(5, 5, seed=seed) * part)) for part in (left, right, whole)]
        assert answers[0] + answers[1] == pytest.approx(answers[2])


def test_a_relu_after_a_single_kernel_does_not_help() -> None:
    left, right, whole, nothing = (row.pattern for row in line_end_test())
    told_apart = 0
    for seed in range(200):
        kernel, bias = noise(5, 5, seed=seed), -float(abs(noise(1, seed=seed + 1000)[0]))
        of_parts = [max(float(np.sum(kernel * part)) + bias, 0) for part in (left, right)]
        if min(of_parts) > 0:
            told_apart += 1
            assert max(float(np.sum(kernel * nothing)) + bias, 0) == 0
            assert float(np.sum(kernel * whole)) + bias >= sum(of_parts)
    assert told_apart > 10


def test_grey_by_hand() -> None:
    pixels = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 9, 9]]], np.uint8)
    assert_allclose(luminance(pixels), [[76.245, 149.685, 29.07, 9]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compose(np.ones((5, 5)), np.ones((3, 3))), r"a kernel of shape \(5, 5\)"),
        (lambda: compose(np.ones((3, 3)), np.full((3, 3), np.nan)), "with finite numbers"),
        (lambda: nearest_pair(np.ones((3, 3))), r"Expected \(5, 5\)"),
        (lambda: nearest_pair(np.zeros((5, 5))), "a kernel of zeros"),
        (lambda: nearest_pair(-np.ones((5, 5)), negative_weights=False), "with the weight -1"),
        (lambda: both_ways(np.ones((4, 9)), *PYRAMID), r"a photo of shape \(4, 9\)"),
        (lambda: both_ways(np.ones((9, 9, 3)), *PYRAMID), r"Convert RGB to grey"),
        (lambda: both_ways(np.full((6, 9), np.inf), *PYRAMID), "Expected finite grey values"),
        (lambda: both_ways(photo(), np.ones((3, 3)), PYRAMID[1]), r"Expected \(5, 5\)"),
        (lambda: luminance(np.zeros((4, 6), np.uint8)), r"pixels of shape \(4, 6\)"),
    ],
    ids=[
        *("five by five", "not a number", "three by three", "zeros", "negative"),
        *("small photo", "colour photo", "infinite photo", "small kernel", "grey pixels"),
    ],
)
def test_what_is_not_accepted(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=message):
        call()
