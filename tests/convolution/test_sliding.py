"""A kernel slid over a whole photo gives the sums of the layer worked out window by window."""

from random import Random

import numpy as np
import pytest

from explorer.architecture.shapes import GridWindow, Window, sweep
from explorer.convolution.layer import HandLayer, work_out_convolution
from explorer.convolution.sliding import for_colours, slide_plane
from tests.convolution.random_layers import any_window, quarters, room_for
from tests.seeds import seeds


@pytest.mark.parametrize("seed", seeds(60, 300))
def test_each_channel_alone_as_window_by_window(seed: int) -> None:
    draw = Random(seed)
    window = any_window(draw, strided=draw.random() < 0.5, dilated=draw.random() < 0.5)
    height, width = room_for(draw, window)
    grid = quarters(draw, height * draw.randint(1, 5), width, 1)
    kernel = quarters(draw, window.rows.size, window.columns.size, 1, 1)
    work = work_out_convolution(grid, HandLayer(kernel, np.zeros(1), window))
    slid = slide_plane(grid[..., 0], kernel[..., 0, 0], work.sweeps)
    np.testing.assert_array_equal(slid, work.sums[..., 0])


def test_a_photo_by_hand() -> None:
    photo = np.array([[0, 255, 10], [0, 5, 0]], np.uint8)
    sweeps = sweep(Window(1), 2), sweep(Window(2, 1, 1, (1, 0)), 3)
    slid = slide_plane(photo, np.array([[-1, 2]]), sweeps)
    assert slid.tolist() == [[0, 510, -235], [0, 10, -5]]


def test_one_channel_works_on_all_colours_alike() -> None:
    kernel = np.arange(12.0).reshape(2, 3, 1, 2)
    colours = for_colours(kernel, 1)
    assert colours.shape == (2, 3, 3, 2)
    for colour in range(3):
        np.testing.assert_array_equal(colours[:, :, colour], kernel[:, :, 0])


@pytest.mark.parametrize(
    ("channels", "groups", "expected"),
    [
        (3, 1, [[0, 1, 2], [3, 4, 5]]),
        (3, 3, [[0, 0, 0], [0, 1, 0], [0, 0, 2]]),
        (2, 1, [[0, 1, 0], [2, 3, 0]]),
        (2, 2, [[0, 0, 0], [0, 1, 0]]),
        (4, 1, [[0, 1, 2], [4, 5, 6]]),
        (4, 2, [[0, 1, 0], [0, 0, 2]]),
        (4, 4, [[0, 0, 0], [0, 1, 0], [0, 0, 2], [0, 0, 0]]),
    ],
)
def test_channels_read_red_green_and_blue_in_turn(
    channels: int, groups: int, expected: list[list[int]]
) -> None:
    filters, of_a_group = len(expected), channels // groups
    weights = np.arange(filters * of_a_group).reshape(1, 1, filters, of_a_group)
    colours = for_colours(weights.swapaxes(2, 3), channels, groups)
    assert colours[0, 0].T.tolist() == expected


def test_a_window_of_other_sides() -> None:
    grid = np.arange(20.0).reshape(4, 5, 1)
    kernel = np.ones((1, 5, 1, 1))
    window = GridWindow(Window(1, 3), Window(5))
    work = work_out_convolution(grid, HandLayer(kernel, np.zeros(1), window))
    slid = slide_plane(grid[..., 0], kernel[..., 0, 0], work.sweeps)
    assert slid.tolist() == [[10], [85]]
