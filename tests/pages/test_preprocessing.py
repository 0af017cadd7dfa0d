"""The way in as a visitor sees it: five steps, three ways to resize, one pixel."""

import pytest
from streamlit.testing.v1 import AppTest

from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.preprocessing import to_model_input
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    HOSTILE,
    alt_texts,
    charts,
    component,
    errors,
    sentences,
    table,
    uploader,
)
from tests.test_orientation import file_of

STEPS = ["Decode", "Turn upright", "Resize", "RGB to BGR", "Minus means"]


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_preprocessing(**params: str) -> AppTest:
        return open_app(page="preprocessing", **params)

    return open_preprocessing


def test_each_step_has_a_picture_and_its_numbers(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    assert [text.split(":")[0] for text in alt_texts(at)[:5]] == [
        f"After step {number}. {name}" for number, name in enumerate(STEPS, 1)
    ]
    numbers = table(at, "Means")
    assert numbers["Step"] == STEPS
    under = [each.value.split("  \n") for each in at.main.caption][: len(STEPS)]
    assert [shape for shape, _ in under] == ["300×451×3"] * 2 + ["224×224×3"] * 3
    assert under[0][1] == "0 to 231"
    assert numbers["Type"] == ["uint8"] * 4 + ["float32"]
    prepared = to_model_input(fit(read_sample("chelsea").pixels, (224, 224), "crop"))
    means = ", ".join(
        f"{name} {mean:.3f}".replace("-", "−")
        for name, mean in zip(
            ("blue", "green", "red"), prepared.astype(float).mean(axis=(0, 1)), strict=True
        )
    )
    assert numbers["Means"][-1] == means


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("crop", "16.7 % of it is cut off on each side, left and right"),
        ("squeeze", "everything looks 1.50 times narrower"),
        ("pad", "33.5 % of the input holds no photo (above and below)"),
    ],
)
def test_the_chosen_way_to_resize_is_told_and_named(
    open_page: OpenApp, how: str, told: str
) -> None:
    at = open_page(fit=how)
    (resized,) = (text for text in sentences(at).splitlines() if text.startswith("3. "))
    assert told in resized
    assert f"**{how.capitalize()}** (chosen)" in sentences(at)
    captions = [each.value for each in at.main.caption]
    assert sum("bicubic filter" in each for each in captions) == 3


def test_one_pixel_is_followed(open_page: OpenApp) -> None:
    at = open_page(pixel_row="10", pixel_column="200", photo="rocket")
    assert errors(at) == []
    fitted = fit(read_sample("rocket").pixels, (224, 224), "crop")
    numbers = table(at, "First number")
    rows = list(
        zip(*(numbers[f"{name} number"] for name in ("First", "Second", "Third")), strict=True)
    )
    red, green, blue = fitted[10, 200].tolist()
    assert rows[1] == (f"red {red}", f"green {green}", f"blue {blue}")
    assert rows[2] == rows[1][::-1]
    sums, centred = zip(*(text.split(" = ") for text in rows[3]), strict=True)
    assert sums == (f"{blue} − 103.939", f"{green} − 116.779", f"{red} − 123.680")
    shown = [float(text.replace("−", "-")) for text in centred]
    assert shown == pytest.approx(to_model_input(fitted)[10, 200].tolist(), abs=6e-4)
    assert component(at, "patch_picker")["unit"] == [10, 200]
    assert "Row 10, column 200 of the input lies on row" in sentences(at)


def test_without_a_choice_the_middle_is_followed(open_page: OpenApp) -> None:
    assert "Row 32, column 48 of the input" in sentences(open_page(size="64x96"))


def test_a_place_beyond_a_smaller_input_moves_onto_it(open_page: OpenApp) -> None:
    at = open_page(size="64x96", pixel_row="200", pixel_column="9999")
    assert errors(at) == []
    assert "Row 63, column 95 of the input" in sentences(at)


def test_a_padded_pixel_comes_from_nowhere(open_page: OpenApp) -> None:
    at = open_page(fit="pad", pixel_row="0", pixel_column="0")
    assert "holds no photo" in sentences(at)
    assert table(at, "First number")["First number"][0] == "none"


def test_the_histograms_are_drawn(open_page: OpenApp) -> None:
    assert len(charts(open_page())["histograms"]["data"]) == 6


def test_an_own_photo_shows_how_its_file_stores_it(open_page: OpenApp) -> None:
    at = open_page()
    uploader(at).upload("turned.png", file_of(6), "image/png").run()
    assert errors(at) == []
    told = sentences(at)
    assert "The PNG file holds 5×7 px" in told
    assert "must be turned by 90° clockwise (EXIF orientation 6)" in told
    shapes = [each.value.split("  \n")[0] for each in at.main.caption]
    assert shapes[:2] == ["5×7×3", "7×5×3"]


@pytest.mark.parametrize("text", HOSTILE)
def test_an_odd_place_is_reported(open_page: OpenApp, text: str) -> None:
    at = open_page(pixel_row=text)
    assert "Row 112, column 112 of the input" in sentences(at)
