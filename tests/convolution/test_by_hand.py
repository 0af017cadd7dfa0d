"""Layers worked out by hand: the articles' cases, small sums, SciPy, and what is refused."""

from typing import Any

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from explorer.architecture.shapes import GridWindow, Window, square
from explorer.arrays import Float64Array
from explorer.convolution.kernels import (
    depthwise_kernel,
    flipped,
    without_dilation,
    zero_stuffed,
)
from explorer.convolution.layer import ConvolutionWork, HandLayer, work_out_convolution
from explorer.convolution.matrices import as_matrix, as_patch_product, ungrouped
from explorer.convolution.pooling import moved_grid, work_out_windows
from explorer.convolution.sequences import along_steps, as_one_row
from explorer.convolution.transposed import spread_out, transposed_sweep, work_out_transposed

GRID = np.arange(1, 13).reshape(3, 4, 1)


def noise(*shape: int) -> Float64Array:
    return np.random.default_rng(16).normal(size=shape)


def work_out(
    grid: Any, kernel: Any, window: GridWindow, bias: Any = None, **options: Any
) -> ConvolutionWork:
    biases = np.zeros(np.shape(kernel)[-1]) if bias is None else np.asarray(bias)
    layer = HandLayer(np.asarray(kernel), biases, window, **options)
    return work_out_convolution(np.asarray(grid), layer)


@pytest.mark.parametrize(
    ("channels", "filters", "shape"),
    [
        pytest.param(1, 1, (3, 3, 1), id="one filter on (3, 3, 1)"),
        pytest.param(1, 3, (3, 3, 3), id="three filters on (3, 3, 1)"),
        pytest.param(3, 2, (3, 3, 2), id="two filters on (3, 3, 3)"),
    ],
)
def test_cases_of_the_article(channels: int, filters: int, shape: tuple[int, ...]) -> None:
    work = work_out(
        noise(3, 3, channels), noise(2, 2, channels, filters), square(2, padding="same")
    )
    assert work.activation.shape == shape
    assert work.products.shape == (3, 3, 2, 2, channels, filters)
    # one row and one column of zeros, after and not before
    assert [(each.pad_before, each.pad_after) for each in work.sweeps] == [(0, 1), (0, 1)]


class TestEveryStep:
    def test_a_rectangular_kernel_by_hand(self) -> None:
        kernel = np.array([[1, 0, -1], [2, 0, -2]]).reshape(2, 3, 1, 1)
        window = GridWindow(Window(2, padding=(0, 1)), Window(3, stride=2, padding=(1, 0)))
        work = work_out(GRID, kernel, window, [10], activation="relu")
        assert work.padded[..., 0].tolist() == [
            [0, 1, 2, 3, 4],
            [0, 5, 6, 7, 8],
            [0, 9, 10, 11, 12],
            [0, 0, 0, 0, 0],
        ]
        assert work.patches[0, 1, ..., 0].tolist() == [[2, 3, 4], [6, 7, 8]]
        assert work.products[0, 1, ..., 0, 0].tolist() == [[2, 0, -4], [12, 0, -16]]
        # -2 - 2 * 6 = -14; 2 - 4 + 2 * (6 - 8) = -6; and so on
        assert work.sums[..., 0].tolist() == [[-14, -6], [-26, -6], [-10, -2]]
        assert work.pre_activation[..., 0].tolist() == [[-4, 4], [-16, 4], [0, 8]]
        assert work.activation[..., 0].tolist() == [[0, 4], [0, 4], [0, 8]]

    def test_channels_add_up_and_filters_do_not(self) -> None:
        grid = np.array([[[1, 10, 100]]])
        kernel = np.array([[[[1, 0], [2, 0], [3, 1]]]])
        work = work_out(grid, kernel, square(1))
        assert work.channel_sums[0, 0].tolist() == [[1, 0], [20, 0], [300, 100]]
        assert work.sums[0, 0].tolist() == [321, 100]

    def test_softmax_goes_over_the_channels(self) -> None:
        work = work_out([[[0.0]]], np.zeros((1, 1, 1, 2)), square(1), np.log([1, 3]))
        assert work.pre_activation[0, 0].tolist() == [0, np.log(3)]
        shares = work_out(
            [[[0.0]]], np.zeros((1, 1, 1, 2)), square(1), np.log([1, 3]), activation="softmax"
        ).activation[0, 0]
        assert shares == pytest.approx([0.25, 0.75])

    def test_softmax_of_large_numbers(self) -> None:
        kernel = np.array([[[[1000.0, 1000.0]]]])
        work = work_out([[[1.0]]], kernel, square(1), activation="softmax")
        assert work.activation[0, 0].tolist() == [0.5, 0.5]

    def test_two_groups_by_hand(self) -> None:
        grid = np.array([[[1, 10, 100, 1000]]])
        kernel = np.array([[[[1, 1, 3, 1], [0, 2, 0, 1]]]])
        work = work_out(grid, kernel, square(1), groups=2)
        assert work.channels_read.tolist() == [[0, 0, 2, 2], [1, 1, 3, 3]]
        assert work.sums[0, 0].tolist() == [1, 21, 300, 1100]
        assert ungrouped(kernel, 4, 2)[0, 0].tolist() == [
            [1, 1, 0, 0],
            [0, 2, 0, 0],
            [0, 0, 3, 1],
            [0, 0, 0, 1],
        ]

    def test_depthwise_by_hand(self) -> None:
        kernel = np.array([[[[1, 2], [3, 4]]]])  # two filters for each of two channels
        work = work_out([[[1, 10]]], depthwise_kernel(kernel), square(1), groups=2)
        assert work.sums[0, 0].tolist() == [1, 2, 30, 40]


