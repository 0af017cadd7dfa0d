"""Kernels and patches as HTML: the numbers, their colours, and no foreign markup."""

import re

import numpy as np
import pytest

from explorer.architecture.shapes import square
from explorer.figures.maps.number_grids import (
    colour_tile,
    equation,
    kernel_slices,
    pooling_window,
    products,
)
from explorer.operations import work_out_pooling, work_out_unit

GRID = np.arange(24, dtype=float).reshape(3, 4, 2) - 10
WEIGHTS = np.linspace(-1, 1, 18).reshape(3, 3, 2)
SAME = square(3, padding="same")


def cells(html: str) -> list[str]:
    return re.findall(r"<td[^>]*>([^<]*)</td>", html)


def tables(html: str) -> list[str]:
    return re.findall(r"<table.*?</table>", html)


def test_a_unit_shows_patch_times_weights_and_their_sum() -> None:
    work = work_out_unit(GRID, WEIGHTS, 0.5, (1, 2), SAME)
    html = products(work, WEIGHTS, ["channel 1"], [1], ["pool, channel 1"])
    numbers = [[float(cell.replace("−", "-")) for cell in cells(each)] for each in tables(html)]
    patch, weights, product = map(np.array, numbers)
    assert patch == pytest.approx(GRID[0:3, 1:4, 1].ravel())
    assert weights == pytest.approx(WEIGHTS[..., 1].ravel(), rel=0.01)
    assert product == pytest.approx(patch * WEIGHTS[..., 1].ravel(), rel=0.01)
    headings = re.findall(r"<figcaption>(.*?)</figcaption>", html)
    assert [each.partition(". ")[0] for each in headings] == [
        "What it reads: pool, channel 1",
        "Weights for channel 1, no unit",
        "Products",
    ]
    low, high = headings[0].replace("−", "-").partition(". ")[2].split(" to ")
    assert (float(low), float(high)) == (patch.min(), patch.max())
    assert f"sum + {(GRID[0:3, 1:4, 1] * WEIGHTS[..., 1]).sum():.3g}" in html


@pytest.mark.parametrize(("value", "colour"), [(-2.0, "0, 114, 178"), (2.0, "230, 159, 0")])
def test_colours_show_the_sign(value: float, colour: str) -> None:
    html = kernel_slices(np.full((1, 1, 1), value), {"channel 0": value}, [0])
    assert f"rgba({colour}, 0.55)" in html


def test_a_slice_stands_over_what_its_channel_adds() -> None:
    html = kernel_slices(WEIGHTS, {"channel 1": -2.5, "channel 0": 1.25}, [1, 0])
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html)
    assert captions == ["channel 1: − 2.5", "channel 0: + 1.25"]
    first, second = tables(html.replace("−", "-"))
    assert f'title="{WEIGHTS[0, 0, 1]:.3g}"' in first
    assert f'title="{WEIGHTS[0, 0, 0]:.3g}"' in second


def test_a_kernel_on_colours_is_one_tile() -> None:
    weights = np.zeros((1, 2, 3))
    weights[0, 0] = [1, 0, -1]
    assert re.findall(r"rgb\([\d, ]+\)", colour_tile(weights)) == [
        "rgb(255, 128, 1)",
        "rgb(128, 128, 128)",
    ]


def test_the_winner_of_a_pooling_is_framed() -> None:
    html = pooling_window(
        work_out_pooling(GRID[..., 0], (0, 1), square(2, 2), average=False), "conv, channel 0"
    )
    assert "<figcaption>What it reads: conv, channel 0</figcaption>" in html
    assert cells(html) == ["−6", "−4", "2", "4"]
    (framed,) = re.findall(r"<td[^>]*outline[^>]*>([^<]*)</td>", html)
    assert framed == "4"


def test_padding_is_named_in_words() -> None:
    window = square(2, 2, padding="same")
    html = pooling_window(work_out_pooling(GRID[..., 0], (1, 0), window, average=False), "x")
    assert cells(html)[2:] == ["padding", "padding"]


def test_an_equation_of_kernels_with_signs_between() -> None:
    small, large = np.array([[1.0]]), np.array([[0.0, -4.0], [2.0, 0.5]])
    html = equation([("<i>", small), "then", ("one", large), "=", ("two", large / 2)])
    assert cells(html) == ["1", "0", "−4", "2", "0.5", "0", "−2", "1", "0.25"]
    assert re.findall(r'<span class="sign">(.*?)</span>', html) == ["then", "="]
    assert re.findall(r"<figcaption>(.*?)</figcaption>", html) == ["&lt;i&gt;", "one", "two"]
    # The strongest colour is that of the largest value among grids of that size.
    assert re.findall(r"rgba\(0, 114, 178, ([\d.]+)\)", html) == ["0.55", "0.28"]
    assert re.findall(r"rgba\(230, 159, 0, ([\d.]+)\)", html)[0] == "0.55"


def test_names_are_text() -> None:
    assert "<b>x" not in kernel_slices(WEIGHTS, {"<b>x": 1.0}, [0])
