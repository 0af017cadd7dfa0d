"""What is said about a filter on a photo, in the cases at both ends, and its weights as grids."""

import re

import numpy as np
import pytest

from explorer.figures.convolution.filtered import (
    colour_weights,
    colours_note,
    cut_note,
    range_note,
    sizes_note,
)


@pytest.mark.parametrize(
    ("channels", "reads", "bias", "told"),
    [
        (
            1,
            [0],
            0,
            "The kernel has one channel. Here it works on red, green and blue alike, and the three "
            "results are added up.",
        ),
        (3, [0, 1, 2], 0, "The filter reads red, green and blue, and their results are added up."),
        (3, [2], 0, "The filter reads blue. It does not read red or green."),
        (
            2,
            [0, 1],
            -0.5,
            "The filter reads red and green, and their results are added up. It does not read "
            "blue. The bias, −0.5, is added to each sum.",
        ),
        (
            4,
            [2, 3],
            0,
            "The filter reads blue. It does not read red or green. A photo has no channel 3.",
        ),
        (
            4,
            [3],
            7,
            "The filter reads channel 3 only. A photo has red, green and blue, numbers 0 to 2, so "
            "it reads nothing here. The bias, 7, is added to each sum.",
        ),
    ],
)
def test_which_colours_a_filter_reads(
    channels: int, reads: list[int], bias: float, told: str
) -> None:
    assert colours_note(channels, reads, bias) == told


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0, "No sum is below 0, so ReLU changes nothing."),
        (1, "All sums are below 0, so ReLU leaves nothing."),
        (0.5, "50.0 % of the sums are below 0; ReLU turns them to 0."),
        (1e-5, "less than 0.1 % of the sums are below 0; ReLU turns them to 0."),
        (0.99999, "more than 99.9 % of the sums are below 0; ReLU turns them to 0."),
    ],
)
def test_how_much_relu_cuts(share: float, told: str) -> None:
    assert cut_note(share).lower() == told.lower()
    assert cut_note(share)[0].isupper() or cut_note(share)[0].isdigit()


@pytest.mark.parametrize(
    ("size_in", "size_out", "told"),
    [
        ((224, 224), (222, 222), "224×224 px give 222×222 values."),
        ((3, 1024), (1, 341), "3×1,024 px give 1×341 values."),
        ((1, 1), (1, 1), "1×1 px gives 1×1 value."),
        ((1, 2), (1, 1), "1×2 px give 1×1 value."),
    ],
)
def test_how_large_the_maps_are(
    size_in: tuple[int, int], size_out: tuple[int, int], told: str
) -> None:
    assert sizes_note(size_in, size_out) == told


def test_ranges() -> None:
    assert range_note(-1020.4, 0) == "−1,020 to 0"
    assert range_note(-0.0, 0) == "0 everywhere"
    assert range_note(2.5, 2.5) == "2.5 everywhere"


def test_weights_that_are_alike_are_one_grid() -> None:
    one = colour_weights(np.repeat(np.arange(6.0).reshape(2, 3, 1), 3, axis=2))
    assert one.count("<table") == 1
    assert "red, green and blue alike" in one
    three = colour_weights(np.arange(18.0).reshape(2, 3, 3))
    assert re.findall("<figcaption>(.*?)</figcaption>", three) == ["red", "green", "blue"]
    assert re.findall(">([^<>]+)</td>", three)[:6] == ["0", "3", "6", "9", "12", "15"]
