"""What a visitor chose, by typing, by clicking or with a link."""

# ruff: noqa: PLC0415 -- AppTest runs a function's source alone, so imports must be inside it

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.architecture.limits import LARGEST_SIDE
from explorer.images.samples import SAMPLES
from explorer.session.choices import parse_size
from explorer.shared.weights import weights_state
from tests.pages.conftest import forget_everything


@pytest.fixture(autouse=True)
def fresh_visitor(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All of AppTest's visitors are one to what a program keeps; no network is asked."""
    monkeypatch.setenv("VGG16_OFFLINE", "1")
    forget_everything()
    yield
    forget_everything()


def run(at: AppTest, **choices: str) -> str:
    """Run a script for a visitor who has chosen this, and return the text it wrote."""
    at.session_state["choices"] = choices
    at.run(timeout=60)
    assert [error.message for error in at.exception] == []
    return str(at.text[0].value)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("224", (224, 224)),
        ("224x224", (224, 224)),
        ("225x299", (225, 299)),
        ("225 × 299", (225, 299)),
        ("225, 299", (225, 299)),
        ("225*299", (225, 299)),
        ("225 299", (225, 299)),
        ("224 × 224 px", (224, 224)),
        (" 180X180 ", (180, 180)),
        ("1", (1, 1)),
        ("1x1024", (1, 1024)),
        ("0224x0225", (224, 225)),
    ],
    ids=str,
)
def test_a_size(text: str, size: tuple[int, int]) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0",
        "0x5",
        "5x0",
        "1025",
        "224x1025",
        "a",
        "12x",
        "x12",
        "12xx12",
        "224x224x3",
        "-224",
        "224x-224",
        "1e3",
        "22.5",
        "٢٢٤x",
        "²",
        "224;225",
        "**224**",
        "[224](http://example.org)",
        "![](http://example.org/a.png)",
        "<img src=x onerror=alert(1)>",
        "9" * 7,
        "9" * 100_000,
        "x" * 100_000,
        "1 " * 50_000,
        "\x00",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_is_not_a_size(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"is not an input size\. Write height x width in px"
    ) as caught:
        parse_size(text)
    assert text[:20] in str(caught.value)
    assert str(LARGEST_SIDE) in str(caught.value)
    assert len(str(caught.value)) < 200


def tell_size() -> None:
    import streamlit as st

    from explorer.session.choices import chosen_size

    size = chosen_size()
    st.text(f"{size.height} {size.width} {size.problem}")


def test_the_size_before_anybody_chose_one() -> None:
    assert run(AppTest.from_function(tell_size)) == "224 224"


def test_a_text_that_is_not_a_size_leaves_the_last_good_one() -> None:
    at = AppTest.from_function(tell_size)
    assert run(at, size="225x299") == "225 299"
    told = run(at, size="banana")
    assert told.startswith("225 299 “banana” is not an input size.")
    assert told.endswith("each from 1 to 1024, such as 224x224 or 225x299.")
    assert run(at, size="64") == "64 64"


def test_a_link_with_a_bad_size_has_the_default_s_sides_and_a_problem() -> None:
    at = AppTest.from_function(tell_size)
    assert run(at, size="0x5").startswith("224 224 “0x5” is not an input size. ")


def tell_summary(of_model: bool) -> None:
    import streamlit as st

    from explorer.session.choices import chosen_summary
    from explorer.views.observing import observe

    try:
        rows = observe("trained").network.rows if of_model else chosen_summary()
    except ValueError as error:
        st.text(f"ValueError: {error}")
    else:
        st.text(f"{rows[0].input_shape} {rows[-1].name} {rows[-1].output_shape}")