class TestFlipAndZeros:
    @pytest.mark.parametrize(("padding", "mode"), [("valid", "valid"), ("full", "full")])
    def test_scipy_has_both_a_convolution_and_a_correlation(self, padding: Any, mode: Any) -> None:
        grid, kernel = noise(5, 7), noise(2, 3)
        window = GridWindow(Window(2, padding=padding), Window(3, padding=padding))
        correlated = work_out(grid[..., None], kernel[..., None, None], window)
        turned = work_out(grid[..., None], flipped(kernel)[..., None, None], window)
        assert correlated.sums[..., 0] == pytest.approx(correlate2d(grid, kernel, mode))
        assert turned.sums[..., 0] == pytest.approx(convolve2d(grid, kernel, mode))

    def test_zero_stuffed_kernel_by_hand(self) -> None:
        stuffed = zero_stuffed(np.array([[1, 2], [3, 4]]), (2, 3))
        assert stuffed.tolist() == [[1, 0, 0, 2], [0, 0, 0, 0], [3, 0, 0, 4]]

    def test_it_makes_the_same_layer(self) -> None:
        window = GridWindow(Window(3, 2, 2, "same"), Window(2, 1, 3, 1))
        grid, kernel = noise(9, 8, 2), noise(3, 2, 2, 3)
        stuffed = work_out(grid, zero_stuffed(kernel, (2, 3)), without_dilation(window))
        assert stuffed.sums == pytest.approx(work_out(grid, kernel, window).sums)


class TestMatrices:
    def test_patches_times_kernel_by_hand(self) -> None:
        kernel = np.array([[1], [10]]).reshape(1, 2, 1, 1)
        work = work_out([[[1], [2], [3]]], kernel, GridWindow(Window(1), Window(2)))
        found = as_patch_product(work, kernel)
        assert found.patches.tolist() == [[1, 2], [2, 3]]
        assert found.kernel.tolist() == [[1], [10]]
        assert found.result.tolist() == [[21], [32]]

    def test_sparse_matrix_by_hand(self) -> None:
        kernel = np.array([[5], [7]]).reshape(1, 2, 1, 1)
        window = GridWindow(Window(1), Window(2, padding="same"))
        work = work_out([[[1], [2], [3]]], kernel, window)
        assert as_matrix(kernel, work.sweeps).tolist() == [[5, 7, 0], [0, 5, 7], [0, 0, 5]]

    def test_a_matrix_that_is_too_large_is_refused(self) -> None:
        work = work_out(np.ones((40, 40, 2)), np.ones((1, 1, 2, 2)), square(1))
        with pytest.raises(ValueError, match=r"10,240,000 places in its matrix.*smaller input"):
            as_matrix(np.ones((1, 1, 2, 2)), work.sweeps)


