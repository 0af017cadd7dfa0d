"""Windows and shapes as people type them, and as links carry them."""

import re
from itertools import product
from urllib.parse import quote

import pytest

from explorer.architecture.shapes import GridWindow, Window, WindowPadding
from explorer.convolution.limits import MOST_CHANNELS, MOST_SIDE
from explorer.convolution.typed_window import (
    WindowLimits,
    padding_text,
    parse_padding,
    parse_shape,
    parse_sides,
    parse_window,
    sides_text,
)

NONSENSE = (
    *("", "  ", "-1", "1e400", "nan", "2.5", "two", "2x", "x", "2xx1", "9" * 5000, "\x00", "٢"),
    *("<img src=x onerror=alert(1)>", "2x1x1x1x1", "()", "1/2", "0x1p3", "²"),
)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        *((text, (2, 2)) for text in ("2", " 2 ", "02", "2x2", "(2, 2)", "[2,2]", "(2,)")),
        *((text, (2, 1)) for text in ("2x1", "2 x 1", "2X1", "2×1", "2*1", "2, 1", "2 1", "2;1")),
        ("12", (12, 12)),
        ("1x12", (1, 12)),
    ],
)
def test_sides_that_can_be_read(text: str, sides: tuple[int, int]) -> None:
    assert parse_sides(text, "stride", 12) == sides


@pytest.mark.parametrize("text", [*NONSENSE, "0", "13", "2x0", "0x2", "2x13", "2x1x1", "same"])
def test_sides_that_cannot_be_read(text: str) -> None:
    received = r"^(The stride is empty|“.{1,23}” is not a stride)\. "
    accepted = "Write a whole number from 1 to 12, such as 2, or two numbers for rows × columns, "
    with pytest.raises(ValueError, match=f"{received}{accepted}such as 2x1\\.$"):
        parse_sides(text, "stride", 12)


def test_a_number_with_a_comma_may_be_two() -> None:
    for text in ("1,024", "225,299"):
        with pytest.raises(
            ValueError, match=f"^“{text}” is not an input size.* leave out the comma"
        ):
            parse_sides(text, "input size", 300_000)
    assert parse_sides("225, 299", "input size", 1024) == (225, 299)
    assert parse_sides("1024", "input size", 1024) == (1024, 1024)


@pytest.mark.parametrize(
    ("text", "padding"),
    [
        *((text, ("same", "same")) for text in ("same", " Same ", "SAME", '"same"')),
        ("valid", ("valid", "valid")),
        ("'full'", ("full", "full")),
        ("0", (0, 0)),
        ("1", (1, 1)),
        *((text, (1, 2)) for text in ("1x2", "1 x 2", "(1, 2)", "1×2", "1_2")),
        *(
            (text, ((1, 0), (2, 1)))
            for text in ("1_0_2_1", "1,0,2,1", "1 0 2 1", "1x0x2x1", "((1, 0), (2, 1))")
        ),
        ("1_1_2_2", (1, 2)),
        ("0_1_3_3", ((0, 1), 3)),
        ("8", (8, 8)),
    ],
)
def test_padding_that_can_be_read(text: str, padding: tuple[WindowPadding, WindowPadding]) -> None:
    assert parse_padding(text) == padding


@pytest.mark.parametrize("text", [*NONSENSE, "9", "1_0_2", "0_0_0_9", "samevalid", "causal"])
def test_padding_that_cannot_be_read(text: str) -> None:
    received = r"^(The padding is empty|“.{1,23}” is not a padding)\. Write same, valid or full, "
    with pytest.raises(ValueError, match=f"{received}or how many zeros, from 0 to 8: 1 for all "):
        parse_padding(text)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        *((text, (6, 5, 3)) for text in ("6x5x3", "6 × 5 × 3", "(6, 5, 3)", "6 5 3")),
        ("6x5", (6, 5, 1)),
        ("6", (6, 6, 1)),
        ("1x3x1", (1, 3, 1)),
        (f"{MOST_SIDE}x{MOST_SIDE}x{MOST_CHANNELS}", (MOST_SIDE, MOST_SIDE, MOST_CHANNELS)),
    ],
)
def test_shapes_that_can_be_read(text: str, shape: tuple[int, int, int]) -> None:
    assert parse_shape(text) == shape


@pytest.mark.parametrize("text", [*NONSENSE, "0", "6x0", "6x5x0", "6x5x1x1", "13x5x1", "6x5x9"])
def test_shapes_that_cannot_be_read(text: str) -> None:
    received = r"^(The shape is empty|“.{1,23}” is not a shape)\. Write rows × columns × channels, "
    with pytest.raises(ValueError, match=f"{received}with 1 to {MOST_SIDE} rows and columns"):
        parse_shape(text)


def test_a_window_is_read_from_four_texts() -> None:
    found = parse_window("3x2", "2", "1x3", "1_0_2_2")
    assert found.problems == {}
    assert found.window == GridWindow(Window(3, 2, 1, (1, 0)), Window(2, 2, 3, 2))


def test_each_text_that_cannot_be_read_has_its_sentence() -> None:
    found = parse_window("6", "0", "", "most")
    assert found.window is None
    assert list(found.problems) == ["kernel_size", "stride", "dilation", "padding"]
    starts = [re.split("[.] ", sentence)[0] for sentence in found.problems.values()]
    assert starts == [
        "“6” is not a kernel size",
        "“0” is not a stride",
        "The dilation is empty",
        "“most” is not a padding",
    ]


def test_one_bad_text_leaves_the_others_alone() -> None:
    assert list(parse_window("3", "1", "1", "9").problems) == ["padding"]


def test_other_limits() -> None:
    limits = WindowLimits(2000, 9, 50, 20, 30, 40)
    found = parse_window("50", "20", "30", "40", limits)
    assert found.window == GridWindow(*[Window(50, 20, 30, 40)] * 2)
    assert list(parse_window("51", "21", "31", "41", limits).problems) == [
        *("kernel_size", "stride", "dilation", "padding")
    ]
    assert parse_shape("2000x1x9", limits) == (2000, 1, 9)


@pytest.mark.parametrize(
    ("padding", "text"),
    [
        (("same", "same"), "same"),
        (("full", "full"), "full"),
        ((1, 1), "1"),
        ((1, 2), "1x2"),
        (((1, 0), (2, 1)), "1_0_2_1"),
        (((1, 0), 2), "1_0_2_2"),
        ((0, (0, 1)), "0_0_0_1"),
    ],
)
def test_padding_is_written_as_it_is_read(
    padding: tuple[WindowPadding, WindowPadding], text: str
) -> None:
    assert padding_text(*padding) == text
    assert parse_padding(text) == padding
    assert quote(text) == text  # an address shows it as it is


def test_sides_are_written_as_they_are_read() -> None:
    for sides in product((1, 2, 12), repeat=2):
        text = sides_text(*sides)
        assert parse_sides(text, "stride", 12) == sides
        assert quote(text) == text
    assert [sides_text(2, 2), sides_text(2, 1)] == ["2", "2x1"]


def test_two_words_for_padding_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^Received the paddings 'same' for rows and 1 for"):
        padding_text("same", 1)
