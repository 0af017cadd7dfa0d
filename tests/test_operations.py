"""Convolution, pooling and ReLU against Keras, cases by hand, and plain loops."""

from collections.abc import Callable
from itertools import product
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.architecture.layers import AveragePool2D, Conv2D, Layer, MaxPool2D, sides_of
from explorer.architecture.shapes import (
    GridWindow,
    output_shape,
    smallest_input_size,
    square,
    window_of,
)
from explorer.operations import (
    average_pool,
    channel_contributions,
    convolution_terms,
    convolve,
    max_pool,
    patch,
    relu,
    work_out_pooling,
    work_out_unit,
)
from explorer.runtime.build import keras_layer
from tests.architecture.brute_force import slide_of
from tests.architecture.random_networks import convolutions, poolings, same_every_run

FloatArray = npt.NDArray[np.float64]
Pool = Callable[[npt.NDArray[Any], GridWindow], FloatArray]

# Three rows, four columns, one channel.
GRID = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])[..., np.newaxis]
SAME3 = square(3, padding="same")
VALID3 = square(3)
EDGES = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])[..., np.newaxis]  # Sobel: left minus right


def noise(*shape: int) -> FloatArray:
    return np.random.default_rng(16).normal(size=shape)


def window(layer: Layer) -> GridWindow:
    found = window_of(layer)
    assert found is not None
    return found


@st.composite
def grids(draw: st.DrawFn, layer: Layer) -> FloatArray:
    """A grid that the layer fits, rarely square."""
    smallest = smallest_input_size([layer])
    sides = st.integers(smallest, smallest + 9)
    return noise(draw(sides), draw(sides), draw(st.integers(1, 3)))


def keras_result(layer: Layer, grid: FloatArray, *weights: FloatArray) -> FloatArray:
    """The output of Keras' own layer for the grid."""
    theirs = keras_layer(layer)
    theirs.build((None, *grid.shape))
    theirs.set_weights(weights)
    result: FloatArray = theirs(grid[np.newaxis].astype(np.float32)).numpy()[0]
    return result


def looped(layer: Conv2D, grid: FloatArray, kernel: FloatArray, bias: FloatArray) -> FloatArray:
    """A convolution as seven loops, with padding found by trial."""
    height, width, channels = grid.shape
    down, across = slide_of(layer, height), slide_of(layer, width, axis=1)
    assert down is not None
    assert across is not None
    tops, lefts = down.starts(height), across.starts(width)
    result = np.tile(bias, (len(tops), len(lefts), 1))
    for (y, top), (x, left) in product(enumerate(tops), enumerate(lefts)):
        for (i, row), (j, column) in product(enumerate(down.taps), enumerate(across.taps)):
            if 0 <= top + row < height and 0 <= left + column < width:
                for c, f in product(range(channels), range(layer.filters)):
                    result[y, x, f] += grid[top + row, left + column, c] * kernel[i, j, c, f]
    return result


class TestPatch:
    @pytest.mark.parametrize(
        ("position", "window", "expected"),
        [
            ((0, 1), VALID3, [[2, 3, 4], [6, 7, 8], [10, 11, 12]]),
            ((0, 0), SAME3, [[0, 0, 0], [0, 1, 2], [0, 5, 6]]),
            ((2, 3), SAME3, [[7, 8, 0], [11, 12, 0], [0, 0, 0]]),
            ((1, 2), square(2, 2, padding=1), [[8, 0], [12, 0]]),
            ((1, 1), square(2, 2, padding="same"), [[11, 12], [0, 0]]),
            ((1, 1), square(3, 2, padding="same"), [[7, 8, 0], [11, 12, 0], [0, 0, 0]]),
            ((0, 1), square(2, dilation=2), [[2, 4], [10, 12]]),
            ((0, 0), square(3, 1, 2, "same"), [[0, 0, 0], [0, 1, 3], [0, 9, 11]]),
        ],
        ids=str,
    )
    def test_by_hand(
        self, position: tuple[int, int], window: GridWindow, expected: list[list[int]]
    ) -> None:
        values = patch(GRID, position, window)
        assert values.shape == (window.rows.size, window.columns.size, 1)
        assert values[..., 0].tolist() == expected

    @pytest.mark.parametrize(
        ("position", "window", "message"),
        [
            ((0, 2), VALID3, "column 2 of the output.* from 0 to 1"),
            ((1, 0), VALID3, "row 1 of the output.* from 0 to 0"),
            ((-1, 0), SAME3, "row -1 of the output.* from 0 to 2"),
            ((0, 2), square(1, 3, padding="same"), "column 2 of the output.* from 0 to 1"),
        ],
        ids=str,
    )
    def test_a_unit_that_does_not_exist_is_refused(
        self, position: tuple[int, int], window: GridWindow, message: str
    ) -> None:
        with pytest.raises(ValueError, match=message):
            patch(GRID, position, window)