class TestTransposed:
    def test_every_step_by_hand(self) -> None:
        """Each value paints the kernel, two columns further each time; overlaps add up."""
        kernel = np.array([1, 10, 100]).reshape(1, 3, 1, 1)
        window = GridWindow(Window(1), Window(3, stride=2))
        found = work_out_transposed(
            np.array([[[1], [2], [3]]]), HandLayer(kernel, np.array([0.5]), window)
        )
        assert found.spread[0, :, 0].tolist() == [1, 0, 2, 0, 3]
        assert found.is_value[0].tolist() == [True, False, True, False, True]
        assert found.kernel[0, :, 0, 0].tolist() == [100, 10, 1]
        sums = [1, 10, 100 + 2, 20, 200 + 3, 30, 300]
        assert found.work.sums[0, :, 0].tolist() == sums
        assert found.work.activation[0, :, 0].tolist() == [each + 0.5 for each in sums]

    def test_full_padding_takes_rows_away(self) -> None:
        assert transposed_sweep(Window(3, padding="full"), 7).size_in == 5

    @pytest.mark.parametrize(
        ("window", "size_in", "extra", "size"),
        [
            (Window(3, 2, padding="same"), 4, 0, 8),
            (Window(3, 2), 4, 0, 9),
            (Window(1, 3), 4, 0, 12),
            (Window(3, 2, padding=1), 3, 0, 5),
            (Window(3, 2, padding=1), 3, 1, 6),
            (Window(3, 2, padding=(1, 0)), 3, 0, 6),
            (Window(2, 1, 3), 2, 0, 5),
        ],
        ids=str,
    )
    def test_sizes(self, window: Window, size_in: int, extra: int, size: int) -> None:
        found = transposed_sweep(window, size_in, extra)
        assert (found.size_in, found.size_out) == (size, size_in)

    @pytest.mark.parametrize(
        ("window", "size_in", "extra", "message"),
        [
            (Window(3, padding="full"), 2, 0, "output would have 0.*Choose less padding"),
            (Window(3, padding=3), 9, 0, "padding, 3, .* reaches over 3.*Choose less padding"),
            (Window(3, 2, padding=1), 3, 2, "2 extra rows .* stride 2.*less than the stride"),
            (Window(3, 2), 3, 1, "1 extra rows .*'valid'.*padding in numbers"),
            (Window(3, 2, padding=1), 3, -1, "-1 extra rows"),
        ],
        ids=str,
    )
    def test_what_has_no_output_is_refused(
        self, window: Window, size_in: int, extra: int, message: str
    ) -> None:
        with pytest.raises(ValueError, match=message):
            transposed_sweep(window, size_in, extra)

    def test_a_kernel_of_a_direct_convolution_is_refused(self) -> None:
        layer = HandLayer(np.ones((2, 2, 3, 1)), np.zeros(1), square(2))
        with pytest.raises(ValueError, match=r"for 3 channels.*Swap its last two axes"):
            work_out_transposed(np.ones((4, 5, 3)), layer)

    def test_groups_are_refused(self) -> None:
        layer = HandLayer(np.ones((2, 2, 1, 2)), np.zeros(1), square(2), groups=2)
        with pytest.raises(
            ValueError, match=r"transposed convolution with 2 groups.*Choose 1 group"
        ):
            work_out_transposed(np.ones((4, 5, 2)), layer)

    def test_zeros_between_by_hand(self) -> None:
        spread, is_value = spread_out(np.array([[[1], [2]], [[3], [4]]]), (1, 3))
        assert spread[..., 0].tolist() == [[1, 0, 0, 2], [3, 0, 0, 4]]
        assert is_value.sum() == 4


class TestPooling:
    def test_winners_and_ties_by_hand(self) -> None:
        grid = np.array([[5, 1, 2], [5, 0, 2]])[..., None]
        work = work_out_windows(grid, square(2, 2, padding="same"), average=False)
        assert work.result[..., 0].tolist() == [[5, 2]]
        assert work.wins[0, 0, ..., 0].tolist() == [[True, False], [True, False]]
        assert work.ties[..., 0].tolist() == [[True, True]]
        assert work.winner is not None
        assert work.winner[0, :, 0].tolist() == [[0, 0], [0, 0]]
        assert work.num_values.tolist() == [[4, 2]]

    def test_the_winner_in_a_window_that_is_not_square(self) -> None:
        window = GridWindow(Window(1), Window(3))
        work = work_out_windows(np.array([[[1], [7], [9], [2]]]), window, average=False)
        assert work.winner is not None
        assert work.winner[0, :, 0].tolist() == [[0, 2], [0, 1]]

    def test_padding_neither_wins_nor_counts(self) -> None:
        grid = -np.ones((1, 1, 1))
        window = square(3, padding=1)
        assert work_out_windows(grid, window, average=False).result.tolist() == [[[-1]]]
        work = work_out_windows(grid, window, average=True)
        assert work.result.tolist() == [[[-1]]]
        assert work.winner is None
        assert not work.wins.any()

    def test_a_window_of_padding_alone_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"output \(0, 0\) holds only padding.*less padding"):
            work_out_windows(GRID, square(2, padding=2), average=False)

    def test_a_shift_by_one_pixel_changes_what_wins(self) -> None:
        grid = np.array([[0, 9, 0, 0]])[..., None]
        window = GridWindow(Window(1), Window(2, 2))
        before = work_out_windows(grid, window, average=False).result
        after = work_out_windows(moved_grid(grid, 0, 1), window, average=False).result
        assert (before.ravel().tolist(), after.ravel().tolist()) == ([9, 0], [0, 9])

    @pytest.mark.parametrize(
        ("down", "right", "expected"),
        [
            (1, 0, [[7, 7], [1, 2]]),
            (-1, 1, [[7, 3], [7, 7]]),
            (0, 0, [[1, 2], [3, 4]]),
            (5, 0, [[7, 7], [7, 7]]),
            (0, -5, [[7, 7], [7, 7]]),
        ],
    )
    def test_shifts_by_hand(self, down: int, right: int, expected: list[list[int]]) -> None:
        grid = np.array([[1, 2], [3, 4]])[..., None]
        assert moved_grid(grid, down, right, 7)[..., 0].tolist() == expected


