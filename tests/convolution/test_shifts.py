"""Pooling before and after a shift, and outputs that read later steps, by hand."""

import numpy as np
import pytest

from explorer.architecture.shapes import Window, square, sweep
from explorer.arrays import Float64Array
from explorer.convolution.sequences import along_steps, outputs_ahead
from explorer.convolution.shifts import differences, pool_before_and_after

EDGE = np.tile([0.0, 0, 0, 9, 9, 9], (6, 1))[..., np.newaxis]
"""An edge in the middle of the second window of three."""


def noise(*shape: int) -> Float64Array:
    return np.random.default_rng(16).normal(size=shape)


@pytest.mark.parametrize(
    ("right", "of_max", "of_mean"), [(-1, 0, 6), (1, 3, 3), (2, 3, 6), (0, 0, 0)]
)
def test_an_edge_under_a_shift(right: int, of_max: int, of_mean: int) -> None:
    # max: 0 9 9 stays 0 9 9, or 0 0 9; mean: 0 4.5 9 becomes 0 9 4.5, 0 0 9 or 0 0 4.5
    for average, expected in ((False, of_max), (True, of_mean)):
        found = pool_before_and_after(EDGE, square(2, 2), (0, right), average=average)
        assert found.of_output.num_changed == expected
        assert found.of_output.num_values == 9


def test_the_input_changes_at_the_edge_and_at_the_rim() -> None:
    found = pool_before_and_after(EDGE, square(2, 2), (0, -1), average=False)
    assert found.of_input.num_changed == 12
    assert found.of_input.mean == 12 * 9 / 36
    assert found.shifted[0, :, 0].tolist() == [0, 0, 9, 9, 9, 0]
    assert found.steps is None


@pytest.mark.parametrize("average", [False, True])
def test_a_shift_by_whole_strides_moves_the_map(average: bool) -> None:
    found = pool_before_and_after(noise(9, 7, 2), square(3, 2), (-2, 2), average=average)
    assert found.steps == (-1, 1)
    np.testing.assert_allclose(found.after.result[:-1, 1:], found.before.result[1:, :-1])


@pytest.mark.parametrize(
    ("size", "shift"),
    [((2, 2), (0, 2)), ((1, 5), (0, 2)), ((6, 6), (1, 2))],
    ids=["nothing to compare", "padding in each window", "not whole"],
)
def test_where_the_map_does_not_move(size: tuple[int, int], shift: tuple[int, int]) -> None:
    window = square(2, 2, padding="same")
    found = pool_before_and_after(noise(*size, 1), window, shift, average=False)
    assert found.steps is None


def test_differences_leave_rounding_out() -> None:
    found = differences(np.array([1.0, 2.0, 3.0]), np.array([1.0 + 1e-12, 2.0, 0.0]))
    assert found.is_changed.tolist() == [False, False, True]
    assert found.mean == pytest.approx(1.0)


def test_outputs_that_read_later_steps_by_hand() -> None:
    # taps of output i: i - 1, i, i + 1; the last one reads padding after the end
    assert outputs_ahead(sweep(Window(3, padding="same"), 5)) == (0, 1, 2, 3)
    # "same" with stride 2 pads nothing before: output i reads 2i, 2i + 1
    assert outputs_ahead(sweep(Window(2, 2, padding="same"), 5)) == (0, 1)
    assert outputs_ahead(sweep(Window(1, padding="same"), 5)) == ()


@pytest.mark.parametrize(("size", "stride", "dilation"), [(3, 1, 1), (5, 2, 1), (2, 1, 4)])
def test_causal_padding_reads_no_later_step(size: int, stride: int, dilation: int) -> None:
    window = along_steps(size, stride, dilation, "causal").columns
    assert outputs_ahead(sweep(window, 9)) == ()