class TestConvolution:
    def test_one_filter_by_hand(self) -> None:
        kernel = EDGES[..., np.newaxis]
        found = convolve(GRID, kernel, np.array([0.5]), VALID3)
        # 1 - 3 + 2 * (5 - 7) + 9 - 11 = -8, and 0.5
        assert found[..., 0].tolist() == [[-7.5, -7.5]]

    def test_two_channels_and_two_filters_by_hand(self) -> None:
        grid = np.array([[[1, 10], [2, 20], [3, 30]]])
        kernel = np.array([[[[1, 0], [0, 1]]]])  # each filter picks one channel
        found = convolve(grid, kernel, np.array([0, -1]), square(1, 2))
        assert found.tolist() == [[[1, 9], [3, 29]]]

    def test_the_kernel_is_not_flipped(self) -> None:
        kernel = np.zeros((3, 3, 1, 1))
        kernel[0, 0] = 1
        found = convolve(GRID, kernel, np.zeros(1), VALID3)
        assert found[..., 0].tolist() == [[1, 2]]

    @given(st.data())
    @same_every_run
    def test_keras_computes_the_same(self, data: st.DataObject) -> None:
        layer = data.draw(convolutions("conv"))
        assert isinstance(layer, Conv2D)
        grid = data.draw(grids(layer))
        kernel = noise(*sides_of(layer.kernel_size), grid.shape[-1], layer.filters)
        bias = noise(layer.filters)
        found = relu(convolve(grid, kernel, bias, window(layer)))
        assert found.shape == output_shape(layer, grid.shape)
        np.testing.assert_allclose(found, keras_result(layer, grid, kernel, bias), atol=1e-4)

    @given(st.data())
    @same_every_run
    def test_loops_compute_the_same(self, data: st.DataObject) -> None:
        layer = data.draw(convolutions("conv"))
        assert isinstance(layer, Conv2D)
        grid = data.draw(grids(layer))
        kernel = noise(*sides_of(layer.kernel_size), grid.shape[-1], layer.filters)
        bias = noise(layer.filters)
        found = convolve(grid, kernel, bias, window(layer))
        np.testing.assert_allclose(found, looped(layer, grid, kernel, bias), atol=1e-12)

    def test_padding_may_be_a_number_of_zeros(self) -> None:
        """As AlexNet's first layer in PyTorch: 11 x 11, stride 4, 2 zeros on each side."""
        grid, kernel = noise(23, 31, 3), noise(11, 11, 3, 2)
        padded = np.pad(grid, ((2, 2), (2, 2), (0, 0)))
        layer = Conv2D("conv", 2, 11, 4, "valid", activation="linear")
        expected = keras_result(layer, padded, kernel, np.zeros(2))
        found = convolve(grid, kernel, np.zeros(2), square(11, 4, padding=2))
        np.testing.assert_allclose(found, expected, atol=1e-4)

    def test_pixels_do_not_wrap_around(self) -> None:
        pixels = np.full((3, 5, 3), 255, np.uint8)
        found = convolve(pixels, np.full((3, 3, 3, 1), 2, np.int8), np.zeros(1), VALID3)
        assert found[..., 0].tolist() == [[255 * 2 * 27] * 3]

    @pytest.mark.parametrize(
        ("grid", "kernel", "bias", "message"),
        [
            ((5, 6), (3, 3, 1, 2), (2,), r"grid of shape \(5, 6\).* last axis of 1"),
            ((0, 6, 1), (3, 3, 1, 2), (2,), r"grid of shape \(0, 6, 1\).* none of them 0"),
            ((6, 2, 1), (3, 3, 1, 2), (2,), "reaches over 3 rows and columns.* 'valid'"),
            ((5, 6, 2), (3, 3, 1, 2), (2,), r"kernel of shape \(3, 3, 1, 2\).* need \(3, 3, 2,"),
            ((5, 6, 1), (3, 2, 1, 2), (2,), r"kernel of shape \(3, 2, 1, 2\).* need \(3, 3, 1,"),
            ((5, 6, 1), (3, 3, 1), (1,), r"kernel of shape \(3, 3, 1\).* need \(3, 3, 1,"),
            ((5, 6, 1), (3, 3, 1, 2), (1,), r"biases of shape \(1,\) for a kernel of 2 filters"),
        ],
        ids=str,
    )
    def test_what_does_not_fit_is_refused(
        self,
        grid: tuple[int, ...],
        kernel: tuple[int, ...],
        bias: tuple[int, ...],
        message: str,
    ) -> None:
        with pytest.raises(ValueError, match=message):
            convolve(np.ones(grid), np.ones(kernel), np.ones(bias), VALID3)


