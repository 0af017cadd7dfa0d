"""The output size step by step, against windows moved row by row and Keras."""

from fractions import Fraction

import keras
import numpy as np
import pytest

from explorer.architecture.convolution.sizes import WorkedSize
from explorer.architecture.shapes import Window, WindowPadding, sweep


def worked(window: Window, size_in: int) -> WorkedSize:
    return WorkedSize(sweep(window, size_in))


@pytest.mark.parametrize(
    ("window", "size_in", "padding", "exact", "rest", "size"),
    [
        pytest.param(Window(3), 5, 0, Fraction(3), 0, 3, id="divides"),
        pytest.param(Window(3, 2), 6, 0, Fraction(5, 2), 1, 2, id="half a step is dropped"),
        pytest.param(Window(3, 2, padding=1), 6, 2, Fraction(7, 2), 1, 3, id="guide, figure 2.7"),
        pytest.param(Window(2, 2, padding="same"), 7, 1, Fraction(4), 0, 4, id="pooling 7 to 4"),
        pytest.param(Window(2, padding="same"), 3, 1, Fraction(3), 0, 3, id="uneven padding"),
        pytest.param(Window(3, padding="full"), 4, 4, Fraction(6), 0, 6, id="full"),
        pytest.param(Window(2, padding=(0, 3)), 4, 3, Fraction(6), 0, 6, id="one side"),
        pytest.param(Window(1), 1, 0, Fraction(1), 0, 1, id="one row"),
    ],
)
def test_by_hand(
    window: Window, size_in: int, padding: int, exact: Fraction, rest: int, size: int
) -> None:
    found = worked(window, size_in)
    assert (found.padding, found.exact, found.rest, found.size) == (padding, exact, rest, size)
    assert found.divides == (rest == 0)


@pytest.mark.parametrize("stride", range(1, 6))
@pytest.mark.parametrize("size", range(1, 5))
def test_keras_floors_and_its_same_rounds_up(size: int, stride: int) -> None:
    for size_in in range(size, 12):
        grid, kernel = np.ones((1, size_in, 1), np.float32), np.ones((size, 1, 1), np.float32)
        for padding in ("same", "valid"):
            found = worked(Window(size, stride, padding=padding), size_in)
            made = keras.ops.conv(grid, kernel, stride, padding)
            assert found.size == made.shape[1] == found.exact.__floor__()


@pytest.mark.parametrize("stride", range(1, 8))
@pytest.mark.parametrize("padding", [0, 1, 2, "same", "valid", "full", (0, 3)], ids=str)
def test_sizes_of_the_same_output(stride: int, padding: WindowPadding) -> None:
    window = Window(3, stride, padding=padding)
    for size_in in range(3, 12):
        found = worked(window, size_in)
        same = [size for size in range(1, 30) if sweep(window, size).size_out == found.size]
        assert list(found.sizes_of_same_output) == same


def test_the_rest_is_what_no_window_reaches() -> None:
    for size_in in range(3, 14):
        found = worked(Window(3, 3), size_in)
        assert found.sweep.unreached == tuple(range(size_in - found.rest, size_in))