class TestSequences:
    def test_a_causal_output_reads_no_later_step(self) -> None:
        steps, kernel = np.array([[1], [2], [3], [4]]), np.array([[[100]], [[10]], [[1]]])
        window = along_steps(3, padding="causal")
        work = work_out(as_one_row(steps), as_one_row(kernel), window)
        assert work.sums.ravel().tolist() == [1, 12, 123, 234]

    def test_an_unknown_padding_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"padding 'reflect'.*\"causal\""):
            along_steps(3, padding="reflect")


class TestRefusals:
    @pytest.mark.parametrize(
        ("window", "message"),
        [
            (GridWindow(Window(5), Window(1)), "is 5 rows high, but the input has 3 rows"),
            (square(5, padding=0), "smaller kernel or dilation, or more padding"),
            (GridWindow(Window(1), Window(3, dilation=3)), "reaches over 7 columns"),
            (square(2, stride=0), "stride of 0 along the rows.*1 or more"),
            (GridWindow(Window(2), Window(2, dilation=0)), "dilation of 0 along the columns"),
            (square(0), "size of 0 along the rows"),
            (square(2, padding=-1), "padding of -1 along the rows"),
            (square(2, padding=(0, -1)), r"padding of \(0, -1\)"),
            (square(2, padding="round"), "padding of 'round'"),  # type: ignore[arg-type]
        ],
        ids=str,
    )
    def test_windows(self, window: GridWindow, message: str) -> None:
        kernel = np.ones((window.rows.size, window.columns.size, 1, 1))
        with pytest.raises(ValueError, match=message):
            work_out(GRID, kernel, window)

    @pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
    def test_numbers_that_are_not_finite(self, number: float) -> None:
        grid, kernel = GRID.astype(float), np.ones((1, 1, 1, 1))
        grid[1, 2, 0] = number
        with pytest.raises(ValueError, match=rf"{number} at \(1, 2, 0\) of the input"):
            work_out(grid, kernel, square(1))
        with pytest.raises(ValueError, match=r"at \(1, 2, 0\) of the input"):
            work_out_windows(grid, square(1), average=True)
        with pytest.raises(ValueError, match=rf"{number} at \(0, 0, 0, 0\) of the kernel"):
            work_out(GRID, kernel * number, square(1))
        with pytest.raises(ValueError, match=rf"{number} at \(0,\) of the bias"):
            work_out(GRID, kernel, square(1), [number])

    @pytest.mark.parametrize(
        ("grid", "kernel", "bias", "message"),
        [
            ((3, 4), (2, 2, 1, 1), (1,), r"input of shape \(3, 4\)"),
            ((3, 0, 1), (2, 2, 1, 1), (1,), r"input of shape \(3, 0, 1\).*none of them 0"),
            ((3, 4, 1), (2, 2, 1), (1,), r"kernel of shape \(2, 2, 1\)"),
            ((3, 4, 1), (2, 3, 1, 1), (1,), r"kernel of shape \(2, 3, 1, 1\).*\(2, 2, 1, 1\)"),
            ((3, 4, 1), (2, 2, 2, 1), (1,), r"kernel of shape .* 1 input channels"),
            ((3, 4, 1), (2, 2, 1, 2), (1,), r"biases of shape \(1,\) for 2 filters"),
        ],
        ids=str,
    )
    def test_shapes(
        self, grid: tuple[int, ...], kernel: tuple[int, ...], bias: tuple[int, ...], message: str
    ) -> None:
        with pytest.raises(ValueError, match=message):
            work_out(np.ones(grid), np.ones(kernel), square(2), np.zeros(bias))

    def test_groups_that_do_not_divide(self) -> None:
        with pytest.raises(ValueError, match="3 channels cannot be divided into 2 equal groups"):
            work_out(np.ones((3, 4, 3)), np.ones((1, 1, 1, 2)), square(1), groups=2)

    def test_a_layer_that_is_too_large(self) -> None:
        kernel = np.ones((3, 3, 3, 64))
        with pytest.raises(ValueError, match=r"products.*fewer channels or fewer filters"):
            work_out(np.ones((100, 100, 3)), kernel, square(3))
