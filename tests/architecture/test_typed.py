"""Numbers as people type them."""

import re
from collections.abc import Callable

import pytest

from explorer.architecture.typed import (
    LONGEST_CELL,
    NotSquareError,
    read_share,
    read_side,
    read_sides,
    read_whole_number,
)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        *((read_whole_number, text, 4096) for text in ("4096", " 4,096 ", "4096.0", "4096.")),
        (read_whole_number, "0", 0),
        (read_whole_number, "1,234,567", 1_234_567),
        *((read_side, text, 5) for text in ("5", "5x5", "5 x 5", "5×5", "5X5", " 5 * 5 ")),
        *(
            (read_sides, text, (3, 3, 1))
            for text in ("3, 3, 1", "3 3 1", "3x3, 3 x 3, 1×1", "3,3,1,")
        ),
        (read_sides, "7", (7,)),
        *((read_share, text, 0.5) for text in ("0.5", ".5", "0,5", "50%", "50 %", " 0.50 ")),
        (read_share, "0", 0.0),
        (read_share, "1", 1.0),
    ],
)
def test_what_can_be_read(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    "text", ["", " ", "many", "-3", "3.5", "٣", "²", "1,23", "0b1", "1e3", "9" * (LONGEST_CELL + 1)]
)
@pytest.mark.parametrize("read", [read_whole_number, read_side, read_sides])
def test_what_is_not_a_whole_number(read: Callable[[str], object], text: str) -> None:
    if read is read_sides and text == "1,23":
        assert read(text) == (1, 23)
        return
    with pytest.raises(ValueError, match=r"^Write (a )?whole number.*\. Received: ") as caught:
        read(text)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(("text", "sides"), [("3x5", "3 or 5"), ("5 × 3", "5 or 3")])
@pytest.mark.parametrize("read", [read_side, read_sides])
def test_a_window_that_is_not_square(read: Callable[[str], object], text: str, sides: str) -> None:
    with pytest.raises(NotSquareError, match=rf"^Windows are square here\. Write {sides}\.$"):
        read(text)


@pytest.mark.parametrize("text", ["3x3x3", "3x", "x"])
def test_sides_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Write a whole number, such as 3\. Received: "):
        read_side(text)


@pytest.mark.parametrize("text", ["", ".", "%", "a half", "nan", "-1", "1e9", "0.5.5", "0" * 101])
def test_what_is_not_a_share(text: str) -> None:
    message = f"^Write a number, such as 0.5. Received: {re.escape(text[:20])}.$"
    with pytest.raises(ValueError, match=message):
        read_share(text)