@pytest.mark.parametrize(
    ("of_model", "network", "size", "told"),
    [
        (False, "vgg16", "225x299", "(225, 299, 3) predictions (1000,)"),
        (False, "vgg16-no-top", "225x299", "(225, 299, 3) block5_pool (7, 9, 512)"),
        (False, "small-batch-norm", "28", "(28, 28, 1) predictions (25,)"),
        (True, "alexnet", "225x299", "(225, 299, 3) block5_pool (7, 9, 512)"),
        (True, "vgg16", "32x512", "(32, 512, 3) block5_pool (1, 16, 512)"),
    ],
    ids=["head", "no head", "grey", "always VGG16", "limits"],
)
def test_the_summary_is_of_what_was_chosen(
    of_model: bool, network: str, size: str, told: str
) -> None:
    at = AppTest.from_function(tell_summary, kwargs={"of_model": of_model})
    assert run(at, network=network, size=size) == told


@pytest.mark.parametrize(
    ("of_model", "size", "told"),
    [
        (False, "16", "block5_pool.*32x32 px; this one is 16x16 px"),
        (True, "31x224", "takes pictures of 32 to 512 px.*is 31 x 224 px. Choose another"),
        (True, "224x513", "takes pictures of 32 to 512 px.*is 224 x 513 px. Choose another"),
    ],
    ids=["too small", "model, too small", "model, too large"],
)
def test_a_size_that_does_not_fit_is_explained(of_model: bool, size: str, told: str) -> None:
    at = AppTest.from_function(tell_summary, kwargs={"of_model": of_model})
    text = run(at, size=size)
    with pytest.raises(ValueError, match=told):
        raise ValueError(text)


def keep_and_tell_photo(data: bytes | None) -> None:
    import streamlit as st

    from explorer.session.photos import chosen_photo, keep_own_photo, photo_choices, photo_problem

    if data is not None:
        keep_own_photo(data)
    shape = chosen_photo().pixels.shape
    st.text(f"{photo_choices()[-1]} {shape[:2]} {photo_problem()}")


def png(height: int, width: int) -> bytes:
    """A grey PNG."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "grey").save(file, "PNG")
    return file.getvalue()


def test_an_own_photo_is_offered_and_chosen() -> None:
    at = AppTest.from_function(keep_and_tell_photo, kwargs={"data": png(40, 60)})
    assert run(at) == "own (40, 60)"
    assert at.session_state["choices"] == {"photo": "own"}


def test_a_refused_file_leaves_the_photo_and_says_why() -> None:
    at = AppTest.from_function(keep_and_tell_photo, kwargs={"data": b"%PDF-1.7"})
    assert run(at, photo="coffee").startswith("rocket (400, 600) PDF files cannot be read here")
    assert at.session_state["choices"] == {"photo": "coffee"}


@pytest.mark.parametrize("choice", ["own", "no such photo", ""])
def test_a_missing_photo_gives_the_first_sample(choice: str) -> None:
    at = AppTest.from_function(keep_and_tell_photo, kwargs={"data": None})
    assert next(iter(SAMPLES)) == "chelsea"
    assert run(at, photo=choice) == "rocket (300, 451)"


def tell_model_photo() -> None:
    import streamlit as st

    from explorer.session.parameters import FIT
    from explorer.session.photos import chosen_picture

    pixels = chosen_picture().pixels
    st.text(f"{pixels.shape} {pixels.dtype} {FIT.chosen()}")


@pytest.mark.parametrize(
    ("choice", "how"), [({}, "crop"), ({"fit": "squeeze"}, "squeeze"), ({"fit": "pad"}, "pad")]
)
def test_the_photo_comes_at_the_input_size(choice: dict[str, str], how: str) -> None:
    at = AppTest.from_function(tell_model_photo)
    assert run(at, size="225x299", **choice) == f"(225, 299, 3) uint8 {how}"


def test_no_weights_and_nobody_asked_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VGG16_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    state = weights_state(start=False)
    assert (state.path, state.fetching, state.problem) == (None, None, "")


def test_a_wrong_weights_file_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(tmp_path / "no such file.h5"))
    state = weights_state()
    assert (state.path, state.fetching) == (None, None)
    assert "no such file.h5" in state.problem