class TestUnit:
    def test_every_step_by_hand(self) -> None:
        grid = np.concatenate([GRID, 100 * GRID], axis=-1)
        filter_weights = np.zeros((3, 3, 2))
        filter_weights[..., 0] = EDGES[..., 0]
        filter_weights[1, 1, 1] = -0.25
        work = work_out_unit(grid, filter_weights, 12.0, (0, 3), SAME3)
        assert work.patch[..., 0].tolist() == [[0, 0, 0], [3, 4, 0], [7, 8, 0]]
        assert work.padding == ((1, 0), (0, 1))
        assert work.products[..., 0].tolist() == [[0, 0, 0], [6, 0, 0], [7, 0, 0]]
        assert work.channel_sums.tolist() == [13, -100]
        assert (work.bias, work.pre_activation, work.activation) == (12, -75, 0)

    def test_a_positive_sum_passes_relu(self) -> None:
        work = work_out_unit(GRID, EDGES, 8.25, (0, 1), VALID3)
        assert (work.pre_activation, work.activation) == (0.25, 0.25)

    @given(st.data())
    @same_every_run
    def test_each_unit_is_the_one_in_the_whole_output(self, data: st.DataObject) -> None:
        layer = data.draw(convolutions("conv"))
        assert isinstance(layer, Conv2D)
        grid = data.draw(grids(layer))
        kernel = noise(*sides_of(layer.kernel_size), grid.shape[-1], layer.filters)
        bias = noise(layer.filters)
        expected = looped(layer, grid, kernel, bias)
        row, column, channel = (data.draw(st.integers(0, size - 1)) for size in expected.shape)
        work = work_out_unit(
            grid, kernel[..., channel], bias[channel], (row, column), window(layer)
        )
        assert work.pre_activation == pytest.approx(expected[row, column, channel])
        assert work.activation == max(work.pre_activation, 0)

    def test_a_filter_of_another_shape_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"patch of shape \(3, 3, 1\) .* filter of .*3, 3, 2"):
            work_out_unit(GRID, np.ones((3, 3, 2)), 0.0, (0, 0), VALID3)


def test_products_by_hand() -> None:
    values, weights = np.array([[[1, -2]]]), np.array([[[0.5, 4]]])
    assert convolution_terms(values, weights).tolist() == [[[0.5, -8]]]


