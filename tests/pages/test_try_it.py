"""The page on 5x5 and 3x3 kernels as a visitor sees it: both ways on the photo, and ReLU."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
import streamlit as st
from numpy.typing import NDArray
from scipy.signal import convolve2d
from streamlit.testing.v1 import AppTest

from explorer.factorised_kernels.named import NAMED_KERNELS
from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.widgets import sidebar
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    HOSTILE,
    alt_texts,
    chosen,
    errors,
    go_to,
    metrics,
    sentences,
    table,
)

Grid = NDArray[np.float64]

SIZE, HEIGHT, WIDTH = "64x96", 64, 96
EXACT = [key for key, kernel in NAMED_KERNELS.items() if kernel.is_exact]
NOT_EXACT = [key for key, kernel in NAMED_KERNELS.items() if not kernel.is_exact]
NON_NEGATIVE = {"pyramid", "binomial", "box", "ring", "cross"}
ALSO_HOSTILE = (*HOSTILE, "")


@pytest.fixture
def open_page(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenApp]:
    """A function that opens a link to the page."""
    # AppTest sends back only sizes that the list offers.
    monkeypatch.setattr(sidebar, "COMMON_SIZES", [*sidebar.COMMON_SIZES, SIZE, "5x7", "4x64"])

    def open_try_it(*, size: str = SIZE, **params: str) -> AppTest:
        return open_app(page="try_it", size=size, **params)

    yield open_try_it
    st.cache_data.clear()


def html(at: AppTest) -> str:
    """Kernels, patterns and colour bars."""
    return "".join(block.proto.body for block in at.get("html"))


def grey() -> Grid:
    """The photo in grey, by NumPy alone."""
    pixels = fit(read_sample("chelsea").pixels, (HEIGHT, WIDTH), "crop")
    found: Grid = pixels.astype(np.float64) @ [0.299, 0.587, 0.114]
    return found


def slid(photo: Grid, kernel: Grid) -> Grid:
    """A kernel slid over a photo, zeros around it, by SciPy."""
    found: Grid = convolve2d(photo, kernel[::-1, ::-1], mode="same")
    return found


def percent(text: str) -> float:
    return float(text.removesuffix(" %")) / 100


@pytest.mark.parametrize("key", EXACT)
def test_what_two_make_up_differs_at_the_border_only(open_page: OpenApp, key: str) -> None:
    at = open_page(example=key)
    assert errors(at) == []
    assert "Two 3×3 make exactly this 5×5" in sentences(at)
    assert metrics(at)["Kernel left over"] == "0 %"
    assert metrics(at)["Largest difference inside"] == "0 %"
    pair = NAMED_KERNELS[key].pair
    assert pair is not None
    single = slid(grey(), NAMED_KERNELS[key].values)
    gap = np.abs(slid(slid(grey(), pair.first), pair.second) - single)
    told = percent(metrics(at)["In the outermost px"])
    assert told == pytest.approx(gap.max() / np.abs(single).max(), abs=0.0006)
    assert told > 0.01


@pytest.mark.parametrize("key", EXACT)
def test_the_border_is_worked_out_where_it_differs_most(open_page: OpenApp, key: str) -> None:
    told = sentences(open_page(example=key)).replace("−", "-")
    numbers = re.search(
        r"row (\d+), column (\d+): the 5×5 gives ([-\d.,]+), the two 3×3 give ([-\d.,]+)\. "
        r".* [=≈] ([-\d.,]+), which is the 5×5 minus",
        told,
    )
    assert numbers is not None
    row, column, *values = (float(text.replace(",", "")) for text in numbers.groups())
    position = int(row), int(column)
    pair = NAMED_KERNELS[key].pair
    assert pair is not None
    single = slid(grey(), NAMED_KERNELS[key].values)
    stacked = slid(slid(grey(), pair.first), pair.second)
    gap = single - stacked
    assert values == pytest.approx([each[position] for each in (single, stacked, gap)], abs=0.001)
    gap[[0, 0, -1, -1], [0, -1, 0, -1]] = 0  # not in a corner
    assert abs(values[-1]) == pytest.approx(np.abs(gap).max(), abs=0.001)
    assert abs(values[-1]) > 1


@pytest.mark.parametrize("key", NOT_EXACT)
def test_what_two_cannot_make_up_leaves_something_over(open_page: OpenApp, key: str) -> None:
    at = open_page(example=key)
    assert errors(at) == []
    left_over = metrics(at)["Kernel left over"]
    assert f"The nearest two leave out {left_over} of it" in sentences(at)
    assert percent(left_over) > 0
    assert "left over" in html(at)
    assert "Why? Take row" not in sentences(at)


def test_the_box_needs_negative_weights(open_page: OpenApp) -> None:
    at = open_page(example="box")
    assert metrics(at)["Kernel left over"] == "0 %"
    assert ">−0.618<" in html(at)
    at.toggle(key="negative").set_value(False).run()
    assert errors(at) == []
    assert metrics(at)["Kernel left over"] == "35.9 %"
    assert "No two 3×3 without negative weights" in sentences(at)
    first_two = html(at).split("both together")[0]
    assert not re.search(r">−[\d.]", first_two)


@pytest.mark.parametrize("key", ["pyramid", "binomial"])
def test_what_needs_no_negative_weights_stays_exact(open_page: OpenApp, key: str) -> None:
    at = open_page(example=key, negative="false")
    assert at.toggle(key="negative").value is False
    assert "exactly" in sentences(at)


@pytest.mark.parametrize("key", NAMED_KERNELS)
def test_the_choice_of_weights_is_there_where_it_is_one(open_page: OpenApp, key: str) -> None:
    at = open_page(example=key)
    (toggle,) = at.main.toggle
    assert toggle.disabled != (key in NON_NEGATIVE)
    assert toggle.value is True


@pytest.mark.parametrize("key", NAMED_KERNELS)
def test_the_same_grids_stand_for_every_kernel(open_page: OpenApp, key: str) -> None:
    captions = re.findall("<figcaption>(.*?)</figcaption>", html(open_page(example=key)))
    assert captions[:3] == ["first 3×3", "second 3×3", "both together"]
    assert captions[4] == "left over"


def test_the_page_says_how_much_relu_cuts(open_page: OpenApp) -> None:
    at = open_page(example="sobel")
    pair = NAMED_KERNELS["sobel"].pair
    assert pair is not None
    cut = 100 * float((slid(grey(), pair.first) < 0).mean())
    assert f"ReLU cuts off {cut:.1f} % of what" in sentences(at)


@pytest.mark.parametrize("key", ["ring", "random"])
def test_relu_does_not_empty_a_picture(open_page: OpenApp, key: str) -> None:
    cut = re.search(r"ReLU cuts off ([\d.]+ %)", sentences(open_page(example=key)))
    assert cut is not None
    assert percent(cut[1]) < 0.5


@pytest.mark.parametrize("key", ["pyramid", "binomial"])
def test_relu_changes_nothing_where_nothing_is_negative(open_page: OpenApp, key: str) -> None:
    at = open_page(example=key)
    assert "nothing below 0 on this photo" in sentences(at)
    assert "With ReLU minus without: 0 everywhere" in html(at)


def test_a_table_shows_what_relu_buys(open_page: OpenApp) -> None:
    answers = table(open_page(), "Two 3×3, ReLU between")
    assert answers["Two 3×3, ReLU between"] == answers["Wanted"] == ["1", "1", "0", "0"]
    assert answers["Nearest single 5×5"] == ["0.333", "0.333", "0.667", "0"]


def test_ten_pictures_that_say_what_they_show(open_page: OpenApp) -> None:
    shown = alt_texts(open_page())
    assert len(shown) == 1 + 3 * 3
    assert shown[0].startswith("In grey: The face of a brown tabby cat")
    assert shown[1:4] == [
        *("One 5×5, on the photo.", "Two 3×3, on the photo.", "Difference, on the photo.")
    ]


def test_the_photo_is_that_of_the_sidebar(open_page: OpenApp) -> None:
    before = metrics(open_page())["In the outermost px"]
    at = open_page(photo="rocket")
    assert metrics(at)["In the outermost px"] != before
    assert errors(at) == []


def test_another_kernel_and_another_page(open_page: OpenApp) -> None:
    at = open_page(example="ring")
    at.pills(key="example").set_value("gabor").run()
    assert metrics(at)["Kernel left over"] == "4.5 %"
    go_to(at, "budget")
    assert errors(go_to(at, "try_it")) == []


def test_the_smallest_photo(open_page: OpenApp) -> None:
    assert errors(open_page(size="5x7")) == []


def test_a_photo_that_is_too_small_gets_a_sentence(open_page: OpenApp) -> None:
    (sentence,) = errors(open_page(size="4x64"))
    assert "4 x 64 px" in sentence
    assert "at least 5 px a side" in sentence


@pytest.mark.parametrize("value", ALSO_HOSTILE)
def test_a_hostile_link_opens_the_page(open_page: OpenApp, value: str) -> None:
    at = open_page(example=value, negative=value)
    assert errors(at) == []
    assert chosen(at, "example") == "cross"