class TestPooling:
    @pytest.mark.parametrize(
        ("window", "largest", "mean"),
        [
            (square(2, 2), [[6, 8]], [[3.5, 5.5]]),
            # the third row has a window of its own, half of it in the padding
            (square(2, 2, padding="same"), [[6, 8], [10, 12]], [[3.5, 5.5], [9.5, 11.5]]),
            (square(1, 2, padding="same"), [[1, 3], [9, 11]], [[1, 3], [9, 11]]),
            (square(3, 2, padding=1), [[6, 8], [10, 12]], [[3.5, 5], [7.5, 9]]),
        ],
        ids=str,
    )
    def test_by_hand(
        self, window: GridWindow, largest: list[list[float]], mean: list[list[float]]
    ) -> None:
        assert max_pool(GRID, window)[..., 0].tolist() == largest
        assert average_pool(GRID, window)[..., 0].tolist() == mean

    def test_padding_never_wins(self) -> None:
        assert max_pool(-GRID, square(2, 2, padding="same"))[1].tolist() == [[-9], [-11]]

    @given(st.data())
    @same_every_run
    def test_keras_computes_the_same(self, data: st.DataObject) -> None:
        layer = data.draw(poolings("pool"))
        assert isinstance(layer, MaxPool2D | AveragePool2D)
        grid = data.draw(grids(layer))
        found = {MaxPool2D: max_pool, AveragePool2D: average_pool}[type(layer)](grid, window(layer))
        assert found.shape == output_shape(layer, grid.shape)
        np.testing.assert_allclose(found, keras_result(layer, grid), atol=1e-5)

    @pytest.mark.parametrize("pool", [max_pool, average_pool])
    def test_windows_without_a_value_are_refused(self, pool: Pool) -> None:
        with pytest.raises(ValueError, match=r"2 rows of padding .* hold no value"):
            pool(GRID, square(2, padding=2))

    @pytest.mark.parametrize("pool", [max_pool, average_pool])
    def test_a_window_that_does_not_fit_is_refused(self, pool: Pool) -> None:
        with pytest.raises(ValueError, match="reaches over 4 rows and columns"):
            pool(GRID, square(4))


def test_relu_by_hand() -> None:
    assert relu(np.array([[-1.5, 0.0, 2.5]])).tolist() == [[0, 0, 2.5]]


# --- what each channel adds ---------------------------------------------------------------------


@pytest.mark.parametrize("padding", ["same", "valid", 2])
@pytest.mark.parametrize(
    ("size", "stride", "dilation"), [(3, 1, 1), (2, 2, 1), (3, 1, 2), (5, 3, 1)]
)
def test_contributions_are_the_means_of_one_channel_convolutions(
    size: int, stride: int, dilation: int, padding: Literal["same", "valid"] | int
) -> None:
    random = np.random.default_rng(4)
    grid, weights = random.normal(size=(9, 12, 3)), random.normal(size=(size, size, 3))
    window = square(size, stride, dilation, padding)
    alone = [
        convolve(
            grid[..., [channel]], weights[..., [channel], np.newaxis], np.zeros(1), window
        ).mean()
        for channel in range(3)
    ]
    assert channel_contributions(grid, weights, window) == pytest.approx(alone)


def test_contributions_of_a_filter_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"filter of shape \(3, 3, 2\).*need \(3, 3, 4\)"):
        channel_contributions(np.ones((5, 6, 4)), np.ones((3, 3, 2)), VALID3)


# --- one unit of a pooling layer ----------------------------------------------------------------


@pytest.mark.parametrize("average", [False, True], ids=["max", "average"])
@pytest.mark.parametrize("window", [square(2, 2), square(3, 2, padding="same"), square(3, 1)])
def test_pooled_units_are_those_of_the_whole_map(window: GridWindow, *, average: bool) -> None:
    grid = noise(7, 10, 1)
    whole = (average_pool if average else max_pool)(grid, window)[..., 0]
    ours = [
        [
            work_out_pooling(grid[..., 0], (row, column), window, average=average).result
            for column in range(whole.shape[1])
        ]
        for row in range(whole.shape[0])
    ]
    assert np.array(ours) == pytest.approx(whole)


def test_the_winner_is_where_the_largest_value_is() -> None:
    work = work_out_pooling(GRID[..., 0], (0, 1), square(2, 2), average=False)
    assert work.values.tolist() == [[3, 4], [7, 8]]
    assert (work.winner, work.result) == ((1, 1), 8)


def test_padding_never_wins_and_does_not_count() -> None:
    grid = np.array([[-1.0, -2.0, -3.0], [-4.0, -5.0, -6.0]])
    best = work_out_pooling(grid, (0, 1), square(2, 2, padding="same"), average=False)
    assert (best.winner, best.result) == ((0, 0), -3)
    assert work_out_pooling(grid, (0, 1), square(2, 2, padding="same"), average=True).result == -4.5
